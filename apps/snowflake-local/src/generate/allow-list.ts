import { internalError } from '../errors.js';
import { DUCK_FUNCTIONS } from '../functions/duck-functions.js';
import { NATIVE_NAMES } from '../functions/engine-setup.js';

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

/** Words and types that generated SQL writes before a parenthesis. Words are in upper case there, functions in lower. */
const GRAMMAR: ReadonlySet<string> = new Set(
  `ALL AND ANY AS BETWEEN BY CASE CAST CUBE DECIMAL DISTINCT ELSE END ESCAPE EXCEPT EXISTS FILTER FROM GROUP HAVING ILIKE
  IN INTERSECT IS JOIN LATERAL LIKE LIMIT MATERIALIZED NOT OFFSET ON OR ORDER OVER QUALIFY ROLLUP SELECT SETS STRUCT THEN
  TRY TRY_CAST UNION VALUES WHEN WHERE WITH WITHIN`.split(/\s+/),
);

/** Names of sources, which list their columns: `t1(c0, c1)`, `w2(c0)`. */
const SOURCE_NAME = /^[tw]\d+$/;

// A doubled quote reads as the end of one text and the start of another, which is all the same here.
const PIECE = /'[^']*'|("[^"]*"|[A-Za-z_]\w*)\s*(\(?)/g;

/** The names that stand before a parenthesis in generated SQL and are neither its grammar nor its own sources. */
export function calledFunctions(sql: string): ReadonlySet<string> {
  const called = new Set<string>();
  for (const [, name, parenthesis] of sql.matchAll(PIECE)) {
    if (name === undefined || parenthesis === '' || GRAMMAR.has(name) || SOURCE_NAME.test(name)) continue;
    called.add(name);
  }
  return called;
}

/**
 * The last gate before DuckDB. The function table cannot name anything else, so that a failure here is our fault.
 *
 * @param embedded parts that other stages of the server made, such as the reading of a stored result
 * @throws SqlError 000603
 */
export function checkCalls(sql: string, embedded: readonly string[] = []): void {
  const own = embedded.reduce((text, part) => text.replaceAll(part, ''), sql);
  for (const name of calledFunctions(own)) {
    if (!ALLOWED_FUNCTIONS.has(name)) throw internalError(`The generated SQL calls ${name}, which is not on the list.`);
  }
}
