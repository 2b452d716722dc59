import { COLUMN, constantOf } from '../arguments/columns.js';
import { whole } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import { type Column, constant } from '../column.js';
import type { ArgReads, ArgType, ColumnArg } from '../shape/values.js';
import type { Numeric } from '../values/value.js';
import { called, ofColumn, ofColumnAndValue, ofColumns, ofNothing, sameOfColumn } from './define.js';

/** A function that keeps `scale` fraction digits, 0 if it is left out. */
function toScale(js: string, name: 'ROUND' | 'TRUNC') {
  const taken = signature(js, required('column', COLUMN), optional('scale', constantOf(whole()), constant(0)));
  function defined<const A extends ColumnArg>(column: A, scale?: number): Column<ArgType<A>, string, ArgReads<A>>;
  function defined(...given: readonly unknown[]) {
    return called(name, taken.read(given));
  }
  return defined;
}

export const abs = sameOfColumn('abs', 'ABS');
export const ceil = sameOfColumn('ceil', 'CEIL');
export const floor = sameOfColumn('floor', 'FLOOR');
export const sign = ofColumn<Numeric>('sign', 'SIGN');

/** Rounds half away from zero to `scale` fraction digits, before the point if it is negative. */
export const round = toScale('round', 'ROUND');

/** Cuts towards zero. */
export const trunc = toScale('trunc', 'TRUNC');

export const sqrt = ofColumn<number>('sqrt', 'SQRT');
export const exp = ofColumn<number>('exp', 'EXP');
export const ln = ofColumn<number>('ln', 'LN');
export const log = ofColumns<number>('log', 'LOG');
export const pow = ofColumnAndValue<number>('pow', 'POWER');
export const mod = ofColumnAndValue<Numeric>('mod', 'MOD');
export const square = ofColumn<number>('square', 'SQUARE');
export const cbrt = ofColumn<number>('cbrt', 'CBRT');
export const factorial = ofColumn<bigint>('factorial', 'FACTORIAL');
export const degrees = ofColumn<number>('degrees', 'DEGREES');
export const radians = ofColumn<number>('radians', 'RADIANS');
export const sin = ofColumn<number>('sin', 'SIN');
export const cos = ofColumn<number>('cos', 'COS');
export const tan = ofColumn<number>('tan', 'TAN');
export const asin = ofColumn<number>('asin', 'ASIN');
export const acos = ofColumn<number>('acos', 'ACOS');
export const atan = ofColumn<number>('atan', 'ATAN');
export const atan2 = ofColumns<number>('atan2', 'ATAN2');
export const pi = ofNothing<number>('pi', 'PI');
/** Division that gives 0 for a division by zero. */
export const div0 = ofColumnAndValue<Numeric>('div0', 'DIV0');
