import { requireMade } from '../arguments/made.js';
import { eachOf } from '../arguments/many.js';
import { OBJECT_NAME } from '../arguments/names.js';
import { at, type Reader, wrong } from '../arguments/reader.js';
import { word } from '../arguments/scalars.js';
import { required, rest, signature } from '../arguments/signature.js';
import { FULL_TEXT } from '../arguments/text.js';
import { ActionRunner } from '../async/action-runner.js';
import { declareMaking, giveActions, type Making, type Nowait, RUNNER } from '../async/declared-actions.js';
import { readRows } from '../async/read-result.js';
import { DataFrame } from '../dataframe.js';
import { UsageError } from '../errors.js';
import { answerForeignNames } from '../foreign-names/answer.js';
import { READER_NAMES } from '../foreign-names/names.js';
import type { OptionValue } from '../plan/action.js';
import { asNode } from '../plan/frames.js';
import type { Field } from '../plan/plan.js';
import { METADATA_COLUMNS, type MetadataColumn, READ_FILE_TYPES, type ReadFileType } from '../plan/words.js';
import type { Flatten } from '../shape/names.js';
import type { IsUntyped, Loose, Untyped } from '../shape/shape.js';
import { quotedName } from '../sql/identifier.js';
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

/** The actions of a reader. */
export interface ReaderActionTable {
  /**
   * The columns that files of the type that `format` said have, as Snowflake finds them by looking at all of them.
   *
   * @throws UsageError schema_not_inferred where there are no files, or none with a column.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage looked_at').collect();
   * await session.table('orders').write.parquet('@looked_at/orders', { header: true });
   * const schema = await session.read.format('parquet').inferSchema('@looked_at/orders');
   * console.log(schema.names.join()); // → ID,REGION,AMOUNT
   * console.log(await session.read.schema(schema).parquet('@looked_at/orders').count()); // → 3
   * ```
   */
  inferSchema: Making<[path: string], unknown, StructType<Untyped>, Untyped>;
}

interface Reading {
  readonly fields?: readonly Field[];
  readonly options: Options;
  readonly metadata: readonly MetadataColumn[];
  readonly type?: ReadFileType;
}

const READING: unique symbol = Symbol('reading');

// biome-ignore lint/correctness/noUnusedVariables: a class and its interface have the same parameters
export interface DataFrameReader<S extends object, M extends MetadataColumn>
  extends ReaderActionTable,
    Nowait<ReaderActionTable> {}

/**
 * Reads files of a stage as frames. Immutable: `schema`, `option` and the like give another reader. Nothing is asked until an
 * action, but for `inferSchema`.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `giveActions` below gives the class what the table says
export class DataFrameReader<S extends object = Untyped, M extends MetadataColumn = never> {
  readonly #runner: ActionRunner;
  readonly #reading: Reading;

  constructor(runner: ActionRunner, reading: Reading = { options: {}, metadata: [] }) {
    requireMade(() => runner instanceof ActionRunner, 'DataFrameReader', 'session.read');
    this.#runner = runner;
    this.#reading = reading;
  }

  /** @internal */
  get [RUNNER](): ActionRunner {
    return this.#runner;
  }
  /** @internal */
  get [READING](): Reading {
    return this.#reading;
  }

  /**
   * As `session.table(name)`.
   *
   * @example
   * ```ts
   * console.log(await session.read.table('orders').count()); // → 3
   * ```
   */
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

  /**
   * The columns: of CSV files in their order, of others by their real names. A StructType, or its text.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage with_schema').collect();
   * await session.file.putStream('5,2026-11-29', '@with_schema/a', { autoCompress: false });
   * const days = session.read.schema('n int, day date').csv('@with_schema');
   * console.log(String((await days.first())?.get('DAY'))); // → 2026-11-29
   * ```
   */
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
  /**
   * Several options at once.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage with_options').collect();
   * await session.file.putStream('n;word\n7;\n', '@with_options/a', { autoCompress: false });
   * const read = session.read.schema('n int, word string').options({ SKIP_HEADER: 1, FIELD_DELIMITER: ';' });
   * console.log((await read.csv('@with_options').first())?.get('N')); // → 7n
   * ```
   */
  options(options: Readonly<Record<string, OptionValue>>): DataFrameReader<S, M>;
  options(...given: readonly unknown[]): DataFrameReader<S, M> {
    return this.#with(OPTIONS.read(given)[0]);
  }

  /**
   * Columns before those of the file, such as `METADATA$FILENAME`.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage with_metadata').collect();
   * await session.file.putStream('1\n2\n', '@with_metadata/a.csv', { autoCompress: false });
   * const read = session.read.schema('n int').withMetadata('METADATA$FILENAME', 'METADATA$FILE_ROW_NUMBER').csv('@with_metadata');
   * console.log((await read.sort('n').collect()).map(String).join()); // → a.csv
   * ```
   */
  withMetadata<const N extends MetadataColumn>(...columns: readonly N[]): DataFrameReader<S, M | N>;
  withMetadata(...given: readonly unknown[]): DataFrameReader<S, Loose> {
    const metadata = [...this.#reading.metadata, ...METADATA.read(given)[0]];
    return new DataFrameReader<S, Loose>(this.#runner, { ...this.#reading, metadata });
  }

  /**
   * The type of the files that `load` reads.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage with_format').collect();
   * await session.file.putStream('7', '@with_format/a', { autoCompress: false });
   * console.log((await session.read.schema('n int').format('csv').load('@with_format').first())?.get('N')); // → 7n
   * ```
   */
  format(type: ReadFileType): DataFrameReader<S, M>;
  format(...given: readonly unknown[]): DataFrameReader<S, M> {
    const [type] = FORMAT.read(given);
    return new DataFrameReader<S, M>(this.#runner, { ...this.#reading, type });
  }

  /**
   * Files of the type that `format` said: one, a folder, or with `PATTERN` some of it.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage loaded').collect();
   * await session.file.putStream('1\n', '@loaded/a.csv', { autoCompress: false });
   * await session.file.putStream('2\n', '@loaded/b.csv', { autoCompress: false });
   * const read = session.read.schema('n int').format('csv').option('PATTERN', '.*b[.]csv');
   * console.log((await read.load('@loaded').first())?.get('N')); // → 2n
   * ```
   */
  load(path: string): FrameRead<S, M>;
  load(...given: readonly unknown[]): DataFrame<Loose> {
    return this.#files(typeOf(this.#reading, 'load'), LOAD.read(given)[0]);
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
  /**
   * As `json`, of Parquet files.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage parquet_in').collect();
   * await session.table('orders').write.parquet('@parquet_in/orders', { header: true });
   * const read = session.read.schema('id int, region string').parquet('@parquet_in');
   * console.log((await read.sort('id').first())?.get('REGION')); // → north
   * ```
   */
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

  #with(options: Options): DataFrameReader<S, M> {
    return new DataFrameReader<S, M>(this.#runner, {
      ...this.#reading,
      options: { ...this.#reading.options, ...options },
    });
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

/** What `format` said. */
function typeOf({ type }: Reading, call: string): ReadFileType {
  if (type !== undefined) return type;
  throw new UsageError('invalid_argument', `${call}(path): say what is read with format('csv').`);
}

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

type AnyReader = Pick<DataFrameReader, typeof RUNNER | typeof READING>;

giveActions<AnyReader, ReaderActionTable>(DataFrameReader.prototype, {
  inferSchema: declareMaking('rows', [PATH], {}, ({ [READING]: reading }: AnyReader, path) => {
    const type = typeOf(reading, 'inferSchema');
    const { pattern, attempt: _, ...format } = readOptions(type, reading.options);
    if (pattern !== undefined) {
      throw new UsageError(
        'invalid_argument',
        'inferSchema(path): PATTERN is of a read alone. Name a folder, or a file.',
      );
    }
    const plan = asNode({ kind: 'file_schema', location: bare(path), type, ...format });
    if (plan.kind === 'file_schema') checkFiles(plan);
    return {
      action: { kind: 'collect', plan },
      read: async (result) => {
        const rows = await readRows(result);
        if (rows.length === 0) {
          throw new UsageError('schema_not_inferred', `There are no files with columns at ${path.slice(0, 200)}.`);
        }
        return StructType.of(
          rows.map((row) => {
            const [name, of] = [quotedName(String(row.get(0))), parseType(String(row.get(1)))];
            return row.get(2) === false ? StructField(name, of, false) : StructField(name, of);
          }),
        );
      },
    };
  }),
});
