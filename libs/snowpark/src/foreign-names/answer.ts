import { UsageError } from '../errors.js';
import { type ForeignNames, plainName } from './names.js';

/**
 * Lets a class answer for names that it does not have: those of Snowpark for Python and of Spark, and its own in another spelling.
 * Without it JavaScript says "is not a function". Any other missing member is undefined, as ever.
 *
 * The object that answers stands behind the prototypes, so that it is only asked where nothing else has the name.
 */
export function answerForeignNames<T extends object>(prototype: T, className: string, foreign = NO_OTHERS): T {
  const parent: object | null = Object.getPrototypeOf(prototype);
  Object.setPrototypeOf(
    prototype,
    new Proxy(Object.create(parent), {
      get(target, name, receiver) {
        const found: unknown = Reflect.get(target, name, receiver);
        // `then` is looked for in everything that is awaited.
        if (found !== undefined || typeof name !== 'string' || name === 'then' || name.startsWith('_')) return found;
        const cure = cureOf(name, receiver, foreign);
        if (cure === null) return undefined;
        throw new UsageError('invalid_argument', `${className} has no ${name.slice(0, 80)}. ${cure}`);
      },
    }),
  );
  return prototype;
}

/** All other names are the class's own ones in another spelling. */
const NO_OTHERS: ForeignNames = new Map();

function cureOf(name: string, receiver: unknown, foreign: ForeignNames): string | null {
  const plain = plainName(name);
  const own = typeof receiver === 'object' && receiver !== null ? membersOf(receiver).get(plain) : undefined;
  return own === undefined ? (foreign.get(plain) ?? null) : `Write ${own}.`;
}

const known = new WeakMap<object, ReadonlyMap<string, string>>();

/** The names that instances have, by their letters alone. */
function membersOf(instance: object): ReadonlyMap<string, string> {
  const prototype: object = Object.getPrototypeOf(instance);
  const found = known.get(prototype) ?? namesIn(instance);
  known.set(prototype, found);
  return found;
}

function namesIn(instance: object): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (let at: object | null = instance; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.set(plainName(name), name);
  }
  names.delete('constructor');
  return names;
}
