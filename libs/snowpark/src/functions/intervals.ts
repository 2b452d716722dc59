import { WHOLE_VALUE } from '../arguments/columns.js';
import { options, type ReadersOf } from '../arguments/options.js';
import { whole } from '../arguments/scalars.js';
import { required, signature } from '../arguments/signature.js';
import { Column, call, constant } from '../column.js';
import { UsageError } from '../errors.js';
import { frozen } from '../plan/frozen.js';
import type { Expr } from '../plan/plan.js';
import type { BinaryOperator } from '../plan/words.js';
import type { Loose } from '../shape/shape.js';
import { DayTimeIntervalType, YearMonthIntervalType } from '../types/data-type.js';
import { compose } from './declare/define.js';
import * as p from './declare/parameters.js';
import { TEXT } from './declare/results.js';

const UNITS = {
  years: 'year',
  quarters: 'quarter',
  months: 'month',
  weeks: 'week',
  days: 'day',
  hours: 'hour',
  minutes: 'minute',
  seconds: 'second',
  milliseconds: 'millisecond',
  microseconds: 'microsecond',
  nanoseconds: 'nanosecond',
} as const;

/** How much of each unit. */
export type IntervalParts = { readonly [K in keyof typeof UNITS]?: number };

/** A length of time, to be added to a moment or to bound a window: `makeInterval({ days: 1, hours: 2 })`. */
export function makeInterval(parts: IntervalParts): Column<Loose, string, never>;
export function makeInterval(...given: readonly unknown[]): Column<Loose, string, never> {
  const [parts] = MAKE_INTERVAL.read(given);
  const words = Object.entries(UNITS).flatMap(([name, unit]) => {
    const amount = parts[name as keyof IntervalParts];
    return amount === undefined ? [] : [`${amount} ${unit}`];
  });
  if (words.length === 0)
    throw new UsageError('invalid_argument', 'makeInterval(parts): an interval has one part at least.');
  return new Column(frozen({ kind: 'constant', interval: true, value: words.join(', ') }));
}

const PARTS = options({
  years: whole(),
  quarters: whole(),
  months: whole(),
  weeks: whole(),
  days: whole(),
  hours: whole(),
  minutes: whole(),
  seconds: whole(),
  milliseconds: whole(),
  microseconds: whole(),
  nanoseconds: whole(),
} satisfies ReadersOf<IntervalParts>);
const MAKE_INTERVAL = signature('makeInterval', required('parts', PARTS));

const of = (op: BinaryOperator, left: Expr, right: Expr): Expr => frozen({ kind: 'binary', op, left, right });
/** Whole units in a number of smaller ones, and what is left. */
const units = (total: Expr, size: number): Expr => call('FLOOR', of('divide', total, constant(size)));
const rest = (total: Expr, size: number): Expr => of('mod', total, constant(size));
const signOf = (total: Expr): Expr => call('IFF', of('lt', total, constant(0)), constant('-'), constant(''));

/** Years and months from numbers of any size and sign. */
export const intervalYearMonthFromParts = compose(
  'intervalYearMonthFromParts',
  TEXT,
  (years = constant(0), months = constant(0)) => {
    const total = of('plus', of('multiply', years, constant(12)), months);
    const size = call('ABS', total);
    const text = call('CONCAT', signOf(total), units(size, 12), constant('-'), rest(size, 12));
    return frozen({ kind: 'cast', operand: text, type: YearMonthIntervalType, attempt: false });
  },
  p.may<[years?: p.Count], 'value of numbers'>('years', WHOLE_VALUE),
  p.may<[months?: p.Count], 'value of numbers'>('months', WHOLE_VALUE),
);

/** Days and a time from numbers of any size and sign. */
export const intervalDayTimeFromParts = compose(
  'intervalDayTimeFromParts',
  TEXT,
  (days = constant(0), hours = constant(0), minutes = constant(0), seconds = constant(0)) => {
    const inSeconds = [
      of('multiply', days, constant(86_400)),
      of('multiply', hours, constant(3_600)),
      of('multiply', minutes, constant(60)),
      seconds,
    ].reduce((sum, each) => of('plus', sum, each));
    const size = call('ABS', inSeconds);
    const text = call(
      'CONCAT',
      signOf(inSeconds),
      units(size, 86_400),
      constant(' '),
      units(rest(size, 86_400), 3_600),
      constant(':'),
      units(rest(size, 3_600), 60),
      constant(':'),
      rest(size, 60),
    );
    return frozen({ kind: 'cast', operand: text, type: DayTimeIntervalType, attempt: false });
  },
  p.may<[days?: p.Count], 'value of numbers'>('days', WHOLE_VALUE),
  p.may<[hours?: p.Count], 'value of numbers'>('hours', WHOLE_VALUE),
  p.may<[minutes?: p.Count], 'value of numbers'>('minutes', WHOLE_VALUE),
  p.may<[seconds?: p.Count], 'value of numbers'>('seconds', WHOLE_VALUE),
);

const EPOCH = constant('epoch_second');
const DURATION = /^\s*(\d+)\s*(second|minute|hour|day|week)s?\s*$/i;
const SECONDS = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const;

function durationOf(text: Expr, what: string): number {
  const given = text.kind === 'constant' ? String(text.value) : '';
  const [, amount, unit] = DURATION.exec(given) ?? [];
  const size = Object.entries(SECONDS).find(([name]) => name === unit?.toLowerCase())?.[1];
  if (amount !== undefined && size !== undefined && Number(amount) > 0) return Number(amount) * size;
  throw new UsageError(
    'invalid_argument',
    `window(${what}): expected a duration such as 10 minutes, found '${given}'.`,
  );
}

/** A moment lies in several windows where one begins before the other ends: a row for each, which no column gives. */
function refuseOverlap(slide: Expr | undefined, seconds: number): void {
  if (slide === undefined || durationOf(slide, 'slideDuration') === seconds) return;
  throw new UsageError(
    'invalid_argument',
    'window(slideDuration): windows follow each other without overlap or gap here, so it is their duration. For others join with the starts of the windows.',
  );
}

/**
 * The window of time that a moment lies in, as an object of its `start` and `end`. Windows of one length follow each other from 1970,
 * or from `startTime` later; `slideDuration` is that length, if it is given.
 *
 * @throws UsageError for windows that overlap
 */
export const window = compose(
  'window',
  TEXT,
  (column, duration, slideDuration, startTime) => {
    const seconds = durationOf(duration, 'duration');
    refuseOverlap(slideDuration, seconds);
    const from = startTime === undefined ? 0 : durationOf(startTime, 'startTime') % seconds;
    const epoch = call('DATE_PART', EPOCH, column);
    const since = from === 0 ? epoch : of('minus', epoch, constant(from));
    const window = of('multiply', call('FLOOR', of('divide', since, constant(seconds))), constant(seconds));
    const start = from === 0 ? window : of('plus', window, constant(from));
    const moment = (seconds: Expr): Expr => call('TO_TIMESTAMP_NTZ', seconds);
    return call(
      'OBJECT_CONSTRUCT_KEEP_NULL',
      constant('start'),
      moment(start),
      constant('end'),
      moment(of('plus', start, constant(seconds))),
    );
  },
  p.dates,
  p.constantText<[duration: string]>('duration'),
  p.mayBeText<[slideDuration?: string]>('slideDuration'),
  p.mayBeText<[startTime?: string]>('startTime'),
);
