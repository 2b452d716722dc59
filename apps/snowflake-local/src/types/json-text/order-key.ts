import { readMoment } from '../time-text/detect.js';
import { isoDate, isoMicros, momentOf, wallNanos } from '../time-text/moment.js';
import { offsetAt } from '../time-text/zone-offset.js';
import { isObject, type Json, JsonNumber, Tagged } from './json-value.js';

/**
 * The order of semi-structured values, the same that `variantKey` gives to DuckDB: numbers by value whatever their type,
 * texts by their bytes, truth values, moments by their instant, binaries, objects, arrays, JSON null; SQL NULL, which
 * only an ARRAY can hold, last. Snowflake documents the place of JSON null and the orders within a type; that between
 * other types is this server's.
 */
export const RANK = {
  number: 1,
  text: 2,
  boolean: 3,
  moment: 4,
  time: 5,
  binary: 6,
  object: 7,
  array: 8,
  null: 9,
} as const;

/**
 * A text for each value; two texts compare, byte by byte, as their values do. Equal values have equal texts.
 * @param timezone the session's, which says what instant a clock shows that has no zone of its own
 */
export function orderKey(value: Json, timezone: string): string {
  if (value === null) return String(RANK.null);
  if (typeof value === 'boolean') return `${RANK.boolean}${value ? 1 : 0}`;
  if (typeof value === 'string') return `${RANK.text}${value}`;
  if (value instanceof JsonNumber) return `${RANK.number}${numberKey(value.digits)}`;
  if (value instanceof Tagged) return taggedKey(value, timezone);
  const parts = isObject(value)
    ? [...value].flatMap(([name, item]) => [name, orderKey(item, timezone)])
    : value.map((item) => orderKey(item, timezone));
  return `${isObject(value) ? RANK.object : RANK.array}${parts.map(ended).join('')}`;
}

/** The end of a part is lower than anything that could go on in its place. */
const ended = (part: string): string =>
  `${part.replaceAll('\u0002', '\u0002\u0002').replaceAll('\u0001', '\u0002\u0001')}\u0001`;

function taggedKey({ tag, text }: Tagged, timezone: string): string {
  switch (tag) {
    case 'f':
      return `${RANK.number}${numberKey(text)}`;
    case 'd':
    case 'p':
      return `${RANK.moment}${instantKey(text, timezone)}`;
    case 'l':
    case 'z':
      return `${RANK.moment}${text.slice(0, 29)}`;
    case 't':
      return `${RANK.time}${text}`;
    case 'x':
      return orderKey(text, timezone);
    case 'b':
      return `${RANK.binary}${text}`;
    case 'u':
      return `${RANK.null}u`;
    default:
      return unreachable(tag);
  }
}

/**
 * The instant in UTC at which a clock in `timezone` shows `text`, a stored DATE or TIMESTAMP_NTZ. What the clock skips when it
 * is put forward lies behind the instant that it then shows, so that no two texts have one key.
 */
export function instantKey(text: string, timezone: string): string {
  const read = readMoment(text, 'timestamp', 'AUTO');
  if (read === null) throw new Error(`'${text}' is not in the form of a stored moment`);
  const wall = wallNanos(read);
  const offset = (instant: bigint) => BigInt(offsetAt(instant, timezone)) * NANOS_PER_MINUTE;
  const near = wall - offset(wall);
  const instant = wall - offset(near);
  const { days, nanos } = momentOf(instant);
  const rest = String(nanos % 1_000n).padStart(3, '0');
  return `${isoDate(days)} ${isoMicros(nanos)}${rest}${instant + offset(instant) === wall ? '' : `+${text}`}`;
}

const NANOS_PER_MINUTE = 60_000_000_000n;

/** Plain or with an exponent, of any length; `-inf`, `inf` and `NaN`, which is the highest. */
function numberKey(text: string): string {
  if (text === 'NaN') return '4';
  if (text === 'inf') return '3';
  if (text === '-inf') return '0';
  const { negative, digits, exponent } = decimal(text);
  if (digits === '') return '2';
  const magnitude = `${String(exponent + 5_000).padStart(4, '0')}${digits}`;
  // The digits of a negative number count down, and more of them make it lower.
  return negative ? `1${[...magnitude].map((digit) => 9 - Number(digit)).join('')}~` : `2${magnitude}`;
}

/** 0.digits × 10^exponent, without zeros at either end of the digits. */
function decimal(text: string): { negative: boolean; digits: string; exponent: number } {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) throw new Error(`${text} is no number`);
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const all = `${whole}${fraction}`;
  const leading = all.length - all.replace(/^0+/, '').length;
  return {
    negative: sign === '-',
    digits: all.slice(leading).replace(/0+$/, ''),
    exponent: whole.length - leading + Number(power),
  };
}

/**
 * What orders numbers that are one and the same DOUBLE: `1` for the number that this DOUBLE is written as, a lower text
 * for a lower number, a higher one for a higher.
 */
export function numberTie(text: string): string {
  const [exact, rounded] = [numberKey(text), numberKey(String(Number(text)))];
  if (exact === rounded) return '1';
  return `${exact < rounded ? 0 : 2}${exact}`;
}

function unreachable(tag: never): never {
  throw new Error(`Unknown tag ${String(tag)}`);
}
