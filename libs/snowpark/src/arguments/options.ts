import { UsageError } from '../errors.js';
import { closest } from './closest.js';
import { type Place, part, placeText, type Reader, wrong } from './reader.js';
import { isPlain } from './shown.js';

/** A reader for each option that an interface declares: one more, one less, or one of another kind does not compile. */
export type ReadersOf<O> = { readonly [K in keyof O]-?: Reader<unknown, Exclude<O[K], undefined>> };

type Members = Readonly<Record<string, Reader<unknown>>>;
/** What options give, read by these readers. */
export type ReadOptions<M extends Members, N extends keyof M = never> = {
  readonly [K in Exclude<keyof M, N>]?: M[K] extends Reader<infer T> ? T : never;
} & { readonly [K in N]: M[K] extends Reader<infer T> ? T : never };

/**
 * An object of options. What is undefined counts as left out; the `needed` ones must be there.
 *
 * @throws UsageError for an option that nobody knows: it would be passed over in silence.
 */
export function options<const M extends Members, const N extends keyof M & string = never>(
  members: M,
  ...needed: readonly N[]
): Reader<ReadOptions<M, N>, object> {
  const known = Object.keys(members);
  const allowed = `an object of options (${known.join(', ')})`;
  return {
    allowed,
    read(given, place) {
      if (!isPlain(given)) throw wrong(place, allowed, given);
      const values: Record<string, unknown> = {};
      for (const key of Reflect.ownKeys(given)) {
        const reader = typeof key === 'string' && Object.hasOwn(members, key) ? members[key] : undefined;
        if (typeof key !== 'string' || reader === undefined) throw unknownOption(place, String(key), known);
        const value = given[key];
        if (value !== undefined) values[key] = reader.read(value, part(place, key));
      }
      for (const key of needed) values[key] ??= members[key]?.read(undefined, part(place, key));
      return values as ReadOptions<M, N>;
    },
  };
}

export function unknownOption(place: Place, key: string, known: readonly string[]): UsageError {
  const near = closest(key, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return new UsageError(
    'invalid_argument',
    `${placeText(place)}: there is no option ${key}.${hint} There are ${known.join(', ')}.`,
  );
}
