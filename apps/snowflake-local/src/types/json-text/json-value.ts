import { MARK, type Tag, writeTagged } from './tagged.js';

/** A semi-structured value. Numbers keep every digit: JavaScript's own would lose those past 2^53. */
export type Json =
  | null
  | boolean
  | string
  | JsonNumber
  | Tagged
  | readonly Json[]
  /** Keys in order of their code units, as Snowflake shows them. */
  | ReadonlyMap<string, Json>;

export class JsonNumber {
  /** @param digits in the shortest form: no exponent, no trailing zeros of a fraction */
  constructor(readonly digits: string) {}
}

/** What a VARIANT can hold and JSON has no word for; `text` is in the form that it is stored in. */
export class Tagged {
  constructor(
    readonly tag: Tag,
    readonly text: string,
  ) {}
}

/** SQL NULL as an item of an ARRAY; JSON null is another value. */
export const UNDEFINED = new Tagged('u', '');

export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** `1.50` is `1.5`, `-0` is `0`. With an exponent, or past the 38 digits of a NUMBER, it is a DOUBLE: `1.912e2`. */
export function jsonNumber(written: string): JsonNumber | Tagged {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE][+-]?\d+)?$/.exec(written);
  if (match === null) throw new JsonSyntaxError(`invalid number '${written}'`);
  const [, sign = '', whole = '', fraction = ''] = match;
  const before = whole.replace(/^0+(?=\d)/, '');
  const after = fraction.replace(/0+$/, '');
  if (/[eE]/.test(written) || (before === '0' ? 0 : before.length) + after.length > 38) return double(Number(written));
  const text = after === '' ? before : `${before}.${after}`;
  return new JsonNumber(text === '0' ? '0' : `${sign}${text}`);
}

/** A DOUBLE, written as `::VARCHAR` writes a FLOAT. */
export function double(value: number): Tagged {
  if (Number.isNaN(value)) return new Tagged('f', 'NaN');
  if (!Number.isFinite(value)) return new Tagged('f', value < 0 ? '-inf' : 'inf');
  const isPlain = Number.isInteger(value) && Math.abs(value) < 1e17;
  return new Tagged('f', isPlain || Math.abs(value) < 1e17 ? String(value) : value.toExponential());
}

/** One line, no blanks, every type kept: how values are stored. */
export function storedJson(value: Json): string {
  return written(value, {
    text: (text) => JSON.stringify(text.startsWith(MARK) ? `${MARK}s${text.slice(1)}` : text),
    tagged: writeTagged,
  });
}

/** How the scalars of a value are written. */
interface Scalars {
  readonly text: (text: string) => string;
  readonly tagged: (value: Tagged) => string;
}

/** One line, no blanks. */
export function written(value: Json, scalars: Scalars): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return scalars.text(value);
  if (value instanceof JsonNumber) return value.digits;
  if (value instanceof Tagged) return scalars.tagged(value);
  if (isObject(value))
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${written(item, scalars)}`).join(',')}}`;
  return `[${value.map((item) => written(item, scalars)).join(',')}]`;
}

export const isObject = (value: Json | undefined): value is ReadonlyMap<string, Json> => value instanceof Map;
export const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
