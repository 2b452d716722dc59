import type { StageSource } from '../../parse/ast.js';
import type { Environment } from '../frame.js';
import { relationColumns } from '../relation.js';
import type { FromClause } from '../scope.js';
import { renamed } from './alias.js';

/** `DIRECTORY(@stage)`: a row for each file of the stage. */
export function bindDirectory({ location, alias }: StageSource, environment: Environment): FromClause {
  const { context, state } = environment;
  const { sql, columns } = context.stages.directory(location, context);
  const table = state.nextTable();
  return renamed(
    `(${state.embed(sql)}) AS ${table}`,
    { path: [], columns: relationColumns(table, columns) },
    alias,
    environment,
  );
}
