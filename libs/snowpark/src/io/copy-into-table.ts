import { COLUMN } from '../arguments/columns.js';
import { NAME, OBJECT_NAME } from '../arguments/names.js';
import type { ReadersOf, ReadOptions } from '../arguments/options.js';
import { listOf } from '../arguments/scalars.js';
import { required } from '../arguments/signature.js';
import { FULL_TEXT } from '../arguments/text.js';
import { NO_FILES } from '../compile/files/copy-into-table.js';
import { UsageError } from '../errors.js';
import type { CopyIntoTable, OptionValue } from '../plan/action.js';
import { frozen } from '../plan/frozen.js';
import type { Plan } from '../plan/plan.js';
import { present } from '../plan/present.js';
import type { AnyColumn } from '../shape/shape.js';
import { LOAD_OPTIONS, VALIDATION } from './load-options.js';

/** How files are loaded into a table. */
export interface LoadOptions {
  /** Names of files below the path of the read. */
  readonly files?: readonly string[];
  /** Columns of the table that get values. Left out: those of the read, or all of the table. */
  readonly targetColumns?: readonly string[];
  /** What becomes of a row: of columns of the read, or of `$1`, `$2`, … of a CSV file. */
  readonly transformations?: readonly (string | AnyColumn)[];
  /** `RETURN_ERRORS`, `RETURN_ALL_ERRORS` or `RETURN_5_ROWS`: what would be loaded is told, and nothing is. */
  readonly validationMode?: string;
  /** Such as `{ ON_ERROR: 'continue', FORCE: true, PURGE: true, MATCH_BY_COLUMN_NAME: 'CASE_INSENSITIVE' }`. */
  readonly copyOptions?: Readonly<Record<string, OptionValue>>;
}

/** What became of a file. With a `validationMode` the columns are others. */
export interface Loaded {
  readonly file: string;
  /** `LOADED`, `PARTIALLY_LOADED` or `LOAD_FAILED`. */
  readonly status: string;
  readonly rows_parsed: bigint;
  readonly rows_loaded: bigint;
  readonly error_limit: bigint;
  readonly errors_seen: bigint;
  readonly first_error: string | null;
  readonly first_error_line: bigint | null;
  readonly first_error_character: bigint | null;
  readonly first_error_column_name: string | null;
}

export const LOAD_TABLE = required('table', OBJECT_NAME);

export const LOAD_READERS = {
  files: listOf(FULL_TEXT, 1),
  targetColumns: listOf(NAME, 1),
  transformations: listOf(COLUMN, 1),
  validationMode: VALIDATION,
  copyOptions: LOAD_OPTIONS,
} satisfies ReadersOf<LoadOptions>;

export function loadAction(
  plan: Plan,
  table: readonly string[],
  { targetColumns, copyOptions = {}, ...rest }: ReadOptions<typeof LOAD_READERS>,
): CopyIntoTable {
  if (plan.kind !== 'files') throw new UsageError('invalid_argument', NO_FILES);
  const { transformations } = rest;
  if (targetColumns !== undefined && transformations !== undefined && targetColumns.length !== transformations.length) {
    const found = `${targetColumns.length} columns for ${transformations.length} transformations`;
    throw new UsageError('invalid_argument', `copyIntoTable(options): each column needs a value, there are ${found}.`);
  }
  return frozen({
    kind: 'copy_into_table',
    plan,
    table,
    ...(targetColumns !== undefined && { columns: targetColumns }),
    ...present(rest, ['transformations', 'files', 'validationMode']),
    copyOptions,
  });
}
