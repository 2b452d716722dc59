import type { OutColumn } from '../../bind/query.js';
import { SqlError } from '../../errors.js';
import type { FunctionContext } from '../../functions/registry.js';

/** What is unloaded. */
export interface UnloadedRows {
  /** A DuckDB SELECT with the columns `c0` to `cn`. */
  readonly sql: string;
  readonly columns: readonly OutColumn[];
  /** The DuckDB text over `sql` that names a row's folder. */
  readonly partition: string | null;
  readonly values: FunctionContext;
}

/** A file that is whole and not yet where it belongs. */
export interface WrittenFile {
  /** On disk. */
  readonly file: string;
  /** What PARTITION BY gives for its rows; undefined without one. */
  readonly partition: string | null | undefined;
  readonly rows: number;
  /** Before compression. */
  readonly inputBytes: number;
  readonly outputBytes: number;
}

export const singleTooLarge = (bytes: number): SqlError =>
  new SqlError(
    '100083',
    '22000',
    `Max file size (${bytes}) exceeded for unload single file mode. Please increase MAX_FILE_SIZE copy option.`,
  );
