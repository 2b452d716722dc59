import type { DuckRunner } from '../execute/duck.js';
import type { Segment } from './chunk-plan.js';

export interface RowRange {
  readonly firstRow: number;
  readonly rows: number;
}

/** Segments a chunk is packed from: the more, the closer a chunk comes to its limit. */
const SEGMENTS_PER_CHUNK = 64;
const LARGEST_SEGMENT_ROWS = 100_000;
/** Separators after each row in a part file: a comma and a line feed. */
const SEPARATOR_BYTES = 2;

/**
 * Measures the JSON text of a range of stored rows, in consecutive segments none of which is over `limitBytes` unless
 * it is a single row.
 *
 * @param numbered SELECT of the rows with their `file_row_number`.
 * @param row the JSON text of one: see `rowJson`.
 * @param averageBytes of a row's text, as far as known.
 */
export async function segmentsOf(
  duck: DuckRunner,
  numbered: string,
  row: string,
  range: RowRange,
  averageBytes: number,
  limitBytes: number,
): Promise<readonly Segment[]> {
  if (range.rows === 0) return [];
  const wanted = Math.floor(limitBytes / SEGMENTS_PER_CHUNK / Math.max(averageBytes, 1));
  const segmentRows = Math.min(Math.max(wanted, 1), LARGEST_SEGMENT_ROWS);
  const measured = await duck.rows(
    `SELECT (file_row_number - ${range.firstRow}) // ${segmentRows} AS segment, count(*), sum(strlen(${row}) + ${SEPARATOR_BYTES})
     FROM (${numbered}) WHERE file_row_number >= ${range.firstRow} AND file_row_number < ${range.firstRow + range.rows}
     GROUP BY segment ORDER BY segment`,
  );
  const segments: Segment[] = [];
  for (const [index, rows, bytes] of measured) {
    const segment = { rows: Number(rows), bytes: Number(bytes) };
    if (segment.bytes <= limitBytes || segment.rows === 1) {
      segments.push(segment);
      continue;
    }
    // Rows of very different sizes: measure this stretch again, more finely.
    const part = { firstRow: range.firstRow + Number(index) * segmentRows, rows: segment.rows };
    const average = segment.bytes / segment.rows;
    segments.push(...(await segmentsOf(duck, numbered, row, part, average, limitBytes)));
  }
  return segments;
}
