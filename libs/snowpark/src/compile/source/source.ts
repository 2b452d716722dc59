import type { LocalData, SqlQuery, TableScan } from '../../plan/plan.js';
import { type CompileQuery, expression } from '../../sql/expression.js';
import { EMPTY, type Fragment, list, sql, stepId, text } from '../../sql/fragment.js';
import { quotedName } from '../../sql/identifier.js';
import { embeddable, isQuery } from '../../sql/is-query.js';
import { withBinds } from '../../sql/with-binds.js';
import { dataTypeOf } from '../../types/from-column.js';
import { typeSql } from '../../types/type-text.js';
import { type Build, knownColumns, readTableSql, schemaOf } from '../build.js';
import { level } from '../level.js';
import { type Relation, relation } from '../relation.js';
import { localQuery } from './local.js';

export function fromTable(plan: TableScan, build: Build): Relation {
  const name = text(readTableSql(plan.name, build));
  return relation(level({ kind: 'name', sql: sql`${name}${travelled(plan, build.query)}` }, knownColumns(plan, build)));
}

/** `AT (OFFSET => -60)`: how the table was. */
export const travelled = ({ travel }: Pick<TableScan, 'travel'>, query: CompileQuery): Fragment =>
  travel === undefined
    ? EMPTY
    : sql` ${text(`${travel.mode.toUpperCase()} (${travel.by.toUpperCase()} => `)}${expression(travel.value, query)})`;

export const fromLocal = (plan: LocalData, build: Build): Relation =>
  relation(
    level(
      { kind: 'query', sql: localQuery(plan, build) },
      plan.fields.map((field) => field.name),
    ),
  );

/** A statement that is no query runs before, and its result is read back by its query ID. */
export function fromSql(plan: SqlQuery, build: Build): Relation {
  const columns = knownColumns(plan, build);
  if (isQuery(plan.text)) return relation(level({ kind: 'query', sql: callerSql(plan) }, columns));
  if (build.describing) return relation(level({ kind: 'query', sql: emptyLike(plan, build) }, columns));
  const step = build.steps.push(callerSql(plan)) - 1;
  return relation(level({ kind: 'query', sql: sql`SELECT * FROM TABLE(RESULT_SCAN(${stepId(step)}))` }, columns));
}

/** SQL of the caller with values for its `?`. */
export const callerSql = ({ text: given, binds }: Pick<SqlQuery, 'text' | 'binds'>): Fragment =>
  withBinds(embeddable(given), binds);

function emptyLike(plan: SqlQuery, build: Build): Fragment {
  const columns = schemaOf(plan, build).map((column) =>
    text(`NULL::${typeSql(dataTypeOf(column))} AS ${quotedName(column.name)}`),
  );
  return sql`SELECT ${list(columns)} WHERE FALSE`;
}
