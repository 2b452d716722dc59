import { isInCalendar, type Moment, momentOf, NANOS_PER_SECOND } from './moment.js';
import { readByFormat } from './read.js';

export type TimeKind = 'date' | 'time' | 'timestamp';

const ISO =
  /^(\d{4}-\d{1,2}-\d{1,2})(?:[ T](\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9})\d*)?)?)?(?: ?(Z|[+-]\d{1,2}(?::?\d{2})?))?)?$/;

const DATES = ['DD-MON-YYYY', 'MM/DD/YYYY'] as const;
const CLOCKS = ['HH24:MI:SS', 'HH24:MI:SS.FF'] as const;
const TWELVE_HOURS = ['HH12:MI:SS AM', 'HH12:MI:SS.FF AM'] as const;
const TIMES = [
  ...CLOCKS,
  'HH24:MI',
  ...TWELVE_HOURS,
  'HH12:MI AM',
  'HH24:MI:SSTZH:TZM',
  'HH24:MI:SS.FFTZH:TZM',
] as const;
const TIMESTAMPS: readonly string[] = [
  ...CLOCKS.flatMap((clock) => [`DD-MON-YYYY ${clock}`, `MM/DD/YYYY ${clock}`]),
  ...[...CLOCKS, ...TWELVE_HOURS].flatMap((clock) => [`DY, DD MON YYYY ${clock} TZHTZM`, `DY, DD MON YYYY ${clock}`]),
  'DY MON DD HH24:MI:SS TZHTZM YYYY',
];

/** Reads `text` as `*_INPUT_FORMAT = AUTO` does, or null where it has none of the forms that AUTO knows. */
function readDetected(text: string, kind: TimeKind): Moment | null {
  const trimmed = text.trim();
  if (/^-?\d+$/.test(trimmed)) return epoch(BigInt(trimmed));
  if (kind === 'time') return firstOf(trimmed, TIMES) ?? readIso(trimmed);
  return readIso(trimmed) ?? firstOf(trimmed, DATES) ?? firstOf(trimmed, TIMESTAMPS);
}

/** Reads `text` by `format`, AUTO included. `century`: the first year that two digits can mean. */
export const readMoment = (text: string, kind: TimeKind, format: string, century?: number): Moment | null =>
  format.toUpperCase() === 'AUTO' ? readDetected(text, kind) : readByFormat(text, format, century);

function readIso(text: string): Moment | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, date = '', hour, minute = '0', second = '0', fraction = '', zone] = match;
  if (hour === undefined) return readByFormat(date, 'YYYY-MM-DD');
  const clock = `${date} ${hour}:${minute}:${second}.${fraction.padEnd(9, '0')}`;
  return zone === undefined
    ? readByFormat(clock, 'YYYY-MM-DD HH24:MI:SS.FF')
    : readByFormat(`${clock} ${zone}`, 'YYYY-MM-DD HH24:MI:SS.FF TZH:TZM');
}

function firstOf(text: string, formats: readonly string[]): Moment | null {
  for (const format of formats) {
    const moment = readByFormat(text, format);
    if (moment !== null) return moment;
  }
  return null;
}

/** Digits alone count from 1970, in UTC; how many there are tells the unit, by the limits that Snowflake documents. */
function epoch(value: bigint): Moment | null {
  const size = value < 0n ? -value : value;
  const perSecond =
    size < 31_536_000_000n
      ? 1n
      : size < 31_536_000_000_000n
        ? 1_000n
        : size < 31_536_000_000_000_000n
          ? 1_000_000n
          : NANOS_PER_SECOND;
  const moment = momentOf(value * (NANOS_PER_SECOND / perSecond), 0);
  return isInCalendar(moment) ? moment : null;
}
