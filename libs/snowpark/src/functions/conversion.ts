import { COLUMN, constantOf, TEXT_VALUE } from '../arguments/columns.js';
import { whole } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import type { Column } from '../column.js';
import type { ArgReads, ColumnArg } from '../shape/values.js';
import type { Decimal } from '../values/decimal.js';
import type { SnowDate } from '../values/snow-date.js';
import type { SnowTime } from '../values/snow-time.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';
import { called, ofColumn } from './define.js';

/** A conversion with an optional format text, as Snowflake's functions of that name take it. */
function formatted<V>(js: string, name: string) {
  const taken = signature(js, required('column', COLUMN), optional('format', TEXT_VALUE));
  function defined<const A extends ColumnArg>(column: A, format?: string): Column<V | null, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

export const toChar = formatted<string>('toChar', 'TO_CHAR');
export const toVarchar = formatted<string>('toVarchar', 'TO_VARCHAR');
export const toDate = formatted<SnowDate>('toDate', 'TO_DATE');
export const toTime = formatted<SnowTime>('toTime', 'TO_TIME');
export const toTimestamp = formatted<SnowTimestamp>('toTimestamp', 'TO_TIMESTAMP');
export const toTimestampNtz = formatted<SnowTimestamp>('toTimestampNtz', 'TO_TIMESTAMP_NTZ');
export const toTimestampLtz = formatted<SnowTimestamp>('toTimestampLtz', 'TO_TIMESTAMP_LTZ');
export const toTimestampTz = formatted<SnowTimestamp>('toTimestampTz', 'TO_TIMESTAMP_TZ');
export const tryToDate = formatted<SnowDate>('tryToDate', 'TRY_TO_DATE');
export const tryToTimestamp = formatted<SnowTimestamp>('tryToTimestamp', 'TRY_TO_TIMESTAMP');
export const toBinary = formatted<Uint8Array>('toBinary', 'TO_BINARY');
export const toBoolean = ofColumn<boolean>('toBoolean', 'TO_BOOLEAN');
export const toDouble = ofColumn<number>('toDouble', 'TO_DOUBLE');
export const tryToDouble = formatted<number>('tryToDouble', 'TRY_TO_DOUBLE');

function sized(js: string, name: 'TO_DECIMAL' | 'TRY_TO_DECIMAL') {
  const taken = signature(
    js,
    required('column', COLUMN),
    required('precision', constantOf(whole(1, 38))),
    required('scale', constantOf(whole(0, 37))),
  );
  function defined<const A extends ColumnArg>(
    column: A,
    precision: number,
    scale: number,
  ): Column<Decimal | null, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

export const toDecimal = sized('toDecimal', 'TO_DECIMAL');
export const tryToDecimal = sized('tryToDecimal', 'TRY_TO_DECIMAL');
