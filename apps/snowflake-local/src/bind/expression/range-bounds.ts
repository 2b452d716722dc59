import type { SortItem } from '../../functions/sort-item.js';
import type { WindowBound } from '../../generate/window.js';
import type { FrameBound, IntervalLiteral, WindowFrame, WindowSpecification } from '../../parse/ast.js';
import { castTo } from '../../types/cast/cast.js';
import { hasNanos, micros, rest, wholeDigits } from '../../types/forms.js';
import { numberLiteral } from '../../types/literal.js';
import { isTimestamp, timestamp } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';
import { offsetDigits } from './frame-bound.js';
import { addInterval } from './interval.js';
import { unsupportedFrame } from './window-check.js';

/** A RANGE that is counted from the current row's value: what rows are ordered by, and its bounds. */
export interface RangeBounds {
  readonly item: SortItem;
  readonly key: string;
  readonly from: WindowBound;
  readonly to: WindowBound;
}

/** There is one key: a number with numbers as offsets, a timestamp with intervals, a DATE with either kind. */
export function rangeBounds(
  keys: readonly SortItem[],
  window: WindowSpecification,
  written: WindowFrame,
  name: string,
  frame: Frame,
): RangeBounds {
  const [item, another] = keys;
  const offsets = [written.from, written.to].flatMap((bound) =>
    bound.kind === 'preceding' || bound.kind === 'following' ? [bound.offset.kind] : [],
  );
  const intervals = offsets.filter((kind) => kind === 'interval').length;
  if (item === undefined || another !== undefined) throw unsupportedFrame(name, window, frame);
  const { kind } = item.value.type;
  const byNumber = intervals === 0 && (kind === 'fixed' || kind === 'real' || kind === 'date');
  const byTime = intervals === offsets.length && (kind === 'date' || isTimestamp(item.value.type));
  if (byNumber) return numericBounds(item, written, frame);
  if (byTime) return timeBounds(item, written, frame);
  throw unsupportedFrame(name, window, frame);
}

function numericBounds(item: SortItem, written: WindowFrame, frame: Frame): RangeBounds {
  const key = numericKey(item.value);
  const bound = (side: FrameBound): WindowBound =>
    side.kind === 'preceding' || side.kind === 'following'
      ? { kind: side.kind, offset: numberLiteral(offsetDigits(side.offset, frame)).sql }
      : { kind: side.kind };
  return { item, key, from: bound(written.from), to: bound(written.to) };
}

/** A number that the offset cannot carry out of its range; days of a DATE. */
function numericKey(value: Emitted): string {
  switch (value.type.kind) {
    case 'date':
      return `date_diff('day', DATE '1970-01-01', ${value.sql})`;
    case 'fixed':
      if (value.physical === 'bigint') return wholeDigits(value) <= 17 ? value.sql : `CAST(${value.sql} AS HUGEINT)`;
      return `CAST(${value.sql} AS DECIMAL(38,${value.type.scale}))`;
    default:
      return value.sql;
  }
}

/**
 * DuckDB adds intervals neither to nanoseconds nor by Snowflake's calendar. So rows are ordered by a number, and each
 * row's own distance to the moment that DATEADD gives is its offset.
 */
function timeBounds(item: SortItem, written: WindowFrame, frame: Frame): RangeBounds {
  const value =
    item.value.type.kind === 'date' ? castTo(item.value, timestamp('timestamp_ntz'), frame.values) : item.value;
  const key = nanoseconds(value);
  const bound = (side: FrameBound): WindowBound => {
    if (side.kind !== 'preceding' && side.kind !== 'following') return { kind: side.kind };
    if (side.offset.kind !== 'interval') throw new Error('All offsets are intervals here');
    const distance = distanceTo(value, side.kind, side.offset, item.descending, frame);
    return { kind: side.kind, offset: distance };
  };
  return { item, key, from: bound(written.from), to: bound(written.to) };
}

/** In descending order, what precedes is later. */
function distanceTo(
  value: Emitted,
  side: 'preceding' | 'following',
  interval: IntervalLiteral,
  descending: boolean,
  frame: Frame,
): string {
  const later = (side === 'following') !== descending;
  const there = nanoseconds(addInterval(value, later ? '+' : '-', interval, frame));
  return later ? `(${there} - ${nanoseconds(value)})` : `(${nanoseconds(value)} - ${there})`;
}

const nanoseconds = (value: Emitted): string => {
  const scaled = `CAST(epoch_us(${micros(value)}) AS HUGEINT) * 1000`;
  return hasNanos(value.physical) ? `(${scaled} + ${rest(value)})` : `(${scaled})`;
};
