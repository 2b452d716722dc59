import { typedNull } from '../types/literal.js';
import type { Emitted } from '../types/typed.js';
import type { OutColumn } from './query.js';
import type { ScopeColumn } from './scope.js';

/** A column of a query that is part of another. */
export interface RelationColumn extends OutColumn {
  /** NULL in every row, without a type of its own: `SELECT NULL`. It takes the type of what it is combined with. */
  readonly untyped?: boolean;
}

/** A bound query: a DuckDB SELECT with the columns c0 to cn. */
export interface Relation {
  readonly sql: string;
  readonly columns: readonly RelationColumn[];
  readonly atMost?: number;
}

/** Column `index` of the relation that stands under `table` in a FROM clause. */
export function relationValue(table: string, column: RelationColumn, index: number): Emitted {
  const { type, physical, nullable } = column;
  if (column.untyped === true) return { ...typedNull(type, physical), sql: `${table}.c${index}` };
  return { type, physical, nullable, sql: `${table}.c${index}` };
}

/** The relation's columns under the table name `table`. */
export const relationColumns = (table: string, columns: readonly RelationColumn[]): readonly ScopeColumn[] =>
  columns.map((column, index) => ({
    name: column.name,
    value: relationValue(table, column, index),
    ...(column.source && { source: column.source }),
  }));

/** What a value is as a column. */
export const columnOf = (name: string, value: Emitted, source?: OutColumn['source']): RelationColumn => ({
  name,
  type: value.type,
  physical: value.physical,
  nullable: value.nullable,
  ...(source && { source }),
  ...(value.literal?.kind === 'null' && { untyped: true }),
});
