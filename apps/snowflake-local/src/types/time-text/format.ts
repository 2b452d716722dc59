import { unsupported } from '../../errors.js';

/** One element of a date, time or timestamp format. */
export type Element =
  | { readonly kind: FieldKind }
  /** `digits` 0 to 9; absent in FF alone: nine when written, any number when read. */
  | { readonly kind: 'fraction'; readonly digits?: number }
  | { readonly kind: 'literal'; readonly text: string };

export type FieldKind =
  | 'year4'
  | 'year2'
  | 'month'
  | 'month_short'
  | 'month_name'
  | 'day'
  | 'day_short'
  | 'hour24'
  | 'hour12'
  | 'meridiem'
  | 'minute'
  | 'second'
  | 'offset_hour'
  | 'offset_minute';

/** Longest first where one begins like another. */
const FIELDS: readonly (readonly [string, FieldKind])[] = [
  ['YYYY', 'year4'],
  ['YY', 'year2'],
  ['MMMM', 'month_name'],
  ['MON', 'month_short'],
  ['MM', 'month'],
  ['MI', 'minute'],
  ['DD', 'day'],
  ['DY', 'day_short'],
  ['HH24', 'hour24'],
  ['HH12', 'hour12'],
  ['HH', 'hour24'],
  ['AM', 'meridiem'],
  ['PM', 'meridiem'],
  ['SS', 'second'],
  ['TZH', 'offset_hour'],
  ['TZM', 'offset_minute'],
];

const known = new Map<string, readonly Element[]>();

/**
 * Snowflake's elements in any case; text in double quotes and anything that is no letter stands for itself, as does the
 * T between a date and a time.
 * @throws SqlError naming the first element that is none of them.
 */
export function parseFormat(format: string): readonly Element[] {
  const before = known.get(format);
  if (before !== undefined) return before;
  const elements: Element[] = [];
  let at = 0;
  while (at < format.length) {
    const { element, length } = elementAt(format, at);
    elements.push(element);
    at += length;
  }
  if (known.size < 1_000) known.set(format, elements);
  return elements;
}

function elementAt(format: string, at: number): { element: Element; length: number } {
  const rest = format.slice(at);
  const upper = rest.slice(0, 5).toUpperCase();
  const field = FIELDS.find(([word]) => upper.startsWith(word));
  if (field !== undefined) return { element: { kind: field[1] }, length: field[0].length };
  if (upper.startsWith('FF')) return fractionAt(upper);
  const quoted = /^"([^"]*)"/.exec(rest);
  if (quoted !== null) return { element: { kind: 'literal', text: quoted[1] ?? '' }, length: quoted[0].length };
  if (upper.startsWith('THH')) return { element: { kind: 'literal', text: rest.slice(0, 1) }, length: 1 };
  const other = /^[^A-Za-z"]/u.exec(rest);
  if (other !== null) return { element: { kind: 'literal', text: other[0] }, length: other[0].length };
  const word = /^[A-Za-z]+|^"/.exec(rest)?.[0] ?? rest;
  throw unsupported(`element '${word}' of the date or time format '${format}'`);
}

function fractionAt(upper: string): { element: Element; length: number } {
  const digit = /^FF(\d)/.exec(upper)?.[1];
  return digit === undefined
    ? { element: { kind: 'fraction' }, length: 2 }
    : { element: { kind: 'fraction', digits: Number(digit) }, length: 3 };
}
