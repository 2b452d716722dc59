import { type Batch, batchType } from '@uwdata/flechette';

type DataType = Parameters<typeof batchType>[0];
type Numbers =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

interface Buffers {
  readonly values?: Numbers;
  readonly offsets?: Int32Array;
  readonly children?: readonly Batch<unknown>[];
}

/** The values of one column in one record batch: a wire cell is a text, or null. */
export type Cells = readonly (string | null)[];

/**
 * The buffers of a column. Each is as long as its values: Python's reader takes the padding that builders of arrays
 * leave behind offsets for offsets.
 */
export function batchOf(type: DataType, cells: Cells, buffers: Buffers): Batch<unknown> {
  const Class: new (parts: Buffers & Shape) => Batch<unknown> = batchType(type);
  return new Class({ length: cells.length, type, ...validityOf(cells), ...buffers });
}

interface Shape {
  readonly length: number;
  readonly type: DataType;
  readonly nullCount: number;
  readonly validity: Uint8Array;
}

const ALL_VALID = new Uint8Array(0);

/** A bit for each value, set where there is one; nothing at all where there is one everywhere. */
function validityOf(cells: Cells): Pick<Shape, 'nullCount' | 'validity'> {
  const nullCount = cells.reduce((count, cell) => (cell === null ? count + 1 : count), 0);
  return { nullCount, validity: nullCount === 0 ? ALL_VALID : bits(cells, (cell) => cell !== null) };
}

/** A bit for each cell, set where `isSet`. */
export function bits(cells: Cells, isSet: (cell: string | null) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(cells.length / 8));
  cells.forEach((cell, at) => {
    if (isSet(cell)) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  });
  return bytes;
}
