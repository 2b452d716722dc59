import { once, quoteText } from '../duck-text.js';
import { hasNanos, nanosStruct } from '../forms.js';
import { duckType, type Physical } from '../physical.js';
import { type Cause, raise } from '../raise.js';
import { isTimestamp, type SnowType } from '../snow-type.js';
import { readMoment, type TimeKind } from '../time-text/detect.js';
import { isoDate, isoMicros, type Moment } from '../time-text/moment.js';
import type { Emitted, ValueContext } from '../typed.js';
import { assemble, fromWall, type MomentParts } from './moment-parts.js';
import { scaled } from './moment-scale.js';
import { type Zone, zoneNamed } from './zone.js';

/** What the parts of a text become once they are known: DuckDB expressions over short names. */
interface TextParts {
  readonly wall: string;
  readonly rest: string;
  /** Minutes, NULL where the text names no offset. */
  readonly minutes: string;
}

const PLAIN: Readonly<Record<TimeKind, string>> = {
  date: '\\d{4}-\\d{2}-\\d{2}([ T]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?)?',
  time: '\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?',
  timestamp: '\\d{4}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?',
};

const UNREADABLE: Readonly<Record<TimeKind, readonly [Cause, string]>> = {
  date: ['not_a_date', 'Date'],
  time: ['not_a_time', 'Time'],
  timestamp: ['not_a_timestamp', 'Timestamp'],
};

/**
 * Text as DATE, TIME or a timestamp. `format` is a Snowflake format or AUTO.
 * A text that does not follow it stops the statement. Nine fraction digits are kept: the result is in the wide form unless
 * the text is a constant that fits the narrow one.
 */
export function textToMoment(value: Emitted, type: SnowType, format: string, context: ValueContext): Emitted {
  const kind: TimeKind = type.kind === 'date' || type.kind === 'time' ? type.kind : 'timestamp';
  const zone = zoneNamed(context.timezone);
  const century = Number(context.parameter('TWO_DIGIT_CENTURY_START') ?? 1_970);
  if (value.literal?.kind === 'text') {
    const moment = readMoment(value.literal.value, kind, format, century);
    if (moment !== null) return momentLiteral(moment, type, zone);
  }
  const physical = kind === 'date' ? 'date' : wideOf(type);
  const build = (text: string, parts: TextParts) =>
    `CASE WHEN ${parts.wall} IS NOT NULL THEN ${fromText(parts, type, physical, zone)} ELSE ${unreadable(kind, text, format, type, physical)} END`;
  const sql = once([value.sql], (v) => {
    const slow = once([v, `sf_read_moment(${v}, '${kind}', ${quoteText(format)}, ${century})`], (text, m) =>
      build(text, {
        wall: `make_timestamp(struct_extract(${m}, 'micros'))`,
        rest: `struct_extract(${m}, 'rest')`,
        minutes: `struct_extract(${m}, 'minutes')`,
      }),
    );
    const fast = format.toUpperCase() === 'AUTO' ? plainPath(v, kind, type, physical, zone) : '';
    return `CASE WHEN ${v} IS NULL THEN NULL ${fast} ELSE ${slow} END`;
  });
  return scaled({ sql, type: nineDigits(type), physical, nullable: value.nullable }, type);
}

/** Well-formed ISO text is read by DuckDB itself, some twenty times faster. */
function plainPath(v: string, kind: TimeKind, type: SnowType, physical: Physical, zone: Zone): string {
  const read =
    kind === 'date' ? `CAST(TRY_CAST(${v} AS TIMESTAMP) AS DATE)` : `TRY_CAST(${v} AS ${kind.toUpperCase()})`;
  const value =
    kind === 'timestamp'
      ? fromText({ wall: read, rest: '0', minutes: 'NULL' }, type, physical, zone)
      : kind === 'time' && hasNanos(physical)
        ? nanosStruct(read, '0')
        : read;
  return `WHEN regexp_full_match(${v}, '${PLAIN[kind]}') AND ${read} IS NOT NULL THEN ${value}`;
}

function fromText(parts: TextParts, type: SnowType, physical: Physical, zone: Zone): string {
  if (type.kind === 'date') return `CAST(${parts.wall} AS DATE)`;
  if (type.kind === 'time') {
    const clock = `CAST(${parts.wall} AS TIME)`;
    return hasNanos(physical) ? nanosStruct(clock, parts.rest) : clock;
  }
  if (!isTimestamp(type)) throw new Error(`${type.kind} is no time`);
  const local = fromWall(parts.wall, parts.rest, zone);
  if (parts.minutes === 'NULL') return assemble(local, type, physical);
  const given = fromWall(parts.wall, parts.rest, zone, parts.minutes);
  const either = (a: string, b: string) => `CASE WHEN ${parts.minutes} IS NULL THEN ${a} ELSE ${b} END`;
  const both: MomentParts = {
    wall: parts.wall,
    rest: parts.rest,
    instant: either(local.instant, given.instant),
    minutes: either(local.minutes, given.minutes),
  };
  return assemble(both, type, physical);
}

function unreadable(kind: TimeKind, text: string, format: string, type: SnowType, physical: Physical): string {
  const [cause, word] = UNREADABLE[kind];
  const form = duckType(type, physical);
  if (format.toUpperCase() === 'AUTO') return raise(cause, `'${word} ''' || ${text} || ''' is not recognized'`, form);
  const rest = quoteText(`' as ${kind} with format '${format}'`);
  return raise('format_mismatch', `'Can''t parse ''' || ${text} || ${rest}`, form);
}

/** The wide form of the type's kind, whatever scale it has: a text can have nine digits. */
function wideOf(type: SnowType): Physical {
  if (type.kind === 'time') return 'time_nanos';
  return type.kind === 'timestamp_tz' ? 'timestamp_tz_nanos' : 'timestamp_nanos';
}

const nineDigits = (type: SnowType): SnowType =>
  type.kind === 'time' || isTimestamp(type) ? { ...type, scale: 9 } : type;

/** A constant DATE, TIME or timestamp, cut to the digits of `type`; narrow unless some are below a microsecond. */
export function momentLiteral(read: Moment, type: SnowType, zone: Zone): Emitted {
  const unit = type.kind === 'time' || isTimestamp(type) ? 10n ** BigInt(9 - type.scale) : 1n;
  const moment = { ...read, nanos: read.nanos - (read.nanos % unit) };
  const restNanos = Number(moment.nanos % 1_000n);
  const made = (sql: string, physical: Physical): Emitted => ({ sql, type, physical, nullable: false });
  if (type.kind === 'date') return made(`CAST('${isoDate(moment.days)}' AS DATE)`, 'date');
  if (type.kind === 'time') {
    const clock = `CAST('${isoMicros(moment.nanos)}' AS TIME)`;
    return restNanos === 0 ? made(clock, 'time') : made(nanosStruct(clock, String(restNanos)), 'time_nanos');
  }
  if (!isTimestamp(type)) throw new Error(`${type.kind} is no time`);
  const wall = `CAST('${isoDate(moment.days)} ${isoMicros(moment.nanos)}' AS TIMESTAMP)`;
  const narrow = type.kind === 'timestamp_tz' ? 'timestamp_tz' : 'timestamp';
  const wide = type.kind === 'timestamp_tz' ? 'timestamp_tz_nanos' : 'timestamp_nanos';
  const physical = restNanos === 0 ? narrow : wide;
  const offset = moment.offset === null ? undefined : String(moment.offset);
  return made(assemble(fromWall(wall, String(restNanos), zone, offset), type, physical), physical);
}
