const SECONDS_PER_DAY = 86_400;
const pad2 = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

/**
 * The proleptic Gregorian date `days` after 1970-01-01 in one number, as `yearOf`, `monthOf` and `dayOf` read it.
 * Own arithmetic (Hinnant's days-to-civil) because a `Date` per cell costs more than all other decoding together.
 */
export function civilDate(days: number): number {
  const shifted = days + 719_468; // days since 0000-03-01, so that a leap day ends its year
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return (year * 16 + month) * 32 + day;
}

export const yearOf = (civil: number): number => Math.floor(civil / 512);
export const monthOf = (civil: number): number => (civil - yearOf(civil) * 512) >> 5;
export const dayOf = (civil: number): number => (civil - yearOf(civil) * 512) & 31;

/** The date `days` after 1970-01-01 as `YYYY-MM-DD`. */
export function dateText(days: number): string {
  const civil = civilDate(days);
  const year = yearOf(civil);
  const sign = year < 0 ? '-' : '';
  return `${sign}${String(Math.abs(year)).padStart(4, '0')}-${pad2(monthOf(civil))}-${pad2(dayOf(civil))}`;
}

/** `HH:MM:SS` of a second of the day. */
export const clockText = (secondOfDay: number): string =>
  `${pad2(Math.floor(secondOfDay / 3_600))}:${pad2(Math.floor(secondOfDay / 60) % 60)}:${pad2(secondOfDay % 60)}`;

/** `YYYY-MM-DDTHH:MM:SS` of whole seconds since the epoch. */
export function momentText(epochSeconds: number): string {
  const days = Math.floor(epochSeconds / SECONDS_PER_DAY);
  return `${dateText(days)}T${clockText(epochSeconds - days * SECONDS_PER_DAY)}`;
}

/** `±HH:MM` of an offset in minutes. */
export const offsetText = (minutes: number): string =>
  `${minutes < 0 ? '-' : '+'}${pad2(Math.floor(Math.abs(minutes) / 60))}:${pad2(Math.abs(minutes) % 60)}`;

/** Whole seconds (floored) and the fraction's digits of a decimal such as `-1.25` (→ −2 and `75`). */
export interface SplitSeconds {
  readonly seconds: number;
  /** Exactly `scale` digits; empty at scale 0. */
  readonly fraction: string;
}

/** Splits wire seconds without a float between: nine digits beside ten of seconds do not fit a double. */
export function splitSeconds(text: string, scale: number): SplitSeconds {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not a number of seconds`);
  const negative = match[1] === '-';
  const whole = Number(match[2]);
  const digits = (match[3] ?? '').padEnd(scale, '0');
  if (digits.length > scale && !/^0*$/.test(digits.slice(scale))) {
    throw new RangeError(`"${text}" has more than ${scale} fraction digits`);
  }
  const fraction = digits.slice(0, scale);
  if (!negative) return { seconds: whole, fraction };
  if (/^0*$/.test(fraction)) return { seconds: whole === 0 ? 0 : -whole, fraction };
  const complement = String(10 ** scale - Number(fraction)).padStart(scale, '0');
  return { seconds: -whole - 1, fraction: complement };
}
