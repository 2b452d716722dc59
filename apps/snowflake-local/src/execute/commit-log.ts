import type { TableId } from '../catalog/entries.js';

/** Which tables were changed when, by a counter of commits: tells a transaction that its snapshot has grown old. */
export class CommitLog {
  private commits = 0;
  private readonly last = new Map<TableId, number>();

  /** Commits that have ended. A snapshot taken from now on sees at least these. */
  get now(): number {
    return this.commits;
  }

  /** To be called after DuckDB has committed, before the tables' locks go. */
  note(tables: Iterable<TableId>): void {
    this.commits += 1;
    for (const table of tables) this.last.set(table, this.commits);
  }

  /** The commit that last changed a table; 0 for none of this run. */
  lastChange(table: TableId): number {
    return this.last.get(table) ?? 0;
  }

  changedSince(table: TableId, snapshot: number): boolean {
    return this.lastChange(table) > snapshot;
  }
}
