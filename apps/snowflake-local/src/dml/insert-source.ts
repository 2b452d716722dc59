import { bindQuery } from '../bind/bind-query.js';
import { type Environment, Frame } from '../bind/frame.js';
import { type OutColumn, withAnswers } from '../bind/query.js';
import { rootEnvironment } from '../bind/root-frame.js';
import type { ColumnEntry, TableEntry } from '../catalog/entries.js';
import { runEngineFunctions } from '../commands/engine-functions.js';
import type { StatementContext } from '../commands/statement-context.js';
import { compilationError, positionAt, type SqlError } from '../errors.js';
import type { ExecutionContext } from '../execute/statement.js';
import type { Expression, Insert, Query } from '../parse/ast.js';
import { coerceTo } from '../types/cast/cast.js';
import { unify } from '../types/common-type.js';
import type { Emitted, Typed } from '../types/typed.js';
import { assigned } from './assigned.js';
import { defaultValue } from './default-value.js';
import { introductionOf } from './failed-column.js';
import { incomingRows } from './insert-rows.js';
import type { DmlPlan } from './statement.js';
import type { Incoming } from './storage.js';

/** What is inserted: columns and their values over the rows of `sql`. */
export interface InsertSource {
  readonly incoming: readonly Incoming[];
  readonly reads: DmlPlan['reads'];
  readonly volatile: boolean;
  readonly ready: (execution: ExecutionContext) => Promise<string>;
  /** Temporary tables that are of no use afterwards. */
  readonly leftovers?: readonly string[];
}

/** The table that is inserted into, and how the statement names it. */
interface InsertTarget {
  readonly target: TableEntry;
  readonly shown: string;
}

export function querySource(
  query: Query,
  columns: readonly ColumnEntry[],
  into: InsertTarget,
  context: StatementContext,
): InsertSource {
  const introduction = (at: number): string => introductionOf(into.shown, columns[at]?.name ?? '');
  const bound = bindQuery(query, context, introduction);
  if (bound.columns.length !== columns.length) throw countMismatch(columns.length, bound.columns.length);
  const names = columns.map((column) => column.name);
  return {
    incoming: incomingRows(into.target, names, bound.columns.map(typedColumn), context, into.shown),
    reads: bound.reads,
    volatile: bound.volatile || bound.calls.length > 0,
    ready: async (execution) => withAnswers(bound, await runEngineFunctions(bound.calls, execution)),
  };
}

export function valuesSource(
  rows: readonly (readonly Expression[])[],
  columns: readonly ColumnEntry[],
  into: InsertTarget,
  context: StatementContext,
  _ast: Insert,
): InsertSource {
  const environment = rootEnvironment(context);
  const frame = new Frame(environment);
  const { values } = context;
  const defaults = columns.map((column) => coerceTo(defaultValue(column, context), column.type, values));
  const cells = rows.map((row) => {
    if (row.length !== columns.length) throw countMismatch(columns.length, row.length);
    return row.map((item, index) => cellValue(item, index, columns, defaults, into, frame));
  });
  // One form for each column of the list: the widest that any of its values has.
  const unified = columns.map((_, index) =>
    unify(
      cells.map((row) => required(row[index])),
      values,
    ),
  );
  const tuples = rows.map((_, row) => `(${unified.map((column) => required(column[row]).sql).join(', ')})`);
  const names = columns.map((_, index) => `c${index}`).join(', ');
  const sql = `SELECT * FROM (VALUES ${tuples.join(', ')}) AS v(${names})`;
  const given = unified.map((column) => ({ ...required(column[0]), nullable: column.some((value) => value.nullable) }));
  const bare = given.map(({ literal: _, ...value }) => value);
  return boundSource(sql, bare, columns, into, environment);
}

/** A value in its column's type, so that every row of a list has the same. */
function cellValue(
  item: Expression,
  index: number,
  columns: readonly ColumnEntry[],
  defaults: readonly Emitted[],
  { shown }: InsertTarget,
  frame: Frame,
): Emitted {
  if (item.kind === 'default') return required(defaults[index]);
  return assigned(
    frame.within('values', () => frame.bind(item)),
    required(columns[index]),
    shown,
    frame.values,
  );
}

export function arraySource(
  ast: Insert,
  columns: readonly ColumnEntry[],
  into: InsertTarget,
  context: StatementContext,
  from: string,
): InsertSource {
  const items = arrayItems(ast, context);
  if (items.length !== columns.length) throw countMismatch(columns.length, items.length);
  const environment = rootEnvironment(context);
  const frame = new Frame(environment);
  const bound = items.map((item, index) =>
    item.kind === 'default'
      ? defaultValue(required(columns[index]), context)
      : frame.within('values', () => frame.bind(item)),
  );
  const sql = `SELECT ${bound.map((value, index) => `${value.sql} AS c${index}`).join(', ')} FROM ${from}`;
  return boundSource(sql, bound, columns, into, environment);
}

/** Rows made of expressions that `environment` has bound. */
function boundSource(
  sql: string,
  given: readonly Typed[],
  columns: readonly ColumnEntry[],
  { target, shown }: InsertTarget,
  { state, context }: Environment,
): InsertSource {
  const names = columns.map((column) => column.name);
  return {
    incoming: incomingRows(target, names, given, context, shown),
    reads: [...state.reads],
    volatile: state.volatileCalls > 0 || state.calls.length > 0,
    ready: async (execution) =>
      withAnswers({ sql, calls: state.calls }, await runEngineFunctions(state.calls, execution)),
  };
}

/** The values of one row: a VALUES list of one row, or a SELECT without FROM. */
function arrayItems(ast: Insert, context: StatementContext): readonly Expression[] {
  if (ast.source.kind === 'values') {
    const [row] = ast.source.rows;
    if (row !== undefined && ast.source.rows.length === 1) return row;
  } else {
    const { body, orderBy, with: tables } = ast.source.query;
    const plain = body.kind === 'select' && body.from.length === 0 && body.where === undefined && !body.distinct;
    if (plain && orderBy.length === 0 && tables.length === 0) {
      const items = body.items.flatMap((item) => (item.kind === 'expression' ? [item.expression] : []));
      if (items.length === body.items.length) return items;
    }
  }
  const where = positionAt(context.text, ast.start);
  throw compilationError('002049', '42601', 'Array binds need an INSERT with one row of VALUES', where);
}

/** What is known of a query's column; a NULL without a type of its own takes that of the column it goes into. */
export const typedColumn = (column: OutColumn): Typed =>
  column.untyped === true ? { ...column, literal: { kind: 'null' } } : column;

export const countMismatch = (expected: number, got: number): SqlError =>
  compilationError(
    '002020',
    '21S01',
    `Insert value list does not match column list expecting ${expected} but got ${got}`,
  );

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('lists of one statement have one length');
  return value;
}
