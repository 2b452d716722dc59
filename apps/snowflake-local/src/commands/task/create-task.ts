import type { CatalogChange, TaskEntry } from '../../catalog/entries.js';
import { compilationError, objectExists } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateTask } from '../../parse/ast.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from '../ddl/ddl.js';
import { schemaLock } from '../ddl/locks.js';
import { namedObject, writableSchema } from '../ddl/required.js';
import type { StatementContext } from '../statement-context.js';
import { graphLock, requiredIn, requireSuspended } from './graph.js';
import { NEW_TASK, taskSettings } from './settings.js';

/** CREATE TASK: it is suspended until ALTER TASK ... RESUME, and runs by EXECUTE TASK. */
export const prepareCreateTask = (ast: CreateTask, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'CREATE_TASK', (context, nextObjectId) => planCreate(ast, context, nextObjectId));

function planCreate(ast: CreateTask, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const { catalog, session } = context;
  const name = namedObject(ast.name, context, 'CREATE TASK');
  writableSchema(name, catalog);
  const locks = [schemaLock(name, 'shared'), graphLock(name)];
  const existing = catalog.task(name);
  if (existing !== undefined && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    throw objectExists(name.shown);
  }
  const settings = taskSettings(ast.options, NEW_TASK, context);
  const before = ast.after.map((task) => requiredIn(name, task, context));
  const root = ast.finalize && requiredIn(name, ast.finalize, context);
  if (settings.schedule !== null && (before.length > 0 || root !== undefined)) {
    throw compilationError('001003', '42000', 'A task has a schedule, or it runs after other tasks, not both.');
  }
  for (const task of root === undefined ? before : [...before, root]) requireSuspended(task, context);
  const entry: TaskEntry = {
    ...{ kind: 'task', objectId: nextObjectId(), sessionId: null },
    ...{ database: name.database, schema: name.schema, name: name.name },
    ...{ owner: session.role, createdOn: session.now, ...settings },
    definition: ast.definition,
    condition: ast.when ?? null,
    predecessors: [...new Set(before.map((task) => task.name))],
    finalizes: root?.name ?? null,
    ...{ state: 'suspended', resumedOn: null, suspendedOn: null },
  };
  const replaced: readonly CatalogChange[] = existing === undefined ? [] : [{ action: 'drop', entry: existing }];
  return {
    locks,
    changes: [...replaced, { action: 'put', entry }],
    message: `Task ${name.name} successfully created.`,
  };
}
