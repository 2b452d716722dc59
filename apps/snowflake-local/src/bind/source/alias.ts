import { compilationError } from '../../errors.js';
import type { TableAlias } from '../../parse/ast.js';
import type { Environment } from '../frame.js';
import { positionIn } from '../placed.js';
import type { FromClause, ScopeTable } from '../scope.js';

/** One source as a FROM clause, under its alias: `t` hides the source's own path, `t(a, b)` names its first columns anew. */
export function renamed(
  sql: string | (() => string),
  table: ScopeTable,
  alias: TableAlias | undefined,
  environment: Environment,
): FromClause {
  const named = alias === undefined ? table : aliased(table, alias, environment);
  return { sql: typeof sql === 'string' ? () => sql : sql, tables: [named], columns: named.columns };
}

function aliased(
  table: ScopeTable,
  { name, columns: names, ...span }: TableAlias,
  environment: Environment,
): ScopeTable {
  if (names.length > table.columns.length && table.positional === undefined) {
    const detail = `Alias ${name.name} names ${names.length} columns, its source has ${table.columns.length}.`;
    throw compilationError('002016', '22000', detail, positionIn(environment, span));
  }
  const columns = table.columns.map((column, index) => ({ ...column, name: names[index]?.name ?? column.name }));
  return { ...table, path: [name.name], columns };
}
