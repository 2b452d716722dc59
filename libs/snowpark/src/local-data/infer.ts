import { UsageError } from '../errors.js';
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  LongType,
  NullType,
  ObjectType,
  StringType,
  TimestampLtzType,
  TimestampNtzType,
  TimestampTzType,
  TimeType,
} from '../types/data-type.js';
import { isBytes } from '../values/binary.js';
import { isDecimal } from '../values/decimal.js';
import { SnowDate } from '../values/snow-date.js';
import { SnowTime } from '../values/snow-time.js';
import { isDate, SnowTimestamp } from '../values/snow-timestamp.js';
import { mayBeRounded, refused } from './cure.js';
import { objectEntries } from './json-text.js';
import { toCell } from './to-cell.js';

const MOST_DIGITS = 38;
const TIMESTAMPS = { ntz: TimestampNtzType, ltz: TimestampLtzType, tz: TimestampTzType } as const;

/**
 * The type of one column, from all of its values. Whole numbers are integers, one other number makes the column a FLOAT; Decimals
 * give the smallest NUMBER that holds them all, whole numbers among them too; NULL goes with anything.
 *
 * @throws UsageError that names the column, if the values have no type in common or one has none.
 */
export function inferType(values: Iterable<unknown>, column: string): DataType {
  let type: DataType = NullType;
  let wholeDigits = 0;
  let scale = 0;
  let inexact = true;
  let fractions = false;
  let rounded: number | undefined;
  for (const value of values) {
    const next = typeOf(value, column);
    const merged = merge(type, next);
    if (merged === null) {
      throw new UsageError(
        'schema_not_inferred',
        `Column ${column} holds ${named(type)} and ${named(next)}: give its type in a schema.`,
      );
    }
    type = merged;
    if (typeof value === 'number' && !Number.isInteger(value)) fractions = true;
    if (mayBeRounded(value)) rounded ??= value;
    if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) inexact = false;
    if (typeof value === 'number' || typeof value === 'bigint' || isDecimal(value)) {
      const [whole = '', fraction = ''] = (isDecimal(value) ? value.toFixed() : String(value))
        .replace('-', '')
        .split('.');
      wholeDigits = Math.max(wholeDigits, whole === '0' ? 0 : whole.length);
      scale = Math.max(scale, fraction.length);
    }
  }
  if (rounded !== undefined && !fractions) {
    throw new UsageError('schema_not_inferred', `Column ${column} holds ${refused(rounded)}`);
  }
  if (type.kind === 'double' && !inexact) {
    throw new UsageError(
      'schema_not_inferred',
      `Column ${column} holds integers that a FLOAT cannot: give its type in a schema.`,
    );
  }
  if (type.kind !== 'decimal') return type;
  if (wholeDigits + scale > MOST_DIGITS) {
    throw new UsageError(
      'schema_not_inferred',
      `Column ${column} needs ${wholeDigits + scale} digits; NUMBER has ${MOST_DIGITS}.`,
    );
  }
  return DecimalType(Math.max(1, wholeDigits + scale), scale);
}

/** The type of one value. */
export const typeOf = (value: unknown, where = 'A value'): DataType => {
  const type = guess(value);
  if (type !== null && (value === undefined || toCell(value, type) !== undefined)) return type;
  throw new UsageError('unsupported_value', `${where} cannot hold ${refused(value)}`);
};

function guess(value: unknown): DataType | null {
  if (value === null || value === undefined) return NullType;
  switch (typeof value) {
    case 'string':
      return StringType;
    case 'boolean':
      return BooleanType;
    case 'bigint':
      return LongType;
    case 'number':
      return Number.isSafeInteger(value) ? LongType : DoubleType;
    default:
      return objectType(value);
  }
}

function objectType(value: unknown): DataType | null {
  if (isDecimal(value)) {
    if (!value.isFinite()) return null;
    const scale = value.decimalPlaces();
    const whole = value.abs().trunc();
    return DecimalType(Math.max(1, scale + (whole.isZero() ? 0 : whole.toFixed().length)), scale);
  }
  if (value instanceof SnowDate) return DateType;
  if (value instanceof SnowTime) return TimeType;
  if (value instanceof SnowTimestamp) return TIMESTAMPS[value.kind];
  if (isDate(value)) return TimestampLtzType;
  if (isBytes(value)) return BinaryType;
  if (Array.isArray(value)) return ArrayType;
  return objectEntries(value) === null ? null : ObjectType;
}

function merge(a: DataType, b: DataType): DataType | null {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'timestamp' && b.kind === 'timestamp') return a.zone === b.zone ? a : null;
  if (a.kind === b.kind) return a;
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has('integer') && kinds.has('double')) return DoubleType;
  return kinds.has('integer') && kinds.has('decimal') ? (a.kind === 'decimal' ? a : b) : null;
}

const named = (type: DataType): string => (type.kind === 'double' ? 'floating-point numbers' : `${type.kind} values`);
