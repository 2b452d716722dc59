import { SqlError, unsupported } from '../errors.js';
import { tooDeep } from '../parse/reader.js';
import { bytesOfDigits } from './number-bytes.js';
import { type Cause, failure, OUT_OF_MEMORY_TEXT, raisedFailure } from './raise.js';

type Rule = readonly [pattern: RegExp, cause: Cause, message: (match: RegExpExecArray) => string];

/** What DuckDB's parser and binder say of a nest that was legal here and is more than they bear. */
const TOO_DEEP =
  /^(?:Failed to extract statements: )?Parser Error: memory exhausted|Max(?:imum)? expression depth limit/;

const OUTER_LATERAL = /JOIN type must be INNER or LEFT for a LATERAL reference/;

const OUTER_SUBQUERY = /Cannot perform non-inner join on subquery/;

const CORRELATED_JOIN = /Unsupported join type for flattening correlated subquery/;

const COMMIT_REFUSED =
  /^TransactionContext Error: Failed to commit: (?:failed to (?:pin|allocate)|could not allocate) /;
const OUT_OF_MEMORY = /std::bad_alloc|max_temp_directory_size/;

const textOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';

/** Whether DuckDB refused memory, to whoever asked when it was full. Not where a value was too large in itself. */
export const isMemoryRefused = (error: unknown): boolean => /^Out of Memory Error/.test(textOf(error));

/**
 * Whether a COMMIT found no memory for the long values around those that it writes into the log. Once these are in the
 * database file, they need not be read for it.
 */
export const isCommitRefused = (error: unknown): boolean => COMMIT_REFUSED.test(textOf(error));

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;

/** DuckDB's own failures that a legal statement can meet, in Snowflake's words. */
const RULES: readonly Rule[] = [
  [
    /Could not convert string ["']([\s\S]*)["'] to (?:DECIMAL|INT|U?BIGINT|HUGEINT|DOUBLE|FLOAT)/,
    'not_a_number',
    (match) => `Numeric value '${match[1] ?? ''}' is not recognized`,
  ],
  [
    /(?:Could not cast value|Casting value) "?([^\s"]+)"? to (?:type )?DECIMAL\((\d+),(\d+)\)/,
    'number_out_of_range',
    ([, value = '', precision = '', scale = '']) =>
      `Number out of representable range: type FIXED[SB${bytesOfDigits(Number(precision))}](${precision},${scale}){nullable}, value ${value}`,
  ],
  [
    /Failed to cast decimal value (\S+) to type|Type \w+ with value (\S+) can't be cast|value is out of range for/,
    'number_out_of_range',
    (match) => `Number out of representable range: value ${match[1] ?? match[2] ?? ''}`,
  ],
  [
    /Overflow in [\s\S]*|Out of Range Error: (?!timestamp)/i,
    'number_out_of_range',
    () => 'Number out of representable range',
  ],
  [
    /cannot (?:take|calculate) (?:square root|logarithm) of [\s\S]*/i,
    'bad_argument',
    (match) => `Invalid floating point operation: ${match[0]}`,
  ],
  [
    /(?:date|timestamp|time) field value out of range: "([^"]*)"/i,
    'not_a_timestamp',
    (match) => `Timestamp '${match[1] ?? ''}' is not recognized`,
  ],
  [/Date out of range: (\S+)/, 'not_a_date', (match) => `Date '${match[1] ?? ''}' is not recognized`],
  [/invalid date field format: "([^"]*)"/i, 'not_a_date', (match) => `Date '${match[1] ?? ''}' is not recognized`],
  [
    /invalid timestamp field format: "([^"]*)"/i,
    'not_a_timestamp',
    (match) => `Timestamp '${match[1] ?? ''}' is not recognized`,
  ],
  [/not in timestamp range/, 'number_out_of_range', () => 'Date or time out of representable range'],
  [/Unknown TimeZone '([^']*)'/, 'bad_argument', (match) => `Unknown timezone: '${match[1] ?? ''}'`],
  [/Invalid UTF8 Codepoint (-?\d+)/, 'bad_argument', (match) => `Invalid character code ${match[1] ?? ''}`],
  [/NOT NULL constraint failed: .*/i, 'null_in_required_column', () => 'NULL result in a non-nullable column'],
  [
    /More than one row returned by a subquery/i,
    'subquery_rows',
    () => 'Single-row subquery returns more than one row.',
  ],
  [
    /(?:Invalid Input Error: |Pattern failed to parse, error: ')((?:missing [)\]]|unexpected \)|no argument for repetition|bad repetition|trailing \\|invalid (?:escape|character class|perl operator|repetition|named capture|UTF-8)|pattern too large)[\s\S]*)/,
    'bad_regular_expression',
    (match) => `Invalid regular expression: ${match[1] ?? ''}`,
  ],
  [/Malformed JSON([\s\S]*)/i, 'not_json', (match) => `Error parsing JSON: malformed${match[1] ?? ''}`],
];

/**
 * A failure of DuckDB's while a statement ran, as the client is to see it; undefined for one that no statement should be
 * able to cause, which is then this server's fault.
 */
export function sqlErrorFromEngine(error: unknown): SqlError | undefined {
  if (error instanceof SqlError) return error;
  // Not `instanceof Error`: the engine's own errors come from outside the module's realm.
  const text = textOf(error);
  const raised = raisedFailure(text);
  if (raised !== undefined) return raised;
  if (isMemoryRefused(error) || isCommitRefused(error) || OUT_OF_MEMORY.test(text))
    return failure('out_of_memory', OUT_OF_MEMORY_TEXT);
  if (TOO_DEEP.test(text)) return tooDeep();
  if (OUTER_SUBQUERY.test(text)) return unsupported('sub-query in the condition of an outer join');
  if (OUTER_LATERAL.test(text)) return unsupported('RIGHT or FULL JOIN of a source that depends on the left one');
  if (CORRELATED_JOIN.test(text)) return unsupported('FULL JOIN under a source that depends on the left one');
  for (const [pattern, cause, message] of RULES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const value = match[1] ?? '';
    if (cause === 'not_a_number' && NUMBER.test(value))
      return failure('text_out_of_range', `Numeric value '${value}' is out of range`);
    return failure(cause, message(match));
  }
  return undefined;
}
