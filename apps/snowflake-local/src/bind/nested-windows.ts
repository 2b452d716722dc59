import type { Emitted } from '../types/typed.js';
import type { ScopeTable } from './scope.js';

/**
 * Windows whose values stand in the arguments of others. DuckDB's windows do not nest, so these are columns of a
 * sub-select around the FROM clause. It hands on each source as one struct of the source's name: what names a column
 * of a source names the struct's field just as well.
 */
export class NestedWindows {
  private readonly values: string[] = [];
  private table: string | undefined;

  constructor(private readonly nextTable: () => string) {}

  get isEmpty(): boolean {
    return this.values.length === 0;
  }

  get size(): number {
    return this.values.length;
  }

  /** The column that holds `value`. */
  add(value: Emitted): Emitted {
    this.table ??= this.nextTable();
    const known = this.values.indexOf(value.sql);
    const at = known < 0 ? this.values.push(value.sql) - 1 : known;
    const { literal: _, ...rest } = value;
    return { ...rest, sql: `${this.table}.w${at}` };
  }

  /** The FROM clause `from`, with these values beside its own columns. */
  sql(tables: readonly ScopeTable[], from: string | null, where: string | null): string {
    const sources = new Set(tables.flatMap(duckAlias));
    const items = [...sources, ...this.values.map((value, at) => `${value} AS w${at}`)];
    const rows = `${from === null ? '' : ` FROM ${from}`}${where === null ? '' : ` WHERE ${where}`}`;
    return `(SELECT ${items.join(', ')}${rows}) AS ${this.table}`;
  }
}

/** Every column of a source is named by the source's alias and a point. */
const duckAlias = ({ columns, sequence }: ScopeTable): readonly string[] => {
  const [, alias] = /^(\w+)\./.exec(columns[0]?.value.sql ?? sequence ?? '') ?? [];
  return alias === undefined ? [] : [alias];
};
