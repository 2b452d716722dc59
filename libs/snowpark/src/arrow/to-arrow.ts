import { type Data, Int64, makeData, RecordBatch, Schema, Struct, Table } from 'apache-arrow';
import type { ResultStream } from '../execution/executor.js';
import { arrowField, WIDE_INTEGER } from './arrow-type.js';
import type { ColumnWriter } from './column-writer.js';
import { Cells } from './find-cells.js';
import { linesOf } from './lines-of.js';
import { widened } from './number-writers.js';
import { writerOf } from './writer-of.js';

/** Rows of a table's chunk at least, but for the last: reading many small chunks is slow. */
const CHUNK_ROWS = 65_536;
/** Bytes of lines from which on a chunk has enough: places in a text column are numbers of 31 bits. */
const CHUNK_BYTES = 256 * 1024 * 1024;

/** Record batches as they arrive, with the types of `arrowType`; one without rows where there are none, for its schema. */
export async function* arrowBatches(stream: ResultStream): AsyncGenerator<RecordBatch, undefined, undefined> {
  const writers = stream.columns.map((column) => writerOf(column, false));
  const cells = new Cells(writers.length);
  const schema = schemaOf(writers);
  let isEmpty = true;
  for await (const lines of linesOf(stream)) {
    const rows = append(lines, cells, writers);
    if (rows === 0) continue;
    isEmpty = false;
    yield recordBatch(schema, rows, flushed(writers));
  }
  if (isEmpty) yield recordBatch(schema, 0, flushed(writers));
}

/**
 * A whole result as one table. Where all rows are known, an integer column of any declared length is Int64 as long as
 * its values fit, and Decimal128 otherwise.
 */
export async function arrowTable(stream: ResultStream): Promise<Table> {
  const writers = stream.columns.map((column) => writerOf(column, true));
  const cells = new Cells(writers.length);
  const chunks: { readonly rows: number; readonly data: readonly Data[] }[] = [];
  let [rows, bytes] = [0, 0];
  for await (const lines of linesOf(stream)) {
    rows += append(lines, cells, writers);
    bytes += lines.length;
    if (rows < CHUNK_ROWS && bytes < CHUNK_BYTES) continue;
    chunks.push({ rows, data: flushed(writers) });
    [rows, bytes] = [0, 0];
  }
  if (rows > 0) chunks.push({ rows, data: flushed(writers) });
  const schema = schemaOf(writers);
  const batches = chunks.map((chunk) =>
    recordBatch(
      schema,
      chunk.rows,
      chunk.data.map((data, at) => inType(data, writers[at])),
    ),
  );
  return new Table(schema, batches);
}

/** Adds the cells of whole lines to the columns, one column after the other. Gives the number of rows. */
function append(lines: Uint8Array, cells: Cells, writers: readonly ColumnWriter[]): number {
  cells.find(lines);
  for (const [at, writer] of writers.entries()) writer.append(cells, at);
  return cells.rows;
}

const flushed = (writers: readonly ColumnWriter[]): readonly Data[] => writers.map((writer) => writer.flush());

const schemaOf = (writers: readonly ColumnWriter[]): Schema =>
  new Schema(writers.map(({ column, type }) => arrowField(column, type)));

const inType = (data: Data, writer: ColumnWriter | undefined): Data =>
  writer?.type === WIDE_INTEGER && isInt64(data) ? widened(data, WIDE_INTEGER) : data;

const isInt64 = (data: Data): data is Data<Int64> => data.type instanceof Int64;

const recordBatch = (schema: Schema, length: number, children: readonly Data[]): RecordBatch =>
  new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children: [...children] }));
