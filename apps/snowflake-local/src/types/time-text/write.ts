import { type Element, parseFormat } from './format.js';
import { isoDate, type Moment } from './moment.js';
import { dayName, monthName } from './names.js';

/** The text of a moment by a Snowflake format; without an offset it is taken for UTC. */
export function writeMoment(moment: Moment, format: string): string {
  return parseFormat(format)
    .map((element) => written(element, moment))
    .join('');
}

function written(element: Element, moment: Moment): string {
  const [, year = '', month = '', day = ''] = /^(-?\d+)-(\d+)-(\d+)$/.exec(isoDate(moment.days)) ?? [];
  const seconds = Number(moment.nanos / 1_000_000_000n);
  const hour = Math.floor(seconds / 3_600);
  const offset = moment.offset ?? 0;
  switch (element.kind) {
    case 'literal':
      return element.text;
    case 'fraction':
      return String(moment.nanos % 1_000_000_000n)
        .padStart(9, '0')
        .slice(0, element.digits ?? 9);
    case 'year4':
      return year;
    case 'year2':
      return year.slice(-2);
    case 'year_short':
      return bare(year.slice(-2));
    case 'month':
      return month;
    case 'month_bare':
      return bare(month);
    case 'month_short':
      return monthName(Number(month)).slice(0, 3);
    case 'month_name':
      return monthName(Number(month));
    case 'day':
      return day;
    case 'day_bare':
      return bare(day);
    case 'day_short':
      return dayName(moment.days).slice(0, 3);
    case 'hour24':
      return two(hour);
    case 'hour24_bare':
      return String(hour);
    case 'hour12':
      return two(hour % 12 === 0 ? 12 : hour % 12);
    case 'hour12_bare':
      return String(hour % 12 === 0 ? 12 : hour % 12);
    case 'meridiem':
      return hour < 12 ? 'AM' : 'PM';
    case 'meridiem_letter':
      return hour < 12 ? 'A' : 'P';
    case 'minute':
      return two(Math.floor(seconds / 60) % 60);
    case 'minute_bare':
      return String(Math.floor(seconds / 60) % 60);
    case 'second':
      return two(seconds % 60);
    case 'second_bare':
      return String(seconds % 60);
    case 'offset_hour':
      return `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}`;
    case 'offset_minute':
      return two(Math.abs(offset) % 60);
    default:
      return unreachable(element);
  }
}

/** Without a zero in front. */
const bare = (digits: string): string => String(Number(digits));

const two = (value: number): string => String(value).padStart(2, '0');

function unreachable(element: never): never {
  throw new Error(`Unknown element ${JSON.stringify(element)}`);
}
