import { compilationError, SqlError } from '../errors.js';
import type { Emitted } from '../types/typed.js';
import type { Call } from './registry.js';

/** The value of an argument that must be a constant text, such as a date part or a format. */
export function constantText(value: Emitted, what: string, call: Call): string {
  if (value.literal?.kind === 'text') return value.literal.value;
  throw notConstant(what, call);
}

/** The value of an argument that must be a constant whole number. */
export function constantWhole(value: Emitted, what: string, call: Call): number {
  const digits = value.literal?.kind === 'number' ? value.literal.digits : undefined;
  if (digits !== undefined && /^-?\d+$/.test(digits)) return Number(digits);
  throw notConstant(what, call);
}

/** The value of an argument that must be a constant share, from 0 to 1, as plain digits. */
export function constantShare(value: Emitted, what: string, call: Call): string {
  const digits = value.literal?.kind === 'number' ? value.literal.digits : undefined;
  if (digits === undefined) throw notConstant(what, call);
  const share = Number(digits);
  if (share >= 0 && share <= 1) return String(share);
  throw outOfRange(what, '0 and 1', call);
}

/** @param between both ends, as `0 and 1` */
export const outOfRange = (what: string, between: string, call: Call) =>
  compilationError(
    '001045',
    '22023',
    `argument ${what} to function ${call.name} is not between ${between}`,
    call.position,
  );

/** Snowflake tells what it found, and no place. */
function notConstant(what: string, call: Call): SqlError {
  const found = call.argumentText?.(Number(what) - 1);
  const detail = `argument ${what} to function ${call.name} needs to be constant${found === undefined ? '' : `, found '${found}'`}`;
  return new SqlError('001015', '42601', `SQL compilation error:\n${detail}`, call.position);
}
