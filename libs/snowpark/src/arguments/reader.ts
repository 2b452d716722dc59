import { UsageError } from '../errors.js';
import { isThenable, shown } from './shown.js';

/** Which argument of which call is read: `delete`, `condition`. */
export interface Place {
  readonly call: string;
  readonly name: string;
}

/**
 * How one argument is read. `From` is what the types let a caller write, and exists for the compiler only: a declaration that
 * promises more than its reader takes does not compile.
 */
export interface Reader<T, in From = never> {
  /** In words: `a Column or SQL text`. */
  readonly allowed: string;
  /** @throws UsageError that names the place, what came and what is allowed. */
  read(given: unknown, place: Place): T;
  readonly from?: (given: From) => void;
}

/** The argument is of the wrong kind. `cure` is a sentence. */
export function wrong(place: Place, allowed: string, given: unknown, cure?: string): UsageError {
  const hint = cure ?? (promised(given) ? 'Await it first.' : '');
  return new UsageError(
    'invalid_argument',
    `${placeText(place)}: expected ${allowed}, found ${shown(given)}.${hint === '' ? '' : ` ${hint}`}`,
  );
}

export const placeText = ({ call, name }: Place): string => `${call}(${name})`;

/** A part of an argument: `columns[2]`, `options.mode`. */
export const part = ({ call, name }: Place, key: string | number): Place => ({
  call,
  name: typeof key === 'number' ? `${name}[${key}]` : `${name}.${key}`,
});

/** A getter that throws, a proxy that was revoked. */
export const unreadable = (place: Place, cause: unknown): UsageError =>
  new UsageError('invalid_argument', `${placeText(place)}: the argument cannot be read.`, { cause });

/** Reads a value outside of a signature; one that cannot be read at all is named too. */
export function readAs<T>(reader: Reader<T>, given: unknown, place: Place): T {
  try {
    return reader.read(given, place);
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(place, error);
  }
}

/** Runs what checks by itself, so that its error names the argument too. */
export function at<T>(place: Place, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw unreadable(place, error);
    throw new UsageError(error.code, `${placeText(place)}: ${error.message}`, { cause: error });
  }
}

function promised(value: unknown): boolean {
  try {
    return isThenable(value);
  } catch {
    return false;
  }
}
