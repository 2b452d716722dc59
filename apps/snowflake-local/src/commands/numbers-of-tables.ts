import { RELATION_KINDS } from '../catalog/information-schema/catalog-rows.js';
import type { DuckRunner } from '../execute/duck.js';
import { quoteText } from '../types/duck-text.js';

/** What DuckDB plans at once: its cost for a query over many tables grows faster than their number. */
const AT_ONCE = 200;

/** The number that each of many queries gives, by few statements; null where a table has gone meanwhile. */
export async function numbersOf(queries: readonly string[], duck: DuckRunner): Promise<readonly (string | null)[]> {
  const numbers: (string | null)[] = queries.map(() => null);
  for (let first = 0; first < queries.length; first += AT_ONCE) {
    const selects = queries.slice(first, first + AT_ONCE).map((sql, at) => `SELECT ${first + at}, (${sql})`);
    for (const [at, number] of await rowsOf(selects, duck))
      numbers[Number(at)] = number === null ? null : String(number);
  }
  return numbers;
}

/** Another session may drop a table between the list and the count: that one is counted no more, the others are. */
async function rowsOf(selects: readonly string[], duck: DuckRunner): Promise<readonly (readonly unknown[])[]> {
  try {
    return await duck.rows(selects.join(' UNION ALL '));
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('Catalog Error'))) throw error;
    if (selects.length === 1) return [];
    const middle = selects.length >> 1;
    return [...(await rowsOf(selects.slice(0, middle), duck)), ...(await rowsOf(selects.slice(middle), duck))];
  }
}

/** `object ID:rows` of each table of a database that has rows, by commas. */
export async function rowCountsOf(database: string, duck: DuckRunner): Promise<string> {
  const tables = await duck.rows(
    `SELECT object_id, json_extract_string(body, '$.duckName') FROM _sf.objects
     WHERE kind IN ${RELATION_KINDS} AND kind <> 'view' AND database_name = ${quoteText(database)}`,
  );
  const numbers = await numbersOf(
    tables.map(([, name]) => `SELECT count(*) FROM ${String(name)}`),
    duck,
  );
  const pairs = tables.flatMap(([id], at) => {
    const rows = numbers[at] ?? '0';
    return rows === '0' ? [] : [`${String(id)}:${rows}`];
  });
  return pairs.join(',');
}
