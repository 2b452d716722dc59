import { UsageError } from '../errors.js';
import { unreachable } from '../unreachable.js';
import { Decimal } from '../values/decimal.js';
import { decodeCell, type JsonCell } from '../values/json-cell.js';
import type { ResultColumn } from '../values/result-column.js';
import { SnowDate } from '../values/snow-date.js';
import { SnowTime } from '../values/snow-time.js';
import { SnowTimestamp } from '../values/snow-timestamp.js';

const INT64_LIMIT = 2n ** 63n;

export const fitsInt64 = (value: bigint): boolean => value >= -INT64_LIMIT && value < INT64_LIMIT;

/** Writes a whole number as four 32-bit words, the lowest first, in two's complement: how Arrow keeps a Decimal128. */
export function writeWords(into: Uint32Array, from: number, value: bigint): void {
  let rest = BigInt.asUintN(128, value);
  for (let at = from; at < from + 4; at += 1) {
    into[at] = Number(rest & 0xffff_ffffn);
    rest >>= 32n;
  }
}

/** A cell as Arrow keeps it: integers and Decimals as their unscaled whole number, moments in nanoseconds, null for NULL. */
export function arrowValue(column: ResultColumn, cell: JsonCell): unknown {
  if (cell === null) return null;
  switch (column.type) {
    case 'fixed':
      return (column.scale ?? 0) === 0 ? BigInt(cell) : unscaled(String(cell), column.scale ?? 0);
    case 'date':
      return SnowDate.parse(String(cell)).toDate();
    case 'time':
      return BigInt(SnowTime.parse(String(cell)).nanosecondOfDay);
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return nanoseconds(column, cell).epochNanoseconds;
    case 'timestamp_tz': {
      const { epochNanoseconds, offsetMinutes } = nanoseconds(column, cell);
      return { instant: epochNanoseconds, offsetMinutes: offsetMinutes ?? 0 };
    }
    case 'real':
    case 'boolean':
    case 'binary':
      return decodeCell(column, cell);
    case 'text':
    case 'decfloat':
    case 'variant':
    case 'object':
    case 'array':
    case 'map':
    case 'vector':
    case 'geography':
    case 'geometry':
    case 'file':
    case 'interval_year_month':
    case 'interval_day_time':
      return String(cell);
    default:
      return unreachable(column.type);
  }
}

const unscaled = (text: string, scale: number): bigint =>
  BigInt(new Decimal(text).times(new Decimal(10).pow(scale)).toFixed(0));

/** Arrow's nanoseconds reach from 1677 to 2262 only. */
function nanoseconds(column: ResultColumn, cell: JsonCell): SnowTimestamp {
  const value = decodeCell(column, cell);
  if (!(value instanceof SnowTimestamp)) throw new Error(`Column ${column.name} holds no timestamp.`);
  if (!fitsInt64(value.epochNanoseconds)) {
    throw new UsageError(
      'unsupported_value',
      `Column ${column.name}: ${value} is outside of what Arrow's nanoseconds can hold. Read it as rows.`,
    );
  }
  return value;
}
