import type { FunctionSource } from '../../parse/ast.js';
import { fixed, MAX_PRECISION } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import type { Environment } from '../frame.js';
import type { FromClause, ScopeColumn } from '../scope.js';
import { renamed } from './alias.js';
import { HandedOn } from './handed-on.js';

/** What a table function makes of one row: DuckDB text. */
export interface RowExpansion {
  /** Computed once a row, and what `beside` and `items` are parts of, under the name that they are given. */
  readonly value: string;
  /** A value that all rows made of one share. */
  readonly beside?: (value: string) => string;
  /** The list that becomes rows. */
  readonly items: (value: string) => string;
  readonly columns: (names: ExpansionNames) => readonly ScopeColumn[];
}

/** DuckDB names of the columns that an expansion has. */
export interface ExpansionNames {
  /** Numbers the rows that were expanded, from 1. */
  readonly sequence: Emitted;
  readonly item: string;
  readonly beside: string;
}

/**
 * A table function as a source. Where it is computed from what stands to its left, it stands in the select list of a
 * sub-select around that: as a lateral join DuckDB would lose the order of the rows and look for equal ones.
 */
export function expandedRows(
  expansion: RowExpansion,
  isLateral: boolean,
  item: FunctionSource,
  environment: Environment,
): FromClause {
  const table = environment.state.nextTable();
  const sequence: Emitted = {
    sql: `${table}.seq`,
    type: fixed(MAX_PRECISION),
    physical: 'bigint',
    nullable: false,
  };
  const columns = expansion.columns({ sequence, item: `${table}.e`, beside: `${table}.b` });
  const alone = renamed(
    `(${rowsText(expansion, [], '1', null)}) AS ${table}`,
    { path: [], columns },
    item.alias,
    environment,
  );
  if (!isLateral) return alone;
  const after = (left: FromClause): FromClause => {
    const handed = new HandedOn(table);
    const { tables, columns: ofLeft } = handed.scope(left);
    return {
      sql: () => `(${rowsText(expansion, handed.items(), 'row_number() OVER ()', left.sql())}) AS ${table}`,
      tables: [...tables, ...alone.tables],
      columns: [...ofLeft, ...alone.columns],
    };
  };
  return { ...alone, after };
}

function rowsText(expansion: RowExpansion, items: readonly string[], sequence: string, from: string | null): string {
  const inner = [...items, `CAST(${sequence} AS BIGINT) AS seq`, `${expansion.value} AS x`].join(', ');
  const beside = expansion.beside === undefined ? [] : [`${expansion.beside('x')} AS b`];
  const names = items.map((_, index) => `k${index}`);
  const outer = [...names, 'seq', ...beside, `unnest(${expansion.items('x')}) AS e`].join(', ');
  return `SELECT ${outer} FROM (SELECT ${inner}${from === null ? '' : ` FROM ${from}`})`;
}
