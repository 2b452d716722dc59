import { SqlError } from '../errors.js';
import { quoteText } from './duck-text.js';

/** What can go wrong with a value while a statement runs: Snowflake's code and SQL state. */
const CAUSES = {
  not_a_number: ['100038', '22018'],
  text_out_of_range: ['100039', '22003'],
  number_out_of_range: ['100046', '22003'],
  number_format_mismatch: ['100140', '22007'],
  not_a_boolean: ['100037', '22018'],
  not_a_date: ['100040', '22007'],
  not_a_time: ['100108', '22007'],
  not_a_timestamp: ['100035', '22007'],
  format_mismatch: ['100096', '22007'],
  not_binary: ['100115', '22000'],
  not_json: ['100069', '22P02'],
  not_xml: ['100100', '22P02'],
  not_a_shape: ['100205', '22023'],
  duplicate_key: ['100097', '22000'],
  bad_variant_cast: ['100071', '22000'],
  division_by_zero: ['100051', '22012'],
  null_in_required_column: ['100072', '22000'],
  text_too_long: ['100078', '22000'],
  binary_too_long: ['100080', '22000'],
  lob_too_large: ['100082', '22000'],
  out_of_memory: ['300010', 'XX000'],
  duplicate_row: ['100090', '42P18'],
  length_mismatch: ['100544', '22026'],
  bad_regular_expression: ['100048', '2201B'],
  subquery_rows: ['090150', '22000'],
  decryption_failed: ['100311', '22023'],
  bad_argument: ['100077', '22023'],
} as const satisfies Readonly<Record<string, readonly [code: string, state: string]>>;

export type Cause = keyof typeof CAUSES;

/**
 * A DuckDB expression of type `type` that stops the statement. `message` is a DuckDB text expression and never NULL.
 * Not DuckDB's own `error()`: that counts as volatile, which keeps filters from being pushed down and TRY from working.
 */
export const raise = (cause: Cause, message: string, type: string): string =>
  `CAST(sf_raise(${quoteText(`${OPEN}${marker(cause)}`)} || ${message}) AS ${type})`;

/**
 * Stands before the mark of a failure that nothing has been put in front of. No name of a user's holds it, and in a text of the
 * user's the quote before it is doubled.
 */
const OPEN = '\u0002';
const RAISING = new RegExp(`sf_raise\\('${OPEN}\\[firn:(\\d{6}:\\w{5})\\]' \\|\\| `, 'g');

/** `sql` whose failures begin with `introduction`, those in it that have one already aside. */
export const introduced = (sql: string, introduction: string): string =>
  sql.includes(OPEN)
    ? sql.replace(RAISING, (_, mark: string) => `sf_raise(${quoteText(`[firn:${mark}]${introduction}`)} || `)
    : sql;

/** `sql` whose failures stay as they are. */
export const settled = (sql: string): string =>
  sql.includes(OPEN) ? sql.replace(RAISING, (_, mark: string) => `sf_raise('[firn:${mark}]' || `) : sql;

/** The same failure where the value is known before the statement runs. */
export const failure = (cause: Cause, message: string): SqlError => {
  const [code, state] = CAUSES[cause];
  return new SqlError(code, state, message);
};

/** For functions written in JavaScript: DuckDB hands on nothing of an error but its text. */
export const markedError = (cause: Cause, message: string): Error => new Error(`${marker(cause)}${message}`);

const RAISED = new RegExp(`^(?:[A-Za-z ]+ Error: )*${OPEN}?\\[firn:(\\d{6}):(\\w{5})\\]([\\s\\S]*)`);

/** The failure that one of these functions raised; a mark further inside is a text of the user's that DuckDB quotes. */
export function raisedFailure(text: string): SqlError | undefined {
  const match = RAISED.exec(text);
  const [, code, state, message] = match ?? [];
  return code === undefined || state === undefined ? undefined : new SqlError(code, state, message ?? '');
}

const marker = (cause: Cause): string => `[firn:${CAUSES[cause].join(':')}]`;

/** The statement needs more than `--memory`. Its session and the server go on. */
export const OUT_OF_MEMORY_TEXT =
  'SQL execution internal error:\nProcessing aborted by error 300010: the statement needs more memory than this server has. Read fewer or shorter values at once, or start the server with a larger --memory.';
