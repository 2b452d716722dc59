import type { TableEntry } from '../catalog/entries.js';
import type { Expression } from '../parse/ast.js';
import type { Emitted } from '../types/typed.js';
import type { BindContext } from './context.js';
import { withDeepStack } from './deep.js';
import { rootFrame } from './root-frame.js';
import { type FromClause, NO_FROM } from './scope.js';
import { tableColumns } from './source/table.js';
import { StatementState } from './statement-state.js';

/** What names in a lone expression mean. */
export type Scope = FromClause;

/** No columns: SET, column defaults, the expressions of a block. */
export const emptyScope = (): Scope => NO_FROM;

/** The columns of one stored table, which stands under `duckAlias` in the DuckDB statement around. */
export function tableScope(entry: TableEntry, alias: string | null, duckAlias: string): Scope {
  const path = alias === null ? [entry.database, entry.schema, entry.name] : [alias];
  const table = { path, columns: tableColumns(entry, duckAlias) };
  return { sql: () => `${entry.duckName} AS ${duckAlias}`, tables: [table], columns: table.columns };
}

/**
 * Binds an expression that stands in no query. A bare name that is no column is a variable of the block around.
 * `state` collects the tables its sub-queries read and its SYSTEM$ calls.
 *
 * @throws SqlError as `bindQuery` does; aggregates and window functions are refused.
 */
export function bindExpression(
  expression: Expression,
  scope: Scope,
  context: BindContext,
  state = new StatementState(),
): Emitted {
  const frame = rootFrame(context, scope, state);
  return withDeepStack(() => frame.within('where', () => frame.bind(expression)));
}
