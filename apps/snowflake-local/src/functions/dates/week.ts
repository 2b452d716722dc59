import { unsupported } from '../../errors.js';
import type { FunctionContext } from '../registry.js';

/** Session parameter WEEK_START: 1 is Monday and 7 Sunday; 0, the default, means Monday where weeks are cut. */
function weekStart(context: FunctionContext): number {
  const value = Number(context.parameter('WEEK_START') ?? '0');
  return Number.isInteger(value) && value >= 0 && value <= 7 ? value : 0;
}

/** The first day of the week of `wall`, at midnight. `wall` may be repeated. */
export function startOfWeek(wall: string, context: FunctionContext): string {
  const first = weekStart(context) || 1;
  if (first === 1) return `CAST(date_trunc('week', ${wall}) AS TIMESTAMP)`;
  return `(CAST(date_trunc('day', ${wall}) AS TIMESTAMP) - to_days(CAST((isodow(${wall}) + 7 - ${first}) % 7 AS INTEGER)))`;
}

/** Sunday is 0 by default; with WEEK_START set the week's first day is 1. */
export function dayOfWeek(wall: string, context: FunctionContext): string {
  const first = weekStart(context);
  return first === 0 ? `dayofweek(${wall})` : `((isodow(${wall}) + 7 - ${first}) % 7 + 1)`;
}

/** Weeks and their years are ISO's unless the session's parameters say otherwise, which is refused. */
export function requireIsoWeeks(context: FunctionContext): void {
  for (const name of ['WEEK_START', 'WEEK_OF_YEAR_POLICY']) {
    const value = context.parameter(name) ?? '0';
    if (value !== '0' && !(name === 'WEEK_START' && value === '1'))
      throw unsupported(`week numbers with ${name} = ${value}`);
  }
}
