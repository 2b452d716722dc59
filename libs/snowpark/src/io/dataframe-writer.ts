import { COLUMN, CONDITION } from '../arguments/columns.js';
import { isNode, requireMade } from '../arguments/made.js';
import { NAME, OBJECT_NAME } from '../arguments/names.js';
import type { ReadersOf, ReadOptions } from '../arguments/options.js';
import { FLAG, listOf, whole, word } from '../arguments/scalars.js';
import { required, signature } from '../arguments/signature.js';
import { FULL_TEXT, TEXT } from '../arguments/text.js';
import type { ActionRunner } from '../async/action-runner.js';
import { type Acting, declareAction, giveActions, type Nowait, RUNNER } from '../async/declared-actions.js';
import { UsageError } from '../errors.js';
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
  /** Columns that files bring are added to the table when they are loaded. */
  readonly enableSchemaEvolution?: boolean;
  readonly dataRetentionDays?: number;
  readonly maxDataExtensionDays?: number;
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
  /** Opens a cloud URL: the name of an integration of the account. Keys of a cloud have no place in a query. */
  readonly storageIntegration?: string;
}

/** What unloading answers. With DETAILED_OUTPUT the columns are others. */
export interface Unloaded {
  readonly rows_unloaded: bigint;
  readonly input_bytes: bigint;
  readonly output_bytes: bigint;
}

/** The actions of a writer. */
export interface WriterActionTable {
  /**
   * Saves the rows as a table.
   *
   * `errorifexists` and `ignore` make it; `overwrite` replaces it; `append` adds to it and `truncate` replaces its rows, and both make
   * it where it is missing.
   *
   * @example
   * ```ts
   * await session.table('orders').write.mode('overwrite').saveAsTable('kept', { comment: 'for the example' });
   * console.log(await session.table('kept').count()); // → 3
   * ```
   */
  saveAsTable: Acting<TableName, TableOptions, 'none', Untyped>;
  /**
   * Adds the rows to a table that is there, or with `overwrite` replaces its rows.
   *
   * @example
   * ```ts
   * await session.sql('create or replace table more like orders').collect();
   * await session.table('orders').write.insertInto('more');
   * console.log(await session.table('more').count()); // → 3
   * ```
   */
  insertInto: Acting<TableName, InsertOptions, 'none', Untyped>;
  /**
   * Unloads the rows into files of a stage, `@stage/folder/name.csv`, or of a cloud URL.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage unloaded').collect();
   * const [told] = await session.table('orders').write.copyIntoLocation('@unloaded/orders/', { formatType: 'csv' });
   * console.log(told?.toArray()[0]); // → 3n
   * ```
   */
  copyIntoLocation: Acting<Location, UnloadOptions, 'rows', Unloaded>;
  /**
   * Unloads the rows into files of the type that `format` said.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage out_saved').collect();
   * const [told] = await session.table('orders').write.format('parquet').save('@out_saved/orders');
   * console.log(told?.toArray()[0]); // → 3n
   * ```
   */
  save: Acting<Location, FileOptions, 'rows', Unloaded>;
  /**
   * As CSV files; here and below as `copyIntoLocation`, with the type named.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage out_csv').collect();
   * const [told] = await session.table('orders').write.csv('@out_csv/orders');
   * console.log(told?.toArray()[0]); // → 3n
   * ```
   */
  csv: Acting<Location, FileOptions, 'rows', Unloaded>;
  /**
   * As JSON: a frame of one column, such as `objectConstruct(…)`.
   *
   * @example
   * ```ts
   * import { col, lit, objectConstruct } from '@firn/snowpark';
   *
   * await session.sql('create or replace stage out_json').collect();
   * const objects = session.table('orders').select(objectConstruct(lit('id'), col('id')).as('o'));
   * const [told] = await objects.write.json('@out_json/orders');
   * console.log(told?.toArray()[0]); // → 3n
   * ```
   */
  json: Acting<Location, FileOptions, 'rows', Unloaded>;
  /**
   * As Parquet; `header: true` keeps the names of the columns.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage out_parquet').collect();
   * const [told] = await session.table('orders').write.parquet('@out_parquet/orders', { header: true });
   * console.log(told?.toArray()[0]); // → 3n
   * ```
   */
  parquet: Acting<Location, FileOptions, 'rows', Unloaded>;
}

type TableName = [table: string | readonly string[]];
type Location = [location: string];
type FileOptions = Omit<UnloadOptions, 'formatType'>;

/** What a writer was told before an action. */
interface Writing {
  readonly plan: Plan;
  readonly mode: SaveMode;
  readonly unload: Unload;
}
const WRITING: unique symbol = Symbol('writing');

export interface DataFrameWriter extends WriterActionTable, Nowait<WriterActionTable> {}

/** Writes a frame. Immutable: `mode` gives another writer. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `giveActions` below gives the class what the table says
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

  /** @internal */
  get [RUNNER](): ActionRunner {
    return this.#runner;
  }
  /** @internal */
  get [WRITING](): Writing {
    return { plan: this.#plan, mode: this.#mode, unload: this.#unload };
  }

  /**
   * @example
   * ```ts
   * await session.table('orders').write.mode('overwrite').saveAsTable('written_twice');
   * await session.table('orders').write.mode('append').saveAsTable('written_twice');
   * console.log(await session.table('written_twice').count()); // → 6
   * ```
   */
  mode(mode: SaveMode): DataFrameWriter;
  mode(...given: readonly unknown[]): DataFrameWriter {
    const [mode] = MODE.read(given);
    return new DataFrameWriter(this.#runner, this.#plan, mode, this.#unload);
  }

  /**
   * The type of the files that `save` writes.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage by_format').collect();
   * await session.table('orders').write.format('csv').save('@by_format/orders');
   * console.log((await session.sql('list @by_format').collect()).length); // → 1
   * ```
   */
  format(type: FileFormat): DataFrameWriter;
  format(...given: readonly unknown[]): DataFrameWriter {
    const [formatType] = FORMAT.read(given);
    return this.#unloading({ formatType });
  }
  /**
   * An option of the file format, such as `COMPRESSION`.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage by_option').collect();
   * await session.table('orders').write.option('field_delimiter', ';').csv('@by_option/orders');
   * console.log((await session.sql('list @by_option').collect()).length); // → 1
   * ```
   */
  option(name: string, value: OptionValue): DataFrameWriter;
  option(...given: readonly unknown[]): DataFrameWriter {
    const [name, value] = OPTION.read(given);
    return this.#withOptions(FORMAT_OPTIONS.read({ [name]: value }, { call: 'option', name: 'value' }));
  }
  /**
   * @example
   * ```ts
   * await session.sql('create or replace stage by_options').collect();
   * await session.table('orders').write.options({ field_delimiter: ';', compression: 'none' }).csv('@by_options/orders');
   * console.log((await session.sql('list @by_options').collect()).length); // → 1
   * ```
   */
  options(options: Readonly<Record<string, OptionValue>>): DataFrameWriter;
  options(...given: readonly unknown[]): DataFrameWriter {
    return this.#withOptions(OPTIONS.read(given)[0]);
  }
  /**
   * Which folder of the location a row goes to.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage by_region').collect();
   * await session.table('orders').write.partitionBy('region').csv('@by_region/orders');
   * console.log((await session.sql('list @by_region').collect()).length); // → 2
   * ```
   */
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
}

answerForeignNames(DataFrameWriter.prototype, 'DataFrameWriter', WRITER_NAMES);

type Unload = Pick<ReadUnloadOptions, 'formatType' | 'formatOptions' | 'partitionBy'>;
export interface InsertOptions {
  /** Replaces the rows of the table. Default false. */
  readonly overwrite?: boolean;
}

const TABLE_READERS = {
  mode: word(SAVE_MODES),
  tableType: word(TABLE_TYPES),
  columnOrder: word(['index', 'name']),
  overwriteCondition: CONDITION,
  clusterBy: listOf(COLUMN, 1),
  comment: TEXT,
  enableSchemaEvolution: FLAG,
  dataRetentionDays: whole(0, 90),
  maxDataExtensionDays: whole(0, 90),
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
  storageIntegration: NAME,
} satisfies ReadersOf<UnloadOptions>;

type ReadTableOptions = ReadOptions<typeof TABLE_READERS>;
type ReadUnloadOptions = ReadOptions<typeof UNLOAD_READERS>;

const FORMAT = signature('format', required('type', word(FILE_TYPES)));
const OPTION = signature('option', required('name', FULL_TEXT), required('value', OPTION_VALUE));
const OPTIONS = signature('options', required('options', FORMAT_OPTIONS));
const PARTITION_BY = signature('partitionBy', required('column', COLUMN));
const MODE = signature('mode', required('mode', word(SAVE_MODES)));
const TABLE = required('table', OBJECT_NAME);
const LOCATION = required('location', FULL_TEXT);
const { formatType: _, ...FILE_READERS } = UNLOAD_READERS;

function saveAction(writing: Writing, table: readonly string[], options: ReadTableOptions): SaveAsTable {
  const { mode = writing.mode, tableType = 'permanent', columnOrder = 'index', overwriteCondition, ...rest } = options;
  if (overwriteCondition !== undefined && mode !== 'overwrite') {
    throw new UsageError('invalid_argument', `overwriteCondition goes with mode overwrite, not ${mode}.`);
  }
  return frozen({
    kind: 'save_as_table',
    plan: writing.plan,
    table,
    mode,
    tableType,
    columnOrder,
    ...(overwriteCondition !== undefined && { overwriteCondition }),
    ...present(rest, [
      'clusterBy',
      'comment',
      'enableSchemaEvolution',
      'dataRetentionDays',
      'maxDataExtensionDays',
      'changeTracking',
      'copyGrants',
    ]),
  });
}

function copyAction(writing: Writing, location: string, given: ReadUnloadOptions): CopyIntoLocation {
  const options = { ...writing.unload, ...given };
  const { formatType, header = false, copyOptions = {} } = options;
  if (formatType !== undefined && options.formatName !== undefined) {
    throw new UsageError('invalid_argument', 'formatName names a format that has a type: leave formatType out.');
  }
  return frozen({
    kind: 'copy_into_location',
    plan: writing.plan,
    location,
    ...present(options, ['partitionBy', 'formatName', 'formatType', 'storageIntegration']),
    formatOptions: formatOptions(formatType, { ...writing.unload.formatOptions, ...given.formatOptions }),
    copyOptions,
    header,
  });
}

const saving = (type?: FileFormat) =>
  declareAction('rows', [LOCATION], FILE_READERS, ({ [WRITING]: writing }: DataFrameWriter, location, options) => {
    const formatType = type ?? writing.unload.formatType;
    if (formatType === undefined)
      throw new UsageError('invalid_argument', `save(location): say what is written with format('csv').`);
    return copyAction(writing, location, { ...options, formatType });
  });

giveActions<DataFrameWriter, WriterActionTable>(DataFrameWriter.prototype, {
  saveAsTable: declareAction(
    'none',
    [TABLE],
    TABLE_READERS,
    ({ [WRITING]: writing }: DataFrameWriter, table, options) => saveAction(writing, table, options),
  ),
  insertInto: declareAction(
    'none',
    [TABLE],
    { overwrite: FLAG } satisfies ReadersOf<InsertOptions>,
    ({ [WRITING]: writing }: DataFrameWriter, table, { overwrite = false }) => ({
      ...saveAction(writing, table, { mode: overwrite ? 'truncate' : 'append' }),
      mustExist: true,
    }),
  ),
  copyIntoLocation: declareAction(
    'rows',
    [LOCATION],
    UNLOAD_READERS,
    ({ [WRITING]: writing }: DataFrameWriter, location, options) => copyAction(writing, location, options),
  ),
  save: saving(),
  csv: saving('csv'),
  json: saving('json'),
  parquet: saving('parquet'),
});
