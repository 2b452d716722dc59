import type { TableId } from '../catalog/entries.js';
import type { Query } from '../parse/ast.js';
import type { SystemCall } from './query.js';

export interface WrittenQuery {
  readonly query: Query;
  readonly introduction: (column: number, name: string) => string;
}

/** How far a state had come. */
export interface StateMark {
  readonly names: number;
  readonly volatileCalls: number;
  readonly expressionDepth: number;
  readonly lambdas: number;
  readonly reads: number;
  readonly scans: number;
  readonly others: number;
}

/** What the binding of a part did to a state. */
export interface StateChanges {
  readonly names: number;
  readonly volatileCalls: number;
  readonly readsRows: boolean;
  readonly reads: readonly TableId[];
  /** null: its rows come from anything else. */
  readonly scans: readonly TableId[] | null;
}

const NO_TABLES: readonly TableId[] = [];

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
  /** References to common tables, which are counted where these are kept. */
  commonReferences = 0;
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

  mark(): StateMark {
    const { tables: names, volatileCalls, expressionDepth, lambdas, reads, scans } = this;
    const others = this.others();
    return { names, volatileCalls, expressionDepth, lambdas, reads: reads.size, scans: scans?.length ?? -1, others };
  }

  /** null: they cannot be done again. */
  changesBetween(from: StateMark, to: StateMark): StateChanges | null {
    if (from.others !== to.others) return null;
    const { scans, reads } = this;
    return {
      names: to.names - from.names,
      volatileCalls: to.volatileCalls - from.volatileCalls,
      readsRows: this.readsRows,
      reads: from.reads === to.reads ? NO_TABLES : [...reads].slice(from.reads, to.reads),
      scans: scans === null ? null : from.scans === to.scans ? NO_TABLES : scans.slice(from.scans, to.scans),
    };
  }

  /** Does again what a part did that began at `mark`; false, and nothing, where that had come elsewhere. */
  retake(mark: StateMark, changes: StateChanges): boolean {
    const { expressionDepth, lambdas } = this;
    if (expressionDepth !== mark.expressionDepth || lambdas !== mark.lambdas) return false;
    if (changes.names > 0 && this.tables !== mark.names) return false;
    this.tables += changes.names;
    this.volatileCalls += changes.volatileCalls;
    this.readsRows ||= changes.readsRows;
    for (const table of changes.reads) this.reads.add(table);
    if (changes.scans === null) this.scans = null;
    else this.scans?.push(...changes.scans);
    return true;
  }

  /** What is not done again: texts of other stages, effects, counts that others keep. */
  private others(): number {
    return this.embedded.length + this.calls.length + this.commonReferences;
  }
}
