import { requireMade } from '../arguments/made.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { whole } from '../arguments/scalars.js';
import { noArguments, required, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { UsageError } from '../errors.js';
import { pad } from './digits.js';

const MS_PER_DAY = 86_400_000;
const FORM = /^(\d{4,5})-(\d{2})-(\d{2})$/;

/** Milliseconds of UTC midnight. `Date.UTC` reads the years 0 to 99 as 1900 to 1999, so the year is set apart. */
export function utcMidnight(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

/** A DATE: a day of the proleptic Gregorian calendar, without time or zone. */
export class SnowDate {
  private constructor(
    readonly year: number,
    /** 1 to 12. */
    readonly month: number,
    readonly day: number,
  ) {
    requireMade(
      () => Number.isInteger(year) && month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 ? 29 : 31),
      'SnowDate',
      'SnowDate.of(…) or SnowDate.parse(…)',
    );
  }

  /** @throws UsageError if there is no such day. */
  static of(year: number, month: number, day: number): SnowDate;
  static of(...given: readonly unknown[]): SnowDate {
    const [year, month, day] = OF.read(given);
    const date = new Date(utcMidnight(year, month, day));
    if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
      throw new UsageError('invalid_argument', `There is no day ${year}-${month}-${day}.`);
    }
    return new SnowDate(year, month, day);
  }

  /** Reads `YYYY-MM-DD`. */
  static parse(text: string): SnowDate;
  static parse(...given: readonly unknown[]): SnowDate {
    const [text] = PARSE.read(given);
    const [, year, month, day] = FORM.exec(text) ?? [];
    if (year === undefined) throw new UsageError('invalid_argument', `Not a date: '${text}'. Write YYYY-MM-DD.`);
    return SnowDate.of(Number(year), Number(month), Number(day));
  }

  static fromEpochDays(days: number): SnowDate;
  static fromEpochDays(...given: readonly unknown[]): SnowDate {
    const [days] = FROM_EPOCH_DAYS.read(given);
    const date = new Date(days * MS_PER_DAY);
    return new SnowDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
  }

  get epochDays(): number {
    return utcMidnight(this.year, this.month, this.day) / MS_PER_DAY;
  }

  /** Midnight of this day in UTC. */
  toDate(...none: readonly []): Date {
    noArguments('toDate', none);
    return new Date(utcMidnight(this.year, this.month, this.day));
  }

  equals(other: SnowDate): boolean;
  equals(...given: readonly unknown[]): boolean {
    const [other] = EQUALS.read(given);
    return this.epochDays === other.epochDays;
  }

  toString(): string {
    return `${pad(this.year, 4)}-${pad(this.month, 2)}-${pad(this.day, 2)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

const OTHER: Reader<SnowDate, SnowDate> = {
  allowed: 'a SnowDate',
  read(given, place) {
    if (!(given instanceof SnowDate)) throw wrong(place, this.allowed, given);
    return given;
  },
};

const OF = signature(
  'SnowDate.of',
  required('year', whole(0, 99_999)),
  required('month', whole()),
  required('day', whole()),
);
const PARSE = signature('SnowDate.parse', required('text', TEXT));
/** Of the years 0 to 99 999. */
const FROM_EPOCH_DAYS = signature('SnowDate.fromEpochDays', required('days', whole(-719_528, 35_804_721)));
const EQUALS = signature('equals', required('other', OTHER));
