import { internalError } from '../errors.js';
import { DUCK_FUNCTIONS } from '../functions/duck-functions.js';
import { NATIVE_NAMES } from '../functions/engine-setup.js';
import { shapeOf } from './shape.js';

/** DuckDB functions that queries are put together with, besides those of the function table. */
const OF_QUERIES: readonly string[] = [
  'any_value',
  'bool_or',
  'coalesce',
  'grouping',
  'range',
  'row_number',
  'min',
  'hash',
  'random',
];

/** Every function that generated SQL may call. Nothing else reaches DuckDB, whatever a statement says. */
export const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set([...DUCK_FUNCTIONS, ...NATIVE_NAMES, ...OF_QUERIES]);

/** The names that stand before a parenthesis in generated SQL and are neither its grammar nor its own sources. */
export const calledFunctions = (sql: string): ReadonlySet<string> => shapeOf(sql).called;

/**
 * The last gate before DuckDB. The function table cannot name anything else, so that a failure here is our fault.
 *
 * @param embedded parts that other stages of the server made, such as the reading of a stored result
 * @param called what `sql` calls, where that is known
 * @throws SqlError 000603
 */
export function checkCalls(sql: string, embedded: readonly string[] = [], called = calledFunctions(sql)): void {
  const own =
    embedded.length === 0 ? called : calledFunctions(embedded.reduce((text, part) => text.replaceAll(part, ''), sql));
  for (const name of own) {
    if (!ALLOWED_FUNCTIONS.has(name)) throw internalError(`The generated SQL calls ${name}, which is not on the list.`);
  }
}
