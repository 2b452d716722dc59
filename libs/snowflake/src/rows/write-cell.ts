import { civilDate, dayOf, monthOf, yearOf } from './calendar.js';
import { type ColumnEncoding, Encoding } from './cell-encoding.js';

const QUOTE = 0x22;
const BLANK = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const T = 0x54;
const Z = 0x5a;
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

const SECONDS_PER_DAY = 86_400;
/** From 0001-01-01 to 9999-12-31: four digits of a year. */
const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;
/** Digits that a number certainly holds. */
const SAFE_DIGITS = 15;
/** Digits of a FLOAT without exponent: it is finite, and short. */
const REAL_DIGITS = 300;

/** Bytes that a cell may need beyond those that it came in: a moment is longer than its seconds. */
export const CELL_RESERVE = 64;

/** Said by a writer of a cell that is not in the plain form of its type: `encodeCell` reads it, or refuses it. */
export const NOT_PLAIN = -1;

/**
 * Writes the JSON of a cell whose wire text is `source[start, end)` into `into` from `at` on, without making a value or a text of it.
 * Gives the place behind it, or `NOT_PLAIN`; what was written by then is to be written over.
 */
export function writePlainCell(
  { encoding, scale }: ColumnEncoding,
  source: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  switch (encoding) {
    case Encoding.text:
      return NOT_PLAIN;
    case Encoding.integer:
      return writeInteger(source, start, end, into, at);
    case Encoding.real:
      return writeReal(source, start, end, into, at);
    case Encoding.boolean:
      return writeFlag(source, start, end, into, at);
    case Encoding.date:
      return writeDate(source, start, end, into, at);
    case Encoding.time:
      return writeTime(scale, source, start, end, into, at);
    case Encoding.timestampNtz:
      return quoted(writeMoment(scale, source, start, end, 0, into, at + 1), into, at);
    case Encoding.timestampLtz: {
      const behind = writeMoment(scale, source, start, end, 0, into, at + 1);
      if (behind === NOT_PLAIN) return NOT_PLAIN;
      into[behind] = Z;
      return quoted(behind + 1, into, at);
    }
    case Encoding.timestampTz:
      return writeZoned(scale, source, start, end, into, at);
  }
}

/** Copies `source[start, end)`. Gives the place behind it. */
export function copyBytes(source: Uint8Array, start: number, end: number, into: Uint8Array, at: number): number {
  // A native call costs more than a loop over the few bytes of most cells.
  if (end - start > 48) {
    into.set(source.subarray(start, end), at);
    return at + end - start;
  }
  let to = at;
  for (let from = start; from < end; from += 1) into[to++] = source[from] as number;
  return to;
}

/** Up to 15 digits without a leading zero: a JSON number as it stands, certainly within ±(2^53 − 1). */
function writeInteger(source: Uint8Array, start: number, end: number, into: Uint8Array, at: number): number {
  let from = start;
  let to = at;
  if (source[from] === MINUS) into[to++] = source[from++] as number;
  const digits = end - from;
  if (digits < 1 || digits > SAFE_DIGITS) return NOT_PLAIN;
  if (source[from] === ZERO && end - start > 1) return NOT_PLAIN;
  for (; from < end; from += 1) {
    const byte = source[from] as number;
    if (byte < ZERO || byte > NINE) return NOT_PLAIN;
    into[to++] = byte;
  }
  return to;
}

/** Digits with a point among them at most, in the form of a JSON number. */
function writeReal(source: Uint8Array, start: number, end: number, into: Uint8Array, at: number): number {
  if (end - start > REAL_DIGITS) return NOT_PLAIN;
  let from = start;
  let to = at;
  if (source[from] === MINUS) into[to++] = source[from++] as number;
  const first = from;
  let point = end;
  for (; from < end; from += 1) {
    const byte = source[from] as number;
    if (byte === POINT && point === end) point = from;
    else if (byte < ZERO || byte > NINE) return NOT_PLAIN;
    into[to++] = byte;
  }
  const whole = point - first;
  const isNumber = whole > 0 && (source[first] !== ZERO || whole === 1) && point !== end - 1;
  return isNumber ? to : NOT_PLAIN;
}

function writeFlag(source: Uint8Array, start: number, end: number, into: Uint8Array, at: number): number {
  if (end - start !== 1) return NOT_PLAIN;
  if (source[start] === ZERO + 1) return copyBytes(TRUE, 0, TRUE.length, into, at);
  if (source[start] === ZERO) return copyBytes(FALSE, 0, FALSE.length, into, at);
  return NOT_PLAIN;
}

function writeDate(source: Uint8Array, start: number, end: number, into: Uint8Array, at: number): number {
  const isBefore = source[start] === MINUS;
  const days = readWhole(source, isBefore ? start + 1 : start, end);
  const behind = putDate(isBefore ? -days : days, into, at + 1);
  return quoted(behind, into, at);
}

function writeTime(
  scale: number,
  source: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  const point = endOfDigits(source, start, end);
  const seconds = readWhole(source, start, point);
  if (!(seconds < SECONDS_PER_DAY)) return NOT_PLAIN;
  const behind = putFraction(scale, source, point, end, into, putClock(seconds, into, at + 1));
  return quoted(behind, into, at);
}

/** UTC seconds, a blank, offset minutes + 1440. */
function writeZoned(
  scale: number,
  source: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  let blank = start;
  while (blank < end && source[blank] !== BLANK) blank += 1;
  const minutes = readWhole(source, blank + 1, end) - 1_440;
  if (!(Math.abs(minutes) <= 1_440)) return NOT_PLAIN;
  let to = writeMoment(scale, source, start, blank, minutes, into, at + 1);
  if (to === NOT_PLAIN) return NOT_PLAIN;
  const size = Math.abs(minutes);
  into[to++] = minutes < 0 ? MINUS : PLUS;
  to = putTwo(Math.floor(size / 60), into, to);
  into[to++] = COLON;
  return quoted(putTwo(size % 60, into, to), into, at);
}

/** Seconds since 1970, and none before, as a wall clock that is so many minutes ahead. */
function writeMoment(
  scale: number,
  source: Uint8Array,
  start: number,
  end: number,
  minutes: number,
  into: Uint8Array,
  at: number,
): number {
  const point = endOfDigits(source, start, end);
  const seconds = readWhole(source, start, point) + minutes * 60;
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  let to = putDate(days, into, at);
  if (to === NOT_PLAIN) return NOT_PLAIN;
  into[to++] = T;
  return putFraction(scale, source, point, end, into, putClock(seconds - days * SECONDS_PER_DAY, into, to));
}

/** Puts quotes around what was written from `at + 1` on. */
function quoted(behind: number, into: Uint8Array, at: number): number {
  if (behind === NOT_PLAIN) return NOT_PLAIN;
  into[at] = QUOTE;
  into[behind] = QUOTE;
  return behind + 1;
}

function endOfDigits(source: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let byte = source[at] as number; at < end && byte >= ZERO && byte <= NINE; byte = source[at] as number) at += 1;
  return at;
}

/** A whole number without sign; NaN for anything else, and for one of many digits. */
function readWhole(source: Uint8Array, start: number, end: number): number {
  if (end <= start || end - start > SAFE_DIGITS) return Number.NaN;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (source[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** The point of a wire number and its digits, as exactly `scale` of them. */
function putFraction(
  scale: number,
  source: Uint8Array,
  point: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  if (point < end && source[point] !== POINT) return NOT_PLAIN;
  const has = Math.max(0, end - point - 1);
  if (has > scale) return NOT_PLAIN;
  if (scale === 0) return at;
  let to = at;
  into[to++] = POINT;
  for (let from = point + 1; from < end; from += 1) {
    const byte = source[from] as number;
    if (byte < ZERO || byte > NINE) return NOT_PLAIN;
    into[to++] = byte;
  }
  for (let more = has; more < scale; more += 1) into[to++] = ZERO;
  return to;
}

function putDate(days: number, into: Uint8Array, at: number): number {
  if (!(days >= FIRST_DAY && days <= LAST_DAY)) return NOT_PLAIN;
  const civil = civilDate(days);
  const year = yearOf(civil);
  let to = putTwo(Math.floor(year / 100), into, at);
  to = putTwo(year % 100, into, to);
  into[to++] = MINUS;
  to = putTwo(monthOf(civil), into, to);
  into[to++] = MINUS;
  return putTwo(dayOf(civil), into, to);
}

function putClock(secondOfDay: number, into: Uint8Array, at: number): number {
  const minute = Math.floor(secondOfDay / 60);
  let to = putTwo(Math.floor(minute / 60), into, at);
  into[to++] = COLON;
  to = putTwo(minute % 60, into, to);
  into[to++] = COLON;
  return putTwo(secondOfDay % 60, into, to);
}

function putTwo(value: number, into: Uint8Array, at: number): number {
  const tens = Math.floor(value / 10);
  into[at] = ZERO + tens;
  into[at + 1] = ZERO + value - tens * 10;
  return at + 2;
}
