import { Column, constant, toExpr } from '../column.js';
import { columnExpr } from '../plan/column-ref.js';
import type { AnyColumn } from '../shape/shape.js';
import type { ArgReads, ColumnArg, Reads } from '../shape/values.js';
import { call, ofColumn, ofColumnAndValue, ofColumnAndValues } from './define.js';

type Text = string | AnyColumn;
type Count = number | bigint | AnyColumn;

export const upper = ofColumn<string>('UPPER');
export const lower = ofColumn<string>('LOWER');
export const initcap = ofColumn<string>('INITCAP');
export const length = ofColumn<bigint>('LENGTH');
export const reverse = ofColumn<string>('REVERSE');
export const ascii = ofColumn<bigint>('ASCII');
export const chr = ofColumn<string>('CHR');

const trimming =
  (name: 'TRIM' | 'LTRIM' | 'RTRIM') =>
  <const A extends ColumnArg>(column: A, characters?: string): Column<string | null, string, ArgReads<A>> =>
    new Column(call(name, [columnExpr(column), ...(characters === undefined ? [] : [toExpr(characters)])]));

/** Takes blanks, or any of the characters given, from both ends. */
export const trim = trimming('TRIM');
export const ltrim = trimming('LTRIM');
export const rtrim = trimming('RTRIM');

/** Counts from 1; from the end if `start` is negative. */
export const substring = <const A extends ColumnArg>(
  column: A,
  start: Count,
  length?: Count,
): Column<string | null, string, ArgReads<A>> =>
  new Column(call('SUBSTR', [columnExpr(column), toExpr(start), ...(length === undefined ? [] : [toExpr(length)])]));
export const substr = substring;
export const left = ofColumnAndValue<string, Count>('LEFT');
export const right = ofColumnAndValue<string, Count>('RIGHT');
export const lpad = ofColumnAndValues<string, Count, Text>('LPAD');
export const rpad = ofColumnAndValues<string, Count, Text>('RPAD');
export const repeat = ofColumnAndValue<string, Count>('REPEAT');
export const replace = <const A extends ColumnArg>(
  column: A,
  search: Text,
  replacement: Text = '',
): Column<string | null, string, ArgReads<A>> =>
  new Column(call('REPLACE', [columnExpr(column), toExpr(search), toExpr(replacement)]));
export const translate = ofColumnAndValues<string, Text>('TRANSLATE');

/** NULL if one is NULL. */
export const concat = <const A extends readonly ColumnArg[]>(
  ...columns: A
): Column<string | null, string, ArgReads<A[number]>> => new Column(call('CONCAT', columns.map(columnExpr)));
export const concatWs = <const A extends readonly ColumnArg[]>(
  separator: Text,
  ...columns: A
): Column<string | null, string, ArgReads<A[number]>> =>
  new Column(call('CONCAT_WS', [toExpr(separator), ...columns.map(columnExpr)]));

export const contains = ofColumnAndValue<boolean, Text>('CONTAINS');
export const startsWith = ofColumnAndValue<boolean, Text>('STARTSWITH');
export const endsWith = ofColumnAndValue<boolean, Text>('ENDSWITH');

/** Where `search` is found, from 1; 0 if it is not. */
export const position = <const A extends ColumnArg, const B extends Text>(
  search: B,
  column: A,
  start = 1,
): Column<bigint | null, string, ArgReads<A> | Reads<B>> =>
  new Column(call('POSITION', [toExpr(search), columnExpr(column), constant(start)]));

/** The parts of a text as a JSON array, as text. */
export const split = ofColumnAndValue<string, Text>('SPLIT');
/** One part, from 1; from the end if negative. */
export const splitPart = ofColumnAndValues<string, Text, Count>('SPLIT_PART');

export const regexpLike = ofColumnAndValue<boolean, Text>('REGEXP_LIKE');
export const regexpCount = ofColumnAndValue<bigint, Text>('REGEXP_COUNT');
export const regexpSubstr = ofColumnAndValue<string | null, Text>('REGEXP_SUBSTR');
export const regexpReplace = <const A extends ColumnArg>(
  column: A,
  pattern: Text,
  replacement: Text = '',
): Column<string | null, string, ArgReads<A>> =>
  new Column(call('REGEXP_REPLACE', [columnExpr(column), toExpr(pattern), toExpr(replacement)]));

/** Hexadecimal digest, as text. */
export const md5 = ofColumn<string>('MD5');
export const sha2 = <const A extends ColumnArg>(
  column: A,
  bits: 224 | 256 | 384 | 512 = 256,
): Column<string | null, string, ArgReads<A>> => new Column(call('SHA2', [columnExpr(column), constant(bits)]));
/** A signed 64-bit digest of all columns together, NULLs too. */
export const hash = <const A extends readonly ColumnArg[]>(
  ...columns: A
): Column<bigint, string, ArgReads<A[number]>> => new Column(call('HASH', columns.map(columnExpr)));
export const base64Encode = ofColumn<string>('BASE64_ENCODE');
export const hexEncode = ofColumn<string>('HEX_ENCODE');
