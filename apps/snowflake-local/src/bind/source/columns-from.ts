import type { TableSource } from '../../parse/ast.js';
import type { Environment } from '../frame.js';
import type { OutColumn } from '../query.js';
import { relationColumns } from '../relation.js';
import type { FromClause } from '../scope.js';
import { renamed } from './alias.js';

/** A source whose columns are c0 to cn. */
export function columnsFrom(
  sql: string,
  path: readonly string[],
  columns: readonly OutColumn[],
  item: TableSource,
  environment: Environment,
): FromClause {
  const table = environment.state.nextTable();
  return renamed(`${sql} AS ${table}`, { path, columns: relationColumns(table, columns) }, item.alias, environment);
}
