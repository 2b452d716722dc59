import { UsageError } from '../errors.js';
import { hexText } from '../values/binary.js';
import { isDecimal } from '../values/decimal.js';
import { SnowDate } from '../values/snow-date.js';
import { SnowTime } from '../values/snow-time.js';
import { SnowTimestamp } from '../values/snow-timestamp.js';

/** A value as JSON text for PARSE_JSON. Whole numbers and Decimals keep all their digits, moments are ISO text, bytes hex. */
export function jsonText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return value.toString();
  if (isDecimal(value)) return value.toFixed();
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new UsageError('unsupported_value', `JSON has no ${value}.`);
    return String(value);
  }
  if (typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (value instanceof Uint8Array) return JSON.stringify(hexText(value));
  if (
    value instanceof Date ||
    value instanceof SnowDate ||
    value instanceof SnowTime ||
    value instanceof SnowTimestamp
  ) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const entries = objectEntries(value);
  if (entries === null) throw new UsageError('unsupported_value', `${String(value)} has no form in JSON.`);
  const members = entries.filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`).join(',')}}`;
}

/** The members of a plain object or Map with text keys; null for anything else. */
export function objectEntries(value: unknown): readonly (readonly [string, unknown])[] | null {
  if (value instanceof Map) return [...value].map(([key, member]): [string, unknown] => [String(key), member]);
  if (typeof value !== 'object' || value === null) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.entries(value) : null;
}
