import { withAnswers } from '../bind/query.js';
import { runEngineFunctions } from '../commands/engine-functions.js';
import type { StatementContext } from '../commands/statement-context.js';
import { STATEMENT_TYPE } from '../commands/status.js';
import type { PreparedStatement } from '../execute/statement.js';
import type { Delete } from '../parse/ast.js';
import { besides, boundTarget, condition, frameOf } from './scope.js';
import { type DmlPlan, dmlStatement } from './statement.js';

/** DELETE FROM table [USING …] [WHERE …]. A row that matches several times is deleted, and counted, once. */
export const prepareDelete = (ast: Delete, context: StatementContext): PreparedStatement =>
  dmlStatement(STATEMENT_TYPE.delete, ['number of rows deleted'], context, (bound) => planDelete(ast, bound));

function planDelete(ast: Delete, context: StatementContext): DmlPlan {
  const target = boundTarget(ast.target, context, 'DELETE');
  const { table, state, rowId, shown } = target;
  const from = besides(target, ast.using);
  const where = condition(ast.where, frameOf(target, from));
  const simple = target.isGiven && ast.using.length === 0;
  const sql = simple
    ? `DELETE FROM ${from.sql()} WHERE ${where}`
    : `DELETE FROM ${table.duckName} WHERE rowid IN (SELECT ${rowId} FROM ${from.sql()} WHERE ${where})`;
  return {
    targets: [{ table, lock: 'exclusive', shown }],
    reads: [...state.reads, table.id],
    volatile: state.volatileCalls > 0 || state.calls.length > 0,
    run: async (execution) => {
      const ready = withAnswers({ sql, calls: state.calls }, await runEngineFunctions(state.calls, execution));
      return { 'number of rows deleted': await execution.duck.run(ready) };
    },
  };
}
