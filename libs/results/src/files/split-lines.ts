import type { RowLines } from '../store.js';

const NEWLINE = 0x0a;

/** A batch in two: what still fits into a page, at least one row if the page is empty, and the rest. */
export interface Split {
  readonly fits: RowLines | null;
  readonly rest: RowLines | null;
}

/** Cuts `batch` behind the last row with which neither `rows` nor `bytes` is exceeded. */
export function splitLines(batch: RowLines, rows: number, bytes: number, pageIsEmpty: boolean): Split {
  if (batch.rows <= rows && batch.lines.length <= bytes) return { fits: batch, rest: null };
  let end = 0;
  let taken = 0;
  while (taken < batch.rows && taken < rows) {
    const newline = batch.lines.indexOf(NEWLINE, end);
    if (newline < 0) throw new RangeError(`A batch of ${batch.rows} rows has only ${taken} lines.`);
    const fits = newline + 1 <= bytes || (pageIsEmpty && taken === 0);
    if (!fits) break;
    end = newline + 1;
    taken += 1;
  }
  return {
    fits: taken === 0 ? null : { rows: taken, lines: batch.lines.subarray(0, end) },
    rest: taken === batch.rows ? null : { rows: batch.rows - taken, lines: batch.lines.subarray(end) },
  };
}
