import { kindOf } from './kind.js';

const MOST_CHARACTERS = 40;
const MOST_KEYS = 4;

/** What came, in the words of an error. Never throws, whatever the value does when it is looked at. */
export function shown(value: unknown): string {
  try {
    return described(value);
  } catch {
    return 'an object that cannot be read';
  }
}

function described(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'undefined';
    case 'string':
      return `the text '${cut(value)}'`;
    case 'number':
      return `the number ${Object.is(value, -0) ? '-0' : value}`;
    case 'bigint':
      return `the bigint ${value}n`;
    case 'boolean':
      return String(value);
    case 'symbol':
      return 'a symbol';
    case 'function':
      return value.name === '' ? 'a function' : `the function ${cut(value.name)}`;
    default:
      return typeof value === 'object' && value !== null ? ofObject(value) : 'null';
  }
}

function ofObject(value: object): string {
  const name: unknown = value.constructor?.name;
  const kind = kindOf(value);
  if (kind !== undefined) return withArticle(kind);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (isThenable(value)) return 'a Promise';
  const keys = Object.keys(value);
  if (!isPlain(value)) return withArticle(cut(typeof name === 'string' && name !== '' ? name : 'object'));
  return keys.length === 0
    ? 'an empty object'
    : `an object with ${keys.slice(0, MOST_KEYS).map(cut).join(', ')}${keys.length > MOST_KEYS ? ', …' : ''}`;
}

const cut = (text: string): string =>
  (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text).replace(/\p{Cs}/gu, '\uFFFD');

const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;

export const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** Made by `{}`, by `Object.create(null)` or by JSON, here or in another realm. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (typeof prototype === 'object' &&
      Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype, 'hasOwnProperty'))
  );
}
