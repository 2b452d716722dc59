import { coerceTo } from '../cast/cast.js';
import { DATE, fixed } from '../snow-type.js';
import type { Emitted, ValueContext } from '../typed.js';
import { changeWall } from './moment-parts.js';
import { zoneNamed } from './zone.js';

/** Whole days from `from` to `to`, both DATE. */
export const daysBetween = (from: Emitted, to: Emitted): Emitted => ({
  sql: `(${to.sql} - ${from.sql})`,
  type: fixed(9),
  physical: 'bigint',
  nullable: from.nullable || to.nullable,
});

/** A DATE or timestamp moved by a number of days, which is rounded to whole ones. */
export function changeByDays(value: Emitted, operator: '+' | '-', days: Emitted, context: ValueContext): Emitted {
  const count = coerceTo(days, fixed(9), context);
  const nullable = value.nullable || count.nullable;
  if (value.type.kind === 'date') {
    return { sql: `(${value.sql} ${operator} CAST(${count.sql} AS INTEGER))`, type: DATE, physical: 'date', nullable };
  }
  const move = (wall: string, by: string) => `(${wall} ${operator} to_days(CAST(${by} AS INTEGER)))`;
  const sql = changeWall(value, zoneNamed(context.timezone), [count.sql], move);
  return { sql, type: value.type, physical: value.physical, nullable };
}
