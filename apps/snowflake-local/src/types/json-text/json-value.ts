/** JSON with every digit of its numbers: JavaScript's own numbers would lose those past 2^53. */
export type Json =
  | null
  | boolean
  | string
  | JsonNumber
  | readonly Json[]
  /** Keys in order of their code units, as Snowflake shows them. */
  | ReadonlyMap<string, Json>;

export class JsonNumber {
  /** @param digits in the shortest form: no trailing zeros of a fraction, no exponent where plain digits will do */
  constructor(readonly digits: string) {}
}

export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** `1.50` is `1.5`, `1e3` is `1000`, `-0` is `0`. */
export function jsonNumber(written: string): JsonNumber {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(written);
  if (match === null) throw new JsonSyntaxError(`invalid number '${written}'`);
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const exponent = Number(power);
  // A NUMBER has 38 digits; what needs more is a FLOAT.
  if (whole.length + fraction.length > 38 || Math.abs(exponent) > 37)
    return new JsonNumber(shortFloat(Number(written)));
  const digits = whole + fraction + '0'.repeat(Math.max(0, exponent - fraction.length));
  const scale = Math.max(0, fraction.length - exponent);
  const padded = digits.padStart(scale + 1, '0');
  const before = padded.slice(0, padded.length - scale).replace(/^0+(?=\d)/, '');
  const after = padded.slice(padded.length - scale).replace(/0+$/, '');
  const text = after === '' ? before : `${before}.${after}`;
  return new JsonNumber(text === '0' ? '0' : `${sign}${text}`);
}

const shortFloat = (value: number): string => String(value);

/** One line, no blanks: how JSON is stored and compared. */
export function compactJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof JsonNumber) return value.digits;
  if (isObject(value))
    return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${compactJson(item)}`).join(',')}}`;
  return `[${value.map(compactJson).join(',')}]`;
}

/** How results show JSON: one entry a line, two blanks a level. */
export function prettyJson(value: Json, indent = ''): string {
  if (value === null || typeof value !== 'object' || value instanceof JsonNumber) return compactJson(value);
  const inner = `${indent}  `;
  const [open, close, items] = isObject(value)
    ? ['{', '}', [...value].map(([key, item]) => `${JSON.stringify(key)}: ${prettyJson(item, inner)}`)]
    : ['[', ']', value.map((item) => prettyJson(item, inner))];
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}

export const isObject = (value: Json | undefined): value is ReadonlyMap<string, Json> => value instanceof Map;
