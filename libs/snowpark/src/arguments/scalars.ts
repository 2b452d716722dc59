import { membersOf } from './members.js';
import { part, type Reader, wrong } from './reader.js';
import { isPlain } from './shown.js';

export const FLAG: Reader<boolean, boolean> = {
  allowed: 'true or false',
  read(given, place) {
    if (typeof given !== 'boolean') throw wrong(place, this.allowed, given);
    return given;
  },
};

/** A whole number that a JavaScript number holds exactly. */
export function whole(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Reader<number, number> {
  const from = least === Number.MIN_SAFE_INTEGER ? '' : ` from ${least}`;
  const to = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
  const allowed = `a whole number${from}${to}`;
  return {
    allowed,
    read(given, place) {
      if (typeof given !== 'number' || !Number.isSafeInteger(given) || given < least || given > most) {
        throw wrong(place, allowed, given);
      }
      return given;
    },
  };
}

/** Longer ones would overflow a timer, which would then end at once. */
const MOST_MS = 2 ** 31 - 1;
export const duration = (leastMs: number): Reader<number, number> => whole(leastMs, MOST_MS);

export const FINITE: Reader<number, number> = {
  allowed: 'a finite number',
  read(given, place) {
    if (typeof given !== 'number' || !Number.isFinite(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};

export const BIGINT: Reader<bigint, bigint> = {
  allowed: 'a bigint',
  read(given, place) {
    if (typeof given !== 'bigint') throw wrong(place, this.allowed, given);
    return given;
  },
};

/** One of a closed list of words. */
export function word<const W extends string | number>(words: readonly W[]): Reader<W, W> {
  const allowed = `one of ${words.join(', ')}`;
  return {
    allowed,
    read(given, place) {
      const found = words.find((each) => each === given);
      if (found === undefined) throw wrong(place, allowed, given);
      return found;
    },
  };
}

export function listOf<T, From>(item: Reader<T, From>, least = 0): Reader<readonly T[], readonly From[]> {
  const allowed = `a list${least === 0 ? '' : ` of at least ${least}`}, each ${item.allowed}`;
  return {
    allowed,
    read(given, place) {
      if (!Array.isArray(given) || given.length < least) throw wrong(place, allowed, given);
      return Array.from(given, (each: unknown, index) => item.read(each, part(place, index)));
    },
  };
}

/** A plain object whose members all are of one kind. */
export function recordOf<T, From>(
  item: Reader<T, From>,
): Reader<Readonly<Record<string, T>>, Readonly<Record<string, From>>> {
  const allowed = `an object whose members are each ${item.allowed}`;
  return {
    allowed,
    read(given, place) {
      if (!isPlain(given)) throw wrong(place, allowed, given);
      return Object.fromEntries(membersOf(given, place).map(([key, each]) => [key, item.read(each, part(place, key))]));
    },
  };
}

/** A function; what it takes is for the types to say. */
export function callback<F extends (...given: never[]) => unknown>(): Reader<F, F> {
  return {
    allowed: 'a function',
    read(given, place) {
      if (!isFunction<F>(given)) throw wrong(place, this.allowed, given);
      return given;
    },
  };
}

const isFunction = <F>(given: unknown): given is F => typeof given === 'function';

const isSignal = (given: unknown): given is AbortSignal =>
  typeof given === 'object' &&
  given !== null &&
  'aborted' in given &&
  typeof given.aborted === 'boolean' &&
  'addEventListener' in given &&
  typeof given.addEventListener === 'function';

export const SIGNAL: Reader<AbortSignal, AbortSignal> = {
  allowed: 'an AbortSignal',
  read(given, place) {
    if (!isSignal(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};
