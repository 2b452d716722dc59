import { BIGINT, BOOLEAN, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { LINES } from '../../types/pattern.js';
import { posixPattern } from '../../types/posix-pattern.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

/**
 * (text, pattern, options, from, occurrence, after, group, implied) → where the group of that match begins, or what
 * follows it with `after` 1; 0 for no match. DuckDB says what a group holds, not where. Positions count characters from 1.
 */
const groupPosition: NativeFunction = {
  name: 'sf_regexp_instr',
  parameters: [VARCHAR, VARCHAR, VARCHAR, BIGINT, BIGINT, BIGINT, BIGINT, BOOLEAN],
  returns: VARCHAR,
  // A pattern of JavaScript's may try each way through a short text.
  takesLong: 'with any',
  body: (text, pattern, options, from, occurrence, after, group, implied): DuckDBValue => {
    const characters = [...String(text)];
    const skipped = Math.max(0, Number(from) - 1);
    const searched = characters.slice(skipped).join('');
    const matches = searched.matchAll(compiled(String(pattern), String(options)));
    let match = matches.next();
    for (let seen = 1; seen < Number(occurrence) && match.done !== true; seen += 1) match = matches.next();
    if (match.done === true) return '0';
    const { indices } = match.value;
    const [whole] = indices ?? [];
    const missing = implied === true && (indices?.length ?? 0) <= Number(group);
    const span = missing ? whole : indices?.[Number(group)];
    if (span === undefined) return '0';
    const at = span[after === 1n ? 1 : 0];
    return String(skipped + [...searched.slice(0, at)].length + 1);
  },
};

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

let last: { readonly key: string; readonly expression: RegExp } | undefined;

/** The pattern as JavaScript reads it: classes of POSIX spelled out, groups named in its way. */
function compiled(pattern: string, options: string): RegExp {
  const key = `${options} ${pattern}`;
  if (last?.key === key) return last.expression;
  const source = pattern
    .replace(/\[:(\w+):\]/g, (written, name: string) => CLASSES[name] ?? written)
    .replaceAll('(?P<', '(?<');
  const lines = source.startsWith(LINES);
  const flags = `dg${options.includes('i') ? 'i' : ''}${lines ? 'm' : ''}${options.includes('s') ? 's' : ''}`;
  try {
    last = { key, expression: new RegExp(lines ? source.slice(LINES.length) : source, flags) };
    return last.expression;
  } catch (error) {
    throw markedError('bad_regular_expression', `Invalid regular expression: ${String(error)}`);
  }
}

let lastRead: { readonly pattern: string; readonly read: string } | undefined;

/** (pattern) → the same as DuckDB is to read it. */
const posix: NativeFunction = {
  name: 'sf_posix_pattern',
  parameters: [VARCHAR],
  returns: VARCHAR,
  body: (given): DuckDBValue => {
    const pattern = String(given);
    try {
      if (lastRead?.pattern !== pattern) lastRead = { pattern, read: posixPattern(pattern) };
      return lastRead.read;
    } catch (error) {
      throw markedError('bad_regular_expression', error instanceof Error ? error.message : String(error));
    }
  },
};

export const REGEXP: readonly NativeFunction[] = [groupPosition, posix];
