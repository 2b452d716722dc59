import { Column, toExpr } from '../column.js';
import { columnExpr } from '../plan/column-ref.js';
import type { ArgReads, ColumnArg } from '../shape/values.js';
import type { Decimal } from '../values/decimal.js';
import type { SnowDate } from '../values/snow-date.js';
import type { SnowTime } from '../values/snow-time.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';
import { call, constants, ofColumn } from './define.js';

/** A conversion with an optional format text, as Snowflake's functions of that name take it. */
const formatted =
  <V>(name: string) =>
  <const A extends ColumnArg>(column: A, format?: string): Column<V | null, string, ArgReads<A>> =>
    new Column(call(name, [columnExpr(column), ...(format === undefined ? [] : [toExpr(format)])]));

export const toChar = formatted<string>('TO_CHAR');
export const toVarchar = formatted<string>('TO_VARCHAR');
export const toDate = formatted<SnowDate>('TO_DATE');
export const toTime = formatted<SnowTime>('TO_TIME');
export const toTimestamp = formatted<SnowTimestamp>('TO_TIMESTAMP');
export const toTimestampNtz = formatted<SnowTimestamp>('TO_TIMESTAMP_NTZ');
export const toTimestampLtz = formatted<SnowTimestamp>('TO_TIMESTAMP_LTZ');
export const toTimestampTz = formatted<SnowTimestamp>('TO_TIMESTAMP_TZ');
export const tryToDate = formatted<SnowDate>('TRY_TO_DATE');
export const tryToTimestamp = formatted<SnowTimestamp>('TRY_TO_TIMESTAMP');
export const toBinary = formatted<Uint8Array>('TO_BINARY');
export const toBoolean = ofColumn<boolean>('TO_BOOLEAN');
export const toDouble = ofColumn<number>('TO_DOUBLE');
export const tryToDouble = formatted<number>('TRY_TO_DOUBLE');

const sized =
  (name: 'TO_DECIMAL' | 'TRY_TO_DECIMAL') =>
  <const A extends ColumnArg>(
    column: A,
    precision: number,
    scale: number,
  ): Column<Decimal | null, string, ArgReads<A>> =>
    new Column(call(name, [columnExpr(column), ...constants([precision, scale])]));

export const toDecimal = sized('TO_DECIMAL');
export const tryToDecimal = sized('TRY_TO_DECIMAL');
