import { typedNull } from '../types/literal.js';
import { type Emitted, isBareNull } from '../types/typed.js';
import type { OutColumn } from './query.js';
import type { ScopeColumn } from './scope.js';

/** A bound query: a DuckDB SELECT with the columns c0 to cn. */
export interface Relation {
  readonly sql: string;
  readonly columns: readonly OutColumn[];
  readonly atMost?: number;
  /** Its one row as DuckDB texts, where it is nothing but literals. */
  readonly literals?: readonly string[];
}

/** Column `index` of the relation that stands under `table` in a FROM clause. */
export function relationValue(table: string, column: OutColumn, index: number): Emitted {
  const { type, physical, nullable } = column;
  if (column.untyped === true) return { ...typedNull(type, physical), sql: `${table}.c${index}` };
  return { type, physical, nullable, sql: `${table}.c${index}` };
}

/** The relation's columns under the table name `table`. */
export const relationColumns = (table: string, columns: readonly OutColumn[]): readonly ScopeColumn[] =>
  columns.map((column, index) => ({
    name: column.name,
    value: relationValue(table, column, index),
    ...(column.source && { source: column.source }),
  }));

/** What a value is as a column. */
export const columnOf = (name: string, value: Emitted, source?: OutColumn['source']): OutColumn => ({
  name,
  type: value.type,
  physical: value.physical,
  nullable: value.nullable,
  ...(source && { source }),
  ...(isBareNull(value) && { untyped: true }),
});
