import { COLUMN, CONDITION } from '../arguments/columns.js';
import { isNode, requireMade } from '../arguments/made.js';
import { OBJECT_NAME } from '../arguments/names.js';
import { options, type ReadersOf, type ReadOptions } from '../arguments/options.js';
import { FLAG, listOf, whole, word } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import { FULL_TEXT, TEXT } from '../arguments/text.js';
import { ACTION_READERS, type ActionOptions, type NoBlock, START_READERS } from '../async/action-options.js';
import type { ActionRunner } from '../async/action-runner.js';
import type { AsyncJob } from '../async/async-job.js';
import { type Acting, type ActingNowait, declareAction, giveActions, RUNNER } from '../async/declared-actions.js';
import { UsageError } from '../errors.js';
import type { StartOptions } from '../execution/executor.js';
import { answerForeignNames } from '../foreign-names/answer.js';
import { WRITER_NAMES } from '../foreign-names/names.js';
import {
  type CopyIntoLocation,
  FILE_TYPES,
  type FileFormat,
  type OptionValue,
  SAVE_MODES,
  type SaveAsTable,
  type SaveMode,
  TABLE_TYPES,
  type TableType,
} from '../plan/action.js';
import { frozen } from '../plan/frozen.js';
import type { Plan } from '../plan/plan.js';
import { present } from '../plan/present.js';
import type { Row } from '../row.js';
import type { AnyColumn, Untyped } from '../shape/shape.js';
import { COPY_OPTIONS, FORMAT_OPTIONS, formatOptions, OPTION_VALUE } from './options.js';

/** What a save does to a table. */
export interface TableOptions {
  /** Default: what `mode` said, else `errorifexists`. */
  readonly mode?: SaveMode;
  /** Default `permanent`. A temporary table lives as long as the session. */
  readonly tableType?: TableType;
  /** How `append` meets the columns of the table: by position (default), or by name. */
  readonly columnOrder?: 'index' | 'name';
  /** With mode `overwrite`: replaces only the rows that meet it, in one transaction. A text is SQL. */
  readonly overwriteCondition?: AnyColumn | string;
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
  readonly formatType?: FileFormat;
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

/** What the actions that are declared below the class are made by. */
const SAVE: unique symbol = Symbol('save');
const INSERT: unique symbol = Symbol('insert');

/** Writes a frame. Immutable: `mode` gives another writer. */
export class DataFrameWriter {
  readonly #runner: ActionRunner;
  readonly #plan: Plan;
  readonly #mode: SaveMode;
  readonly #unload: Unload;

  constructor(runner: ActionRunner, plan: Plan, mode: SaveMode = 'errorifexists', unload: Unload = {}) {
    requireMade(() => isNode(plan), 'DataFrameWriter', 'frame.write');
    this.#runner = runner;
    this.#plan = plan;
    this.#mode = mode;
    this.#unload = unload;
  }

  get [RUNNER](): ActionRunner {
    return this.#runner;
  }

  mode(mode: SaveMode): DataFrameWriter;
  mode(...given: readonly unknown[]): DataFrameWriter {
    const [mode] = MODE.read(given);
    return new DataFrameWriter(this.#runner, this.#plan, mode, this.#unload);
  }

  /** The type of the files that `save` writes. */
  format(type: FileFormat): DataFrameWriter;
  format(...given: readonly unknown[]): DataFrameWriter {
    const [formatType] = FORMAT.read(given);
    return this.#unloading({ formatType });
  }
  /** An option of the file format, such as `COMPRESSION`. */
  option(name: string, value: OptionValue): DataFrameWriter;
  option(...given: readonly unknown[]): DataFrameWriter {
    const [name, value] = OPTION.read(given);
    return this.#withOptions(FORMAT_OPTIONS.read({ [name]: value }, { call: 'option', name: 'value' }));
  }
  options(options: Readonly<Record<string, OptionValue>>): DataFrameWriter;
  options(...given: readonly unknown[]): DataFrameWriter {
    return this.#withOptions(OPTIONS.read(given)[0]);
  }
  /** Which folder of the location a row goes to. */
  partitionBy(column: string | AnyColumn): DataFrameWriter;
  partitionBy(...given: readonly unknown[]): DataFrameWriter {
    const [partitionBy] = PARTITION_BY.read(given);
    return this.#unloading({ partitionBy });
  }

  #withOptions(formatOptions: Readonly<Record<string, OptionValue>>): DataFrameWriter {
    return this.#unloading({ formatOptions: { ...this.#unload.formatOptions, ...formatOptions } });
  }

  #unloading(unload: Unload): DataFrameWriter {
    return new DataFrameWriter(this.#runner, this.#plan, this.#mode, { ...this.#unload, ...unload });
  }

  /** Adds the rows to a table that is there, or with `overwrite` replaces its rows. */
  declare insertInto: Acting<[table: string | readonly string[]], InsertOptions, 'none', Untyped>;
  declare insertIntoNowait: ActingNowait<[table: string | readonly string[]], InsertOptions, 'none', Untyped>;
  /** Unloads the rows into files of the type that `format` said. */
  declare save: Saving;
  declare saveNowait: SavingNowait;
  declare csv: Saving;
  declare csvNowait: SavingNowait;
  declare json: Saving;
  declare jsonNowait: SavingNowait;
  declare parquet: Saving;
  declare parquetNowait: SavingNowait;

  /** For the actions below the class. */
  [SAVE](location: string, options: FileOptions, type?: FileFormat): CopyIntoLocation {
    const formatType = type ?? this.#unload.formatType;
    if (formatType === undefined)
      throw new UsageError('invalid_argument', `save(location): say what is written with format('csv').`);
    return this.#copyAction(location, { ...options, formatType });
  }

  [INSERT](table: readonly string[], overwrite: boolean): SaveAsTable {
    return { ...this.#saveAction(table, { mode: overwrite ? 'truncate' : 'append' }), mustExist: true };
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
  async saveAsTable(...given: readonly unknown[]): Promise<unknown> {
    const [table, options] = SAVE_AS_TABLE.read(given);
    const action = this.#saveAction(table, options);
    return options.block === false
      ? this.#runner.start<Untyped, 'none'>(action, 'none', options)
      : this.#runner.run<Untyped, 'none'>(action, 'none', options);
  }
  saveAsTableNowait(
    table: string | readonly string[],
    options?: TableOptions & StartOptions,
  ): Promise<AsyncJob<undefined, Untyped>>;
  async saveAsTableNowait(...given: readonly unknown[]): Promise<AsyncJob<undefined, Untyped>> {
    const [table, options] = SAVE_AS_TABLE_NOWAIT.read(given);
    return this.#runner.start<Untyped, 'none'>(this.#saveAction(table, options), 'none', options);
  }

  /** Unloads the rows into files of a stage, `@stage/folder/name.csv`, or of a cloud URL. */
  copyIntoLocation(location: string, options?: UnloadOptions & ActionOptions): Promise<Row<Unloaded>[]>;
  copyIntoLocation(location: string, options: UnloadOptions & NoBlock): Promise<AsyncJob<Row<Unloaded>[], Unloaded>>;
  async copyIntoLocation(...given: readonly unknown[]): Promise<unknown> {
    const [location, options] = COPY_INTO_LOCATION.read(given);
    const action = this.#copyAction(location, options);
    return options.block === false
      ? this.#runner.start<Unloaded, 'rows'>(action, 'rows', options)
      : this.#runner.run<Unloaded, 'rows'>(action, 'rows', options);
  }
  copyIntoLocationNowait(
    location: string,
    options?: UnloadOptions & StartOptions,
  ): Promise<AsyncJob<Row<Unloaded>[], Unloaded>>;
  async copyIntoLocationNowait(...given: readonly unknown[]): Promise<AsyncJob<Row<Unloaded>[], Unloaded>> {
    const [location, options] = COPY_INTO_LOCATION_NOWAIT.read(given);
    return this.#runner.start<Unloaded, 'rows'>(this.#copyAction(location, options), 'rows', options);
  }

  #saveAction(table: readonly string[], options: ReadTableOptions): SaveAsTable {
    const { mode = this.#mode, tableType = 'permanent', columnOrder = 'index', overwriteCondition, ...rest } = options;
    if (overwriteCondition !== undefined && mode !== 'overwrite') {
      throw new UsageError('invalid_argument', `overwriteCondition goes with mode overwrite, not ${mode}.`);
    }
    return frozen({
      kind: 'save_as_table',
      plan: this.#plan,
      table,
      mode,
      tableType,
      columnOrder,
      ...(overwriteCondition !== undefined && { overwriteCondition }),
      ...present(rest, ['clusterBy', 'comment', 'dataRetentionDays', 'changeTracking', 'copyGrants']),
    });
  }

  #copyAction(location: string, given: ReadUnloadOptions): CopyIntoLocation {
    const options = { ...this.#unload, ...given };
    const { formatType, header = false, copyOptions = {} } = options;
    if (formatType !== undefined && options.formatName !== undefined) {
      throw new UsageError('invalid_argument', 'formatName names a format that has a type: leave formatType out.');
    }
    return frozen({
      kind: 'copy_into_location',
      plan: this.#plan,
      location,
      ...present(options, ['partitionBy', 'formatName', 'formatType']),
      formatOptions: formatOptions(formatType, { ...this.#unload.formatOptions, ...given.formatOptions }),
      copyOptions,
      header,
    });
  }
}

answerForeignNames(DataFrameWriter.prototype, 'DataFrameWriter', WRITER_NAMES);

type Unload = Pick<ReadUnloadOptions, 'formatType' | 'formatOptions' | 'partitionBy'>;
type FileOptions = Omit<ReadUnloadOptions, 'formatType'>;

export interface InsertOptions {
  /** Replaces the rows of the table. Default false. */
  readonly overwrite?: boolean;
}

type Saving = Acting<[location: string], Omit<UnloadOptions, 'formatType'>, 'rows', Unloaded>;
type SavingNowait = ActingNowait<[location: string], Omit<UnloadOptions, 'formatType'>, 'rows', Unloaded>;

const TABLE_READERS = {
  mode: word(SAVE_MODES),
  tableType: word(TABLE_TYPES),
  columnOrder: word(['index', 'name']),
  overwriteCondition: CONDITION,
  clusterBy: listOf(COLUMN, 1),
  comment: TEXT,
  dataRetentionDays: whole(0, 90),
  changeTracking: FLAG,
  copyGrants: FLAG,
} satisfies ReadersOf<TableOptions>;

const UNLOAD_READERS = {
  partitionBy: COLUMN,
  formatName: OBJECT_NAME,
  formatType: word(FILE_TYPES),
  formatOptions: FORMAT_OPTIONS,
  copyOptions: COPY_OPTIONS,
  header: FLAG,
} satisfies ReadersOf<UnloadOptions>;

type ReadTableOptions = ReadOptions<typeof TABLE_READERS>;
type ReadUnloadOptions = ReadOptions<typeof UNLOAD_READERS>;

const SAVE_OPTIONS = options({ ...TABLE_READERS, ...ACTION_READERS });
const SAVE_START = options({ ...TABLE_READERS, ...START_READERS });
const COPY_ACTION = options({ ...UNLOAD_READERS, ...ACTION_READERS });
const COPY_START = options({ ...UNLOAD_READERS, ...START_READERS });

const FORMAT = signature('format', required('type', word(FILE_TYPES)));
const OPTION = signature('option', required('name', FULL_TEXT), required('value', OPTION_VALUE));
const OPTIONS = signature('options', required('options', FORMAT_OPTIONS));
const PARTITION_BY = signature('partitionBy', required('column', COLUMN));
const MODE = signature('mode', required('mode', word(SAVE_MODES)));
const TABLE = required('table', OBJECT_NAME);
const SAVE_AS_TABLE = signature('saveAsTable', TABLE, optional('options', SAVE_OPTIONS, {}));
const SAVE_AS_TABLE_NOWAIT = signature('saveAsTableNowait', TABLE, optional('options', SAVE_START, {}));
const LOCATION = required('location', FULL_TEXT);
const COPY_INTO_LOCATION = signature('copyIntoLocation', LOCATION, optional('options', COPY_ACTION, {}));
const COPY_INTO_LOCATION_NOWAIT = signature('copyIntoLocationNowait', LOCATION, optional('options', COPY_START, {}));

const { formatType: _, ...FILE_READERS } = UNLOAD_READERS;
const TABLE_NAME = required('table', OBJECT_NAME);

const saving = (type?: FileFormat) =>
  declareAction('rows', [LOCATION], FILE_READERS, (writer: DataFrameWriter, location, options) =>
    writer[SAVE](location, options, type),
  );

giveActions<DataFrameWriter>(DataFrameWriter.prototype, {
  insertInto: declareAction(
    'none',
    [TABLE_NAME],
    { overwrite: FLAG } satisfies ReadersOf<InsertOptions>,
    (writer: DataFrameWriter, table, { overwrite = false }) => writer[INSERT](table, overwrite),
  ),
  save: saving(),
  csv: saving('csv'),
  json: saving('json'),
  parquet: saving('parquet'),
});
