/** Why a pattern is none, in the words of RE2, which Snowflake shows. */
export class BadPattern extends Error {
  override readonly name = 'BadPattern';
  constructor(pattern: string, why: string) {
    super(`Invalid regular expression: '${pattern}', ${why}`);
  }
}

/**
 * A pattern as Snowflake reads it, for an engine that knows Perl's extensions. Snowflake has RE2 without them: `(?…)` is a
 * group that begins with a repetition of nothing, and a repetition behind another repeats that, so that `a*?` is no less
 * greedy than `a*`.
 *
 * @throws BadPattern
 */
export function posixPattern(pattern: string): string {
  let read = '';
  /** Where the item begins that a repetition would repeat; null where there is none. */
  let item: number | null = null;
  /** Whether that item ends with a repetition. */
  let repeated = false;
  const open: number[] = [];
  const take = (text: string): void => {
    item = read.length;
    repeated = false;
    read += text;
  };
  for (let at = 0; at < pattern.length; ) {
    const [token = ''] = TOKEN.exec(pattern.slice(at, at + LONGEST_TOKEN)) ?? [];
    const bracket = pattern[at] === '[' ? classAt(pattern, at) : null;
    const text = bracket ?? (token === '' ? ([...pattern.slice(at, at + 2)][0] ?? '') : token);
    at += text.length;
    if (bracket !== null) take(bracket);
    else if (text === '(') {
      open.push(read.length);
      read += text;
      item = null;
    } else if (text === ')') {
      const start = open.pop();
      if (start === undefined) throw new BadPattern(pattern, `unexpected ): ${pattern}`);
      read += text;
      item = start;
      repeated = false;
    } else if (text === '|') {
      read += text;
      item = null;
    } else if (!REPETITION.test(text)) {
      if (text === '\\') throw new BadPattern(pattern, 'trailing \\');
      take(text);
    } else if (item === null) {
      throw new BadPattern(pattern, `no argument for repetition operator: ${text}`);
    } else if (!repeated) {
      read += text;
      repeated = true;
    } else if (text.length === 1 && '*+?'.includes(read.at(-1) ?? '')) {
      read = `${read.slice(0, -1)}${read.endsWith(text) ? text : '*'}`;
    } else {
      read = `${read.slice(0, item)}(?:${read.slice(item)})${text}`;
    }
  }
  if (open.length > 0) throw new BadPattern(pattern, `missing ): ${pattern}`);
  return read;
}

/** An escape, a repetition, or a sign that means something by itself; anything else stands for itself. */
const TOKEN = /^(?:\\[\s\S]|\{\d{1,9}(?:,\d{0,9})?\}|[*+?()|\\])/;
const REPETITION = /^(?:[*+?]|\{\d+(?:,\d*)?\})$/;
const LONGEST_TOKEN = 24;

/** The class that begins at `start`, up to its bracket: the first place in it may be a bracket itself. */
function classAt(pattern: string, start: number): string {
  let at = start + 1;
  if (pattern[at] === '^') at += 1;
  if (pattern[at] === ']') at += 1;
  while (at < pattern.length && pattern[at] !== ']') {
    const named = pattern[at] === '[' && pattern[at + 1] === ':' ? pattern.indexOf(':]', at + 2) : -1;
    if (named >= 0) at = named + 2;
    else at += pattern[at] === '\\' ? 2 : 1;
  }
  if (at >= pattern.length) throw new BadPattern(pattern, `missing ]: ${pattern.slice(start)}`);
  return pattern.slice(start, at + 1);
}
