import {
  type Batch,
  binary,
  bool,
  dateDay,
  decimal128,
  field,
  fixedSizeList,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  struct,
  utf8,
} from '@uwdata/flechette';
import { batchOf, bits, type Cells } from './batch.js';

type DataType = Parameters<typeof batchOf>[0];

/** How a column goes into record batches: its Arrow type, and its wire cells as buffers of that. */
export interface Vector {
  readonly type: DataType;
  readonly batch: (cells: Cells) => Batch<unknown>;
}

const vector = (type: DataType, buffers: (cells: Cells) => Parameters<typeof batchOf>[2]): Vector => ({
  type,
  batch: (cells) => batchOf(type, cells, buffers(cells)),
});

/** Bits of a whole number. */
export type Width = 8 | 16 | 32 | 64 | 128;

/** `1.50` as 150: the digits without their point. */
const unscaled = (cell: string): string => cell.replace('.', '');

/** Whole numbers, and decimals without their point, whose place the schema tells. */
export function wholeNumbers(width: Width, precision: number, scale: number): Vector {
  switch (width) {
    case 8:
      return vector(int8(), (cells) => ({ values: Int8Array.from(cells, small) }));
    case 16:
      return vector(int16(), (cells) => ({ values: Int16Array.from(cells, small) }));
    case 32:
      return vector(int32(), (cells) => ({ values: Int32Array.from(cells, small) }));
    case 64:
      return vector(int64(), (cells) => ({ values: BigInt64Array.from(cells, large) }));
    case 128:
      return vector(decimal128(precision, scale), (cells) => ({ values: halves(cells) }));
    default:
      return unreachable(width);
  }
}

const small = (cell: string | null): number => (cell === null ? 0 : Number(unscaled(cell)));
const large = (cell: string | null): bigint => (cell === null ? 0n : BigInt(unscaled(cell)));

/** 128 bits as two of 64, the lower ones first. */
function halves(cells: Cells): BigUint64Array {
  const values = new BigUint64Array(cells.length * 2);
  cells.forEach((cell, at) => {
    const value = large(cell);
    values[2 * at] = BigInt.asUintN(64, value);
    values[2 * at + 1] = BigInt.asUintN(64, value >> 64n);
  });
  return values;
}

export const REALS: Vector = vector(float64(), (cells) => ({ values: Float64Array.from(cells, realOf) }));

const realOf = (cell: string | null): number => {
  if (cell === 'inf') return Number.POSITIVE_INFINITY;
  if (cell === '-inf') return Number.NEGATIVE_INFINITY;
  return cell === null ? 0 : Number(cell);
};

export const TRUTHS: Vector = vector(bool(), (cells) => ({ values: bits(cells, (cell) => cell === '1') }));
/** VECTORs: as many numbers for each value, those of NULL too. */
export function numberLists(kind: 'float' | 'int', dimension: number): Vector {
  const item = kind === 'float' ? float32() : int32();
  const type = fixedSizeList(field('item', item), dimension);
  return vector(type, (cells) => {
    const numbers = cells.flatMap((cell) => numbersOf(cell, dimension));
    const values = kind === 'float' ? Float32Array.from(numbers) : Int32Array.from(numbers);
    return { children: [batchOf(item, numbers.map(String), { values })] };
  });
}

function numbersOf(cell: string | null, dimension: number): readonly number[] {
  const numbers: unknown = cell === null ? null : JSON.parse(cell);
  return Array.isArray(numbers) ? numbers.map(Number) : Array.from({ length: dimension }, () => 0);
}

const EXPONENT = field('exponent', int16());
const SIGNIFICAND = field('significand', binary());

/** DECFLOATs: the power of ten, and the digits as a whole number in as many bytes as it takes, the highest first. */
export const FLOATING_DECIMALS: Vector = vector(struct([EXPONENT, SIGNIFICAND]), (cells) => {
  const parts = cells.map((cell) => (cell === null ? null : partsOfDecimal(cell)));
  const digits = parts.map((part) => (part === null ? null : signedBytes(part.significand)));
  const exponents = Int16Array.from(parts, (part) => part?.exponent ?? 0);
  return {
    children: [batchOf(int16(), cells, { values: exponents }), batchOf(binary(), digits, packed(digits, 'hex'))],
  };
});

function partsOfDecimal(cell: string): { readonly significand: bigint; readonly exponent: number } {
  const [digits = '', power = '0'] = cell.split('e');
  const point = digits.indexOf('.');
  const fraction = point < 0 ? 0 : digits.length - point - 1;
  return { significand: BigInt(digits.replace('.', '')), exponent: Number(power) - fraction };
}

/** Two's complement as hexadecimal digits. */
function signedBytes(value: bigint): string {
  let bytes = 1;
  while (BigInt.asIntN(bytes * 8, value) !== value) bytes += 1;
  return BigInt.asUintN(bytes * 8, value)
    .toString(16)
    .padStart(bytes * 2, '0');
}

export const DAYS: Vector = vector(dateDay(), (cells) => ({ values: Int32Array.from(cells, small) }));

export const TEXTS: Vector = vector(utf8(), (cells) => packed(cells, 'utf8'));
export const BYTES: Vector = vector(binary(), (cells) => packed(cells, 'hex'));

function packed(cells: Cells, encoding: 'utf8' | 'hex'): { offsets: Int32Array; values: Uint8Array } {
  const offsets = new Int32Array(cells.length + 1);
  const pieces = cells.map((cell, at) => {
    const piece = Buffer.from(cell ?? '', encoding);
    offsets[at + 1] = (offsets[at] ?? 0) + piece.length;
    return piece;
  });
  return { offsets, values: Buffer.concat(pieces) };
}

const EPOCH = field('epoch', int64());
const FRACTION = field('fraction', int32());
const ZONE = field('timezone', int32());

/** Moments of more than six fraction digits: seconds and nanoseconds, since 64 bits of nanoseconds reach only to 2262. */
export const FINE_MOMENTS: Vector = vector(struct([EPOCH, FRACTION]), (cells) => ({
  children: secondsAndNanos(cells),
}));

/** The same with the offset of each in minutes, counted from -1440. */
export const ZONED_MOMENTS: Vector = vector(struct([EPOCH, FRACTION, ZONE]), (cells) => {
  const instants = cells.map((cell) => cell?.slice(0, cell.indexOf(' ')) ?? null);
  const zones = Int32Array.from(cells, (cell) => (cell === null ? 0 : Number(cell.slice(cell.indexOf(' ') + 1))));
  return { children: [...secondsAndNanos(instants), batchOf(int32(), cells, { values: zones })] };
});

/** Nanoseconds are added to the seconds, also before 1970: -0.5 s is -1 s and 500,000,000 ns. */
function secondsAndNanos(cells: Cells): readonly Batch<unknown>[] {
  const seconds = new BigInt64Array(cells.length);
  const nanos = new Int32Array(cells.length);
  cells.forEach((cell, at) => {
    if (cell === null) return;
    const [whole = '0', fraction = ''] = cell.split('.');
    const rest = Number(fraction.padEnd(9, '0'));
    const isBefore = whole.startsWith('-') && rest > 0;
    seconds[at] = isBefore ? BigInt(whole) - 1n : BigInt(whole);
    nanos[at] = isBefore ? 1_000_000_000 - rest : rest;
  });
  return [batchOf(int64(), cells, { values: seconds }), batchOf(int32(), cells, { values: nanos })];
}

function unreachable(width: never): never {
  throw new Error(`Unknown width ${String(width)}`);
}
