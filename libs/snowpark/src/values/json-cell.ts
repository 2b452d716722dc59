import { UsageError } from '../errors.js';
import { unreachable } from '../unreachable.js';
import { bytesOfHex } from './binary.js';
import { Decimal } from './decimal.js';
import type { ResultColumn } from './result-column.js';
import { SnowDate } from './snow-date.js';
import { SnowTime } from './snow-time.js';
import { SnowTimestamp, type TimestampKind } from './snow-timestamp.js';
import type { Value } from './value.js';

/**
 * One cell as it crosses a process.
 *
 * A JSON number: a finite FLOAT, or a NUMBER of scale 0 within ±(2^53 − 1). Text: every other exact number, `NaN`, `inf`, `-inf`
 * of a FLOAT, DATE `YYYY-MM-DD`, TIME `HH:MM:SS[.f]`, TIMESTAMP_NTZ `YYYY-MM-DDTHH:MM:SS[.f]`, LTZ and TZ the same with `Z` or
 * `+HH:MM`, BINARY in upper-case hexadecimal, VARIANT, OBJECT and ARRAY their JSON. The fraction has the column's scale.
 */
export type JsonCell = string | number | boolean | null;

/** The one decoder from cells to JavaScript values: direct and durable sessions give the same value for the same column. */
export function decodeCell(column: ResultColumn, cell: JsonCell): Value {
  if (cell === null) return null;
  switch (column.type) {
    case 'fixed':
      return (column.scale ?? 0) === 0 ? integerValue(column, cell) : exactValue(column, cell);
    case 'decfloat':
      return exactValue(column, cell);
    case 'real':
      return realNumber(column, cell);
    case 'boolean':
      return booleanValue(column, cell);
    case 'date':
      return SnowDate.parse(textOf(column, cell));
    case 'time':
      return SnowTime.parse(textOf(column, cell));
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return SnowTimestamp.parse(textOf(column, cell), TIMESTAMP_KINDS[column.type]);
    case 'binary':
      return bytesOfHex(textOf(column, cell));
    case 'vector':
      return vectorValue(column, cell);
    case 'text':
    case 'variant':
    case 'object':
    case 'array':
    case 'map':
    case 'geography':
    case 'geometry':
    case 'file':
    case 'interval_year_month':
    case 'interval_day_time':
      return textOf(column, cell);
    default:
      return unreachable(column.type);
  }
}

const TIMESTAMP_KINDS = {
  timestamp_ntz: 'ntz',
  timestamp_ltz: 'ltz',
  timestamp_tz: 'tz',
} as const satisfies Record<string, TimestampKind>;

const REAL_WORDS: Readonly<Record<string, number>> = { NaN: Number.NaN, inf: Infinity, '-inf': -Infinity };

function realNumber(column: ResultColumn, cell: JsonCell): number {
  if (typeof cell === 'number') return cell;
  const value = REAL_WORDS[textOf(column, cell)] ?? Number(cell);
  if (Number.isNaN(value) && cell !== 'NaN') throw wrongCell(column, cell);
  return value;
}

function booleanValue(column: ResultColumn, cell: JsonCell): boolean {
  if (typeof cell !== 'boolean') throw wrongCell(column, cell);
  return cell;
}

function vectorValue(column: ResultColumn, cell: JsonCell): readonly number[] {
  const parsed: unknown = JSON.parse(textOf(column, cell));
  if (!Array.isArray(parsed)) throw wrongCell(column, cell);
  return parsed.map(Number);
}

function integerValue(column: ResultColumn, cell: JsonCell): bigint {
  if (typeof cell === 'number' && Number.isSafeInteger(cell)) return BigInt(cell);
  const text = textOf(column, cell);
  if (!/^-?\d+$/.test(text)) throw wrongCell(column, cell);
  return BigInt(text);
}

function exactValue(column: ResultColumn, cell: JsonCell): Decimal {
  const text = typeof cell === 'number' ? String(cell) : textOf(column, cell);
  if (!/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) throw wrongCell(column, cell);
  return new Decimal(text);
}

function textOf(column: ResultColumn, cell: JsonCell): string {
  if (typeof cell !== 'string') throw wrongCell(column, cell);
  return cell;
}

const wrongCell = (column: ResultColumn, cell: JsonCell): UsageError =>
  new UsageError(
    'unsupported_value',
    `Column ${column.name} of type ${column.type} cannot hold ${JSON.stringify(cell)}.`,
  );
