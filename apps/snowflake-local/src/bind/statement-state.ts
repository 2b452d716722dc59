import type { TableId } from '../catalog/entries.js';
import type { Query } from '../parse/ast.js';
import type { SystemCall } from './query.js';

export interface WrittenQuery {
  readonly query: Query;
  readonly introduction: (column: number, name: string) => string;
}

/** What accumulates while one statement is bound: names that must differ, and what it was found to touch. */
export class StatementState {
  readonly reads = new Set<TableId>();
  readonly calls: SystemCall[] = [];
  /** Calls of functions that give another value each time; views count too. */
  volatileCalls = 0;
  /** Whether rows are read from anywhere. */
  readsRows = false;
  /** Lambda expressions around what is being bound. */
  lambdas = 0;
  /** Expressions that are being bound inside each other, those of sub-queries too. */
  expressionDepth = 0;
  /** Characters of deep expressions, each as often as it has levels around it. */
  expressionWork = 0;
  /** Views that are being bound inside each other. */
  viewDepth = 0;
  /** Stored tables, once for each place that reads them; null as soon as rows come from anything else. */
  scans: TableId[] | null = [];
  /** DuckDB text that other stages of the server gave: stored results, the history, staged files, system views. */
  readonly embedded: string[] = [];
  /** The query whose rows a statement writes, and what a failure of one of its columns begins with. */
  written: WrittenQuery | null = null;
  private tables = 0;

  /** Notes text of another stage, and that its rows are not those of a stored table. */
  embed(sql: string): string {
    this.embedded.push(sql);
    this.scans = null;
    return sql;
  }

  /** A name for a source in DuckDB SQL, used nowhere else in the statement. */
  nextTable(): string {
    this.tables += 1;
    return `t${this.tables}`;
  }

  /** The same for a common table. */
  nextCommonTable(): string {
    this.tables += 1;
    return `w${this.tables}`;
  }
}
