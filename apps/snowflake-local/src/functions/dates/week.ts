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

/**
 * Number of the week that `wall` is in, and the year that this week belongs to. By policy 0 a week is of the year that has
 * four of its days or more; by policy 1 it ends with the year, which begins its first week. `wall` may be repeated.
 */
export function weekOfYear(wall: string, context: FunctionContext): { readonly week: string; readonly year: string } {
  const first = weekStart(context) || 1;
  if (Number(context.parameter('WEEK_OF_YEAR_POLICY') ?? '0') === 1) {
    // Days of the week that holds 1 January which lie in the year before.
    const before = `((isodow(date_trunc('year', ${wall})) + 7 - ${first}) % 7)`;
    return { week: `((dayofyear(${wall}) - 1 + ${before}) // 7 + 1)`, year: `year(${wall})` };
  }
  if (first === 1) return { week: `weekofyear(${wall})`, year: `isoyear(${wall})` };
  const fourth = `(${startOfWeek(wall, context)} + to_days(3))`;
  return { week: `((dayofyear(${fourth}) - 1) // 7 + 1)`, year: `year(${fourth})` };
}
