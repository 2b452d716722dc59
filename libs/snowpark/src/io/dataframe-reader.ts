import { requireMade } from '../arguments/made.js';
import { eachOf } from '../arguments/many.js';
import { OBJECT_NAME } from '../arguments/names.js';
import { at, type Reader, wrong } from '../arguments/reader.js';
import { word } from '../arguments/scalars.js';
import { optional, required, rest, signature } from '../arguments/signature.js';
import { FULL_TEXT } from '../arguments/text.js';
import { START_OPTIONS } from '../async/action-options.js';
import { ActionRunner } from '../async/action-runner.js';
import { DataFrame } from '../dataframe.js';
import { UsageError } from '../errors.js';
import type { StartOptions } from '../execution/executor.js';
import { answerForeignNames } from '../foreign-names/answer.js';
import { READER_NAMES } from '../foreign-names/names.js';
import type { OptionValue } from '../plan/action.js';
import { asNode } from '../plan/frames.js';
import type { Field } from '../plan/plan.js';
import { METADATA_COLUMNS, type MetadataColumn, READ_FILE_TYPES, type ReadFileType } from '../plan/words.js';
import type { Flatten } from '../shape/names.js';
import type { IsUntyped, Loose, Untyped } from '../shape/shape.js';
import { quoteName } from '../sql/identifier.js';
import { Table } from '../table.js';
import { parseSchema, parseType } from '../types/parse-schema.js';
import { isStructType, StructField, StructType } from '../types/struct-type.js';
import type { SnowTimestamp } from '../values/snow-timestamp.js';
import { FORMAT_OPTIONS, OPTION_VALUE, type Options } from './options.js';
import { checkFiles, readOptions } from './read-options.js';

/** What is known of the file that a row is from. */
export interface MetadataOf {
  readonly METADATA$FILENAME: string;
  readonly METADATA$FILE_ROW_NUMBER: bigint;
  readonly METADATA$FILE_CONTENT_KEY: string;
  readonly METADATA$FILE_LAST_MODIFIED: SnowTimestamp;
  readonly METADATA$START_SCAN_TIME: SnowTimestamp;
}

/** A frame over files: columns of the schema, and what is known of the file. */
export type FrameRead<S extends object, M extends MetadataColumn> = DataFrame<
  IsUntyped<S> extends true ? Untyped : Flatten<S & Pick<MetadataOf, M>>
>;

interface Reading {
  readonly fields?: readonly Field[];
  readonly options: Options;
  readonly metadata: readonly MetadataColumn[];
  readonly type?: ReadFileType;
}

/**
 * Reads files of a stage as frames. Immutable: `schema`, `option` and the like give another reader. Nothing is asked until an
 * action, but for `inferSchema`.
 */
export class DataFrameReader<S extends object = Untyped, M extends MetadataColumn = never> {
  readonly #runner: ActionRunner;
  readonly #reading: Reading;

  constructor(runner: ActionRunner, reading: Reading = { options: {}, metadata: [] }) {
    requireMade(() => runner instanceof ActionRunner, 'DataFrameReader', 'session.read');
    this.#runner = runner;
    this.#reading = reading;
  }

  /** As `session.table(name)`. */
  table<T extends object = Untyped>(name: string | readonly string[]): Table<T>;
  table(...given: readonly unknown[]): Table<Untyped> {
    const [name] = TABLE.read(given);
    const set = [
      ...Object.keys(this.#reading.options),
      ...this.#reading.metadata,
      ...(this.#reading.fields === undefined ? [] : ['a schema']),
    ];
    if (set.length > 0) {
      throw new UsageError('invalid_argument', `A table is read as it is: leave ${set.join(', ')} out.`);
    }
    return new Table<Untyped>(this.#runner, asNode({ kind: 'table', name }));
  }

  /** The columns: of CSV files in their order, of others by their real names. A StructType, or its text. */
  schema<T extends object>(schema: StructType<T>): DataFrameReader<T, M>;
  schema(schema: string): DataFrameReader<Untyped, M>;
  schema(...given: readonly unknown[]): DataFrameReader<Loose, M> {
    const [fields] = SCHEMA.read(given);
    return new DataFrameReader<Loose, M>(this.#runner, { ...this.#reading, fields });
  }

  /**
   * An option of the file format, such as `SKIP_HEADER`, or `PATTERN`, `FORMAT_NAME` or `TRY_CAST`.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage headed').collect();
   * await session.file.putStream('n\n7\n', '@headed/a', { autoCompress: false });
   * const read = session.read.schema('n int').option('SKIP_HEADER', 1).csv('@headed');
   * console.log((await read.first())?.get('N')); // → 7n
   * ```
   */
  option(name: string, value: OptionValue): DataFrameReader<S, M>;
  option(...given: readonly unknown[]): DataFrameReader<S, M> {
    const [name, value] = OPTION.read(given);
    return this.#with({ [name]: value });
  }
  options(options: Readonly<Record<string, OptionValue>>): DataFrameReader<S, M>;
  options(...given: readonly unknown[]): DataFrameReader<S, M> {
    return this.#with(OPTIONS.read(given)[0]);
  }

  /** Columns before those of the file, such as `METADATA$FILENAME`. */
  withMetadata<const N extends MetadataColumn>(...columns: readonly N[]): DataFrameReader<S, M | N>;
  withMetadata(...given: readonly unknown[]): DataFrameReader<S, Loose> {
    const metadata = [...this.#reading.metadata, ...METADATA.read(given)[0]];
    return new DataFrameReader<S, Loose>(this.#runner, { ...this.#reading, metadata });
  }

  /** The type of the files that `load` reads. */
  format(type: ReadFileType): DataFrameReader<S, M>;
  format(...given: readonly unknown[]): DataFrameReader<S, M> {
    const [type] = FORMAT.read(given);
    return new DataFrameReader<S, M>(this.#runner, { ...this.#reading, type });
  }

  /** Files of the type that `format` said: one, a folder, or with `PATTERN` some of it. */
  load(path: string): FrameRead<S, M>;
  load(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#files(this.#type('load'), LOAD.read(given)[0]);
  }

  /**
   * Needs a schema.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage csv_in').collect();
   * await session.file.putStream('1,one\n2,two\n', '@csv_in/a', { autoCompress: false });
   * const read = session.read.schema('n int, word string').csv('@csv_in');
   * console.log((await read.sort('n').collect()).map((row) => row.get('WORD')).join()); // → one,two
   * ```
   */
  csv(path: string): FrameRead<S, M>;
  csv(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#files('csv', CSV.read(given)[0]);
  }
  /**
   * Without a schema, here and below: each row as one VARIANT, in the column `$1`.
   *
   * @example
   * ```ts
   * import { col } from '@firn/snowpark';
   *
   * await session.sql('create or replace stage json_in').collect();
   * await session.file.putStream('{"n":1}', '@json_in/a', { autoCompress: false });
   * console.log((await session.read.json('@json_in').select(col('$1').getItem('n').as('n')).first())?.get('N')); // → 1
   * ```
   */
  json(path: string): FrameRead<S, M>;
  json(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#files('json', JSON_FILES.read(given)[0]);
  }
  parquet(path: string): FrameRead<S, M>;
  parquet(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#files('parquet', PARQUET.read(given)[0]);
  }
  avro(path: string): FrameRead<S, M>;
  avro(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#files('avro', AVRO.read(given)[0]);
  }
  orc(path: string): FrameRead<S, M>;
  orc(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#files('orc', ORC.read(given)[0]);
  }
  /** Always one VARIANT a document. */
  xml(path: string): FrameRead<S, M>;
  xml(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#files('xml', XML.read(given)[0]);
  }

  /**
   * The columns that files of the type that `format` said have, as Snowflake finds them by looking at all of them. Runs a query.
   *
   * @throws UsageError schema_not_inferred where there are no files, or none with a column.
   */
  inferSchema(path: string, options?: StartOptions): Promise<StructType<Untyped>>;
  async inferSchema(...given: readonly unknown[]): Promise<StructType<Untyped>> {
    const [path, options] = INFER.read(given);
    const type = this.#type('inferSchema');
    const { pattern, attempt: _, ...format } = readOptions(type, this.#reading.options);
    if (pattern !== undefined) {
      throw new UsageError(
        'invalid_argument',
        'inferSchema(path): PATTERN is of a read alone. Name a folder, or a file.',
      );
    }
    const plan = asNode({ kind: 'file_schema', location: bare(path), type, ...format });
    if (plan.kind === 'file_schema') checkFiles(plan);
    const rows = await this.#runner.run<Untyped, 'rows'>({ kind: 'collect', plan }, 'rows', options);
    if (rows.length === 0) {
      throw new UsageError('schema_not_inferred', `There are no files with columns at ${path.slice(0, 200)}.`);
    }
    return StructType.of(
      rows.map((row) => {
        const [name, type] = [quoteName(String(row.get(0))), parseType(String(row.get(1)))];
        return row.get(2) === false ? StructField(name, type, false) : StructField(name, type);
      }),
    );
  }

  #with(options: Options): DataFrameReader<S, M> {
    return new DataFrameReader<S, M>(this.#runner, {
      ...this.#reading,
      options: { ...this.#reading.options, ...options },
    });
  }

  #type(call: string): ReadFileType {
    const { type } = this.#reading;
    if (type !== undefined) return type;
    throw new UsageError('invalid_argument', `${call}(path): say what is read with format('csv').`);
  }

  #files(type: ReadFileType, path: string): DataFrame<Untyped> {
    const { fields, metadata, options } = this.#reading;
    const plan = asNode({
      kind: 'files',
      location: bare(path),
      type,
      ...readOptions(type, options),
      metadata,
      ...(fields !== undefined && { fields }),
    });
    if (plan.kind === 'files') checkFiles(plan);
    return new DataFrame<Untyped>(this.#runner, plan);
  }
}

answerForeignNames(DataFrameReader.prototype, 'DataFrameReader', READER_NAMES);

/** A path may come in quotes, as SQL has it. */
const bare = (path: string): string => (/^'.+'$/s.test(path) ? path.slice(1, -1) : path);

const FIELDS: Reader<readonly Field[], StructType<object> | string> = {
  allowed: 'a StructType, or its text such as a int, b string',
  read(given, place) {
    const fields =
      typeof given === 'string' ? at(place, () => parseSchema(given)) : isStructType(given) ? given.fields : undefined;
    if (fields === undefined || fields.length === 0) throw wrong(place, this.allowed, given);
    return fields;
  },
};

const SCHEMA = signature('schema', required('schema', FIELDS));
const TABLE = signature('table', required('name', OBJECT_NAME));
const OPTION = signature('option', required('name', FULL_TEXT), required('value', OPTION_VALUE));
const OPTIONS = signature('options', required('options', FORMAT_OPTIONS));
const METADATA = signature('withMetadata', rest('columns', eachOf(word(METADATA_COLUMNS), 1)));
const FORMAT = signature('format', required('type', word(READ_FILE_TYPES)));
const PATH = required('path', FULL_TEXT);
const LOAD = signature('load', PATH);
const CSV = signature('csv', PATH);
const JSON_FILES = signature('json', PATH);
const PARQUET = signature('parquet', PATH);
const AVRO = signature('avro', PATH);
const ORC = signature('orc', PATH);
const XML = signature('xml', PATH);
const INFER = signature('inferSchema', PATH, optional('options', START_OPTIONS, {}));
