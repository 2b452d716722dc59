import { isWellFormed } from '../arguments/text.js';
import { type DataType, type ElementType, NANOSECOND_DIGITS, type ObjectField } from '../types/data-type.js';
import { unreachable } from '../unreachable.js';
import { hexText, isBytes } from '../values/binary.js';
import { Decimal, isDecimal } from '../values/decimal.js';
import type { JsonCell } from '../values/json-cell.js';
import { SnowDate } from '../values/snow-date.js';
import { SnowTime } from '../values/snow-time.js';
import { isDate, SnowTimestamp, type TimestampKind } from '../values/snow-timestamp.js';
import { mayBeRounded } from './cure.js';
import { jsonText, objectEntries } from './json-text.js';

/** A JavaScript value as a cell of a type; undefined if it is no value of that type. Nothing is rounded. */
export function toCell(value: unknown, type: DataType): JsonCell | undefined {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'null':
      return undefined;
    case 'string':
      return stringCell(value);
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return integerCell(value);
    case 'decimal':
      return decimalCell(numberOf(value), type.precision, type.scale);
    case 'decfloat': {
      const number = numberOf(value);
      return isExact(number) ? new Decimal(number).toString() : undefined;
    }
    case 'double':
      return doubleCell(value);
    case 'binary':
      return isBytes(value) ? hexText(value) : undefined;
    case 'date':
      return momentCell(() => dateOf(value));
    case 'time':
      return within(type, () => (value instanceof SnowTime ? value : SnowTime.parse(text(value))));
    case 'timestamp':
      return within(type, () => timestampOf(value, type.zone));
    case 'variant':
      return jsonText(value);
    case 'array':
      return Array.isArray(value) && fitsItems(value, type.element) ? jsonText(value) : undefined;
    case 'object':
      return fitsFields(objectEntries(value), type.fields) ? jsonText(value) : undefined;
    case 'map':
      return fitsEntries(objectEntries(value), type) ? jsonText(value) : undefined;
    case 'vector':
      return Array.isArray(value) && value.length === type.dimension ? jsonText(value) : undefined;
    case 'geography':
    case 'geometry':
    case 'file':
    case 'interval':
      return typeof value === 'string' && isWellFormed(value) ? value : undefined;
    default:
      return unreachable(type);
  }
}

type Entries = ReturnType<typeof objectEntries>;

const fits = (value: unknown, { type, nullable }: ElementType): boolean =>
  value === null || value === undefined ? nullable : toCell(value, type) !== undefined;

const fitsItems = (items: readonly unknown[], element: ElementType | undefined): boolean =>
  element === undefined || items.every((item) => fits(item, element));

/** Every key of a structured OBJECT is there, and no other. */
function fitsFields(entries: Entries, fields: readonly ObjectField[] | undefined): boolean {
  if (entries === null || fields === undefined) return entries !== null;
  const members = new Map(entries.filter(([, value]) => value !== undefined));
  return (
    members.size === fields.length &&
    fields.every((field) => members.has(field.name) && fits(members.get(field.name), field))
  );
}

function fitsEntries(entries: Entries, { key, value }: Extract<DataType, { readonly kind: 'map' }>): boolean {
  const isKey = (name: string): boolean => key.kind === 'string' || /^-?\d+$/.test(name);
  return entries?.every(([name, each]) => isKey(name) && fits(each, value)) ?? false;
}

function stringCell(value: unknown): string | undefined {
  if (typeof value === 'string') return isWellFormed(value) ? value : undefined;
  if (mayBeRounded(value)) return undefined;
  if (isDecimal(value)) return value.toFixed();
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

const NUMBER_DIGITS = 38;
const MS_PER_DAY = 86_400_000;

function integerCell(value: unknown): JsonCell | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value + 0 : undefined;
  const digits =
    isDecimal(value) && value.isInteger() ? value.toFixed() : typeof value === 'bigint' ? value.toString() : undefined;
  if (digits === undefined || digits.replace('-', '').length > NUMBER_DIGITS) return undefined;
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits;
}

const isExact = (value: unknown): value is number | bigint | Decimal =>
  (typeof value === 'number' && Number.isFinite(value) && !mayBeRounded(value)) ||
  typeof value === 'bigint' ||
  (isDecimal(value) && value.isFinite());

const NUMERAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,5})?$/;

/** Digits as text are a number that JavaScript has no literal for. */
const numberOf = (value: unknown): unknown =>
  typeof value === 'string' && NUMERAL.test(value) ? new Decimal(value) : value;

function decimalCell(value: unknown, precision: number, scale: number): string | undefined {
  if (!isExact(value)) return undefined;
  const exact = new Decimal(value);
  const whole = exact.abs().trunc();
  const digits = whole.isZero() ? 0 : whole.toFixed().length;
  return exact.decimalPlaces() <= scale && digits <= precision - scale ? exact.toFixed() : undefined;
}

function doubleCell(value: unknown): JsonCell | undefined {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  if (isDecimal(value)) return new Decimal(value.toNumber()).eq(value) ? value.toNumber() : undefined;
  if (typeof value !== 'number') return undefined;
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';
}

/** Text that is no moment is no value of the type: the caller of `toCell` says where. */
function momentCell(read: () => { toString(): string } | undefined): string | undefined {
  try {
    return read()?.toString();
  } catch {
    return undefined;
  }
}

/** Undefined for a moment with more digits of a second than the type has. */
function within(
  { scale }: { readonly scale?: number },
  read: () => SnowTime | SnowTimestamp | undefined,
): string | undefined {
  return momentCell(() => {
    const moment = read();
    const unit = 10 ** (NANOSECOND_DIGITS - (scale ?? NANOSECOND_DIGITS));
    return moment === undefined || moment.nanosecond % unit !== 0 ? undefined : moment;
  });
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A Date without a time of day is a day, in UTC as `SnowDate.toDate` gives it; any other one is an instant and no day. */
function dateOf(value: unknown): SnowDate | undefined {
  if (isDate(value))
    return value.getTime() % MS_PER_DAY === 0 ? SnowDate.fromEpochDays(value.getTime() / MS_PER_DAY) : undefined;
  return value instanceof SnowDate ? value : SnowDate.parse(text(value));
}

/** A Date is an instant; as an NTZ it is its clock in UTC, as `SnowTimestamp.toDate` reads it. */
function timestampOf(value: unknown, zone: TimestampKind): SnowTimestamp | undefined {
  if (isDate(value)) return SnowTimestamp.fromDate(value, zone);
  const given = value instanceof SnowTimestamp ? value : SnowTimestamp.parse(text(value));
  if (given.kind === zone) return given;
  if (given.kind === 'ntz' || zone === 'ntz') return undefined;
  return SnowTimestamp.of(zone, given.epochNanoseconds, given.offsetMinutes ?? 0);
}
