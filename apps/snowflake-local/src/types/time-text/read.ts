import { type Element, type FieldKind, parseFormat } from './format.js';
import { daysOf, type Moment } from './moment.js';
import { monthNamed } from './names.js';

interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanos: bigint;
  afternoon: boolean | null;
  offset: number | null;
}

const ONE_OR_TWO = '(\\d{1,2})';

const PATTERNS: Readonly<Record<FieldKind, string>> = {
  year4: '(\\d{1,4})',
  year2: ONE_OR_TWO,
  year_short: ONE_OR_TWO,
  month: ONE_OR_TWO,
  month_bare: ONE_OR_TWO,
  month_short: '([A-Za-z]+)',
  month_name: '([A-Za-z]+)',
  day: ONE_OR_TWO,
  day_bare: ONE_OR_TWO,
  day_short: '([A-Za-z]{3})',
  hour24: ONE_OR_TWO,
  hour24_bare: ONE_OR_TWO,
  hour12: ONE_OR_TWO,
  hour12_bare: ONE_OR_TWO,
  meridiem: '([AaPp][Mm])',
  meridiem_letter: '([AaPp])',
  minute: ONE_OR_TWO,
  minute_bare: ONE_OR_TWO,
  second: ONE_OR_TWO,
  second_bare: ONE_OR_TWO,
  offset_hour: '([+-]\\d{1,2}|Z)',
  offset_minute: '(\\d{2})?',
};

const expressions = new Map<string, RegExp>();

/** The first year that two digits can mean, unless TWO_DIGIT_CENTURY_START says otherwise. */
const CENTURY_START = 1_970;

/** Reads `text` by a format of Snowflake's, or null where it does not follow it or names no real day or time. */
export function readByFormat(text: string, format: string, century = CENTURY_START): Moment | null {
  const elements = parseFormat(format);
  const match = expressionOf(format, elements).exec(text.trim());
  if (match === null) return null;
  const fields: Fields = emptyFields();
  const parts = elements.filter((element) => element.kind !== 'literal');
  for (const [index, element] of parts.entries()) {
    if (!take(fields, element, match[index + 1], century)) return null;
  }
  return momentFrom(fields);
}

function expressionOf(format: string, elements: readonly Element[]): RegExp {
  const before = expressions.get(format);
  if (before !== undefined) return before;
  const made = new RegExp(`^${elements.map(patternOf).join('')}$`, 'u');
  if (expressions.size < 1_000) expressions.set(format, made);
  return made;
}

function patternOf(element: Element, index: number, all: readonly Element[]): string {
  // A blank may stand between two fields that the format writes side by side.
  const gap = index > 0 && element.kind !== 'literal' && all[index - 1]?.kind !== 'literal' ? '\\s*' : '';
  return gap + fieldOf(element, all[index + 1]);
}

function fieldOf(element: Element, next: Element | undefined): string {
  if (element.kind === 'fraction') return element.digits === undefined ? '(\\d{1,9})' : `(\\d{0,${element.digits}})`;
  if (element.kind !== 'literal') return PATTERNS[element.kind];
  // The colon of TZH:TZM and the whole fraction may be left out of the text.
  const optional = element.text === ':' && next?.kind === 'offset_minute';
  return `${literally(element.text)}${optional ? '?' : ''}`;
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const emptyFields = (): Fields => ({
  year: 1970,
  month: 1,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  nanos: 0n,
  afternoon: null,
  offset: null,
});

/** Puts one matched part into `fields`; false where it cannot be what its element says. */
function take(fields: Fields, element: Element, part: string | undefined, century: number): boolean {
  const value = Number(part ?? '0');
  switch (element.kind) {
    case 'year4':
      fields.year = value;
      return true;
    case 'year2':
    case 'year_short':
      fields.year = century + ((value - (century % 100) + 100) % 100);
      return true;
    case 'month':
    case 'month_bare':
      fields.month = value;
      return true;
    case 'month_short':
    case 'month_name': {
      const month = monthNamed(part ?? '');
      fields.month = month ?? 1;
      return month !== undefined;
    }
    case 'day':
    case 'day_bare':
      fields.day = value;
      return true;
    case 'hour24':
    case 'hour24_bare':
      fields.hour = value;
      return true;
    case 'hour12':
    case 'hour12_bare':
      fields.hour = value;
      return value >= 1 && value <= 12;
    case 'meridiem':
    case 'meridiem_letter':
      fields.afternoon = (part ?? '').toUpperCase().startsWith('P');
      return true;
    case 'minute':
    case 'minute_bare':
      fields.minute = value;
      return true;
    case 'second':
    case 'second_bare':
      fields.second = value;
      return true;
    case 'fraction':
      fields.nanos = BigInt((part ?? '').padEnd(9, '0'));
      return true;
    case 'offset_hour':
      fields.offset = part === 'Z' ? 0 : value * 60;
      return true;
    case 'offset_minute':
      fields.offset =
        (fields.offset ?? 0) + (Object.is(fields.offset, -0) || (fields.offset ?? 0) < 0 ? -value : value);
      return true;
    case 'day_short':
    case 'literal':
      return true;
    default:
      return unreachable(element);
  }
}

function momentFrom(fields: Fields): Moment | null {
  const hour = fields.afternoon === null ? fields.hour : (fields.hour % 12) + (fields.afternoon ? 12 : 0);
  if (hour > 23 || fields.minute > 59 || fields.second > 59) return null;
  if (fields.offset !== null && Math.abs(fields.offset) > 18 * 60) return null;
  const days = daysOf(fields.year, fields.month, fields.day);
  if (days === null) return null;
  const seconds = hour * 3_600 + fields.minute * 60 + fields.second;
  const offset = fields.offset === null ? null : fields.offset + 0;
  return { days, nanos: BigInt(seconds) * 1_000_000_000n + fields.nanos, offset };
}

function unreachable(element: never): never {
  throw new Error(`Unknown element ${JSON.stringify(element)}`);
}
