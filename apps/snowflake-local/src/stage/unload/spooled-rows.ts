import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from '../../execute/statement.js';
import { quoteText } from '../../types/duck-text.js';

/** Stands in no JSON text: control characters are escaped there. */
const NO_DELIMITER = '\u0001';

/**
 * The rows of a query over texts, in its order and in batches: DuckDB writes all of them to a file first, one a line as
 * JSON. Reading them from DuckDB while it computes is no way: its streams end without a word when the query fails
 * behind their first rows.
 *
 * @param columns the query's columns that are wanted
 */
export async function* spooledRows(
  query: string,
  columns: readonly string[],
  context: ExecutionContext,
): AsyncGenerator<readonly (readonly (string | null)[])[]> {
  const { duck, engine, signal } = context;
  const file = join(engine.folders.spill, `unload-${randomUUID()}.rows`);
  context.afterStatement(() => rm(file, { force: true }));
  await mkdir(engine.folders.spill, { recursive: true });
  const options = `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '${NO_DELIMITER}'`;
  const texts = `SELECT CAST(to_json([${columns.join(', ')}]) AS VARCHAR) FROM (${query})`;
  await duck.run(`COPY (${texts}) TO ${quoteText(file)} (${options})`);
  let pending = '';
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18, signal })) {
    const lines = (pending + String(piece)).split('\n');
    pending = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map(textsOf);
  }
}

function textsOf(json: string): readonly (string | null)[] {
  const row: unknown = JSON.parse(json);
  if (!Array.isArray(row)) throw new Error('a spooled row is a list');
  return row.map((value) => (value === null ? null : String(value)));
}
