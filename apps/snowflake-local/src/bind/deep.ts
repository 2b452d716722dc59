import { tooDeep } from '../parse/reader.js';

/** What was nested few enough levels to be read may still be too deep for the stack of this thread: the same refusal. */
export function withDeepStack<T>(bind: () => T): T {
  try {
    return bind();
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}
