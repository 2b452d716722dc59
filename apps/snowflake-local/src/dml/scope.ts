import { tableScope } from '../bind/bind-expression.js';
import { type Environment, Frame } from '../bind/frame.js';
import { bindFrom } from '../bind/from.js';
import { rootEnvironment } from '../bind/root-frame.js';
import type { FromClause } from '../bind/scope.js';
import { guarded, isGuarded } from '../bind/source/guarded.js';
import type { StatementState } from '../bind/statement-state.js';
import type { TableEntry } from '../catalog/entries.js';
import type { StatementContext } from '../commands/statement-context.js';
import { unsupported } from '../errors.js';
import type { DmlTarget, Expression, FromItem } from '../parse/ast.js';
import { asBoolean } from '../types/operators/comparison.js';
import { targetTable, writtenName } from './target.js';

/** The table that is changed, and how its rows and columns are named in DuckDB SQL. */
export interface BoundTarget {
  readonly table: TableEntry;
  /** How the statement names it in messages. */
  readonly shown: string;
  /** The statement's name for it, or null for its own. */
  readonly alias: string | null;
  readonly scope: FromClause;
  /** DuckDB's identity of a row, stable while the statement runs. */
  readonly rowId: string;
  /** Whether its scope is the table as it is. */
  readonly isGiven: boolean;
  readonly environment: Environment;
  readonly state: StatementState;
}

export function boundTarget(target: DmlTarget, context: StatementContext, operation: string): BoundTarget {
  const table = targetTable(target.name, context, operation);
  const environment = rootEnvironment(context);
  if (target.alias !== undefined && target.alias.columns.length > 0) {
    throw unsupported(`column names in the alias of the target of ${operation}`);
  }
  const alias = target.alias?.name.name ?? null;
  const { state } = environment;
  const duckAlias = state.nextTable();
  const { scope, rowId } = scopeOf(table, tableScope(table, alias, duckAlias), `${duckAlias}.rowid`, environment);
  const isGiven = !isGuarded(table);
  return { table, shown: writtenName(target.name, context), alias, scope, rowId, isGiven, environment, state };
}

/** Policies decide which rows a statement can change, and what it sees of them. */
function scopeOf(table: TableEntry, scope: FromClause, rowId: string, environment: Environment) {
  const [source] = scope.tables;
  if (source === undefined || !isGuarded(table)) return { scope, rowId };
  const seen = guarded(table, { sql: scope.sql() ?? '', table: { ...source, rowId } }, environment);
  const clause: FromClause = { sql: () => seen.sql, tables: [seen.table], columns: seen.table.columns };
  return { scope: clause, rowId: seen.table.rowId ?? rowId };
}

/** The target and the sources beside it: `UPDATE … FROM`, `DELETE … USING`. */
export function besides(target: BoundTarget, items: readonly FromItem[]): FromClause {
  if (items.length === 0) return target.scope;
  const sources = bindFrom(items, target.environment, null);
  return {
    sql: () => `${target.scope.sql()}, ${sources.sql()}`,
    tables: [...target.scope.tables, ...sources.tables],
    columns: [...target.scope.columns, ...sources.columns],
  };
}

export const frameOf = (target: BoundTarget, from: FromClause): Frame => new Frame(target.environment, from);

/** A condition as DuckDB SQL; none is true for every row. */
export function condition(expression: Expression | undefined, frame: Frame): string {
  if (expression === undefined) return 'true';
  return asBoolean(
    frame.within('where', () => frame.bind(expression)),
    frame.values,
  ).sql;
}
