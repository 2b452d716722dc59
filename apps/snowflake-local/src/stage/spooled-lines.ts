import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from '../execute/statement.js';
import { quoteText } from '../types/duck-text.js';

/** Stands in no JSON text: control characters are escaped there. */
const NO_DELIMITER = '\u0001';

/**
 * The texts in column `line` of a query, in its order and in batches: DuckDB writes all of them to a file first, one a
 * line as JSON. Reading them from DuckDB while it computes is no way: its streams end without a word when the query
 * fails behind their first rows.
 */
export async function* spooledLines(query: string, context: ExecutionContext): AsyncGenerator<readonly string[]> {
  const { duck, engine, signal } = context;
  const file = join(engine.folders.spill, `unload-${randomUUID()}.lines`);
  context.afterStatement(() => rm(file, { force: true }));
  await mkdir(engine.folders.spill, { recursive: true });
  const options = `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '${NO_DELIMITER}'`;
  const texts = `SELECT CAST(to_json(line) AS VARCHAR) FROM (${query})`;
  await duck.run(`COPY (${texts}) TO ${quoteText(file)} (${options})`);
  let pending = '';
  for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18, signal })) {
    const lines = (pending + String(piece)).split('\n');
    pending = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map(textOf);
  }
}

function textOf(json: string): string {
  const value: unknown = JSON.parse(json);
  return String(value);
}
