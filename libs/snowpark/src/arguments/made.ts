import { UsageError } from '../errors.js';
import { kindOf } from './kind.js';

/**
 * For constructors that only the library calls: types hide or forbid them, JavaScript does not.
 *
 * @throws UsageError that says what makes such an object.
 */
export function requireMade(is: () => boolean, name: string, by: string): void {
  if (!holds(is)) throw new UsageError('invalid_argument', `new ${name}(…) is not for callers: ${by} makes one.`);
}

/** What cannot even be looked at, such as a proxy that was revoked, is none of the library's. */
function holds(is: () => boolean): boolean {
  try {
    return is();
  } catch {
    return false;
  }
}

/** A node of a plan or an expression. */
export const isNode = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  typeof value.kind === 'string' &&
  kindOf(value) === undefined;
