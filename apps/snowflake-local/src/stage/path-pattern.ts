import { SqlError } from '../errors.js';

/** A part of a pattern: a quotation, an escape, or a character. */
const PART = /\\Q([\s\S]*?)(?:\\E|$)|\\([\s\S])|[\s\S]/gu;
/** What has no meaning that a backslash could take away. */
const NEEDLESS = /[^\p{L}\p{N}\\^$.*+?()[\]{}|/]/u;
/** A sign that means itself, also between brackets. */
const codePoint = (sign: string): string => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
/** Flags in front: letters in any case, `.` for line feeds too, `^` and `$` at each line. */
const FLAGS = /^\(\?([ims]+)\)/;

/**
 * PATTERN of a stage: a regular expression that the whole path must match. It is one of Java, where `\Q…\E` is plain text, every
 * sign may have a backslash in front, and flags stand in the pattern.
 *
 * @throws SqlError 100048
 */
export function pathPattern(pattern: string): (path: string) => boolean {
  const [whole = '', flags = ''] = FLAGS.exec(pattern) ?? [];
  const source = pattern.slice(whole.length).replace(PART, (part: string, quoted?: string, escaped?: string) => {
    if (quoted !== undefined) return quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return escaped !== undefined && NEEDLESS.test(escaped) ? codePoint(escaped) : part;
  });
  try {
    const expression = new RegExp(`^(?:${source})$`, `u${[...new Set(flags)].join('')}`);
    return (path) => expression.test(path);
  } catch {
    throw new SqlError('100048', '22023', `SQL compilation error:\nInvalid regular expression: '${pattern}'`);
  }
}
