import {
  type Data,
  DataType,
  type Decimal,
  Int32,
  makeBuilder,
  makeData,
  type Struct,
  TimestampNanosecond,
} from 'apache-arrow';
import type { JsonCell } from '../values/json-cell.js';
import type { ResultColumn } from '../values/result-column.js';
import { arrowValue, writeWords } from './arrow-value.js';

/**
 * One column of a batch in Arrow's memory form. Numbers of 64 and 128 bits are written straight into their buffers: the builders
 * of apache-arrow take moments in milliseconds only, which loses six digits.
 */
export function columnData(column: ResultColumn, type: DataType, cells: readonly JsonCell[]): Data {
  const values = cells.map((cell) => arrowValue(column, cell));
  if (DataType.isStruct(type)) return zonedData(type, values);
  if (DataType.isDecimal(type)) return makeData({ type, ...shared(values), data: words(values) });
  if (DataType.isTimestamp(type)) return makeData({ type, ...shared(values), data: longs(values) });
  if (DataType.isTime(type)) return makeData({ type, ...shared(values), data: longs(values) });
  if (DataType.isInt(type)) return makeData({ type, ...shared(values), data: longs(values) });
  const builder = makeBuilder({ type, nullValues: [null] });
  for (const value of values) builder.append(value);
  return builder.finish().flush();
}

/** Decimal128 in place of Int64, for a chunk that was built before a later one turned out to need more. */
export function widened(data: Data, type: Decimal): Data {
  const values = Array.from({ length: data.length }, (_, at): unknown => (data.getValid(at) ? data.values[at] : null));
  return makeData({ type, ...shared(values), data: words(values) });
}

function zonedData(type: Struct, values: readonly unknown[]): Data {
  const moments = values.map((value) => (isMoment(value) ? value : null));
  const instants = moments.map((moment) => moment?.instant ?? null);
  const offsets = moments.map((moment) => moment?.offsetMinutes ?? null);
  const children = [
    makeData({
      type: new TimestampNanosecond('UTC'),
      ...shared(instants),
      data: longs(instants),
    }),
    makeData({ type: new Int32(), ...shared(offsets), data: Int32Array.from(offsets, (offset) => offset ?? 0) }),
  ];
  return makeData({ type, ...shared(values), children });
}

interface Moment {
  readonly instant: bigint;
  readonly offsetMinutes: number;
}

const isMoment = (value: unknown): value is Moment => typeof value === 'object' && value !== null && 'instant' in value;

const asBigint = (value: unknown): bigint => (typeof value === 'bigint' ? value : 0n);

const longs = (values: readonly unknown[]): BigInt64Array => BigInt64Array.from(values, asBigint);

function words(values: readonly unknown[]): Uint32Array {
  const all = new Uint32Array(4 * values.length);
  values.forEach((value, at) => {
    writeWords(all, 4 * at, asBigint(value));
  });
  return all;
}

/** What every column has: its length, and a bit for each value that is there. */
function shared(values: readonly unknown[]): {
  readonly length: number;
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array;
} {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  let nullCount = 0;
  values.forEach((value, at) => {
    if (value === null) nullCount += 1;
    else nullBitmap[at >> 3] = (nullBitmap[at >> 3] ?? 0) | (1 << (at & 7));
  });
  return { length: values.length, nullCount, nullBitmap };
}
