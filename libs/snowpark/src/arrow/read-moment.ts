import { readDigits } from './read-number.js';

export const SECONDS_PER_DAY = 86_400;
const DASH = 0x2d;
const COLON = 0x3a;
const PLUS = 0x2b;
const POINT = 0x2e;
/** Fraction digits of a moment at most. */
const MOST_FRACTION = 9;
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const DAYS_OF = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970 of `YYYY-MM-DD`; NaN for what is written otherwise or is no day. */
export function readDay(bytes: Uint8Array, start: number): number {
  if (bytes[start + 4] !== DASH || bytes[start + 7] !== DASH) return Number.NaN;
  const year = readDigits(bytes, start, 4);
  const month = readDigits(bytes, start + 5, 2);
  const day = readDigits(bytes, start + 8, 2);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && !leap ? 28 : DAYS_OF[month - 1];
  if (days === undefined || !(day >= 1 && day <= days) || Number.isNaN(year)) return Number.NaN;
  const before = year - 1;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const ofYear = (DAYS_BEFORE[month - 1] ?? 0) + (leap && month > 2 ? 1 : 0) + day - 1;
  return before * 365 + leaps + ofYear - 719_162; // days of the years 1 to 1969
}

/** Second of the day of `HH:MM:SS`; NaN for what is written otherwise. */
export function readSeconds(bytes: Uint8Array, start: number): number {
  if (bytes[start + 2] !== COLON || bytes[start + 5] !== COLON) return Number.NaN;
  const [hour, minute, second] = [
    readDigits(bytes, start, 2),
    readDigits(bytes, start + 3, 2),
    readDigits(bytes, start + 6, 2),
  ];
  return hour < 24 && minute < 60 && second < 60 ? hour * 3_600 + minute * 60 + second : Number.NaN;
}

/** Nanoseconds of `.f` with up to nine digits, 0 of nothing; NaN for what is written otherwise. */
export function readNanoseconds(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const digits = end - start - 1;
  if (bytes[start] !== POINT || digits < 1 || digits > MOST_FRACTION) return Number.NaN;
  return readDigits(bytes, start + 1, digits) * 10 ** (MOST_FRACTION - digits);
}

/** Minutes of `+HH:MM`; NaN for what is written otherwise. */
export function readZone(bytes: Uint8Array, start: number): number {
  const sign = bytes[start];
  if ((sign !== PLUS && sign !== DASH) || bytes[start + 3] !== COLON) return Number.NaN;
  const minutes = readDigits(bytes, start + 1, 2) * 60 + readDigits(bytes, start + 4, 2);
  return sign === DASH && minutes !== 0 ? -minutes : minutes;
}
