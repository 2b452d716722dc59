import type { Emitted } from '../../types/typed.js';
import type { FromClause, ScopeColumn, ScopeTable } from '../scope.js';

/** Columns of a FROM clause as those of a sub-select over it. */
export class HandedOn {
  private readonly names = new Map<string, string>();

  constructor(private readonly alias: string) {}

  /** What the sub-select has to select; complete only when all expressions over it are bound. */
  items(): readonly string[] {
    return [...this.names].map(([sql, name]) => `${sql} AS ${name}`);
  }

  /** Everything that `from` puts in scope, as the sub-select hands it on. */
  scope(from: FromClause): Pick<FromClause, 'tables' | 'columns'> {
    return {
      tables: from.tables.map((table) => this.table(table)),
      columns: from.columns.map((column) => this.column(column)),
    };
  }

  column(column: ScopeColumn): ScopeColumn {
    return { ...column, value: this.value(column.value) };
  }

  private table({ path, columns, positional, rowId, sequence }: ScopeTable): ScopeTable {
    return {
      path,
      columns: columns.map((column) => this.column(column)),
      ...(positional && { positional: (index: number) => this.value(positional(index)) }),
      ...(rowId !== undefined && { rowId: this.sql(rowId) }),
      ...(sequence !== undefined && { sequence: this.sql(sequence) }),
    };
  }

  private value(value: Emitted): Emitted {
    return { ...value, sql: this.sql(value.sql) };
  }

  private sql(sql: string): string {
    const name = this.names.get(sql) ?? `k${this.names.size}`;
    this.names.set(sql, name);
    return `${this.alias}.${name}`;
  }
}
