/** What a text says of a day, a time of day and an offset; the day is 1970-01-01 where it names none. */
export interface Moment {
  /** Days since 1970-01-01. */
  readonly days: number;
  /** Nanoseconds since midnight, wall clock. */
  readonly nanos: bigint;
  /** Minutes east of UTC, or null where the text names none. */
  readonly offset: number | null;
}

export const NANOS_PER_SECOND = 1_000_000_000n;
export const NANOS_PER_DAY = 86_400n * NANOS_PER_SECOND;

/** Nanoseconds from 1970-01-01 to the moment, as its wall clock shows it. */
export const wallNanos = (moment: Moment): bigint => BigInt(moment.days) * NANOS_PER_DAY + moment.nanos;

export function momentOf(nanos: bigint, offset: number | null = null): Moment {
  const ofDay = ((nanos % NANOS_PER_DAY) + NANOS_PER_DAY) % NANOS_PER_DAY;
  return { days: Number((nanos - ofDay) / NANOS_PER_DAY), nanos: ofDay, offset };
}

/** Days since 1970-01-01 of a date of the Gregorian calendar, or null for a day that it does not have. */
export function daysOf(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return Math.floor(date.getTime() / 86_400_000);
}

/** Days from 0001-01-01 to 9999-12-31, the only ones that Snowflake has, and what an offset takes beyond them. */
const [FIRST_DAY, LAST_DAY] = [-719_163, 2_932_897];

export const isInCalendar = ({ days }: Moment): boolean => days >= FIRST_DAY && days <= LAST_DAY;

/** `2024-01-31`. Years have four digits or more. */
export function isoDate(days: number): string {
  const date = new Date(days * 86_400_000);
  const year = date.getUTCFullYear();
  const sign = year < 0 ? '-' : '';
  return `${sign}${String(Math.abs(year)).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** `13:01:02.123456`: without what is below a microsecond. */
export function isoMicros(nanosOfDay: bigint): string {
  const micros = nanosOfDay / 1_000n;
  const seconds = Number(micros / 1_000_000n);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${clock}.${String(micros % 1_000_000n).padStart(6, '0')}`;
}

const two = (value: number): string => String(value).padStart(2, '0');
