import type { TableId } from '../catalog/entries.js';
import type { CommitLog } from './commit-log.js';
import type { DuckRunner } from './duck.js';

/** How many rows tables have, counted once for each change of a table: enough to tell a small result beforehand. */
export class RowEstimates {
  private readonly counted = new Map<TableId, { readonly change: number; readonly rows: number }>();

  constructor(private readonly commits: CommitLog) {}

  /** The rows of a join of all these tables without any condition; no query over them gives many more. */
  async product(tables: readonly TableId[], duck: DuckRunner): Promise<number> {
    let product = 1;
    for (const table of tables) product *= await this.rows(table, duck);
    return product;
  }

  private async rows(table: TableId, duck: DuckRunner): Promise<number> {
    const change = this.commits.lastChange(table);
    const known = this.counted.get(table);
    if (known?.change === change) return known.rows;
    const [row] = await duck.rows(`SELECT count(*) FROM ${table}`);
    const rows = Number(row?.[0] ?? 0);
    this.counted.set(table, { change, rows });
    return rows;
  }
}
