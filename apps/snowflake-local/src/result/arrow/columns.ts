import { field } from '@uwdata/flechette';
import type { OutColumn } from '../../bind/query.js';
import { type FixedType, isVector, MAX_PRECISION, type SnowType } from '../../types/snow-type.js';
import type { WireRow } from '../stored.js';
import {
  BYTES,
  DAYS,
  FINE_MOMENTS,
  FLOATING_DECIMALS,
  numberLists,
  REALS,
  TEXTS,
  TRUTHS,
  type Vector,
  type Width,
  wholeNumbers,
  ZONED_MOMENTS,
} from './vectors.js';

export interface ArrowColumn {
  readonly field: ReturnType<typeof field>;
  readonly vector: Vector;
}

/**
 * The columns of a result of several streams: every one of them has the same schema, since clients put them together
 * without looking.
 */
export const columnsOf = (columns: readonly OutColumn[]): readonly ArrowColumn[] =>
  columns.map((column) => arrowColumn(column, column.physical === 'bigint' ? 64 : widthOf(column.type)));

/** The columns of a result that is one stream. Whole numbers are as narrow as their values allow, as the service sends them. */
export const columnsOfRows = (columns: readonly OutColumn[], rows: readonly WireRow[]): readonly ArrowColumn[] =>
  columns.map((column, at) =>
    arrowColumn(column, column.type.kind === 'fixed' ? narrowest(rows.map((row) => row[at] ?? null)) : 64),
  );

function arrowColumn(column: OutColumn, width: Width): ArrowColumn {
  const vector = vectorOf(column.type, width);
  const metadata = new Map(Object.entries(metadataOf(column.type)));
  return { field: field(column.name, vector.type, column.nullable, metadata), vector };
}

const widthOf = (type: SnowType): Width => (type.kind === 'fixed' && type.precision > 18 ? 128 : 64);

const WIDTHS = [8, 16, 32, 64] as const;

function narrowest(cells: readonly (string | null)[]): Width {
  let least = 0n;
  let most = 0n;
  for (const cell of cells) {
    if (cell === null) continue;
    const value = BigInt(cell.replace('.', ''));
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const fits = (width: number): boolean => BigInt.asIntN(width, least) === least && BigInt.asIntN(width, most) === most;
  return WIDTHS.find(fits) ?? 128;
}

function vectorOf(type: SnowType, width: Width): Vector {
  if (isVector(type)) return numberLists(type.element.type.kind === 'real' ? 'float' : 'int', type.dimension);
  switch (type.kind) {
    case 'fixed':
      return wholeNumbers(width, type.precision, type.scale);
    case 'real':
      return REALS;
    case 'decfloat':
      return FLOATING_DECIMALS;
    case 'boolean':
      return TRUTHS;
    case 'date':
      return DAYS;
    case 'time':
      return units(type.scale <= 4 ? 32 : 64);
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return type.scale <= 6 ? units(64) : FINE_MOMENTS;
    case 'timestamp_tz':
      return ZONED_MOMENTS;
    case 'binary':
      return BYTES;
    case 'text':
    case 'variant':
    case 'object':
    case 'array':
      return TEXTS;
    default:
      return unreachable(type);
  }
}

/** Counts of the smallest fraction that the type knows. */
const units = (width: 32 | 64): Vector => wholeNumbers(width, 38, 0);

/** What clients read a column by: Python refuses one without its logical type, or a number or moment without its scale. */
function metadataOf(type: SnowType): Readonly<Record<string, string>> {
  const common = { logicalType: logicalType(type), finalType: 'T' };
  switch (type.kind) {
    case 'fixed':
      return { ...common, ...digits(type) };
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return { ...common, precision: '0', scale: String(type.scale) };
    case 'timestamp_tz':
      // The bytes tell how many parts the value has.
      return { ...common, precision: '0', scale: String(type.scale), byteLength: '16' };
    case 'text':
      return { ...common, charLength: String(type.length), byteLength: String(type.length * 4) };
    case 'binary':
      return { ...common, charLength: '0', byteLength: String(type.length) };
    case 'decfloat':
      return { ...common, precision: String(MAX_PRECISION), scale: '0' };
    case 'real':
    case 'boolean':
    case 'date':
    case 'variant':
    case 'object':
    case 'array':
      return common;
    default:
      return unreachable(type);
  }
}

const digits = ({ precision, scale }: FixedType) => ({ precision: String(precision), scale: String(scale) });

/** A MAP, an OBJECT and an ARRAY go as their JSON text, whatever they are made of. */
const logicalType = (type: SnowType): string => (isVector(type) ? 'VECTOR' : type.kind.toUpperCase());

function unreachable(type: never): never {
  throw new Error(`Unknown type ${JSON.stringify(type)}`);
}
