import { UsageError } from '../errors.js';
import { type Place, type Reader, unreadable, wrong } from './reader.js';
import { shown } from './shown.js';

/** One parameter of a public function. */
export interface Parameter<T> {
  readonly name: string;
  readonly reader: Reader<T>;
  readonly form: 'required' | 'optional' | 'omittable' | 'rest';
  readonly otherwise: T;
}

export const required = <T>(name: string, reader: Reader<T>): Parameter<T> => ({
  name,
  reader,
  form: 'required',
  otherwise: undefined as never,
});

/** May be left out, or be undefined. */
export function optional<T>(name: string, reader: Reader<T>): Parameter<T | undefined>;
export function optional<T>(name: string, reader: Reader<T>, otherwise: NoInfer<T>): Parameter<T>;
export function optional<T>(name: string, reader: Reader<T>, otherwise?: T): Parameter<T | undefined> {
  return { name, reader, form: 'optional', otherwise };
}

/** May be left out; undefined stands for it only where further arguments follow: a forgotten value must not mean "all". */
export const omittable = <T>(name: string, reader: Reader<T>): Parameter<T | undefined> => ({
  name,
  reader,
  form: 'omittable',
  otherwise: undefined,
});

/** All arguments that are left, as a list. Comes last. */
export const rest = <T>(name: string, reader: Reader<T>): Parameter<T> => ({
  name,
  reader,
  form: 'rest',
  otherwise: undefined as never,
});

type Values<P extends readonly Parameter<unknown>[]> = {
  [I in keyof P]: P[I] extends Parameter<infer T> ? T : never;
};

/** What a function without parameters was given, `distinct(...none: readonly [])`: it would be passed over in silence. */
export function noArguments(call: string, given: readonly unknown[]): void {
  if (given.length > 0) throw tooMany(call, [], given);
}

function tooMany(call: string, parameters: readonly Parameter<unknown>[], given: readonly unknown[]): UsageError {
  const names = parameters.map(({ name }) => name).join(', ');
  const takes = names === '' ? 'takes no arguments' : `takes ${names} only`;
  const most = parameters.length;
  return new UsageError(
    'invalid_argument',
    `${call}(${names}): ${takes}, found ${shown(given[most])} as argument ${most + 1}.`,
  );
}

/** Reads the arguments of one public function: each by its reader, in order, and none too many. */
export class Signature<const P extends readonly Parameter<unknown>[]> {
  readonly #places: readonly Place[];
  readonly #most: number;
  readonly #fixed: boolean;

  constructor(
    readonly call: string,
    readonly parameters: P,
  ) {
    this.#places = parameters.map(({ name }) => Object.freeze({ call, name }));
    this.#fixed = parameters.at(-1)?.form !== 'rest';
    this.#most = this.#fixed ? parameters.length : Number.POSITIVE_INFINITY;
  }

  /** @throws UsageError that names the argument, what came and what is allowed. */
  read(all: readonly unknown[]): Values<P> {
    const given = this.#fixed && isMapped(all) ? [all[0]] : all;
    if (given.length > this.#most) throw tooMany(this.call, this.parameters, given);
    let at = 0;
    try {
      const values: unknown[] = [];
      for (; at < this.parameters.length; at += 1) values.push(this.#value(at, given));
      return values as Values<P>;
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw unreadable(this.#places[at] ?? { call: this.call, name: '' }, error);
    }
  }

  #value(at: number, given: readonly unknown[]): unknown {
    const parameter = this.parameters[at];
    const place = this.#places[at];
    if (parameter === undefined || place === undefined) throw new Error('There is no such parameter.');
    const { form, reader } = parameter;
    if (form === 'rest') return reader.read(at === 0 ? given : given.slice(at), place);
    const value = given[at];
    if (value !== undefined || form === 'required') return reader.read(value, place);
    if (form === 'omittable' && given.length === at + 1) {
      throw wrong(place, reader.allowed, value, `It would mean every row: if that is meant, leave it out.`);
    }
    return parameter.otherwise;
  }
}

/** As `names.map(upper)` calls: with the element, its position and the list. Only the first is meant. */
function isMapped(given: readonly unknown[]): boolean {
  const [element, at, list] = given;
  return (
    given.length === 3 && typeof at === 'number' && isList(list) && at < list.length && Object.is(list[at], element)
  );
}

/** Also for a proxy that was revoked, which is none. */
function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

export const signature = <const P extends readonly Parameter<unknown>[]>(
  call: string,
  ...parameters: P
): Signature<P> => new Signature(call, parameters);
