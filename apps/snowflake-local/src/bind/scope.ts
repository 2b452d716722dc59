import type { Emitted } from '../types/typed.js';
import type { OutColumn } from './query.js';

/** A column that an expression can name. */
export interface ScopeColumn {
  readonly name: string;
  readonly value: Emitted;
  /** The stored table it comes from, unchanged. */
  readonly source?: NonNullable<OutColumn['source']>;
}

/** A table, sub-select or other source of a FROM clause, under the name that qualifies its columns. */
export interface ScopeTable {
  /** What a qualifier is matched with, from its end: the alias alone, or database, schema and table. */
  readonly path: readonly string[];
  readonly columns: readonly ScopeColumn[];
  /** A source that knows its columns only by number, such as a staged file: the value of `$index`. */
  readonly positional?: (index: number) => Emitted;
  /** DuckDB text that identifies a row of a stored table. */
  readonly rowId?: string;
  /** The DuckDB column that counts the rows of a GENERATOR from 0. */
  readonly sequence?: string;
}

/** What a FROM clause puts in scope. */
export interface FromClause {
  /** DuckDB text behind FROM; null for none. Made last: what a staged file must give is known only then. */
  sql(): string | null;
  /** The sources that nothing but a product joins, of more than one. */
  factors?(): readonly string[];
  /** Several sources that a condition joins. */
  readonly isJoin?: boolean;
  readonly tables: readonly ScopeTable[];
  /** Columns that an unqualified name or `*` finds: those of all tables, shared columns of USING once and first. */
  readonly columns: readonly ScopeColumn[];
  /** Set for a table function that is computed from the columns of `left`: both, row by row, in the order of `left`. */
  readonly after?: (left: FromClause) => FromClause;
}

export const NO_FROM: FromClause = { sql: () => null, tables: [], columns: [] };

export const factorsOf = (from: FromClause): readonly string[] => from.factors?.() ?? [from.sql() ?? ''];

/** A column that outer joins can fill with NULL. */
export const nullableColumn = (column: ScopeColumn): ScopeColumn =>
  column.value.nullable ? column : { ...column, value: { ...column.value, nullable: true } };

export const nullableTable = (table: ScopeTable): ScopeTable => ({
  ...table,
  columns: table.columns.map(nullableColumn),
});
