import { compilationError } from '../errors.js';
import { asText } from './cast/cast-text.js';
import { quoteText } from './duck-text.js';
import { BadPattern, posixPattern } from './posix-pattern.js';
import { raise } from './raise.js';
import { BOOLEAN } from './snow-type.js';
import type { Emitted, ValueContext } from './typed.js';

/** `value [NOT] LIKE pattern [ESCAPE escape]` and ILIKE. Without ESCAPE no character escapes. */
export function like(
  operator: 'like' | 'ilike',
  value: Emitted,
  pattern: Emitted,
  escapedBy: Emitted | undefined,
  negated: boolean,
  context: ValueContext,
): Emitted {
  const [v, p] = [asText(value, context), asText(pattern, context)];
  const suffix = escapedBy === undefined ? '' : ` ESCAPE ${quoteText(escapeCharacter(escapedBy))}`;
  const word = operator === 'like' ? 'LIKE' : 'ILIKE';
  return truth(`(${v.sql} ${negated ? 'NOT ' : ''}${word} ${p.sql}${suffix})`, value.nullable || pattern.nullable);
}

/** `LIKE ANY (…)` and `LIKE ALL (…)`: one LIKE for each pattern, joined by OR or AND; NOT applies to the whole. */
export function likeAny(quantifier: 'any' | 'all', each: readonly Emitted[], negated: boolean): Emitted {
  const joined = `(${each.map((item) => item.sql).join(quantifier === 'any' ? ' OR ' : ' AND ')})`;
  return truth(
    negated ? `(NOT ${joined})` : joined,
    each.some((item) => item.nullable),
  );
}

/** `value RLIKE pattern`: the whole text must match. `parameters` as REGEXP_LIKE takes them. */
export function matchesWhole(value: Emitted, pattern: Emitted, parameters: string, context: ValueContext): Emitted {
  const [v, p] = [asText(value, context), asText(pattern, context)];
  const options = regexOptions(parameters);
  const matched = `regexp_full_match(${v.sql}, ${withLines(readPattern(p), parameters)}, ${quoteText(options)})`;
  return truth(matched, value.nullable || pattern.nullable);
}

/** The text of a pattern as DuckDB is to read it. One that is none stops the row that it is laid on, as in Snowflake. */
export function readPattern({ literal, sql }: Emitted): string {
  if (literal?.kind !== 'text') return `sf_posix_pattern(${sql})`;
  try {
    return quoteText(posixPattern(literal.value));
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    return raise('bad_regular_expression', quoteText(error.message), 'VARCHAR');
  }
}

/** With `m` among the parameters, `^` and `$` stand at the ends of lines: DuckDB has that inside a pattern alone. */
export const withLines = (pattern: string, parameters: string): string =>
  parameters.includes('m') ? `(${quoteText(LINES)} || ${pattern})` : pattern;

export const LINES = '(?m)';

/**
 * Parameters of the REGEXP functions as DuckDB options: c case-sensitive, i insensitive, s dot matches line breaks;
 * m and e, lines and a group to extract, change nothing here.
 */
export function regexOptions(parameters: string): string {
  const unknown = /[^cimse]/.exec(parameters);
  if (unknown !== null)
    throw compilationError('001045', '22023', `invalid regular expression parameter '${unknown[0]}'`);
  const last = /[ci](?=[^ci]*$)/.exec(parameters)?.[0] ?? 'c';
  return `${last}${parameters.includes('s') ? 's' : ''}`;
}

function escapeCharacter(given: Emitted): string {
  const value = given.literal?.kind === 'text' ? given.literal.value : undefined;
  if (value !== undefined && [...value].length === 1) return value;
  throw compilationError('001045', '22023', 'ESCAPE takes a constant text of one character');
}

const truth = (sql: string, nullable: boolean): Emitted => ({ sql, type: BOOLEAN, physical: 'boolean', nullable });
