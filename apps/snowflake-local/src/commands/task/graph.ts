import type { TaskEntry } from '../../catalog/entries.js';
import { displayPath, type QualifiedSchema } from '../../catalog/names.js';
import { compilationError, objectMissing, SqlError } from '../../errors.js';
import type { TableLock } from '../../execute/statement.js';
import type { ObjectName } from '../../parse/ast.js';
import { rootsOf } from '../../tasks/task-graph.js';
import { namedObject } from '../ddl/required.js';
import type { StatementContext } from '../statement-context.js';

/** Tasks of a schema name each other: they change one at a time. */
export const graphLock = ({ database, schema }: QualifiedSchema): TableLock => ({
  table: `tasks:${displayPath([database, schema])}`,
  mode: 'exclusive',
});

/** A task that another one names: of the same schema. */
export function requiredIn(place: QualifiedSchema, written: ObjectName, context: StatementContext): TaskEntry {
  const name = namedObject(written, context, 'CREATE TASK');
  if (name.database !== place.database || name.schema !== place.schema) {
    throw compilationError('001003', '42000', `Tasks of one graph are in one schema, and ${name.shown} is in another.`);
  }
  const found = context.catalog.task(name);
  if (found === undefined) throw objectMissing('Task', name.shown);
  return found;
}

/** A graph is changed while none of its roots can start. @throws SqlError */
export function requireSuspended(task: TaskEntry, { catalog }: StatementContext): void {
  const started = rootsOf(task, catalog.tasks(task)).find(({ state }) => state === 'started');
  if (started === undefined) return;
  const path = displayPath([started.database, started.schema, started.name]);
  throw new SqlError(
    '091421',
    '23001',
    `Unable to update graph with root task ${path} since that root task is not suspended.`,
  );
}
