import { UsageError } from '../errors.js';
import { Decimal } from './decimal.js';

/** JSON in JavaScript, with numbers that keep their digits. */
export type JsonValue =
  | null
  | boolean
  | string
  | number
  | bigint
  | Decimal
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A text, with the colon behind a name; or a word outside of texts. */
const TEXT_OR_WORD = /"(?:[^"\\]|\\.)*"(?:\s*:)?|[^\s,:[\]{}"]+/gs;
/** Whether there may be a number that JSON.parse would round, or a word that it does not know. */
const NEEDS_CARE = /[\d.]{16}|\d[eE]|undefined|NaN|Infinity|\\u0000/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WORDS: Readonly<Record<string, JsonValue>> = {
  undefined: null, // an element of an ARRAY that is the NULL of SQL
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * The text of a VARIANT. A number that JavaScript would round is set aside before `JSON.parse` sees it, and put back afterwards.
 *
 * @throws UsageError for a text that is no JSON.
 */
export function parseJson(text: string): JsonValue {
  try {
    if (!NEEDS_CARE.test(text)) return JSON.parse(text);
    const aside: JsonValue[] = [];
    const written = text.replace(TEXT_OR_WORD, (part) => {
      const value = asideOf(part);
      if (value === undefined) return part;
      aside.push(value);
      return `"\\u0000${aside.length - 1}"`;
    });
    return JSON.parse(written, (_, value: JsonValue) =>
      typeof value === 'string' && value.startsWith('\0') ? (aside[Number(value.slice(1))] ?? null) : value,
    );
  } catch (error) {
    const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
    throw new UsageError('unsupported_value', `Not the JSON of a VARIANT: ${shown}`, { cause: error });
  }
}

/** What `JSON.parse` would not read as it stands; undefined for what it would. */
function asideOf(part: string): JsonValue | undefined {
  if (part.startsWith('"')) return part.startsWith('"\\u0000') && !part.endsWith(':') ? JSON.parse(part) : undefined;
  if (Object.hasOwn(WORDS, part)) return WORDS[part];
  if (!NUMBER.test(part)) return undefined;
  const exact = new Decimal(part);
  if (exact.eq(Number(part))) return undefined;
  return exact.isInteger() && !/[.eE]/.test(part) ? BigInt(part) : exact;
}
