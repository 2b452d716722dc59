import { COLUMN, constantOf, TEXT_VALUE, WHOLE_VALUE } from '../arguments/columns.js';
import { eachOf } from '../arguments/many.js';
import { whole, word } from '../arguments/scalars.js';
import { optional, required, rest, signature } from '../arguments/signature.js';
import { type Column, constant } from '../column.js';
import { literalOf } from '../local-data/literal-of.js';
import type { AnyColumn } from '../shape/shape.js';
import type { ArgReads, ColumnArg, Reads } from '../shape/values.js';
import { called, ofColumn, ofColumnAndValue, ofColumnAndValues } from './define.js';

type Text = string | AnyColumn;
type Count = number | bigint | AnyColumn;

export const upper = ofColumn<string>('upper', 'UPPER');
export const lower = ofColumn<string>('lower', 'LOWER');
export const initcap = ofColumn<string>('initcap', 'INITCAP');
export const length = ofColumn<bigint>('length', 'LENGTH');
export const reverse = ofColumn<string>('reverse', 'REVERSE');
export const ascii = ofColumn<bigint>('ascii', 'ASCII');
export const chr = ofColumn<string>('chr', 'CHR');

function trimming(js: string, name: 'TRIM' | 'LTRIM' | 'RTRIM') {
  const taken = signature(js, required('column', COLUMN), optional('characters', TEXT_VALUE));
  function defined<const A extends ColumnArg>(column: A, characters?: Text): Column<string | null, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

/** Takes blanks, or any of the characters given, from both ends. */
export const trim = trimming('trim', 'TRIM');
export const ltrim = trimming('ltrim', 'LTRIM');
export const rtrim = trimming('rtrim', 'RTRIM');

/** Counts from 1; from the end if `start` is negative. */
export function substring<const A extends ColumnArg>(
  column: A,
  start: Count,
  length?: Count,
): Column<string | null, string, ArgReads<A>>;
export function substring(...given: readonly unknown[]) {
  return called('SUBSTR', SUBSTRING.read(given));
}
export const substr = substring;
export const left = ofColumnAndValue<string, Count>('left', 'LEFT', WHOLE_VALUE);
export const right = ofColumnAndValue<string, Count>('right', 'RIGHT', WHOLE_VALUE);
export const lpad = ofColumnAndValues<string, Count, Text>('lpad', 'LPAD', WHOLE_VALUE, TEXT_VALUE);
export const rpad = ofColumnAndValues<string, Count, Text>('rpad', 'RPAD', WHOLE_VALUE, TEXT_VALUE);
export const repeat = ofColumnAndValue<string, Count>('repeat', 'REPEAT', WHOLE_VALUE);
export function replace<const A extends ColumnArg>(
  column: A,
  search: Text,
  replacement?: Text,
): Column<string | null, string, ArgReads<A>>;
export function replace(...given: readonly unknown[]) {
  return called('REPLACE', REPLACE.read(given));
}
export const translate = ofColumnAndValues<string, Text>('translate', 'TRANSLATE', TEXT_VALUE, TEXT_VALUE);

/** NULL if one is NULL. */
export function concat<const A extends readonly ColumnArg[]>(
  ...columns: A
): Column<string | null, string, ArgReads<A[number]>>;
export function concat(...given: readonly unknown[]) {
  return called('CONCAT', CONCAT.read(given)[0]);
}
export function concatWs<const A extends readonly ColumnArg[]>(
  separator: Text,
  ...columns: A
): Column<string | null, string, ArgReads<A[number]>>;
export function concatWs(...given: readonly unknown[]) {
  const [separator, columns] = CONCAT_WS.read(given);
  return called('CONCAT_WS', [separator, ...columns]);
}

export const contains = ofColumnAndValue<boolean, Text>('contains', 'CONTAINS', TEXT_VALUE);
export const startsWith = ofColumnAndValue<boolean, Text>('startsWith', 'STARTSWITH', TEXT_VALUE);
export const endsWith = ofColumnAndValue<boolean, Text>('endsWith', 'ENDSWITH', TEXT_VALUE);

/** Where `search` is found, from 1; 0 if it is not. */
export function position<const A extends ColumnArg, const B extends Text>(
  search: B,
  column: A,
  start?: number,
): Column<bigint | null, string, ArgReads<A> | Reads<B>>;
export function position(...given: readonly unknown[]) {
  return called('POSITION', POSITION.read(given));
}

/** The parts of a text as a JSON array, as text. */
export const split = ofColumnAndValue<string, Text>('split', 'SPLIT', TEXT_VALUE);
/** One part, from 1; from the end if negative. */
export const splitPart = ofColumnAndValues<string, Text, Count>('splitPart', 'SPLIT_PART', TEXT_VALUE, WHOLE_VALUE);

export const regexpLike = ofColumnAndValue<boolean, Text>('regexpLike', 'REGEXP_LIKE', TEXT_VALUE);
export const regexpCount = ofColumnAndValue<bigint, Text>('regexpCount', 'REGEXP_COUNT', TEXT_VALUE);
export const regexpSubstr = ofColumnAndValue<string | null, Text>('regexpSubstr', 'REGEXP_SUBSTR', TEXT_VALUE);
export function regexpReplace<const A extends ColumnArg>(
  column: A,
  pattern: Text,
  replacement?: Text,
): Column<string | null, string, ArgReads<A>>;
export function regexpReplace(...given: readonly unknown[]) {
  return called('REGEXP_REPLACE', REGEXP_REPLACE.read(given));
}

/** Hexadecimal digest, as text. */
export const md5 = ofColumn<string>('md5', 'MD5');
export function sha2<const A extends ColumnArg>(
  column: A,
  bits?: 224 | 256 | 384 | 512,
): Column<string | null, string, ArgReads<A>>;
export function sha2(...given: readonly unknown[]) {
  return called('SHA2', SHA2.read(given));
}
/** A signed 64-bit digest of all columns together, NULLs too. */
export function hash<const A extends readonly ColumnArg[]>(...columns: A): Column<bigint, string, ArgReads<A[number]>>;
export function hash(...given: readonly unknown[]) {
  return called('HASH', HASH.read(given)[0]);
}
export const base64Encode = ofColumn<string>('base64Encode', 'BASE64_ENCODE');
export const hexEncode = ofColumn<string>('hexEncode', 'HEX_ENCODE');

const NOTHING = literalOf('');
const column = required('column', COLUMN);
const columns = rest('columns', eachOf(COLUMN, 1));
const replacement = optional('replacement', TEXT_VALUE, NOTHING);
const SUBSTRING = signature('substring', column, required('start', WHOLE_VALUE), optional('length', WHOLE_VALUE));
const REPLACE = signature('replace', column, required('search', TEXT_VALUE), replacement);
const CONCAT = signature('concat', columns);
const CONCAT_WS = signature('concatWs', required('separator', TEXT_VALUE), columns);
const POSITION = signature(
  'position',
  required('search', TEXT_VALUE),
  column,
  optional('start', constantOf(whole(1)), constant(1)),
);
const REGEXP_REPLACE = signature('regexpReplace', column, required('pattern', TEXT_VALUE), replacement);
const SHA2 = signature('sha2', column, optional('bits', constantOf(word([224, 256, 384, 512])), constant(256)));
const HASH = signature('hash', columns);
