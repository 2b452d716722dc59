import { once } from '../../types/duck-text.js';
import { micros, rest } from '../../types/forms.js';
import { type MomentParts, partsOf } from '../../types/moment/moment-parts.js';
import { zoneNamed } from '../../types/moment/zone.js';
import { onceOf } from '../../types/once-of.js';
import type { Emitted } from '../../types/typed.js';
import { arg, define, wrongTypes } from '../define.js';
import { any, dateOrTimestamp, moment } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { textOf, wholeOf } from '../results.js';
import { type Part, partOf } from './part.js';
import { dayOfWeek, weekOfYear } from './week.js';

const CLOCK_PARTS: ReadonlySet<Part> = new Set([
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
  'nanosecond',
]);

/** What ten digits do not hold, or Snowflake counts as such. */
const WIDE_PARTS: ReadonlySet<Part> = new Set([
  'epoch_millisecond',
  'epoch_microsecond',
  'epoch_nanosecond',
  'nanosecond',
]);

/** One part of a DATE, TIME or timestamp, as its wall clock shows it. */
export function extract(value: Emitted, part: Part, call: Call, context: FunctionContext): Emitted {
  if (value.type.kind === 'time' && !CLOCK_PARTS.has(part)) throw wrongTypes(call);
  return onceOf([value], (named) => {
    if (named === undefined) throw new Error('one value');
    const parts = value.type.kind === 'time' ? timeParts(named) : epochParts(named, context);
    return wholeOf(partSql(part, parts, context), [value], WIDE_PARTS.has(part) ? 19 : 10);
  });
}

/** What has no zone counts its epoch from 1970 on its own clock, whatever the session's TIMEZONE. */
function epochParts(value: Emitted, context: FunctionContext): MomentParts {
  const parts = partsOf(value, zoneNamed(context.timezone));
  const hasZone = value.type.kind === 'timestamp_ltz' || value.type.kind === 'timestamp_tz';
  return hasZone ? parts : { ...parts, instant: parts.wall };
}

const timeParts = (value: Emitted): MomentParts => {
  const wall = `(CAST('1970-01-01' AS DATE) + ${micros(value)})`;
  return { wall, instant: wall, rest: rest(value), minutes: '0' };
};

function partSql(part: Part, { wall, instant, rest: below, minutes }: MomentParts, context: FunctionContext): string {
  switch (part) {
    case 'year':
    case 'quarter':
    case 'month':
    case 'day':
    case 'hour':
    case 'minute':
    case 'second':
    case 'dayofyear':
      return `${part}(${wall})`;
    case 'week':
      return weekOfYear(wall, context).week;
    case 'weekiso':
      return `weekofyear(${wall})`;
    case 'yearofweek':
      return weekOfYear(wall, context).year;
    case 'yearofweekiso':
      return `isoyear(${wall})`;
    case 'dayofweek':
      return dayOfWeek(wall, context);
    case 'dayofweekiso':
      return `isodow(${wall})`;
    case 'millisecond':
      return `(microsecond(${wall}) % 1000000 // 1000)`;
    case 'microsecond':
      return `(microsecond(${wall}) % 1000000)`;
    case 'nanosecond':
      return `(microsecond(${wall}) % 1000000 * 1000 + ${below})`;
    case 'epoch_second':
      return epoch(instant, 1_000_000);
    case 'epoch_millisecond':
      return epoch(instant, 1_000);
    case 'epoch_microsecond':
      return `epoch_us(${instant})`;
    case 'epoch_nanosecond':
      return `(epoch_us(${instant}) * 1000 + ${below})`;
    case 'timezone_hour':
      return `(${minutes} // 60)`;
    case 'timezone_minute':
      return `(${minutes} % 60)`;
    default:
      return unreachable(part);
  }
}

/** Whole units since 1970, rounded down also before it. */
const epoch = (instant: string, micro: number): string =>
  `((epoch_us(${instant}) - (epoch_us(${instant}) % ${micro} + ${micro}) % ${micro}) // ${micro})`;

const only = (names: [string, ...string[]], part: Part): FunctionSpec =>
  define({
    names,
    params: [CLOCK_PARTS.has(part) ? moment : dateOrTimestamp],
    apply: (args, call, context) => extract(arg(args, 0), part, call, context),
  });

const nameOf = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    params: [dateOrTimestamp],
    apply: (args, _call, context) =>
      textOf(
        once(
          [arg(args, 0).sql],
          (v) => `left(${duck}(${partsOf({ ...arg(args, 0), sql: v }, zoneNamed(context.timezone)).wall}), 3)`,
        ),
        args,
        3,
      ),
  });

export const DATE_EXTRACT: readonly FunctionSpec[] = [
  define({
    names: ['DATE_PART', 'EXTRACT'],
    params: [any, moment],
    words: [0],
    apply: (args, call, context) => extract(arg(args, 1), partOf(arg(args, 0), call), call, context),
  }),
  only(['YEAR'], 'year'),
  only(['QUARTER'], 'quarter'),
  only(['MONTH'], 'month'),
  only(['DAY', 'DAYOFMONTH'], 'day'),
  only(['HOUR'], 'hour'),
  only(['MINUTE'], 'minute'),
  only(['SECOND'], 'second'),
  only(['WEEK', 'WEEKOFYEAR'], 'week'),
  only(['WEEKISO'], 'weekiso'),
  only(['DAYOFWEEK'], 'dayofweek'),
  only(['DAYOFWEEKISO'], 'dayofweekiso'),
  only(['DAYOFYEAR'], 'dayofyear'),
  only(['YEAROFWEEK'], 'yearofweek'),
  only(['YEAROFWEEKISO'], 'yearofweekiso'),
  nameOf('DAYNAME', 'dayname'),
  nameOf('MONTHNAME', 'monthname'),
];

function unreachable(part: never): never {
  throw new Error(`Unknown part ${JSON.stringify(part)}`);
}
