import type { TaskEntry } from '../../catalog/entries.js';
import { missingObject } from '../../catalog/missing.js';
import { compilationError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterTask } from '../../parse/ast.js';
import { closesCircle } from '../../tasks/task-graph.js';
import { unreachable } from '../../unreachable.js';
import { type DdlPlan, ddlStatement } from '../ddl/ddl.js';
import { namedObject } from '../ddl/required.js';
import type { StatementContext } from '../statement-context.js';
import { graphLock, requiredIn, requireSuspended } from './graph.js';
import { taskSettings, withoutTaskSettings } from './settings.js';

export const prepareAlterTask = (ast: AlterTask, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'ALTER', (context) => planAlter(ast, context));

function planAlter(ast: AlterTask, context: StatementContext): DdlPlan {
  const name = namedObject(ast.name, context, 'ALTER TASK');
  const found = context.catalog.task(name);
  const locks = [graphLock(name)];
  if (found === undefined) {
    if (ast.ifExists) return { locks };
    throw missingObject('Task', name, context.catalog);
  }
  if (ast.action.kind !== 'suspend') requireGraphSuspended(found, ast.action.kind, context);
  return { locks, changes: [{ action: 'put', entry: changed(found, ast.action, context) }] };
}

/** A root is resumed last and suspended first: a graph that can start is not changed. */
function requireGraphSuspended(task: TaskEntry, action: AlterTask['action']['kind'], context: StatementContext): void {
  const isRoot = task.predecessors.length === 0 && task.finalizes === null;
  if (action !== 'resume' || !isRoot) requireSuspended(task, context);
}

function changed(task: TaskEntry, action: AlterTask['action'], context: StatementContext): TaskEntry {
  const { now } = context.session;
  switch (action.kind) {
    case 'resume':
      return { ...task, state: 'started', resumedOn: now };
    case 'suspend':
      return { ...task, state: 'suspended', suspendedOn: now };
    case 'set':
      return { ...task, ...taskSettings(action.options, task, context) };
    case 'unset':
      return { ...task, ...withoutTaskSettings(task, action.names) };
    case 'definition':
      return { ...task, definition: action.definition };
    case 'when':
      return { ...task, condition: action.when };
    case 'remove_when':
      return { ...task, condition: null };
    case 'add_after': {
      const before = action.tasks.map((written) => requiredIn(task, written, context));
      for (const other of before) requireSuspended(other, context);
      if (closesCircle(task, before, context.catalog.tasks(task))) {
        throw compilationError('001003', '42000', `Task ${task.name} would run after itself.`);
      }
      const names = before.map((other) => other.name);
      return { ...task, predecessors: [...new Set([...task.predecessors, ...names])] };
    }
    case 'remove_after': {
      const names = action.tasks.map((written) => namedObject(written, context, 'ALTER TASK').name);
      return { ...task, predecessors: task.predecessors.filter((name) => !names.includes(name)) };
    }
    case 'finalize': {
      const root = requiredIn(task, action.root, context);
      requireSuspended(root, context);
      return { ...task, finalizes: root.name };
    }
    case 'unset_finalize':
      return { ...task, finalizes: null };
    default:
      return unreachable(action);
  }
}
