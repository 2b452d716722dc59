import { missingObject } from '../../catalog/missing.js';
import { compilationError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { ExecuteTask } from '../../parse/ast.js';
import { namedObject } from '../ddl/required.js';
import { type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';
import { configText } from './settings.js';

/** EXECUTE TASK: a run of a graph, which is on record when this is answered and goes on in the background. */
export function prepareExecuteTask(ast: ExecuteTask, request: PrepareRequest): PreparedStatement {
  const config = ast.config === undefined ? null : configText(ast.config);
  rootOf(ast, statementContext(request));
  return commandStatement(STATEMENT_TYPE.ddl, {
    queryType: 'EXECUTE_TASK',
    run: async ({ engine }) => {
      const root = rootOf(ast, statementContext(request, engine.catalog.view(request.session.sessionId)));
      await engine.tasks.execute(root, config);
      return statusOutcome(`Task ${root.name} is scheduled to run immediately.`);
    },
  });
}

function rootOf(ast: ExecuteTask, context: StatementContext) {
  const name = namedObject(ast.name, context, 'EXECUTE TASK');
  const found = context.catalog.task(name);
  if (found === undefined) throw missingObject('Task', name, context.catalog);
  if (found.predecessors.length === 0 && found.finalizes === null) return found;
  throw compilationError(
    '001003',
    '42000',
    `Task ${name.shown} is no root: it runs with the graph that it is part of.`,
  );
}
