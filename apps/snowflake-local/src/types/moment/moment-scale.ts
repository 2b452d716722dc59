import { once } from '../duck-text.js';
import { hasNanos, micros, minutes, nanosStruct, rest, tzStruct, unlessNull } from '../forms.js';
import { narrowForm } from '../physical.js';
import { isTimestamp, type SnowType } from '../snow-type.js';
import type { Emitted } from '../typed.js';

/**
 * `value` cut to the fraction digits of `type`, which is of the same kind. Digits beyond are dropped, not rounded.
 * DATE passes unchanged.
 */
export function scaled(value: Emitted, type: SnowType): Emitted {
  const digits = scaleOf(type);
  const nanos = hasNanos(value.physical);
  if (digits >= 9 || (digits > 6 && !nanos)) return { ...value, type };
  if (digits > 6) return { ...value, type, sql: cutRest(value, digits) };
  if (!nanos && digits >= Math.min(6, scaleOf(value.type))) return { ...value, type };
  return { ...value, type, physical: narrowForm(type), sql: cutMicros(value, digits) };
}

function cutRest(value: Emitted, digits: number): string {
  return once([value.sql], (v) => {
    const named = { ...value, sql: v };
    const point = nanosStruct(micros(named), `${rest(named)} - ${rest(named)} % ${10 ** (9 - digits)}`);
    return `(${unlessNull(v, value.type.kind === 'timestamp_tz' ? tzStruct(point, minutes(v)) : point)})`;
  });
}

function cutMicros(value: Emitted, digits: number): string {
  return once([value.sql], (v) => {
    const point = floorTo(micros({ ...value, sql: v }), digits, value.type.kind === 'time');
    return value.type.kind === 'timestamp_tz' ? `(${unlessNull(v, tzStruct(point, minutes(v)))})` : point;
  });
}

function floorTo(point: string, digits: number, isTime: boolean): string {
  if (digits === 6) return point;
  const unit = 10 ** (6 - digits);
  const count = `epoch_us(${point})`;
  const floor = `make_timestamp(${count} - ((${count} % ${unit}) + ${unit}) % ${unit})`;
  return isTime ? `CAST(${floor} AS TIME)` : floor;
}

const scaleOf = (type: SnowType): number => (type.kind === 'time' || isTimestamp(type) ? type.scale : 9);
