import { compilationError, unsupported } from '../../errors.js';
import type { BinaryExpression, Expression } from '../../parse/ast.js';
import { compare } from '../../types/operators/comparison.js';
import { BOOLEAN } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';

export const isRow = (expression: Expression): expression is Extract<Expression, { kind: 'row' }> =>
  expression.kind === 'row';

/** `(a, b) = (c, d)` and `<>`: member by member. */
export function compareRows(node: BinaryExpression, frame: Frame): Emitted {
  const { left, right, operator } = node;
  if (!isRow(left) || !isRow(right)) throw unsupported('row beside a single value', frame.positionOf(node));
  if (operator !== '=' && operator !== '<>') throw unsupported(`${operator} of rows`, frame.positionOf(node));
  const equal = rowsEqual(frame.bindAll(left.items), frame.bindAll(right.items), node, frame);
  return operator === '=' ? equal : { ...equal, sql: `(NOT ${equal.sql})` };
}

/** NULL where a member is NULL and no other pair differs, as SQL compares rows. */
export function rowsEqual(
  left: readonly Emitted[],
  right: readonly Emitted[],
  node: Expression,
  frame: Frame,
): Emitted {
  if (left.length !== right.length) throw wrongWidth(left.length, right.length, node, frame);
  const pairs = left.flatMap((value, at) => {
    const other = right[at];
    return other === undefined ? [] : [compare('=', value, other, frame.values)];
  });
  return {
    type: BOOLEAN,
    physical: 'boolean',
    nullable: pairs.some((pair) => pair.nullable),
    sql: `(${pairs.map((pair) => pair.sql).join(' AND ')})`,
  };
}

export const wrongWidth = (expected: number, got: number, node: Expression, frame: Frame) =>
  compilationError('002055', '42601', `row of ${expected} values beside one of ${got}`, frame.positionOf(node));
