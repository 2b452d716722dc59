import { compilationError } from '../../errors.js';
import type { IntervalLiteral } from '../../parse/ast.js';
import { numberLiteral, textLiteral } from '../../types/literal.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';
import { callByName } from './call-by-name.js';

/** One part of an interval: `2 hours`. */
interface IntervalPart {
  readonly amount: string;
  readonly unit: string;
}

const PART = /^\s*([+-]?\d+)\s*([a-z]*)\s*$/i;

/** `'1 year, 2 months'`; a number alone counts seconds, as in Snowflake. */
export function intervalParts(literal: IntervalLiteral, frame: Frame): readonly IntervalPart[] {
  return literal.value.split(',').map((written) => {
    const [, amount, unit] = PART.exec(written) ?? [];
    if (amount === undefined) {
      throw compilationError('001072', '22023', `Invalid interval '${literal.value}'.`, frame.positionOf(literal));
    }
    return { amount, unit: unit === undefined || unit === '' ? 'SECOND' : unit.toUpperCase() };
  });
}

/** Adds the parts one after the other, as Snowflake does: the order of months and days matters. */
export function addInterval(value: Emitted, operator: '+' | '-', literal: IntervalLiteral, frame: Frame): Emitted {
  return intervalParts(literal, frame).reduce((moment, { amount, unit }) => {
    const signed = operator === '+' ? amount : amount.startsWith('-') ? amount.slice(1) : `-${amount.replace('+', '')}`;
    return callByName('DATEADD', [textLiteral(unit), numberLiteral(signed), moment], literal, frame);
  }, value);
}
