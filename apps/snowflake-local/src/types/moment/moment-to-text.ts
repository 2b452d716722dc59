import { once, quoteText } from '../duck-text.js';
import { micros, rest } from '../forms.js';
import { isTimestamp, text } from '../snow-type.js';
import { type Element, parseFormat } from '../time-text/format.js';
import type { Emitted, ValueContext } from '../typed.js';
import { partsOf } from './moment-parts.js';
import { zoneNamed } from './zone.js';

/** The text of a DATE, TIME or timestamp by a Snowflake format. */
export function momentToText(value: Emitted, format: string, context: ValueContext): Emitted {
  const elements = parseFormat(format);
  const sql = once([value.sql], (v) => written({ ...value, sql: v }, elements, context));
  return { sql, type: text(), physical: 'varchar', nullable: value.nullable };
}

interface Written {
  readonly wall: string;
  readonly rest: string;
  readonly minutes: string;
}

function written(value: Emitted, elements: readonly Element[], context: ValueContext): string {
  const parts = wallParts(value, context);
  const pieces: string[] = [];
  let codes = '';
  const flush = () => {
    if (codes !== '') pieces.push(`strftime(${parts.wall}, ${quoteText(codes)})`);
    codes = '';
  };
  for (const element of elements) {
    const code = codeOf(element);
    if (code !== undefined) {
      codes += code;
      continue;
    }
    flush();
    pieces.push(computed(element, parts));
  }
  flush();
  if (pieces.length === 0) return `CASE WHEN ${parts.wall} IS NOT NULL THEN '' END`;
  return pieces.length === 1 ? (pieces[0] ?? '') : `(${pieces.join(' || ')})`;
}

function wallParts(value: Emitted, context: ValueContext): Written {
  if (value.type.kind === 'time') {
    return { wall: `(CAST('1970-01-01' AS DATE) + ${micros(value)})`, rest: rest(value), minutes: '0' };
  }
  if (value.type.kind !== 'date' && !isTimestamp(value.type)) throw new Error(`${value.type.kind} is no time`);
  const parts = partsOf(value, zoneNamed(context.timezone));
  const zoneless = value.type.kind === 'timestamp_ntz' || value.type.kind === 'date';
  return { wall: parts.wall, rest: parts.rest, minutes: zoneless ? '0' : parts.minutes };
}

/** DuckDB's strftime code for an element, where it has one. */
function codeOf(element: Element): string | undefined {
  switch (element.kind) {
    case 'year4':
      return '%Y';
    case 'year2':
      return '%y';
    case 'year_short':
      return '%-y';
    case 'month':
      return '%m';
    case 'month_bare':
      return '%-m';
    case 'month_short':
      return '%b';
    case 'month_name':
      return '%B';
    case 'day':
      return '%d';
    case 'day_bare':
      return '%-d';
    case 'day_short':
      return '%a';
    case 'hour24':
      return '%H';
    case 'hour24_bare':
      return '%-H';
    case 'hour12':
      return '%I';
    case 'hour12_bare':
      return '%-I';
    case 'meridiem':
      return '%p';
    case 'minute':
      return '%M';
    case 'minute_bare':
      return '%-M';
    case 'second':
      return '%S';
    case 'second_bare':
      return '%-S';
    case 'literal':
      return element.text.replaceAll('%', '%%');
    case 'fraction':
      return element.digits === 0 ? '' : element.digits === 3 ? '%g' : element.digits === 6 ? '%f' : undefined;
    case 'meridiem_letter':
    case 'offset_hour':
    case 'offset_minute':
      return undefined;
    default:
      return unreachable(element);
  }
}

function computed(element: Element, parts: Written): string {
  switch (element.kind) {
    case 'fraction': {
      const digits = element.digits ?? 9;
      const six = `strftime(${parts.wall}, '%f')`;
      return digits < 6
        ? `left(${six}, ${digits})`
        : `(${six} || left(lpad(CAST(${parts.rest} AS VARCHAR), 3, '0'), ${digits - 6}))`;
    }
    case 'meridiem_letter':
      return `left(strftime(${parts.wall}, '%p'), 1)`;
    case 'offset_hour':
      return `((CASE WHEN ${parts.minutes} < 0 THEN '-' ELSE '+' END) || lpad(CAST(abs(${parts.minutes}) // 60 AS VARCHAR), 2, '0'))`;
    case 'offset_minute':
      return `lpad(CAST(abs(${parts.minutes}) % 60 AS VARCHAR), 2, '0')`;
    default:
      throw new Error(`${element.kind} has a strftime code`);
  }
}

function unreachable(element: never): never {
  throw new Error(`Unknown element ${JSON.stringify(element)}`);
}
