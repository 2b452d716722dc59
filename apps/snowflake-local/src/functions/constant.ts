import { compilationError } from '../errors.js';
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

const notConstant = (what: string, call: Call) =>
  compilationError('001015', '42601', `argument ${what} to function ${call.name} needs to be constant`, call.position);
