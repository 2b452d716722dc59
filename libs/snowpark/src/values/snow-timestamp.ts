import { requireMade } from '../arguments/made.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { BIGINT, whole, word } from '../arguments/scalars.js';
import { noArguments, optional, required, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { UsageError } from '../errors.js';
import { fractionNanoseconds, fractionText, pad } from './digits.js';
import { SnowDate, utcMidnight } from './snow-date.js';

/** NTZ has a wall clock and no zone, LTZ is an instant shown in the session's zone, TZ keeps the offset it was written with. */
export type TimestampKind = 'ntz' | 'ltz' | 'tz';

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MINUTE = 60n * NS_PER_SECOND;
const FORM = /^(\d{4,5}-\d{2}-\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/** A TIMESTAMP with nanoseconds; two of one kind are the same value if `epochNanoseconds` and `offsetMinutes` are. */
export class SnowTimestamp {
  private constructor(
    readonly kind: TimestampKind,
    /** Nanoseconds since 1970-01-01T00:00Z. For NTZ the wall clock is read as if it were UTC. */
    readonly epochNanoseconds: bigint,
    /** East of Greenwich; null for NTZ. */
    readonly offsetMinutes: number | null,
  ) {
    requireMade(
      () => typeof epochNanoseconds === 'bigint',
      'SnowTimestamp',
      'SnowTimestamp.of(…) or SnowTimestamp.parse(…)',
    );
  }

  static of(kind: TimestampKind, epochNanoseconds: bigint, offsetMinutes?: number): SnowTimestamp;
  static of(...given: readonly unknown[]): SnowTimestamp {
    const [kind, epochNanoseconds, offsetMinutes] = OF.read(given);
    return new SnowTimestamp(kind, epochNanoseconds, kind === 'ntz' ? null : offsetMinutes);
  }

  /** Reads `YYYY-MM-DDTHH:MM:SS[.fffffffff]`, for LTZ and TZ with `Z` or an offset; one without is of kind NTZ. */
  static parse(text: string, kind?: TimestampKind): SnowTimestamp;
  static parse(...given: readonly unknown[]): SnowTimestamp {
    const [text, kind] = PARSE.read(given);
    const [, day, hour, minute, second, fraction, zone] = FORM.exec(text) ?? [];
    const actual = kind ?? (zone === undefined ? 'ntz' : 'tz');
    const legal = day !== undefined && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
    if (!legal || (actual === 'ntz') !== (zone === undefined)) {
      const form = `YYYY-MM-DDTHH:MM:SS[.fffffffff]${actual === 'ntz' ? '' : ' with Z or an offset such as +01:00'}`;
      throw new UsageError('invalid_argument', `Not a timestamp (${actual}): '${text}'. Write ${form}.`);
    }
    const date = SnowDate.parse(day);
    const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
    const midnight = BigInt(utcMidnight(date.year, date.month, date.day)) * 1_000_000n;
    const wall = midnight + BigInt(seconds) * NS_PER_SECOND + BigInt(fractionNanoseconds(fraction));
    const offset = zone === undefined ? 0 : offsetOf(zone);
    return SnowTimestamp.of(actual, wall - BigInt(offset) * NS_PER_MINUTE, offset);
  }

  /** A JavaScript Date is an instant: LTZ, shown in UTC. */
  static fromDate(date: Date, kind?: TimestampKind): SnowTimestamp;
  static fromDate(...given: readonly unknown[]): SnowTimestamp {
    const [date, kind] = FROM_DATE.read(given);
    return SnowTimestamp.of(kind, BigInt(date.getTime()) * 1_000_000n);
  }

  /** Of the second, 0 to 999 999 999. */
  get nanosecond(): number {
    return Number(((this.epochNanoseconds % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND);
  }

  /** Rounds down to milliseconds. For NTZ the wall clock is read as UTC. */
  toDate(...none: readonly []): Date {
    noArguments('toDate', none);
    return new Date(Number((this.epochNanoseconds - BigInt(this.nanosecond % 1_000_000)) / 1_000_000n));
  }

  equals(other: SnowTimestamp): boolean;
  equals(...given: readonly unknown[]): boolean {
    const [other] = EQUALS.read(given);
    return (
      this.kind === other.kind &&
      this.epochNanoseconds === other.epochNanoseconds &&
      this.offsetMinutes === other.offsetMinutes
    );
  }

  toString(): string {
    const wall = this.epochNanoseconds + BigInt(this.offsetMinutes ?? 0) * NS_PER_MINUTE;
    const clock = new Date(Number((wall - BigInt(this.nanosecond)) / 1_000_000n));
    const date = `${pad(clock.getUTCFullYear(), 4)}-${pad(clock.getUTCMonth() + 1, 2)}-${pad(clock.getUTCDate(), 2)}`;
    const time = `${pad(clock.getUTCHours(), 2)}:${pad(clock.getUTCMinutes(), 2)}:${pad(clock.getUTCSeconds(), 2)}`;
    return `${date}T${time}${fractionText(this.nanosecond)}${zoneText(this.offsetMinutes)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

function zoneText(offsetMinutes: number | null): string {
  if (offsetMinutes === null) return '';
  if (offsetMinutes === 0) return 'Z';
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}`;
}

const OTHER: Reader<SnowTimestamp, SnowTimestamp> = {
  allowed: 'a SnowTimestamp',
  read(given, place) {
    if (!(given instanceof SnowTimestamp)) throw wrong(place, this.allowed, given);
    return given;
  },
};

/** A Date of any realm. */
export const isDate = (value: unknown): value is Date => Object.prototype.toString.call(value) === '[object Date]';

const DATE: Reader<Date, Date> = {
  allowed: 'a valid Date',
  read(given, place) {
    if (!isDate(given)) throw wrong(place, this.allowed, given);
    if (Number.isNaN(given.getTime())) throw wrong(place, this.allowed, given, 'It is an invalid one.');
    return given;
  },
};

/** Nanoseconds of the years 0 to 99 999, with a day for the offset. */
const EPOCH: Reader<bigint, bigint> = {
  allowed: 'a bigint of nanoseconds within the years 0 to 99999',
  read(given, place) {
    const nanoseconds = BIGINT.read(given, place);
    if (nanoseconds < -62_167_305_600_000_000_000n || nanoseconds > 3_093_527_980_800_000_000_000n) {
      throw wrong(place, this.allowed, given);
    }
    return nanoseconds;
  },
};

const KIND_OF_TIMESTAMP = word(['ntz', 'ltz', 'tz']);
const OF = signature(
  'SnowTimestamp.of',
  required('kind', KIND_OF_TIMESTAMP),
  required('epochNanoseconds', EPOCH),
  optional('offsetMinutes', whole(-1_439, 1_439), 0),
);
const PARSE = signature('SnowTimestamp.parse', required('text', TEXT), optional('kind', KIND_OF_TIMESTAMP));
const FROM_DATE = signature(
  'SnowTimestamp.fromDate',
  required('date', DATE),
  optional('kind', KIND_OF_TIMESTAMP, 'ltz'),
);
const EQUALS = signature('equals', required('other', OTHER));
