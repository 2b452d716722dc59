import { clockText, dateText, momentText, offsetText, splitSeconds } from './calendar.js';
import { type ColumnEncoding, Encoding } from './cell-encoding.js';

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The JSON text of one cell whose wire text is `wire` (no NULL, no escapes: numbers, dates, flags).
 * Text columns never come here: their bytes are copied as they are.
 *
 * @throws RangeError where the wire text does not fit its type; nothing is guessed.
 */
export function encodeCell(column: ColumnEncoding, wire: string): string {
  switch (column.encoding) {
    case Encoding.text:
      return JSON.stringify(wire);
    case Encoding.integer:
      return integerJson(wire);
    case Encoding.real:
      return realJson(wire);
    case Encoding.boolean:
      return booleanJson(wire);
    case Encoding.date:
      return `"${dateText(wholeNumber(wire))}"`;
    case Encoding.time:
      return `"${timeText(wire, column.scale)}"`;
    case Encoding.timestampNtz:
      return `"${timestampText(wire, column.scale, 0)}"`;
    case Encoding.timestampLtz:
      return `"${timestampText(wire, column.scale, 0)}Z"`;
    case Encoding.timestampTz:
      return `"${timestampTzText(wire, column.scale)}"`;
  }
}

function integerJson(wire: string): string {
  if (!/^-?\d+$/.test(wire)) return JSON.stringify(wire); // an exponent or a fraction: exact as text
  const value = Number(wire);
  return Number.isSafeInteger(value) ? String(value) : `"${wire}"`;
}

function realJson(wire: string): string {
  const value = Number(wire);
  if (Number.isFinite(value) && wire.trim() !== '') return JSON_NUMBER.test(wire) ? wire : String(value);
  switch (wire.toLowerCase()) {
    case 'nan':
      return '"NaN"';
    case 'inf':
    case 'infinity':
      return '"inf"';
    case '-inf':
    case '-infinity':
      return '"-inf"';
    default:
      throw new RangeError(`"${wire}" is not a FLOAT`);
  }
}

function booleanJson(wire: string): string {
  if (wire === '1' || wire === 'true' || wire === 'TRUE') return 'true';
  if (wire === '0' || wire === 'false' || wire === 'FALSE') return 'false';
  throw new RangeError(`"${wire}" is not a BOOLEAN`);
}

function wholeNumber(wire: string): number {
  const value = Number(wire);
  if (!Number.isSafeInteger(value) || wire.trim() === '') throw new RangeError(`"${wire}" is not a whole number`);
  return value;
}

const withFraction = (text: string, fraction: string): string => (fraction === '' ? text : `${text}.${fraction}`);

function timeText(wire: string, scale: number): string {
  const { seconds, fraction } = splitSeconds(wire, scale);
  if (seconds < 0 || seconds >= 86_400) throw new RangeError(`"${wire}" is not a time of day`);
  return withFraction(clockText(seconds), fraction);
}

function timestampText(wire: string, scale: number, offsetMinutes: number): string {
  const { seconds, fraction } = splitSeconds(wire, scale);
  return withFraction(momentText(seconds + offsetMinutes * 60), fraction);
}

/** The wire adds 1440 to the offset so that it is never negative. */
function timestampTzText(wire: string, scale: number): string {
  const blank = wire.indexOf(' ');
  if (blank < 0) throw new RangeError(`"${wire}" lacks the offset of a TIMESTAMP_TZ`);
  const offset = wholeNumber(wire.slice(blank + 1)) - 1_440;
  return timestampText(wire.slice(0, blank), scale, offset) + offsetText(offset);
}
