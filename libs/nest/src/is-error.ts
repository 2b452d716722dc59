import { shown } from '@firn/snowpark/internal';

/** Anything can be thrown, also what cannot be looked at, such as a proxy that was revoked. */
export function isError(thrown: unknown): thrown is Error {
  try {
    return thrown instanceof Error && typeof thrown.message === 'string';
  } catch {
    return false;
  }
}

/** What was thrown, as the end of a sentence. */
export const saidBy = (thrown: unknown): string => (isError(thrown) ? thrown.message : `it threw ${shown(thrown)}`);
