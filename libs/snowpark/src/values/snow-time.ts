import { requireMade } from '../arguments/made.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { whole } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { UsageError } from '../errors.js';
import { fractionNanoseconds, fractionText, pad } from './digits.js';

const FORM = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;
const NS_PER_SECOND = 1_000_000_000;
const NS_PER_DAY = 86_400 * NS_PER_SECOND;

/** A TIME: a time of day with nanoseconds, without date or zone. */
export class SnowTime {
  private constructor(
    /** 0 to 86 399 999 999 999, exact in a number. */
    readonly nanosecondOfDay: number,
  ) {
    requireMade(
      () => Number.isSafeInteger(nanosecondOfDay) && nanosecondOfDay >= 0,
      'SnowTime',
      'SnowTime.of(…) or SnowTime.parse(…)',
    );
  }

  static fromNanosecondOfDay(nanoseconds: number): SnowTime;
  static fromNanosecondOfDay(...given: readonly unknown[]): SnowTime {
    const [nanoseconds] = FROM_NANOSECOND_OF_DAY.read(given);
    return new SnowTime(nanoseconds);
  }

  static of(hour: number, minute: number, second?: number, nanosecond?: number): SnowTime;
  static of(...given: readonly unknown[]): SnowTime {
    const [hour, minute, second, nanosecond] = OF.read(given);
    return new SnowTime((hour * 3600 + minute * 60 + second) * NS_PER_SECOND + nanosecond);
  }

  /** Reads `HH:MM:SS` with up to nine fraction digits. */
  static parse(text: string): SnowTime;
  static parse(...given: readonly unknown[]): SnowTime {
    const [text] = PARSE.read(given);
    const [, hour, minute, second, fraction] = FORM.exec(text) ?? [];
    if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
      throw new UsageError('invalid_argument', `Not a time of day: '${text}'. Write HH:MM:SS[.fffffffff].`);
    }
    const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
    return new SnowTime(seconds * NS_PER_SECOND + fractionNanoseconds(fraction));
  }

  get hour(): number {
    return Math.floor(this.nanosecondOfDay / (3600 * NS_PER_SECOND));
  }

  get minute(): number {
    return Math.floor(this.nanosecondOfDay / (60 * NS_PER_SECOND)) % 60;
  }

  get second(): number {
    return Math.floor(this.nanosecondOfDay / NS_PER_SECOND) % 60;
  }

  /** Of the second, 0 to 999 999 999. */
  get nanosecond(): number {
    return this.nanosecondOfDay % NS_PER_SECOND;
  }

  equals(other: SnowTime): boolean;
  equals(...given: readonly unknown[]): boolean {
    const [other] = EQUALS.read(given);
    return this.nanosecondOfDay === other.nanosecondOfDay;
  }

  toString(): string {
    return `${pad(this.hour, 2)}:${pad(this.minute, 2)}:${pad(this.second, 2)}${fractionText(this.nanosecond)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

const OTHER: Reader<SnowTime, SnowTime> = {
  allowed: 'a SnowTime',
  read(given, place) {
    if (!(given instanceof SnowTime)) throw wrong(place, this.allowed, given);
    return given;
  },
};

const FROM_NANOSECOND_OF_DAY = signature(
  'SnowTime.fromNanosecondOfDay',
  required('nanoseconds', whole(0, NS_PER_DAY - 1)),
);
const OF = signature(
  'SnowTime.of',
  required('hour', whole(0, 23)),
  required('minute', whole(0, 59)),
  optional('second', whole(0, 59), 0),
  optional('nanosecond', whole(0, NS_PER_SECOND - 1), 0),
);
const PARSE = signature('SnowTime.parse', required('text', TEXT));
const EQUALS = signature('equals', required('other', OTHER));
