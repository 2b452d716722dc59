import { unsupported } from '../../errors.js';
import type { BinaryExpression, BinaryOperator, Expression, Span, UnaryExpression } from '../../parse/ast.js';
import { isArithmetic, negate } from '../../types/operators/arithmetic.js';
import { arithmeticChain, type Step } from '../../types/operators/arithmetic-chain.js';
import { asBoolean } from '../../types/operators/comparison.js';
import { comparisonChain } from '../../types/operators/comparison-chain.js';
import { concatenated } from '../../types/operators/concat.js';
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

/** Neighbours on the spine with one operator, which are bound together: each chain's cost is that of its length. */
function chainsOf(spine: readonly BinaryExpression[]): BinaryExpression[][] {
  const chains: BinaryExpression[][] = [];
  for (const node of spine) {
    const last = chains.at(-1);
    const [begun] = last ?? [];
    if (last !== undefined && begun !== undefined && family(begun) === family(node) && isChained(node)) last.push(node);
    else chains.push([node]);
  }
  return chains;
}

/** Sums and differences make one chain. */
const family = ({ operator }: BinaryExpression): BinaryOperator => (operator === '-' ? '+' : operator);

/** Rows and intervals have rules of their own. */
const isChained = ({ left, right }: BinaryExpression): boolean =>
  right.kind !== 'interval' && left.kind !== 'interval' && !isRow(right) && !isRow(left);

function bindChain(chain: readonly BinaryExpression[], left: Emitted | null, frame: Frame): Emitted {
  const [node] = chain;
  if (node === undefined) throw new Error('A chain has a node');
  if (node.operator === 'and' || node.operator === 'or') return bindLogic(node.operator, chain, left, frame);
  if (left === null && isRow(node.left)) return rowsThen(chain, frame);
  const interval = bindInterval(node, left, frame);
  if (interval !== null) return chain.length === 1 ? interval : bindChain(chain.slice(1), interval, frame);
  const first = left ?? frame.bind(node.left);
  return applyOperator(node.operator, chain, first, frame);
}

function rowsThen(chain: readonly BinaryExpression[], frame: Frame): Emitted {
  const [node, ...others] = chain;
  if (node === undefined) throw new Error('A chain has a node');
  const compared = compareRows(node, frame);
  return others.length === 0 ? compared : bindChain(others, compared, frame);
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
  const condition = (operand: Emitted, place: Span) => located(place, frame, () => asBoolean(operand, frame.values));
  const conditions = [
    condition(first, node?.left ?? { start: 0, end: 0 }),
    ...frame.each(chain[0] ?? chain, chain, ({ right }) => condition(frame.bind(right), right)),
  ];
  return {
    type: BOOLEAN,
    physical: 'boolean',
    nullable: conditions.some(({ nullable }) => nullable),
    sql: `(${conditions.map(({ sql }) => sql).join(operator === 'and' ? ' AND ' : ' OR ')})`,
  };
}

function applyOperator(
  operator: BinaryOperator,
  chain: readonly BinaryExpression[],
  first: Emitted,
  frame: Frame,
): Emitted {
  const operands = frame.each(chain[0] ?? chain, chain, ({ right }) => frame.bind(right));
  const place = chain[0] ?? { start: 0, end: 0 };
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return located(place, frame, () => arithmeticChain(first, stepsOf(chain, operands), frame.values));
    case '||':
      return located(place, frame, () => concatenated([first, ...operands], frame.values));
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return located(place, frame, () => comparisonChain(operator, first, operands, frame.values));
    case 'and':
    case 'or':
      throw unsupported(operator.toUpperCase());
    default:
      return unreachable(operator);
  }
}

/** The steps of a chain of arithmetic operators. */
const stepsOf = (chain: readonly BinaryExpression[], operands: readonly Emitted[]): readonly Step[] =>
  chain.flatMap(({ operator }, at) => {
    const operand = operands[at];
    return operand !== undefined && isArithmetic(operator) ? [{ operator, operand }] : [];
  });
