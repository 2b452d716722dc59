import type { ActionOptions, NoBlock } from '../async/action-options.js';
import type { ActionRunner, ActionStart } from '../async/action-runner.js';
import type { AsyncJob } from '../async/async-job.js';
import { UsageError } from '../errors.js';
import {
  type CopyIntoLocation,
  type FileType,
  type OptionValue,
  SAVE_MODES,
  type SaveAsTable,
  type SaveMode,
  TABLE_TYPES,
  type TableType,
} from '../plan/action.js';
import { columnExpr } from '../plan/column-ref.js';
import { frozen } from '../plan/frozen.js';
import type { Expr, Plan } from '../plan/plan.js';
import type { Row } from '../row.js';
import type { AnyColumn, Untyped } from '../shape/shape.js';
import { objectName } from '../sql/identifier.js';
import { copyOptions, formatOptions } from './options.js';

/** What a save does to a table. */
export interface TableOptions {
  /** Default: what `mode` said, else `errorifexists`. */
  readonly mode?: SaveMode;
  /** Default `permanent`. A temporary table lives as long as the session. */
  readonly tableType?: TableType;
  /** How `append` meets the columns of the table: by position (default), or by name. */
  readonly columnOrder?: 'index' | 'name';
  /** With mode `overwrite`: replaces only the rows that meet it, in one transaction. */
  readonly overwriteCondition?: AnyColumn;
  readonly clusterBy?: readonly (string | AnyColumn)[];
  readonly comment?: string;
  readonly dataRetentionDays?: number;
  readonly changeTracking?: boolean;
  readonly copyGrants?: boolean;
}

/** How files are written. */
export interface UnloadOptions {
  readonly partitionBy?: string | AnyColumn;
  /** A named file format. */
  readonly formatName?: string;
  readonly formatType?: FileType;
  /** Such as `{ COMPRESSION: 'NONE', FIELD_DELIMITER: '|' }`. */
  readonly formatOptions?: Readonly<Record<string, OptionValue>>;
  /** `OVERWRITE`, `SINGLE`, `MAX_FILE_SIZE`, `INCLUDE_QUERY_ID`, `DETAILED_OUTPUT`. */
  readonly copyOptions?: Readonly<Record<string, OptionValue>>;
  /** A first line, or schema, with the names. Default false. */
  readonly header?: boolean;
}

/** What unloading answers. With DETAILED_OUTPUT the columns are others. */
export interface Unloaded {
  readonly rows_unloaded: bigint;
  readonly input_bytes: bigint;
  readonly output_bytes: bigint;
}

/** Writes a frame. Immutable: `mode` gives another writer. */
export class DataFrameWriter {
  readonly #runner: ActionRunner;
  readonly #plan: Plan;
  readonly #mode: SaveMode;

  constructor(runner: ActionRunner, plan: Plan, mode: SaveMode = 'errorifexists') {
    this.#runner = runner;
    this.#plan = plan;
    this.#mode = mode;
  }

  mode(mode: SaveMode): DataFrameWriter {
    return new DataFrameWriter(this.#runner, this.#plan, checkedMode(mode));
  }

  /**
   * Saves the rows as a table.
   *
   * `errorifexists` and `ignore` make it; `overwrite` replaces it; `append` adds to it and `truncate` replaces its rows, and both make
   * it where it is missing.
   */
  saveAsTable(table: string | readonly string[], options?: TableOptions & ActionOptions): Promise<void>;
  saveAsTable(
    table: string | readonly string[],
    options: TableOptions & NoBlock,
  ): Promise<AsyncJob<undefined, Untyped>>;
  async saveAsTable(table: string | readonly string[], options: TableOptions & ActionStart = {}): Promise<unknown> {
    const action = this.#saveAction(table, options);
    return options.block === false
      ? this.#runner.start<Untyped, 'none'>(action, 'none', options)
      : this.#runner.run<Untyped, 'none'>(action, 'none', options);
  }
  async saveAsTableNowait(
    table: string | readonly string[],
    options: TableOptions & ActionOptions = {},
  ): Promise<AsyncJob<undefined, Untyped>> {
    return this.#runner.start<Untyped, 'none'>(this.#saveAction(table, options), 'none', options);
  }

  /** Unloads the rows into files of a stage, `@stage/folder/name.csv`, or of a cloud URL. */
  copyIntoLocation(location: string, options?: UnloadOptions & ActionOptions): Promise<Row<Unloaded>[]>;
  copyIntoLocation(location: string, options: UnloadOptions & NoBlock): Promise<AsyncJob<Row<Unloaded>[], Unloaded>>;
  async copyIntoLocation(location: string, options: UnloadOptions & ActionStart = {}): Promise<unknown> {
    const action = this.#copyAction(location, options);
    return options.block === false
      ? this.#runner.start<Unloaded, 'rows'>(action, 'rows', options)
      : this.#runner.run<Unloaded, 'rows'>(action, 'rows', options);
  }
  async copyIntoLocationNowait(
    location: string,
    options: UnloadOptions & ActionOptions = {},
  ): Promise<AsyncJob<Row<Unloaded>[], Unloaded>> {
    return this.#runner.start<Unloaded, 'rows'>(this.#copyAction(location, options), 'rows', options);
  }

  #saveAction(table: string | readonly string[], options: TableOptions): SaveAsTable {
    const {
      mode = this.#mode,
      tableType = 'permanent',
      columnOrder = 'index',
      overwriteCondition,
      clusterBy,
      ...rest
    } = options;
    if (overwriteCondition !== undefined && mode !== 'overwrite') {
      throw new UsageError('invalid_argument', `overwriteCondition goes with mode overwrite, not ${mode}.`);
    }
    if (!TABLE_TYPES.includes(tableType))
      throw new UsageError('invalid_argument', `No table type ${tableType}. There are ${TABLE_TYPES.join(', ')}.`);
    return frozen({
      kind: 'save_as_table',
      plan: this.#plan,
      table: typeof table === 'string' ? objectName(table) : objectName(table.join('.')),
      mode: checkedMode(mode),
      tableType,
      columnOrder,
      ...(overwriteCondition !== undefined && { overwriteCondition: overwriteCondition.expr }),
      ...(clusterBy !== undefined && { clusterBy: clusterBy.map(columnExpr) }),
      ...present(rest, ['comment', 'dataRetentionDays', 'changeTracking', 'copyGrants']),
    });
  }

  #copyAction(location: string, options: UnloadOptions): CopyIntoLocation {
    const { partitionBy, formatName, formatType, header = false } = options;
    return frozen({
      kind: 'copy_into_location',
      plan: this.#plan,
      location,
      ...(partitionBy !== undefined && { partitionBy: partitionExpr(partitionBy) }),
      ...(formatName !== undefined && { formatName: objectName(formatName) }),
      ...(formatType !== undefined && { formatType }),
      formatOptions: formatOptions(formatType, options.formatOptions ?? {}),
      copyOptions: copyOptions(options.copyOptions ?? {}),
      header,
    });
  }
}

function checkedMode(mode: SaveMode): SaveMode {
  if (!SAVE_MODES.includes(mode))
    throw new UsageError('invalid_argument', `No save mode ${mode}. There are ${SAVE_MODES.join(', ')}.`);
  return mode;
}

const partitionExpr = (by: string | AnyColumn): Expr => columnExpr(by);

/** The members that were given: a plan has no undefined ones. */
function present<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as Pick<T, K>;
}
