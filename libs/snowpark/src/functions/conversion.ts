import { COLUMN, constantOf } from '../arguments/columns.js';
import { whole } from '../arguments/scalars.js';
import { required, signature } from '../arguments/signature.js';
import { Column, constant } from '../column.js';
import { frozen } from '../plan/frozen.js';
import type { Loose } from '../shape/shape.js';
import type { ArgReads, ColumnArg } from '../shape/values.js';
import type { SqlType } from '../types/data-type.js';
import { TYPE } from '../types/type-reader.js';
import { define } from './declare/define.js';
import * as p from './declare/parameters.js';
import {
  BYTES,
  BYTES_OR_NULL,
  DATE_OR_NULL,
  DECIMAL_OR_NULL,
  FLOAT_OR_NULL,
  MOMENT_OR_NULL,
  NUMBER_OR_NULL,
  TEXT,
  TEXT_OR_NULL,
  TIME_OR_NULL,
  TRUTH,
  TRUTH_OR_NULL,
  WHOLE_OR_NULL,
} from './declare/results.js';

const precision = p.must<[precision: number], 'constant'>('precision', constantOf(whole(1, 38)));
const fraction = p.must<[scale: number], 'constant'>('scale', constantOf(whole(0, 37)));
const mayPrecision = p.may<[precision?: number], 'constant'>('precision', constantOf(whole(1, 38)), constant(38));
const mayScale = p.may<[scale?: number], 'constant'>('scale', constantOf(whole(0, 37)));
const allowInvalid = p.mayBeTrueOrColumn<[allowInvalid?: p.Flag]>('allowInvalid');
const srid = p.mayBeWholeOrColumn<[srid?: p.Whole]>('srid', 0);

export const toChar = define('toChar', TEXT_OR_NULL, p.column, p.format);
export const toVarchar = define('toVarchar', TEXT_OR_NULL, p.column, p.format);
/**
 * A date, of a text by its format.
 *
 * @example
 * ```ts
 * import { lit, toDate } from '@firn/snowpark';
 *
 * const frame = session.range(1).select(toDate(lit('28.02.2020'), 'DD.MM.YYYY').as('v'));
 * console.log((await frame.first())?.get('V')); // → SnowDate { year: 2020
 * ```
 */
export const toDate = define('toDate', DATE_OR_NULL, p.column, p.format);
export const toTime = define('toTime', TIME_OR_NULL, p.column, p.format);
export const toTimestamp = define('toTimestamp', MOMENT_OR_NULL, p.column, p.format);
export const toTimestampNtz = define('toTimestampNtz', MOMENT_OR_NULL, p.column, p.format);
export const toTimestampLtz = define('toTimestampLtz', MOMENT_OR_NULL, p.column, p.format);
export const toTimestampTz = define('toTimestampTz', MOMENT_OR_NULL, p.column, p.format);
export const tryToDate = define('tryToDate', DATE_OR_NULL, p.column, p.format);
export const tryToTimestamp = define('tryToTimestamp', MOMENT_OR_NULL, p.column, p.format);
export const toBinary = define('toBinary', BYTES, p.column, p.format);
export const tryToBinary = define('tryToBinary', BYTES_OR_NULL, p.column, p.format);
export const toBoolean = define('toBoolean', TRUTH, p.column);
export const toDouble = define('toDouble', FLOAT_OR_NULL, p.column, p.format);
export const tryToDouble = define('tryToDouble', FLOAT_OR_NULL, p.column, p.format);
export const toDecfloat = define('toDecfloat', DECIMAL_OR_NULL, p.column, p.format);
export const toDecimal = define('toDecimal', DECIMAL_OR_NULL, p.column, precision, fraction);
export const tryToDecimal = define('tryToDecimal', DECIMAL_OR_NULL, p.column, precision, fraction);

// Values of these types reach JavaScript as text: their JSON, or XML.

export const toVariant = define('toVariant', TEXT, p.column);
export const toArray = define('toArray', TEXT, p.column);
export const toObject = define('toObject', TEXT, p.column);
export const toJson = define('toJson', TEXT, p.column);
export const toXml = define('toXml', TEXT, p.column);
/** A FILE, from its place in a stage: `@stage/folder/name.jpg`. */
export const toFile = define('toFile', TEXT, p.text);
export const toGeography = define('toGeography', TEXT, p.column, allowInvalid);
export const tryToGeography = define('tryToGeography', TEXT_OR_NULL, p.column, allowInvalid);
export const toGeometry = define('toGeometry', TEXT, p.column, srid, allowInvalid);
export const tryToGeometry = define('tryToGeometry', TEXT_OR_NULL, p.column, srid, allowInvalid);

// The value in a VARIANT, if it is of that type; NULL if it is not.

export const asArray = define('asArray', TEXT_OR_NULL, p.variants);
export const asObject = define('asObject', TEXT_OR_NULL, p.variants);
export const asBinary = define('asBinary', BYTES_OR_NULL, p.variants);
export const asBoolean = define('asBoolean', TRUTH_OR_NULL, p.variants);
export const asChar = define('asChar', TEXT_OR_NULL, p.variants);
export const asVarchar = define('asVarchar', TEXT_OR_NULL, p.variants);
export const asDate = define('asDate', DATE_OR_NULL, p.variants);
export const asTime = define('asTime', TIME_OR_NULL, p.variants);
export const asTimestampNtz = define('asTimestampNtz', MOMENT_OR_NULL, p.variants);
export const asTimestampLtz = define('asTimestampLtz', MOMENT_OR_NULL, p.variants);
export const asTimestampTz = define('asTimestampTz', MOMENT_OR_NULL, p.variants);
export const asDouble = define('asDouble', FLOAT_OR_NULL, p.variants);
export const asReal = define('asReal', FLOAT_OR_NULL, p.variants);
export const asInteger = define('asInteger', WHOLE_OR_NULL, p.variants);
export const asDecimal = define('asDecimal', NUMBER_OR_NULL, p.variants, mayPrecision, mayScale);
export const asNumber = define(['asNumber', 'AS_DECIMAL'], NUMBER_OR_NULL, p.variants, mayPrecision, mayScale);

function casting(js: string, attempt: boolean) {
  const taken = signature(js, required('column', COLUMN), required('type', TYPE));
  function defined<const A extends ColumnArg, V>(column: A, type: SqlType<V>): Column<V | null, string, ArgReads<A>>;
  function defined<const A extends ColumnArg>(column: A, type: string): Column<unknown, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]): Column<Loose, string, never> {
    const [operand, type] = taken.read(given);
    return new Column(frozen({ kind: 'cast', operand, type, attempt }));
  }
  return defined;
}
/** Converts, and fails where a value does not fit. The type may be text: `decimal(10, 2)`. */
export const cast = casting('cast', false);
/** Converts, and gives NULL where a value does not fit. */
export const tryCast = casting('tryCast', true);
