import type { TableEntry } from '../catalog/entries.js';
import type { StatementContext } from '../commands/statement-context.js';
import { STATEMENT_TYPE } from '../commands/status.js';
import type { ExecutionContext, PreparedStatement } from '../execute/statement.js';
import type { Insert } from '../parse/ast.js';
import { arrayRows, loadArrayRows } from './array-binds.js';
import { insertIncoming, needsWidening } from './insert-rows.js';
import { arraySource, type InsertSource, querySource, valuesSource } from './insert-source.js';
import { stagedRows } from './staged-binds.js';
import { type DmlPlan, dmlStatement } from './statement.js';
import { targetColumns, targetTable, writtenName } from './target.js';

/** INSERT [OVERWRITE] INTO table [(columns)] VALUES … | SELECT … */
export function prepareInsert(ast: Insert, context: StatementContext): PreparedStatement {
  const arrays = arrayRows(context.request.binds);
  const parts = { arrayBindSupported: ast.source.kind === 'values' && ast.source.rows.length === 1 };
  return dmlStatement(
    STATEMENT_TYPE.insert,
    ['number of rows inserted'],
    context,
    (bound) => {
      const { bindStage } = bound.request;
      if (bindStage !== null) return planStagedInsert(ast, bindStage, bound);
      return arrays === null ? planInsert(ast, bound) : planArrayInsert(ast, bound);
    },
    parts,
  );
}

function planInsert(ast: Insert, context: StatementContext): DmlPlan {
  const target = targetTable(ast.target, context, 'INSERT');
  const shown = writtenName(ast.target, context);
  const columns = ast.columns.length === 0 ? target.columns : targetColumns(ast.columns, target, context);
  const source =
    ast.source.kind === 'query'
      ? querySource(ast.source.query, columns, { target, shown }, context)
      : valuesSource(ast.source.rows, columns, { target, shown }, context, ast);
  return planOf(ast, target, shown, source);
}

function planOf(
  ast: Insert,
  target: TableEntry,
  shown: string,
  { incoming, reads, volatile, ready, leftovers = [] }: InsertSource,
): DmlPlan {
  return {
    targets: [{ table: target, lock: ast.overwrite || needsWidening(incoming) ? 'exclusive' : 'shared', shown }],
    reads,
    volatile,
    run: async (execution) => {
      const sql = await ready(execution);
      const rows = ast.overwrite ? await emptied(target, sql, reads.includes(target.id), execution) : sql;
      const inserted = await insertIncoming(target, incoming, rows, execution);
      for (const table of ast.overwrite ? [BEFORE, ...leftovers] : leftovers)
        await execution.duck.run(`DROP TABLE IF EXISTS ${table}`);
      return { 'number of rows inserted': inserted };
    },
  };
}

const BEFORE = '"~before"';

/** Deletes all rows; new ones that come out of the old are computed before. */
async function emptied(
  target: TableEntry,
  sql: string,
  fromItself: boolean,
  { duck }: ExecutionContext,
): Promise<string> {
  if (!fromItself) {
    await duck.run(`DELETE FROM ${target.duckName}`);
    return sql;
  }
  await duck.run(`CREATE OR REPLACE TEMP TABLE ${BEFORE} AS ${sql}`);
  await duck.run(`DELETE FROM ${target.duckName}`);
  return `SELECT * FROM ${BEFORE}`;
}

/** A bulk bind: a driver has put the values into a stage, one row a line. */
function planStagedInsert(ast: Insert, bindStage: string, context: StatementContext): DmlPlan {
  const { from, values } = stagedRows(bindStage, context);
  const { target, shown, source } = rowsInsert(ast, { ...context, binds: values }, from);
  return planOf(ast, target, shown, source);
}

/** An array bind: the values stand in scope as columns, one row each. */
function planArrayInsert(ast: Insert, context: StatementContext): DmlPlan {
  const loaded = loadArrayRows(context.request.binds, context.values);
  const { target, shown, source } = rowsInsert(ast, { ...context, binds: loaded.values }, loaded.from);
  const ready = async (execution: ExecutionContext) => loaded.load(execution, await source.ready(execution));
  return planOf(ast, target, shown, { ...source, ready, leftovers: [loaded.from] });
}

/** One row of values for each row of `from`, over which the binds are expressions. */
function rowsInsert(ast: Insert, context: StatementContext, from: string) {
  const target = targetTable(ast.target, context, 'INSERT');
  const columns = ast.columns.length === 0 ? target.columns : targetColumns(ast.columns, target, context);
  const shown = writtenName(ast.target, context);
  return { target, shown, source: arraySource(ast, columns, { target, shown }, context, from) };
}
