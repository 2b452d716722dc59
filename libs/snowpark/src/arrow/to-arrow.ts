import {
  type Data,
  type DataType,
  Int64,
  makeBuilder,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
} from 'apache-arrow';
import type { ResultStream } from '../execution/executor.js';
import type { JsonCell } from '../values/json-cell.js';
import type { ResultColumn } from '../values/result-column.js';
import { arrowField, arrowType, isWideInteger, WIDE_INTEGER } from './arrow-type.js';
import { arrowValue, fitsInt64, words128 } from './arrow-value.js';

type Batch = readonly (readonly JsonCell[])[];

/** Record batches as they arrive, with the types of `arrowType`. */
export async function* arrowBatches(stream: ResultStream): AsyncGenerator<RecordBatch, undefined, undefined> {
  const types = stream.columns.map(arrowType);
  const schema = schemaOf(stream.columns, types);
  for await (const batch of stream.batches()) {
    yield recordBatch(
      schema,
      batch.length,
      stream.columns.map((column, at) => columnData(column, types[at] ?? arrowType(column), batch, at)),
    );
  }
}

/**
 * A whole result as one table. Where all rows are known, an integer column of any declared length is Int64 as long as
 * its values fit, and Decimal128 otherwise.
 */
export async function arrowTable(stream: ResultStream): Promise<Table> {
  const { columns } = stream;
  const chunks: { readonly length: number; readonly data: readonly Data[] }[] = [];
  const narrow = new Set(columns.flatMap((column, at) => (isWideInteger(column) ? [at] : [])));
  for await (const batch of stream.batches()) {
    const data = columns.map((column, at) => {
      if (narrow.has(at) && !holdsInt64(batch, at)) narrow.delete(at);
      return columnData(column, narrow.has(at) ? new Int64() : arrowType(column), batch, at);
    });
    chunks.push({ length: batch.length, data });
  }
  const types = columns.map((column, at) => (narrow.has(at) ? new Int64() : arrowType(column)));
  const schema = schemaOf(columns, types);
  return new Table(
    schema,
    chunks.map(({ length, data }) =>
      recordBatch(
        schema,
        length,
        data.map((each, at) => widened(each, types[at])),
      ),
    ),
  );
}

const schemaOf = (columns: readonly ResultColumn[], types: readonly DataType[]): Schema =>
  new Schema(columns.map((column, at) => arrowField(column, types[at] ?? arrowType(column))));

const recordBatch = (schema: Schema, length: number, children: readonly Data[]): RecordBatch =>
  new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children: [...children] }));

function columnData(column: ResultColumn, type: DataType, batch: Batch, at: number): Data {
  const builder = makeBuilder({ type, nullValues: [null] });
  const words = column.type === 'fixed' && !(type instanceof Int64);
  for (const row of batch) {
    const value = arrowValue(column, row[at] ?? null);
    builder.append(words && typeof value === 'bigint' ? words128(value) : value);
  }
  return builder.finish().flush();
}

const holdsInt64 = (batch: Batch, at: number): boolean =>
  batch.every((row) => {
    const cell = row[at] ?? null;
    return typeof cell !== 'string' || fitsInt64(BigInt(cell));
  });

/** A chunk that was built as Int64 before a later one turned out to need more. */
function widened(data: Data, type: DataType | undefined): Data {
  if (type !== WIDE_INTEGER || !(data.type instanceof Int64)) return data;
  const builder = makeBuilder({ type: WIDE_INTEGER, nullValues: [null] });
  for (let row = 0; row < data.length; row += 1) {
    const value: unknown = data.getValid(row) ? data.values[row] : null;
    builder.append(typeof value === 'bigint' ? words128(value) : null);
  }
  return builder.finish().flush();
}
