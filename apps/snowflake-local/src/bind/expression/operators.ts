import { unsupported } from '../../errors.js';
import type { BinaryExpression, BinaryOperator, Expression, UnaryExpression } from '../../parse/ast.js';
import { arithmetic, concat, negate } from '../../types/arithmetic.js';
import { asBoolean, compare } from '../../types/comparison.js';
import { BOOLEAN } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { unreachable } from '../../unreachable.js';
import type { Frame } from '../frame.js';
import { addInterval } from './interval.js';
import { located } from './located.js';
import { compareRows, isRow } from './row.js';

export function bindUnary(expression: UnaryExpression, frame: Frame): Emitted {
  const operand = frame.bind(expression.operand);
  switch (expression.operator) {
    case 'not':
      return located(expression, frame, () => not(asBoolean(operand, frame.values)));
    case '-':
      return located(expression, frame, () => negate(operand, frame.values));
    case '+':
      return operand;
    default:
      return unreachable(expression.operator);
  }
}

const not = (operand: Emitted): Emitted => ({
  type: BOOLEAN,
  physical: 'boolean',
  nullable: operand.nullable,
  sql: `(NOT ${operand.sql})`,
});

/** Long chains lean to the left: the spine is walked in a loop, so that only real nesting takes stack. */
export function bindBinary(expression: BinaryExpression, frame: Frame): Emitted {
  const spine: BinaryExpression[] = [];
  let first: Expression = expression;
  while (first.kind === 'binary') {
    spine.push(first);
    first = first.left;
  }
  spine.reverse();
  const chains = chainsOf(spine);
  let value: Emitted | null = null;
  for (const chain of chains) value = bindChain(chain, value, frame);
  if (value === null) throw new Error('A binary expression has an operator');
  return value;
}

/** Neighbours on the spine that make one AND or OR, with all its operands on one level. */
function chainsOf(spine: readonly BinaryExpression[]): BinaryExpression[][] {
  const chains: BinaryExpression[][] = [];
  for (const node of spine) {
    const last = chains.at(-1);
    const joins = node.operator === 'and' || node.operator === 'or';
    if (joins && last?.[0]?.operator === node.operator) last.push(node);
    else chains.push([node]);
  }
  return chains;
}

function bindChain(chain: readonly BinaryExpression[], left: Emitted | null, frame: Frame): Emitted {
  const [node] = chain;
  if (node === undefined) throw new Error('A chain has a node');
  if (node.operator === 'and' || node.operator === 'or') return bindLogic(node.operator, chain, left, frame);
  if (left === null && isRow(node.left)) return compareRows(node, frame);
  const interval = bindInterval(node, left, frame);
  if (interval !== null) return interval;
  const first = left ?? frame.bind(node.left);
  const second = frame.bind(node.right);
  return located(node, frame, () => applyOperator(node.operator, first, second, frame));
}

function bindInterval(node: BinaryExpression, left: Emitted | null, frame: Frame): Emitted | null {
  const { operator, right } = node;
  if (right.kind === 'interval' && (operator === '+' || operator === '-')) {
    return addInterval(left ?? frame.bind(node.left), operator, right, frame);
  }
  if (left === null && node.left.kind === 'interval' && operator === '+') {
    return addInterval(frame.bind(right), operator, node.left, frame);
  }
  return null;
}

function bindLogic(
  operator: 'and' | 'or',
  chain: readonly BinaryExpression[],
  left: Emitted | null,
  frame: Frame,
): Emitted {
  const [node] = chain;
  const first = left ?? (node && frame.bind(node.left));
  if (first === undefined) throw new Error('A chain has a node');
  const operands = [first, ...chain.map(({ right }) => frame.bind(right))];
  const conditions = operands.map((operand, at) => {
    const place = at === 0 ? node?.left : chain[at - 1]?.right;
    return located(place ?? { start: 0, end: 0 }, frame, () => asBoolean(operand, frame.values));
  });
  return {
    type: BOOLEAN,
    physical: 'boolean',
    nullable: conditions.some((condition) => condition.nullable),
    sql: `(${conditions.map((condition) => condition.sql).join(operator === 'and' ? ' AND ' : ' OR ')})`,
  };
}

function applyOperator(operator: BinaryOperator, left: Emitted, right: Emitted, frame: Frame): Emitted {
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(operator, left, right, frame.values);
    case '||':
      return concat(left, right, frame.values);
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, left, right, frame.values);
    case 'and':
    case 'or':
      throw unsupported(operator.toUpperCase());
    default:
      return unreachable(operator);
  }
}
