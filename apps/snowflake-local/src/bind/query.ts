import type { TableId } from '../catalog/entries.js';
import { quoteText } from '../types/duck-text.js';
import type { Physical } from '../types/physical.js';
import type { SnowType } from '../types/snow-type.js';

/** One column of a result. Names may repeat. */
export interface OutColumn {
  readonly name: string;
  readonly type: SnowType;
  readonly physical: Physical;
  readonly nullable: boolean;
  /** NULL in every row, without a type of its own: `SELECT NULL`. It takes the type of what it meets. */
  readonly untyped?: boolean;
  /** The stored table whose column this is, unchanged. */
  readonly source?: { readonly database: string; readonly schema: string; readonly table: string };
}

/** A query that is ready for DuckDB. */
export interface BoundQuery {
  /** A DuckDB SELECT with the columns c0 to cn, in the physical forms of `columns`. See `calls` before running it. */
  readonly sql: string;
  readonly columns: readonly OutColumn[];
  /** Stored tables it reads, also behind views; each once. */
  readonly reads: readonly TableId[];
  /**
   * Stored tables, once for each place that reads them, also behind views: what the number of rows can be estimated
   * from. Absent where rows come from anything else.
   */
  readonly tableScans?: readonly TableId[];
  /** SYSTEM$ functions with an effect: run them in order, then put their answers in with `withAnswers`. */
  readonly calls: readonly SystemCall[];
  /** Set where no run can give more rows. */
  readonly atMost?: number;
  /** False where every run over the same rows gives the same rows. */
  readonly volatile: boolean;
  /** Whether Snowflake would start a warehouse for it: it reads rows, or waits. */
  readonly needsWarehouse: boolean;
}

/** `SYSTEM$WAIT(3)` and its like, and ROW_COUNTS: something the server does, once a statement, before the SQL runs. */
export interface SystemCall {
  /** In upper case. */
  readonly name: string;
  /** Constant arguments as text; null is NULL. */
  readonly args: readonly (string | null)[];
  /** Stands in `sql` for the answer, a text; as a whole it is a DuckDB text literal. */
  readonly placeholder: string;
  /** DuckDB SQL of the only column that reads the answer: where no SQL holds it, the call need not be made. */
  readonly neededBy?: string;
}

/** How many rows each table of a database has: no function of SQL's. */
export const ROW_COUNTS = 'ROW COUNTS';

/** `bound.sql` with the answers of its calls, in their order. */
export function withAnswers(bound: Pick<BoundQuery, 'sql' | 'calls'>, answers: readonly (string | null)[]): string {
  let sql = bound.sql;
  bound.calls.forEach(({ placeholder }, index) => {
    const answer = answers[index] ?? null;
    const literal = answer === null ? 'NULL' : quoteText(answer);
    sql = sql.replaceAll(placeholder, () => literal);
  });
  return sql;
}
