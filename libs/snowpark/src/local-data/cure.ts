import { shown } from '../arguments/shown.js';
import { isWellFormed } from '../arguments/text.js';
import { type DataType, NANOSECOND_DIGITS } from '../types/data-type.js';
import { isDecimal } from '../values/decimal.js';
import { isDate } from '../values/snow-timestamp.js';

/** A whole number that JavaScript may have rounded already, so that nobody knows which one was meant. */
export const mayBeRounded = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);

/** A value that cannot be stored, and what to write instead: `9007199254740994. A whole number …`. */
export const refused = (value: unknown): string => `${named(value)}.${cure(value)}`;

/** The value as an error names it. */
export const named = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || isDecimal(value)
    ? String(value).slice(0, 80)
    : shown(value);

/** What to write instead, as a further sentence; empty where nothing is to be said. */
export function cure(value: unknown, type?: DataType): string {
  const sentence = cureOf(value) ?? (type === undefined ? undefined : momentCure(value, type));
  return sentence === undefined ? '' : ` ${sentence}`;
}

/** What to write for a value of a date or time, and where a Date is none. */
function momentCure(value: unknown, type: DataType): string | undefined {
  switch (type.kind) {
    case 'date':
      return isDate(value)
        ? 'It has a time of day: for a day write SnowDate.of(year, month, day).'
        : 'Write YYYY-MM-DD or SnowDate.of(year, month, day).';
    case 'time':
      return `Write HH:MM:SS${fraction(type)} or SnowTime.of(hour, minute, second).`;
    case 'timestamp':
      return `Write YYYY-MM-DDTHH:MM:SS${fraction(type)}${type.zone === 'ntz' ? '' : ' with Z or an offset'}, a SnowTimestamp or a Date.`;
    case 'string':
      return isDate(value) ? 'For text write date.toISOString().' : undefined;
    default:
      return isDate(value) ? 'A Date is a TIMESTAMP; in other types write what it stands for.' : undefined;
  }
}

/** As many digits of a second as the type has. */
const fraction = ({ scale = NANOSECOND_DIGITS }: { readonly scale?: number }): string =>
  scale === 0 ? '' : `[.${'f'.repeat(scale)}]`;

function cureOf(value: unknown): string | undefined {
  if (mayBeRounded(value)) {
    return 'A whole number beyond 2^53 may have lost digits: write it as a bigint, or give it the type FLOAT.';
  }
  if (value === undefined) return 'For NULL write null.';
  if (typeof value === 'string' && !isWellFormed(value)) return 'It holds half of a surrogate pair.';
  if (isDate(value)) return Number.isNaN(value.getTime()) ? 'It is an invalid Date.' : undefined;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    return 'For bytes write a Uint8Array, for a list Array.from(…).';
  }
  return value instanceof Promise ? 'Await it first.' : undefined;
}
