import { type Place, wrongArgument } from '@firn/snowpark/internal';

/**
 * A value of the caller's as JSON text. A Date becomes its text, a member that is undefined counts as left out; what JSON would change or
 * leave out without a word is refused.
 *
 * @throws UsageError that names the place and the member
 */
export function jsonText(value: unknown, place: Place, allowed: string): string {
  try {
    const text = JSON.stringify(value, refuseLost);
    if (text !== undefined) return text;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\.?$/, '.') : '';
    throw wrongArgument(place, allowed, value, `${why} Send such a value as text.`.trim());
  }
  throw wrongArgument(place, allowed, value);
}

/** What JSON would leave out, or make into null or an empty object. */
function refuseLost(this: unknown, name: string, value: unknown): unknown {
  const given: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, name) : value;
  const isLost =
    (typeof value === 'number' && !Number.isFinite(value)) ||
    ['bigint', 'function', 'symbol'].includes(typeof value) ||
    (value === undefined && (Array.isArray(this) || given !== undefined)) ||
    (value === null && given !== null) ||
    (typeof value === 'object' && value !== null && value === given && !isPlain(value));
  if (isLost) throw new TypeError(`${name === '' ? 'It' : `"${name}"`} is nothing that JSON holds`);
  return value;
}

/** A list or an object of no class. What has a form for JSON of its own is that by now. */
function isPlain(value: object): boolean {
  const [symbol] = Object.getOwnPropertySymbols(value);
  if (symbol !== undefined) throw new TypeError(`There is no member ${String(symbol)} in JSON`);
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}
