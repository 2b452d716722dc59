import { COLUMN, constantOf, TEXT_VALUE, VALUE, WHOLE_VALUE } from '../arguments/columns.js';
import { eachOf } from '../arguments/many.js';
import { membersOf } from '../arguments/members.js';
import { part, type Reader, wrong } from '../arguments/reader.js';
import { isPlain } from '../arguments/shown.js';
import { required, rest, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import type { Column } from '../column.js';
import type { Expr } from '../plan/plan.js';
import type { AnyColumn } from '../shape/shape.js';
import type { ArgReads, ColumnArg, Reads } from '../shape/values.js';
import { call, called, ofColumn, ofColumnAndValue, ofColumnAndValues, ofColumns } from './define.js';

// Values of VARIANT, OBJECT and ARRAY reach JavaScript as JSON text.

/** A member: of an object by its name, of an array by its position. */
const KEY: Reader<Expr, string | number | AnyColumn> = {
  allowed: 'a name, a position or a Column',
  read: (given, place) => (typeof given === 'string' ? TEXT_VALUE : WHOLE_VALUE).read(given, place),
};

export const parseJson = ofColumn<string>('parseJson', 'PARSE_JSON');
export const tryParseJson = ofColumn<string | null>('tryParseJson', 'TRY_PARSE_JSON');
export const toJson = ofColumn<string>('toJson', 'TO_JSON');
export const toVariant = ofColumn<string>('toVariant', 'TO_VARIANT');
export const toArray = ofColumn<string>('toArray', 'TO_ARRAY');
export const toObject = ofColumn<string>('toObject', 'TO_OBJECT');
export const typeOfVariant = ofColumn<string>('typeOfVariant', 'TYPEOF');
export const get = ofColumnAndValue<string | null, string | number | AnyColumn>('get', 'GET', KEY);
export const getPath = ofColumnAndValue<string | null, string | AnyColumn>('getPath', 'GET_PATH', TEXT_VALUE);
export const isArray = ofColumn<boolean>('isArray', 'IS_ARRAY');
export const isObject = ofColumn<boolean>('isObject', 'IS_OBJECT');
export const isNullValue = ofColumn<boolean>('isNullValue', 'IS_NULL_VALUE');

export function arrayConstruct<const V extends readonly unknown[]>(
  ...values: V
): Column<string, string, Reads<V[number]>>;
export function arrayConstruct(...given: readonly unknown[]) {
  return called('ARRAY_CONSTRUCT', ARRAY_CONSTRUCT.read(given)[0]);
}
export const arraySize = ofColumn<bigint>('arraySize', 'ARRAY_SIZE');
/** Whether the array holds the value. The value is made a VARIANT, as Snowflake wants it. */
export function arrayContains<const A extends ColumnArg, const V>(
  value: V,
  column: A,
): Column<boolean | null, string, ArgReads<A> | Reads<V>>;
export function arrayContains(...given: readonly unknown[]) {
  const [value, column] = ARRAY_CONTAINS.read(given);
  return called('ARRAY_CONTAINS', [call('TO_VARIANT', [value]), column]);
}
export const arrayAppend = ofColumnAndValue<string>('arrayAppend', 'ARRAY_APPEND');
export const arrayCat = ofColumns<string>('arrayCat', 'ARRAY_CAT');
export const arrayDistinct = ofColumn<string>('arrayDistinct', 'ARRAY_DISTINCT');
export const arraySlice = ofColumnAndValues<string, number | AnyColumn>(
  'arraySlice',
  'ARRAY_SLICE',
  WHOLE_VALUE,
  WHOLE_VALUE,
);
export const arrayToString = ofColumnAndValue<string, string | AnyColumn>(
  'arrayToString',
  'ARRAY_TO_STRING',
  TEXT_VALUE,
);

/** An OBJECT from names and values in turn; members that are NULL are left out. */
export function objectConstruct<const M extends Readonly<Record<string, unknown>>>(
  members: M,
): Column<string, string, Reads<M[keyof M]>>;
export function objectConstruct(...given: readonly unknown[]) {
  return called('OBJECT_CONSTRUCT', OBJECT_CONSTRUCT.read(given)[0]);
}
/** The same, and NULL stays. */
export function objectConstructKeepNull<const M extends Readonly<Record<string, unknown>>>(
  members: M,
): Column<string, string, Reads<M[keyof M]>>;
export function objectConstructKeepNull(...given: readonly unknown[]) {
  return called('OBJECT_CONSTRUCT_KEEP_NULL', OBJECT_CONSTRUCT_KEEP_NULL.read(given)[0]);
}
export const objectKeys = ofColumn<string>('objectKeys', 'OBJECT_KEYS');

const NAME_OF_MEMBER = constantOf(TEXT);

/** Names and values in turn. */
const MEMBERS: Reader<readonly Expr[], Readonly<Record<string, unknown>>> = {
  allowed: 'an object of values or Columns',
  read(given, place) {
    if (!isPlain(given)) throw wrong(place, this.allowed, given);
    return membersOf(given, place).flatMap(([name, value]) => [
      NAME_OF_MEMBER.read(name, place),
      VALUE.read(value, part(place, name)),
    ]);
  },
};

const ARRAY_CONSTRUCT = signature('arrayConstruct', rest('values', eachOf(VALUE)));
const ARRAY_CONTAINS = signature('arrayContains', required('value', VALUE), required('column', COLUMN));
const OBJECT_CONSTRUCT = signature('objectConstruct', required('members', MEMBERS));
const OBJECT_CONSTRUCT_KEEP_NULL = signature('objectConstructKeepNull', required('members', MEMBERS));
