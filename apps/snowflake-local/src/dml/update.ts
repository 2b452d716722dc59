import { withAnswers } from '../bind/query.js';
import { duckIdentifier } from '../catalog/duck-name.js';
import { runEngineFunctions } from '../commands/engine-functions.js';
import type { StatementContext } from '../commands/statement-context.js';
import { STATEMENT_TYPE } from '../commands/status.js';
import type { ExecutionContext, PreparedStatement } from '../execute/statement.js';
import type { Update } from '../parse/ast.js';
import { boundAssignments } from './assignments.js';
import { duplicateRow } from './duplicate-row.js';
import { type BoundTarget, besides, boundTarget, condition, frameOf } from './scope.js';
import { type DmlCounts, type DmlPlan, dmlStatement } from './statement.js';
import { type Incoming, mayOverflow, overflowing, stored, widen } from './storage.js';

/** UPDATE table SET … [FROM …] [WHERE …] */
export const prepareUpdate = (ast: Update, context: StatementContext): PreparedStatement =>
  dmlStatement(
    STATEMENT_TYPE.update,
    ['number of rows updated', 'number of multi-joined rows updated'],
    context,
    (bound) => planUpdate(ast, bound),
  );

interface BoundUpdate {
  readonly target: BoundTarget;
  readonly changes: readonly Incoming[];
  /** DuckDB text behind FROM, and behind WHERE. */
  readonly from: string;
  readonly where: string;
}

function planUpdate(ast: Update, context: StatementContext): DmlPlan {
  const target = boundTarget(ast.target, context, 'UPDATE');
  const { table, state, shown } = target;
  const clause = besides(target, ast.from);
  const frame = frameOf(target, clause);
  const changes = boundAssignments(ast.assignments, target, frame, context, ast.from.length > 0);
  const where = condition(ast.where, frame);
  const update: BoundUpdate = { target, changes, from: clause.sql() ?? '', where };
  const volatile = state.volatileCalls > 0 || state.calls.length > 0;
  const direct = target.isGiven && ast.from.length === 0 && !changes.some(mayOverflow);
  return {
    targets: [{ table, lock: 'exclusive', shown }],
    reads: [...state.reads, table.id],
    volatile,
    run: async (execution) => {
      const answers = await runEngineFunctions(state.calls, execution);
      const ready = (sql: string) => withAnswers({ sql, calls: state.calls }, answers);
      if (direct) return counted(await execution.duck.run(ready(directUpdate(update))));
      const wide = await collect(update, ready, execution);
      if (wide.length === 0) return writeCollected(update, context, execution);
      await widen(table, wide, execution);
      // Its rows have new identities now, so they are collected anew.
      return planUpdate(ast, { ...context, catalog: execution.catalog.view }).run(execution);
    },
  };
}

const counted = (updated: number, multiple = 0): DmlCounts => ({
  'number of rows updated': updated,
  'number of multi-joined rows updated': multiple,
});

function directUpdate({ changes, from, where }: BoundUpdate): string {
  const set = changes.map((change) => `${duckIdentifier(change.column.name)} = ${stored(change)}`);
  return `UPDATE ${from} SET ${set.join(', ')} WHERE ${where}`;
}

const ROWS = '"~rows"';

/** Computes the new values of every matching row, once; gives the columns that must be widened for them. */
async function collect(
  { target, changes, from, where }: BoundUpdate,
  ready: (sql: string) => string,
  execution: ExecutionContext,
) {
  const values = changes.map(({ value }, index) => `${value.sql} AS c${index}`);
  const select = `SELECT ${[`${target.rowId} AS r`, ...values].join(', ')} FROM ${from} WHERE ${where}`;
  await execution.duck.run(`CREATE OR REPLACE TEMP TABLE ${ROWS} AS ${ready(select)}`);
  return overflowing(changes.map(held), `FROM ${ROWS}`, execution);
}

const held = ({ column, value }: Incoming, index: number): Incoming => {
  const { literal: _, ...bare } = value;
  return { column, value: { ...bare, sql: `c${index}` } };
};

/** A row that matched several times takes the values of one of its matches, as in Snowflake. */
async function writeCollected(
  { target, changes }: BoundUpdate,
  { session }: StatementContext,
  execution: ExecutionContext,
): Promise<DmlCounts> {
  const { duck } = execution;
  const { table } = target;
  const [row = []] = await duck.rows(
    `SELECT count(*), count_if(n > 1), min(r) FILTER (WHERE n > 1) FROM (SELECT r, count(*) AS n FROM ${ROWS} GROUP BY r)`,
  );
  const [updated, multiple] = [Number(row[0]), Number(row[1])];
  if (multiple > 0 && session.parameters.isTrue('ERROR_ON_NONDETERMINISTIC_UPDATE')) {
    throw await duplicateRow(table, Number(row[2]), execution);
  }
  const set = changes.map((change, index) => `${duckIdentifier(change.column.name)} = s.c${index}`);
  const values = changes.map((change, index) => `${stored(held(change, index))} AS c${index}`);
  const one = `SELECT DISTINCT ON (r) r, ${values.join(', ')} FROM ${ROWS}`;
  await duck.run(`UPDATE ${table.duckName} AS t SET ${set.join(', ')} FROM (${one}) AS s WHERE t.rowid = s.r`);
  await duck.run(`DROP TABLE ${ROWS}`);
  return counted(updated, multiple);
}
