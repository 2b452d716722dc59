import { coerceTo } from '../../types/cast/cast.js';
import { once } from '../../types/duck-text.js';
import { hasNanos, unlessNull } from '../../types/forms.js';
import { assemble, fromWall, partsOf } from '../../types/moment/moment-parts.js';
import { isZone, type Zone, zoneNamed, zoneOf } from '../../types/moment/zone.js';
import { failure } from '../../types/raise.js';
import { timestamp } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { arg, define, wrongTypes } from '../define.js';
import { any, textual } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';

/** A constant zone is checked when the statement is compiled, another one by the engine for each row. */
function zoneArgument(value: Emitted): Zone {
  if (value.literal?.kind !== 'text') return zoneOf(value.sql);
  const name = value.literal.value;
  if (!isZone(name)) throw failure('bad_argument', `Unknown timezone: '${name}'`);
  return zoneNamed(name);
}

/**
 * (target, value): what the clock of `target` shows at that instant, as a TIMESTAMP_TZ.
 * (source, target, value): the wall clock of `target` when that of `source` shows `value`, both without a zone.
 */
function convertTimezone(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const zones = args.slice(0, -1).map((value) => textual(value, context));
  const value = arg(args, args.length - 1);
  const [first, second] = zones;
  if (first === undefined) throw wrongTypes(call);
  if (args.length === 2) return at(zoneArgument(first), value, context);
  if (second === undefined) throw wrongTypes(call);
  const wall = coerceTo(value, timestamp('timestamp_ntz'), context);
  const physical = wall.physical;
  const [from, to] = [zoneArgument(first), zoneArgument(second)];
  const sql = once([wall.sql], (v) => {
    const source = partsOf({ ...wall, sql: v }, from);
    const target = { ...source, wall: to.wallOf(from.instantOf(source.wall)) };
    return `(${unlessNull(v, assemble(target, timestamp('timestamp_ntz'), physical))})`;
  });
  return { sql, type: timestamp('timestamp_ntz'), physical, nullable: args.some((each) => each.nullable) };
}

function at(zone: Zone, value: Emitted, context: FunctionContext): Emitted {
  const type = timestamp('timestamp_tz');
  const moment =
    value.type.kind === 'timestamp_ltz' || value.type.kind === 'timestamp_tz'
      ? value
      : coerceTo(value, timestamp('timestamp_ltz'), context);
  const physical = hasNanos(moment.physical) ? 'timestamp_tz_nanos' : 'timestamp_tz';
  const sql = once([moment.sql], (v) => {
    const parts = partsOf({ ...moment, sql: v }, zoneNamed(context.timezone));
    const shown = fromWall(zone.wallOf(parts.instant), parts.rest, zone, zone.minutesAt(parts.instant));
    return `(${unlessNull(v, assemble({ ...shown, instant: parts.instant }, type, physical))})`;
  });
  return { sql, type, physical, nullable: value.nullable };
}

export const DATE_ZONE: readonly FunctionSpec[] = [
  define({ names: ['CONVERT_TIMEZONE'], params: [any, any], optional: [any], apply: convertTimezone }),
];
