import { isFrame } from '../arguments/columns.js';
import { requireMade } from '../arguments/made.js';
import { options, type ReadersOf } from '../arguments/options.js';
import { type Reader, wrong } from '../arguments/reader.js';
import { FLAG, listOf, whole, word } from '../arguments/scalars.js';
import { optional, required, signature } from '../arguments/signature.js';
import { FULL_TEXT, TEXT } from '../arguments/text.js';
import { START_READERS } from '../async/action-options.js';
import { ActionRunner } from '../async/action-runner.js';
import { declareMaking, giveActions, type Making, type Nowait, RUNNER } from '../async/declared-actions.js';
import { readRows } from '../async/read-result.js';
import type { DataFrame } from '../dataframe.js';
import { UsageError } from '../errors.js';
import type { ResultStream } from '../execution/executor.js';
import {
  type ByteSource,
  type FileTransfer,
  type GetOptions,
  type GetResult,
  type GetStreamOptions,
  type PutOptions,
  type PutResult,
  SOURCE_COMPRESSIONS,
} from '../execution/file-transfer.js';
import { answerForeignNames } from '../foreign-names/answer.js';
import type { Action } from '../plan/action.js';
import { frozen } from '../plan/frozen.js';
import type { Plan } from '../plan/plan.js';
import type { Untyped } from '../shape/shape.js';
import { quoteText } from '../sql/literal.js';

export interface PatternOptions {
  /** A regular expression over whole paths. */
  readonly pattern?: string;
}

export interface CopyFilesOptions extends PatternOptions {
  /** Names of files below the source, at most 1,000. */
  readonly files?: readonly string[];
}

/** A file of a stage. */
export interface StagedFile {
  /** The stage without its database and schema, and the path. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly md5: string | null;
  readonly sha1: string | null;
  /** As Snowflake writes it: `Sun, 29 Nov 2026 20:00:00 GMT`. */
  readonly lastModified: string;
}

/** The actions on files that are statements by themselves. */
export interface FileActionTable {
  /**
   * Copies files from one stage into another, within Snowflake: those below a location, or those that a frame lists, whose first
   * column is a location and whose second, if there is one, the name of the copy.
   *
   * Gives the names of the copies.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage given').collect();
   * await session.sql('create or replace stage copied').collect();
   * await session.table('orders').write.csv('@given/a.csv', { copyOptions: { SINGLE: true } });
   * console.log((await session.file.copyFiles('@given', '@copied')).length); // → 1
   * ```
   */
  copyFiles: Making<[source: string | DataFrame<object>, target: string], CopyFilesOptions, readonly string[], Untyped>;
  /**
   * The files of a stage, or of a folder of it.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage listed').collect();
   * await session.file.putStream('1', '@listed/a.csv', { autoCompress: false });
   * console.log((await session.file.list('@listed')).map((file) => file.name)); // → [ 'listed/a.csv' ]
   * ```
   */
  list: Making<[location: string], PatternOptions, readonly StagedFile[], Untyped>;
  /**
   * Takes files away: one, or all of a folder. Gives their names.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage passing').collect();
   * await session.file.putStream('1', '@passing/a.csv', { autoCompress: false });
   * console.log((await session.file.remove('@passing')).length); // → 1
   * ```
   */
  remove: Making<[location: string], PatternOptions, readonly string[], Untyped>;
}

const TRANSFERS: unique symbol = Symbol('transfers');

export interface FileOperation extends FileActionTable, Nowait<FileActionTable> {}

/**
 * Files of stages: `session.file`. Locations are `@stage/path`, with the `@` or without it.
 *
 * A durable session has none: its jobs run on other machines, which have none of your files.
 *
 * @throws UsageError for what is no file or location, SnowflakeError for what Snowflake or the way to a stage refuses
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: `giveActions` below gives the class what the table says
export class FileOperation {
  readonly #runner: ActionRunner;

  constructor(runner: ActionRunner) {
    requireMade(() => runner instanceof ActionRunner, 'FileOperation', 'session.file');
    this.#runner = runner;
  }

  /** @internal */
  get [RUNNER](): ActionRunner {
    return this.#runner;
  }

  /**
   * Uploads a file of this machine, or those that a name with `*` and `?` stands for, into a folder of a stage.
   *
   * @example
   * ```ts
   * import { mkdtemp, writeFile } from 'node:fs/promises';
   * import { tmpdir } from 'node:os';
   * import { join } from 'node:path';
   *
   * const here = await mkdtemp(join(tmpdir(), 'put-'));
   * await writeFile(join(here, 'a.csv'), '1,one');
   * await session.sql('create or replace stage put_here').collect();
   * const [put] = await session.file.put(join(here, '*.csv'), '@put_here', { autoCompress: false });
   * console.log(put?.target, put?.status); // → a.csv UPLOADED
   * ```
   */
  put(local: string, location: string, options?: PutOptions): Promise<readonly PutResult[]>;
  async put(...given: readonly unknown[]): Promise<readonly PutResult[]> {
    const [local, location, options] = PUT.read(given);
    return this[TRANSFERS]('put').put(local, location, options);
  }

  /**
   * Uploads bytes as the file that the location names.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage files').collect();
   * await session.file.putStream('1,one', '@files/in/a.csv', { autoCompress: false });
   * for (const { name } of await session.file.list('@files/in')) console.log(name); // → files/in/a.csv
   * ```
   */
  putStream(source: ByteSource, location: string, options?: PutOptions): Promise<PutResult>;
  async putStream(...given: readonly unknown[]): Promise<PutResult> {
    const [source, location, options] = PUT_STREAM.read(given);
    return this[TRANSFERS]('putStream').putStream(source, location, options);
  }

  /**
   * Downloads a file of a stage, or all of a folder, into a folder of this machine, which is made.
   *
   * @example
   * ```ts
   * import { mkdtemp } from 'node:fs/promises';
   * import { tmpdir } from 'node:os';
   * import { join } from 'node:path';
   *
   * await session.sql('create or replace stage got').collect();
   * await session.file.putStream('1,one', '@got/a.csv', { autoCompress: false });
   * const [got] = await session.file.get('@got/a.csv', await mkdtemp(join(tmpdir(), 'got-')));
   * console.log(got?.file, got?.status); // → a.csv DOWNLOADED
   * ```
   */
  get(location: string, folder: string, options?: GetOptions): Promise<readonly GetResult[]>;
  async get(...given: readonly unknown[]): Promise<readonly GetResult[]> {
    const [location, folder, options] = GET.read(given);
    return this[TRANSFERS]('get').get(location, folder, options);
  }

  /**
   * Downloads one file, as its bytes: `await pipeline(await session.file.getStream('@stage/a.csv'), createWriteStream('a.csv'))`.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage bytes').collect();
   * await session.file.putStream('1,one', '@bytes/a.csv', { autoCompress: false });
   * for await (const part of await session.file.getStream('@bytes/a.csv')) console.log(Buffer.from(part).toString()); // → 1,one
   * ```
   */
  getStream(location: string, options?: GetStreamOptions): Promise<AsyncIterable<Uint8Array>>;
  async getStream(...given: readonly unknown[]): Promise<AsyncIterable<Uint8Array>> {
    const [location, options] = GET_STREAM.read(given);
    return this[TRANSFERS]('getStream').getStream(location, options);
  }

  /** @internal @throws UsageError in a session whose actions run on other machines */
  [TRANSFERS](call: keyof typeof INSTEAD): FileTransfer {
    const { files } = this.#runner.executor;
    if (files !== undefined) return files;
    throw new UsageError(
      'invalid_argument',
      `file.${call} is for a direct session: the jobs of a durable one run on machines that have none of your files. ${INSTEAD[call]}`,
    );
  }
}

answerForeignNames(FileOperation.prototype, 'FileOperation');

const UPLOAD =
  'Put the file with directSession(…).file, or write rows with createDataFrame(rows).write.saveAsTable(name).';
const DOWNLOAD = 'Fetch it with directSession(…).file, or read rows with session.read and collect them.';
const INSTEAD = {
  put: UPLOAD,
  putStream: UPLOAD,
  get: DOWNLOAD,
  getStream: DOWNLOAD,
  copyFiles: `Write session.sql("COPY FILES INTO '@target' FROM '@source'").collect().`,
  list: `Write session.sql("LIST '@stage'").collect().`,
  remove: `Write session.sql("REMOVE '@stage/path'").collect().`,
};

function ofFiles(statement: 'LIST' | 'REMOVE', location: string, pattern: string | undefined): Action {
  const only = pattern === undefined ? '' : ` PATTERN = ${quoteText(pattern)}`;
  return frozen({ kind: 'sql', text: `${statement} ${quoteText(location)}${only}`, binds: [] });
}

/** LIST, REMOVE and COPY FILES name the file in their first column. */
const namesIn = async (result: ResultStream): Promise<readonly string[]> =>
  (await readRows(result)).map((row) => String(row.get(0)));

async function stagedFiles(result: ResultStream): Promise<readonly StagedFile[]> {
  return (await readRows(result)).map((row) => {
    const cell = (name: string): unknown => (row.names.includes(name) ? row.get(`"${name}"`) : null);
    const text = (name: string): string | null => {
      const value = cell(name);
      return typeof value === 'string' ? value : null;
    };
    return {
      name: text('name') ?? '',
      size: Number(cell('size')),
      md5: text('md5'),
      sha1: text('sha1'),
      lastModified: text('last_modified') ?? '',
    };
  });
}

/** A stage path without its quotes, with its `@`. */
const LOCATION: Reader<string, string> = {
  allowed: 'a location such as @stage/path',
  read(given, place) {
    const text = FULL_TEXT.read(given, place);
    const path = /^'.+'$/s.test(text) ? text.slice(1, -1) : text;
    if (/^(?:s3|s3gov|s3china|gcs|azure|https?|file):\/\//i.test(path)) {
      throw wrong(place, this.allowed, given, 'Files are moved to and from stages alone.');
    }
    return path.startsWith('@') || path.startsWith('snow://') ? path : `@${path}`;
  },
};

/** With the name of a file at its end. */
const FILE_LOCATION: Reader<string, string> = {
  allowed: 'a location such as @stage/path/name.csv',
  read(given, place) {
    const location = LOCATION.read(given, place);
    if (/^@.*\/[^/]+$/s.test(location) || /^snow:\/\/.*[^/]$/s.test(location)) return location;
    throw wrong(place, this.allowed, given, 'Name the file behind the stage.');
  },
};

const LOCAL: Reader<string, string> = {
  allowed: 'the path of a file, or a pattern such as data/*.csv',
  read: (given, place) => FULL_TEXT.read(given, place),
};

const isIterable = (given: unknown): given is Exclude<ByteSource, string | Uint8Array> =>
  typeof given === 'object' && given !== null && (Symbol.asyncIterator in given || Symbol.iterator in given);

const BYTES: Reader<ByteSource, ByteSource> = {
  allowed: 'bytes, a text, or a stream of them',
  read(given, place) {
    if (typeof given === 'string' || given instanceof Uint8Array || isIterable(given)) return given;
    throw wrong(place, this.allowed, given);
  },
};

const FILES: Reader<string | Plan, string | DataFrame<object>> = {
  allowed: 'a location such as @stage/path, or a frame of locations',
  read(given, place) {
    return isFrame(given) ? given.plan : LOCATION.read(given, place);
  },
};

const { delivery: _, ...TRANSFER } = START_READERS;
const PARALLEL = whole(1, 99);
const PUT_OPTIONS = options({
  ...TRANSFER,
  parallel: PARALLEL,
  autoCompress: FLAG,
  sourceCompression: word(SOURCE_COMPRESSIONS),
  overwrite: FLAG,
} satisfies ReadersOf<PutOptions>);
const GET_OPTIONS = options({ ...TRANSFER, parallel: PARALLEL, pattern: TEXT } satisfies ReadersOf<GetOptions>);
const GET_STREAM_OPTIONS = options({
  ...TRANSFER,
  parallel: PARALLEL,
  decompress: FLAG,
} satisfies ReadersOf<GetStreamOptions>);
const PATTERN = { pattern: TEXT };
const AT = required('location', LOCATION);
const PUT = signature('put', required('local', LOCAL), AT, optional('options', PUT_OPTIONS, {}));
const PUT_STREAM = signature(
  'putStream',
  required('source', BYTES),
  required('location', FILE_LOCATION),
  optional('options', PUT_OPTIONS, {}),
);
const GET = signature('get', AT, required('folder', FULL_TEXT), optional('options', GET_OPTIONS, {}));
const GET_STREAM = signature(
  'getStream',
  required('location', FILE_LOCATION),
  optional('options', GET_STREAM_OPTIONS, {}),
);

giveActions<FileOperation, FileActionTable>(FileOperation.prototype, {
  copyFiles: declareMaking(
    'rows',
    [required('source', FILES), required('target', LOCATION)],
    { ...PATTERN, files: listOf(FULL_TEXT, 1) },
    (file: FileOperation, source, target, { files, pattern }) => {
      file[TRANSFERS]('copyFiles');
      const isLocation = typeof source === 'string';
      if (!isLocation && (files !== undefined || pattern !== undefined)) {
        throw new UsageError(
          'invalid_argument',
          'copyFiles(options): the frame lists the files. Leave files and pattern out.',
        );
      }
      return {
        action: frozen({
          kind: 'copy_files',
          target,
          ...(isLocation ? { source } : { plan: source }),
          ...(files !== undefined && { files }),
          ...(pattern !== undefined && { pattern }),
        }),
        read: namesIn,
      };
    },
  ),
  list: declareMaking('rows', [AT], PATTERN, (file: FileOperation, location, { pattern }) => {
    file[TRANSFERS]('list');
    return { action: ofFiles('LIST', location, pattern), read: stagedFiles };
  }),
  remove: declareMaking('rows', [AT], PATTERN, (file: FileOperation, location, { pattern }) => {
    file[TRANSFERS]('remove');
    return { action: ofFiles('REMOVE', location, pattern), read: namesIn };
  }),
});
