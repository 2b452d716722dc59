import type { SystemViewEntry } from '../entries.js';
import { INFORMATION_SCHEMA } from '../names.js';
import { ROW_COUNT, type SystemScope } from './catalog-rows.js';
import { SYSTEM_VIEWS } from './views.js';

/** The view of INFORMATION_SCHEMA with this name, for the database and session of `scope`, or undefined. */
export function systemView(name: string, scope: SystemScope): SystemViewEntry | undefined {
  const view = Object.hasOwn(SYSTEM_VIEWS, name) ? SYSTEM_VIEWS[name] : undefined;
  if (view === undefined) return undefined;
  const items = view.columns.map((column, at) => `${column.sql} AS c${at}`);
  return {
    kind: 'system',
    database: scope.database,
    schema: INFORMATION_SCHEMA,
    name,
    columns: view.columns.map(({ name: column, type, physical }) => ({
      name: column,
      type,
      physical,
      nullable: true,
      default: null,
      comment: null,
    })),
    sql: (counts) => `SELECT ${items.join(', ')} FROM ${view.from(scope, counts)}`,
    rowCount: view.columns.findIndex((column) => column.name === ROW_COUNT),
  };
}
