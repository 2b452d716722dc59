import { textFault } from '../arguments/text.js';
import { isObject } from './chain.js';
import type { Place } from './place.js';

/** Reads one form of JSON, or throws a PlanParseError that says where and what. */
export type Parser<T> = (place: Place) => T;

/** Text that may stand in a statement. */
export const string: Parser<string> = (place) => {
  if (typeof place.json !== 'string') throw place.error(`expected text, found ${place.found}`);
  const fault = textFault(place.json);
  if (fault !== null) throw place.error(`no text for a statement. ${fault}`);
  return place.json;
};

export const boolean: Parser<boolean> = (place) => {
  if (typeof place.json !== 'boolean') throw place.error(`expected true or false, found ${place.found}`);
  return place.json;
};

/** A whole number, `least` or more. */
export const integer =
  (least = Number.MIN_SAFE_INTEGER): Parser<number> =>
  (place) => {
    if (typeof place.json !== 'number' || !Number.isSafeInteger(place.json) || place.json < least) {
      throw place.error(
        `expected a whole number${least === Number.MIN_SAFE_INTEGER ? '' : ` from ${least}`}, found ${place.found}`,
      );
    }
    return place.json;
  };

export const oneOf =
  <const W extends readonly (string | number | boolean)[]>(words: W): Parser<W[number]> =>
  (place) => {
    const found = words.find((word) => word === place.json);
    if (found === undefined)
      throw place.error(`expected ${words.map((word) => JSON.stringify(word)).join(' or ')}, found ${place.found}`);
    return found;
  };

export const list =
  <T>(item: Parser<T>, least = 0): Parser<readonly T[]> =>
  (place) => {
    if (!Array.isArray(place.json)) throw place.error(`expected a list, found ${place.found}`);
    place.document.spendValues(place, place.json.length);
    if (place.json.length < least) throw place.error(`expected ${least} or more members, found ${place.json.length}`);
    return Object.freeze(place.json.map((json: unknown, index) => item(place.at(index, json))));
  };

/** Checks more than the form. `wrong` says what is wrong, or null. */
export const where =
  <T>(parser: Parser<T>, wrong: (value: T) => string | null): Parser<T> =>
  (place) => {
    const value = parser(place);
    const message = wrong(value);
    if (message !== null) throw place.error(message);
    return value;
  };

/** A member that may be absent. */
export interface Optional<T> {
  readonly optional: Parser<T>;
}
export const optional = <T>(parser: Parser<T>): Optional<T> => ({ optional: parser });

export type Fields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? Optional<Exclude<T[K], undefined>> : Parser<T[K]>;
};

export function membersOf(place: Place): Readonly<Record<string, unknown>> {
  if (!isObject(place.json)) throw place.error(`expected an object, found ${place.found}`);
  return place.json;
}

export const entriesOf = (place: Place): readonly (readonly [string, unknown])[] => Object.entries(membersOf(place));

/** An object with these members and no others: a member that nobody reads would be an instruction not followed. */
export function object<T extends object>(fields: Fields<T>): Parser<T> {
  const known = keysOf(fields).map((key) => ({ key, name: String(key), field: fields[key] }));
  return (place) => {
    const members = membersOf(place);
    const result: Partial<T> = {};
    let found = 0;
    for (const { key, name, field } of known) {
      const json = Object.hasOwn(members, name) ? members[name] : undefined;
      if (json === undefined) {
        if (typeof field === 'function') throw place.error(`member ${name} is missing`);
        continue;
      }
      found += 1;
      const parser: Parser<T[keyof T]> = typeof field === 'function' ? field : field.optional;
      result[key] = parser(place.at(name, json));
    }
    const names = Object.keys(members);
    if (names.length > found) {
      const unknown = names.find((name) => !known.some((each) => each.name === name) || members[name] === undefined);
      throw place.error(`unknown member ${(unknown ?? '').slice(0, 100)}`);
    }
    return Object.freeze(result) as T;
  };
}

/** An object with nothing but its kind. */
export function kindOnly<K extends string>(kind: K): Parser<{ readonly kind: K }> {
  const form = object<{ readonly kind: string }>({ kind: oneOf([kind]) });
  const value = Object.freeze({ kind });
  return (place) => {
    form(place);
    return value;
  };
}

const keysOf = <T extends object>(fields: Fields<T>): readonly (keyof T)[] => Object.keys(fields) as (keyof T)[];

/** One of several objects, told apart by `kind`. */
export function tagged<T extends { readonly kind: string }>(
  what: string,
  kinds: { readonly [K in T['kind']]: Parser<Extract<T, { readonly kind: K }>> },
): Parser<T> {
  const parsers: ReadonlyMap<unknown, Parser<T>> = new Map(Object.entries<Parser<T>>(kinds));
  return (place) => {
    const members = membersOf(place);
    const kind = Object.hasOwn(members, 'kind') ? members.kind : undefined;
    const parser = parsers.get(kind);
    if (parser === undefined) {
      const name = kind === undefined ? 'no kind' : `kind ${place.at('kind', kind).found}`;
      throw place.error(`unknown ${what} (${name}); there are ${[...parsers.keys()].join(', ')}`);
    }
    return parser(place);
  };
}
