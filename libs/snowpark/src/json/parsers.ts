import type { Place } from './place.js';

/** Reads one form of JSON, or throws a PlanParseError that says where and what. */
export type Parser<T> = (place: Place) => T;

export const string: Parser<string> = (place) => {
  if (typeof place.json !== 'string') throw place.error(`expected text, found ${place.found}`);
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
  <const W extends readonly (string | number)[]>(words: W): Parser<W[number]> =>
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

export function entriesOf(place: Place): readonly (readonly [string, unknown])[] {
  if (typeof place.json !== 'object' || place.json === null || Array.isArray(place.json)) {
    throw place.error(`expected an object, found ${place.found}`);
  }
  return Object.entries(place.json);
}

/** An object with these members and no others: a member that nobody reads would be an instruction not followed. */
export const object =
  <T extends object>(fields: Fields<T>): Parser<T> =>
  (place) => {
    const present = new Map(entriesOf(place));
    const result: Partial<T> = {};
    for (const key of keysOf(fields)) {
      const name = String(key);
      const field: Parser<T[keyof T]> | Optional<T[keyof T]> = fields[key];
      const json = present.get(name);
      if (typeof field !== 'function' && json === undefined) continue;
      if (!present.has(name)) throw place.error(`member ${name} is missing`);
      result[key] = typeof field === 'function' ? field(place.at(name, json)) : field.optional(place.at(name, json));
      present.delete(name);
    }
    const [unknown] = present.keys();
    if (unknown !== undefined) throw place.error(`unknown member ${unknown}`);
    return Object.freeze(result) as T;
  };

/** An object with nothing but its kind. */
export const kindOnly =
  <K extends string>(kind: K): Parser<{ readonly kind: K }> =>
  (place) => {
    object<{ readonly kind: string }>({ kind: oneOf([kind]) })(place);
    return Object.freeze({ kind });
  };

const keysOf = <T extends object>(fields: Fields<T>): readonly (keyof T)[] => Object.keys(fields) as (keyof T)[];

/** One of several objects, told apart by `kind`. */
export const tagged =
  <T extends { readonly kind: string }>(
    what: string,
    kinds: { readonly [K in T['kind']]: Parser<Extract<T, { readonly kind: K }>> },
  ): Parser<T> =>
  (place) => {
    const kind = new Map(entriesOf(place)).get('kind');
    const parsers: ReadonlyMap<unknown, Parser<T>> = new Map(Object.entries<Parser<T>>(kinds));
    const parser = parsers.get(kind);
    if (parser === undefined) {
      const name = kind === undefined ? 'no kind' : `kind ${JSON.stringify(kind)}`;
      throw place.error(`unknown ${what} (${name}); there are ${[...parsers.keys()].join(', ')}`);
    }
    return parser(place);
  };
