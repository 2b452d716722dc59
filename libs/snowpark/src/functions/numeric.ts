import { Column, constant } from '../column.js';
import { columnExpr } from '../plan/column-ref.js';
import type { ArgReads, ArgType, ColumnArg } from '../shape/values.js';
import type { Numeric } from '../values/value.js';
import { call, ofColumn, ofColumnAndValue, ofColumns, ofNothing, sameOfColumn } from './define.js';

export const abs = sameOfColumn('ABS');
export const ceil = sameOfColumn('CEIL');
export const floor = sameOfColumn('FLOOR');
export const sign = ofColumn<Numeric>('SIGN');

/** Rounds half away from zero to `scale` fraction digits, before the point if it is negative. */
export const round = <const A extends ColumnArg>(column: A, scale = 0): Column<ArgType<A>, string, ArgReads<A>> =>
  new Column(call('ROUND', [columnExpr(column), constant(scale)]));

/** Cuts towards zero. */
export const trunc = <const A extends ColumnArg>(column: A, scale = 0): Column<ArgType<A>, string, ArgReads<A>> =>
  new Column(call('TRUNC', [columnExpr(column), constant(scale)]));

export const sqrt = ofColumn<number>('SQRT');
export const exp = ofColumn<number>('EXP');
export const ln = ofColumn<number>('LN');
export const log = ofColumns<number>('LOG');
export const pow = ofColumnAndValue<number>('POWER');
export const mod = ofColumnAndValue<Numeric>('MOD');
export const square = ofColumn<number>('SQUARE');
export const cbrt = ofColumn<number>('CBRT');
export const factorial = ofColumn<bigint>('FACTORIAL');
export const degrees = ofColumn<number>('DEGREES');
export const radians = ofColumn<number>('RADIANS');
export const sin = ofColumn<number>('SIN');
export const cos = ofColumn<number>('COS');
export const tan = ofColumn<number>('TAN');
export const asin = ofColumn<number>('ASIN');
export const acos = ofColumn<number>('ACOS');
export const atan = ofColumn<number>('ATAN');
export const atan2 = ofColumns<number>('ATAN2');
export const pi = ofNothing<number>('PI');
/** Division that gives 0 for a division by zero. */
export const div0 = ofColumnAndValue<Numeric>('DIV0');
