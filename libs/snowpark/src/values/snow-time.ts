import { UsageError } from '../errors.js';
import { fractionNanoseconds, fractionText, pad } from './digits.js';

const TEXT = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;
const NS_PER_SECOND = 1_000_000_000;
const NS_PER_DAY = 86_400 * NS_PER_SECOND;

/** A TIME: a time of day with nanoseconds, without date or zone. */
export class SnowTime {
  private constructor(
    /** 0 to 86 399 999 999 999, exact in a number. */
    readonly nanosecondOfDay: number,
  ) {}

  static fromNanosecondOfDay(nanoseconds: number): SnowTime {
    if (!Number.isInteger(nanoseconds) || nanoseconds < 0 || nanoseconds >= NS_PER_DAY) {
      throw new UsageError('invalid_argument', `No time of day is ${nanoseconds} nanoseconds after midnight.`);
    }
    return new SnowTime(nanoseconds);
  }

  static of(hour: number, minute: number, second = 0, nanosecond = 0): SnowTime {
    const text = `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}.${pad(nanosecond, 9)}`;
    return SnowTime.parse(text);
  }

  /** Reads `HH:MM:SS` with up to nine fraction digits. */
  static parse(text: string): SnowTime {
    const [, hour, minute, second, fraction] = TEXT.exec(text) ?? [];
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

  equals(other: SnowTime): boolean {
    return this.nanosecondOfDay === other.nanosecondOfDay;
  }

  toString(): string {
    return `${pad(this.hour, 2)}:${pad(this.minute, 2)}:${pad(this.second, 2)}${fractionText(this.nanosecond)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
