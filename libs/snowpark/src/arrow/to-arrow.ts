import { type Data, type DataType, Int64, makeData, RecordBatch, Schema, Struct, Table } from 'apache-arrow';
import type { ResultStream } from '../execution/executor.js';
import type { JsonCell } from '../values/json-cell.js';
import type { ResultColumn } from '../values/result-column.js';
import { arrowField, arrowType, isWideInteger, WIDE_INTEGER } from './arrow-type.js';
import { fitsInt64 } from './arrow-value.js';
import { columnData, widened } from './column-data.js';

type Batch = readonly (readonly JsonCell[])[];

/** Record batches as they arrive, with the types of `arrowType`; one without rows where there are none, for its schema. */
export async function* arrowBatches(stream: ResultStream): AsyncGenerator<RecordBatch, undefined, undefined> {
  const columns = stream.columns.map((column) => ({ column, type: arrowType(column) }));
  const schema = new Schema(columns.map(({ column, type }) => arrowField(column, type)));
  const batchOf = (batch: Batch): RecordBatch => {
    const children = columns.map(({ column, type }, at) => columnData(column, type, cellsOf(batch, at)));
    return recordBatch(schema, batch.length, children);
  };
  let isEmpty = true;
  for await (const batch of stream.batches()) {
    isEmpty = false;
    yield batchOf(batch);
  }
  if (isEmpty) yield batchOf([]);
}

/**
 * A whole result as one table. Where all rows are known, an integer column of any declared length is Int64 as long as
 * its values fit, and Decimal128 otherwise.
 */
export async function arrowTable(stream: ResultStream): Promise<Table> {
  const columns = stream.columns.map((column) => ({
    column,
    type: isWideInteger(column) ? new Int64() : arrowType(column),
  }));
  const chunks: { readonly length: number; readonly data: readonly Data[] }[] = [];
  for await (const batch of stream.batches()) {
    const data = columns.map((each, at) => {
      const cells = cellsOf(batch, at);
      if (isWideInteger(each.column) && !cells.every(holdsInt64)) each.type = WIDE_INTEGER;
      return columnData(each.column, each.type, cells);
    });
    chunks.push({ length: batch.length, data });
  }
  const schema = new Schema(columns.map(({ column, type }) => arrowField(column, type)));
  const batches = chunks.map(({ length, data }) =>
    recordBatch(
      schema,
      length,
      data.map((each, at) => inType(each, columns[at])),
    ),
  );
  return new Table(schema, batches);
}

interface TypedColumn {
  readonly column: ResultColumn;
  readonly type: DataType;
}

const inType = (data: Data, column: TypedColumn | undefined): Data =>
  column?.type === WIDE_INTEGER && data.type instanceof Int64 ? widened(data, WIDE_INTEGER) : data;

const cellsOf = (batch: Batch, at: number): readonly JsonCell[] => batch.map((row) => row[at] ?? null);

const holdsInt64 = (cell: JsonCell): boolean => typeof cell !== 'string' || fitsInt64(BigInt(cell));

const recordBatch = (schema: Schema, length: number, children: readonly Data[]): RecordBatch =>
  new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children: [...children] }));
