import { Column, constant, toExpr } from '../column.js';
import { columnExpr } from '../plan/column-ref.js';
import type { AnyColumn } from '../shape/shape.js';
import type { ArgReads, ColumnArg, Reads } from '../shape/values.js';
import { call, ofColumn, ofColumnAndValue, ofColumnAndValues, ofColumns } from './define.js';

// Values of VARIANT, OBJECT and ARRAY reach JavaScript as JSON text.

export const parseJson = ofColumn<string>('PARSE_JSON');
export const tryParseJson = ofColumn<string | null>('TRY_PARSE_JSON');
export const toJson = ofColumn<string>('TO_JSON');
export const toVariant = ofColumn<string>('TO_VARIANT');
export const toArray = ofColumn<string>('TO_ARRAY');
export const toObject = ofColumn<string>('TO_OBJECT');
export const typeOfVariant = ofColumn<string>('TYPEOF');
export const get = ofColumnAndValue<string | null, string | number | AnyColumn>('GET');
export const getPath = ofColumnAndValue<string | null, string | AnyColumn>('GET_PATH');
export const isArray = ofColumn<boolean>('IS_ARRAY');
export const isObject = ofColumn<boolean>('IS_OBJECT');
export const isNullValue = ofColumn<boolean>('IS_NULL_VALUE');

export const arrayConstruct = <const V extends readonly unknown[]>(
  ...values: V
): Column<string, string, Reads<V[number]>> => new Column(call('ARRAY_CONSTRUCT', values.map(toExpr)));
export const arraySize = ofColumn<bigint>('ARRAY_SIZE');
/** Whether the array holds the value. The value is made a VARIANT, as Snowflake wants it. */
export const arrayContains = <const A extends ColumnArg, const V>(
  value: V,
  column: A,
): Column<boolean | null, string, ArgReads<A> | Reads<V>> =>
  new Column(call('ARRAY_CONTAINS', [call('TO_VARIANT', [toExpr(value)]), columnExpr(column)]));
export const arrayAppend = ofColumnAndValue<string>('ARRAY_APPEND');
export const arrayCat = ofColumns<string>('ARRAY_CAT');
export const arrayDistinct = ofColumn<string>('ARRAY_DISTINCT');
export const arraySlice = ofColumnAndValues<string, number | AnyColumn>('ARRAY_SLICE');
export const arrayToString = ofColumnAndValue<string, string | AnyColumn>('ARRAY_TO_STRING');

/** An OBJECT from names and values in turn; members that are NULL are left out. */
export const objectConstruct = <const M extends Readonly<Record<string, unknown>>>(
  members: M,
): Column<string, string, Reads<M[keyof M]>> => new Column(call('OBJECT_CONSTRUCT', memberExprs(members)));
/** The same, and NULL stays. */
export const objectConstructKeepNull = <const M extends Readonly<Record<string, unknown>>>(
  members: M,
): Column<string, string, Reads<M[keyof M]>> => new Column(call('OBJECT_CONSTRUCT_KEEP_NULL', memberExprs(members)));
export const objectKeys = ofColumn<string>('OBJECT_KEYS');

const memberExprs = (members: Readonly<Record<string, unknown>>) =>
  Object.entries(members).flatMap(([name, value]) => [constant(name), toExpr(value)]);
