import type { JsonCell } from '@firn/snowpark';
import type { LineBatch } from './line-writer.js';

/** The rows of an NDJSON batch. A newline never stands inside a JSON string, so that lines can be joined as text. */
export function jsonRows(batch: LineBatch): readonly (readonly JsonCell[])[] {
  const text = batch.lines.toString('utf8').trimEnd().replaceAll('\n', ',');
  const rows: readonly (readonly JsonCell[])[] = JSON.parse(`[${text}]`);
  return rows;
}
