import { BOOLEAN } from '../snow-type.js';
import type { Emitted, ValueContext } from '../typed.js';
import { type Fold, folded, LEFT, NESTED_STEPS, RIGHT } from './arithmetic-chain.js';
import { type ComparisonOperator, compare } from './comparison.js';

/** `a = b = c`: compares the truth of the comparison before it. A long chain becomes a fold, as one of numbers does. */
export function comparisonChain(
  operator: ComparisonOperator,
  first: Emitted,
  operands: readonly Emitted[],
  context: ValueContext,
): Emitted {
  const [second, ...others] = operands;
  if (second === undefined) return first;
  const value = compare(operator, first, second, context);
  if (others.length <= NESTED_STEPS || others.some(({ physical }) => physical !== 'boolean')) {
    return others.reduce((left, right) => compare(operator, left, right, context), value);
  }
  const side = (sql: string): Emitted => ({ sql, type: BOOLEAN, physical: 'boolean', nullable: true });
  const fold: Fold = {
    elements: others.map(({ sql }) => sql),
    nullable: others.some(({ nullable }) => nullable),
    body: compare(operator, side(LEFT), side(RIGHT), context).sql,
  };
  return folded(value, fold);
}
