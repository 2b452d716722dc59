import { unsupported } from '../../errors.js';
import type { BetweenExpression, Expression, InExpression, IsExpression, LikeExpression } from '../../parse/ast.js';
import { asBoolean, between, inList, isDistinct } from '../../types/operators/comparison.js';
import { like, likeAny, matchesWhole } from '../../types/pattern.js';
import { BOOLEAN } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { unreachable } from '../../unreachable.js';
import type { Frame } from '../frame.js';
import { located } from './located.js';
import { isRow, rowsEqual } from './row.js';
import { bindInQuery } from './subquery.js';

export function bindIn(expression: InExpression, frame: Frame): Emitted {
  const { operand, source, negated } = expression;
  if (source.kind === 'query') return bindInQuery(expression, source.query, frame);
  if (isRow(operand)) return rowsInList(operand, source.items, negated, frame);
  const value = frame.bind(operand);
  const items = frame.bindAll(source.items);
  return located(expression, frame, () => inList(value, items, negated, frame.values));
}

function rowsInList(
  operand: Extract<Expression, { kind: 'row' }>,
  items: readonly Expression[],
  negated: boolean,
  frame: Frame,
): Emitted {
  const row = frame.bindAll(operand.items);
  const equal = frame.each(items, items, (item) => {
    if (!isRow(item)) throw unsupported('single value in a list of rows', frame.positionOf(item));
    return rowsEqual(row, frame.bindAll(item.items), item, frame);
  });
  const any = `(${equal.map((condition) => condition.sql).join(' OR ')})`;
  return truth(
    negated ? `(NOT ${any})` : any,
    equal.some((condition) => condition.nullable),
  );
}

export function bindBetween(expression: BetweenExpression, frame: Frame): Emitted {
  const { operand, low, high, negated } = expression;
  const [value, from, to] = [frame.bind(operand), frame.bind(low), frame.bind(high)];
  return located(expression, frame, () => between(value, from, to, negated, frame.values));
}

export function bindLike(expression: LikeExpression, frame: Frame): Emitted {
  const { operator, quantifier, operand, negated } = expression;
  const value = frame.bind(operand);
  const patterns = frame.bindAll(expression.patterns);
  const escapedBy = expression.escape && frame.bind(expression.escape);
  const one = (pattern: Emitted, inverted: boolean): Emitted =>
    operator === 'rlike'
      ? inverse(matchesWhole(value, pattern, '', frame.values), inverted)
      : like(operator, value, pattern, escapedBy, inverted, frame.values);
  return located(expression, frame, () => {
    const [first] = patterns;
    if (quantifier === 'one' && first !== undefined) return one(first, negated);
    const each = patterns.map((pattern) => one(pattern, false));
    return likeAny(quantifier === 'all' ? 'all' : 'any', each, negated);
  });
}

const inverse = (condition: Emitted, inverted: boolean): Emitted =>
  inverted ? { ...condition, sql: `(NOT ${condition.sql})` } : condition;

export function bindIs(expression: IsExpression, frame: Frame): Emitted {
  const { test, negated } = expression;
  const value = frame.bind(expression.operand);
  const not = negated ? 'NOT ' : '';
  switch (test.kind) {
    case 'null':
      return truth(`(${value.sql} IS ${not}NULL)`, false);
    case 'true':
    case 'false': {
      const condition = located(expression, frame, () => asBoolean(value, frame.values));
      return truth(`(${condition.sql} IS ${not}${test.kind.toUpperCase()})`, false);
    }
    case 'distinct_from': {
      const other = frame.bind(test.other);
      return located(expression, frame, () => isDistinct(negated, value, other, frame.values));
    }
    default:
      return unreachable(test);
  }
}

const truth = (sql: string, nullable: boolean): Emitted => ({ type: BOOLEAN, physical: 'boolean', nullable, sql });
