import type { TaskEntry } from '../../catalog/entries.js';
import { displayPath } from '../../catalog/names.js';
import { type Cell, type Listing, listed, schemasIn, sorted } from './listing.js';

export const TASKS: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'id',
    'database_name',
    'schema_name',
    'owner',
    'comment',
    'warehouse',
    'schedule',
    'predecessors',
    'state',
    'definition',
    'condition',
    'allow_overlapping_execution',
    'error_integration',
    'last_committed_on:time',
    'last_suspended_on:time',
    'owner_role_type',
    'config',
    'budget',
    'task_relations',
    'last_suspended_reason',
    'success_integration',
    'scheduling_mode',
    'target_completion_interval',
  ),
  terse: ['created_on', 'name', 'kind', 'database_name', 'schema_name', 'schedule'],
  rows: (scope, context) =>
    schemasIn(scope, context)
      .flatMap((schema) => sorted(context.catalog.tasks(schema)))
      .map((task) => ({ name: task.name, cells: taskCells(task) })),
};

export function taskCells(task: TaskEntry): readonly Cell[] {
  const { createdOn, name, objectId, database, schema, owner, comment, warehouse, schedule, state, config } = task;
  const { definition, condition, allowOverlapping, resumedOn, suspendedOn, finalizes } = task;
  const path = (other: string): string => displayPath([database, schema, other]);
  const predecessors = task.predecessors.map(path);
  const relations = { Predecessors: predecessors, ...(finalizes !== null && { FinalizedRootTask: path(finalizes) }) };
  const isByUser = state === 'suspended' && suspendedOn !== null;
  return [
    ...[new Date(createdOn), name, String(objectId), database, schema, owner, comment ?? '', warehouse, schedule],
    ...[JSON.stringify(predecessors), state, definition, condition, String(allowOverlapping), null],
    ...[resumedOn === null ? null : new Date(resumedOn), suspendedOn === null ? null : new Date(suspendedOn), 'ROLE'],
    ...[config, null, JSON.stringify(relations), isByUser ? 'USER_SUSPENDED' : null, null, null, null],
  ];
}
