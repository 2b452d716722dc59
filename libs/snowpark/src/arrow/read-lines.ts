import { UsageError } from '../errors.js';
import type { ResultStream } from '../execution/executor.js';
import type { JsonCell } from '../values/json-cell.js';
import type { ColumnWriter } from './column-writer.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const NEWLINE = 0x0a;
const N = 0x6e;

const encoder = new TextEncoder();

/** The rows of a stream as lines, however it has them. */
export function linesOf(stream: ResultStream): AsyncIterable<Uint8Array> {
  return stream.lines?.() ?? linesOfBatches(stream.batches());
}

async function* linesOfBatches(batches: AsyncIterable<readonly (readonly JsonCell[])[]>): AsyncGenerator<Uint8Array> {
  for await (const rows of batches) yield encoder.encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/**
 * Reads each cell of whole lines into the writer of its column, without making a row or a text of it. Gives the number of rows.
 *
 * @throws UsageError where a line is no row of these columns, or a column cannot hold a cell.
 */
export function readLines(lines: Uint8Array, writers: readonly ColumnWriter[]): number {
  let at = 0;
  let rows = 0;
  while (at < lines.length) {
    if (lines[at] !== OPEN) throw noRow(lines, at);
    at += 1;
    for (let index = 0; index < writers.length; index += 1) {
      if (index > 0 && lines[at++] !== COMMA) throw noRow(lines, at);
      at = readCell(lines, at, writers[index] as ColumnWriter);
    }
    if (lines[at] !== CLOSE || lines[at + 1] !== NEWLINE) throw noRow(lines, at);
    at += 2;
    rows += 1;
  }
  return rows;
}

/** Gives the place behind the cell. */
function readCell(lines: Uint8Array, start: number, writer: ColumnWriter): number {
  const first = lines[start];
  if (first === N) {
    writer.appendNull();
    return start + 4;
  }
  if (first === QUOTE) {
    const end = endOfText(lines, start + 1);
    writer.append(lines, start + 1, end, true);
    return end + 1;
  }
  let end = start;
  for (let byte = first; byte !== COMMA && byte !== CLOSE && byte !== undefined; byte = lines[end]) end += 1;
  if (end === start) throw noRow(lines, start);
  writer.append(lines, start, end, false);
  return end;
}

function endOfText(lines: Uint8Array, start: number): number {
  let at = start;
  for (let byte = lines[at]; byte !== QUOTE; byte = lines[at]) {
    if (byte === undefined) throw noRow(lines, start);
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at;
}

const SHOWN_BYTES = 100;

function noRow(lines: Uint8Array, at: number): UsageError {
  const from = lines.lastIndexOf(NEWLINE, at - 1) + 1;
  const shown = new TextDecoder().decode(new Uint8Array(lines.subarray(from, from + SHOWN_BYTES)));
  return new UsageError('unsupported_value', `A row of the result does not have the cells of its columns: ${shown}`);
}
