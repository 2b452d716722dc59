import { compilationError } from '../../errors.js';
import type {
  ExistsExpression,
  Expression,
  InExpression,
  QuantifiedComparison,
  Query,
  SubqueryExpression,
} from '../../parse/ast.js';
import { alike } from '../../types/operators/comparison.js';
import { BOOLEAN } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';
import { type Relation, relationValue } from '../relation.js';
import { isRow, rowsEqual, wrongWidth } from './row.js';

/** `(SELECT ...)` as a value. DuckDB raises an error where it gives a second row. */
export function bindScalar(expression: SubqueryExpression, frame: Frame): Emitted {
  const relation = frame.query(expression.query);
  const column = onlyColumn(relation, expression, frame);
  const { type, physical, untyped } = column;
  const value: Emitted = { type, physical, nullable: true, sql: `(${relation.sql})` };
  return untyped === true ? { ...value, literal: { kind: 'null' } } : value;
}

export function bindExists(expression: ExistsExpression, frame: Frame): Emitted {
  return truth(`EXISTS (${frame.query(expression.query).sql})`, false);
}

export function bindInQuery(expression: InExpression, query: Query, frame: Frame): Emitted {
  const { operand, negated } = expression;
  const relation = frame.query(query);
  if (isRow(operand)) return rowInQuery(frame.bindAll(operand.items), relation, negated, expression, frame);
  const value = frame.bind(operand);
  const [left, right] = keysOf(value, relation, expression, frame);
  return truth(`(${left} ${negated ? 'NOT ' : ''}IN ${right})`, true);
}

/**
 * Counted by hand: DuckDB compares rows as STRUCTs, where NULL equals NULL. True where a row is equal, NULL where one
 * may be, false otherwise; an empty query gives false.
 */
function rowInQuery(
  row: readonly Emitted[],
  relation: Relation,
  negated: boolean,
  expression: InExpression,
  frame: Frame,
): Emitted {
  const table = frame.environment.state.nextTable();
  if (row.length !== relation.columns.length) throw wrongWidth(row.length, relation.columns.length, expression, frame);
  const members = relation.columns.map((column, index) => relationValue(table, column, index));
  const equal = rowsEqual(row, members, expression, frame);
  const found =
    `(SELECT CASE WHEN bool_or(${equal.sql}) THEN true WHEN bool_or(${equal.sql} IS NULL) THEN NULL ELSE false END` +
    ` FROM (${relation.sql}) AS ${table})`;
  return truth(negated ? `(NOT ${found})` : found, true);
}

export function bindQuantified(expression: QuantifiedComparison, frame: Frame): Emitted {
  const { operator, quantifier } = expression;
  const value = frame.bind(expression.operand);
  const relation = frame.query(expression.query);
  const [left, right] = keysOf(value, relation, expression, frame);
  return truth(`(${left} ${operator} ${quantifier.toUpperCase()} ${right})`, true);
}

/** A value and a query's column as DuckDB expressions that compare as Snowflake does. */
function keysOf(value: Emitted, relation: Relation, node: Expression, frame: Frame): readonly [string, string] {
  const table = frame.environment.state.nextTable();
  const column = onlyColumn(relation, node, frame);
  const member = relationValue(table, column, 0);
  const [left, right] = alike(value, member, frame.values);
  if (right === member.sql) return [left, `(${relation.sql})`];
  return [left, `(SELECT ${right} FROM (${relation.sql}) AS ${table})`];
}

function onlyColumn(relation: Relation, node: Expression, frame: Frame) {
  const [column, another] = relation.columns;
  if (column !== undefined && another === undefined) return column;
  const detail = `Subquery must return exactly one column, it returns ${relation.columns.length}.`;
  throw compilationError('002031', '42601', detail, frame.positionOf(node));
}

const truth = (sql: string, nullable: boolean): Emitted => ({ type: BOOLEAN, physical: 'boolean', nullable, sql });
