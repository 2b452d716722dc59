import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBMaterializedResult,
  type DuckDBPreparedStatement,
  type DuckDBValue,
} from '@duckdb/node-api';
import { quoteText } from '../types/duck-text.js';

/** A value to or from DuckDB; what is none of these, such as a DECIMAL or a TIMESTAMP, comes as its text. */
export type DuckValue = string | number | bigint | boolean | null;
export type DuckRow = readonly DuckValue[];

export interface EngineSettings {
  /** Path of the database file, or `:memory:`. */
  readonly file: string;
  /** Folders that COPY and read_* may touch; everything else on disk is refused. */
  readonly allowedFolders: readonly string[];
  readonly spillFolder: string | null;
  /** DuckDB's own notation, such as `2GB`. */
  readonly memoryLimit: string;
  /** Most bytes on disk for what does not fit into memory; absent: what the disk has. */
  readonly spillBytes?: number;
  readonly threads: number;
}

/** One opening of a DuckDB database. A second one on the same file at the same time would corrupt it. */
export interface EngineDatabase {
  connect(): Promise<EngineConnection>;
  /** Calls that are under way must have ended. */
  close(): Promise<void>;
  /** Gives back what the functions of our own have left behind. */
  collect(): void;
}

/** One call at a time, but for `interrupt` and `close`. */
export interface EngineConnection {
  /** Runs one or more statements and gives the rows that the last one changed. */
  run(sql: string, binds?: DuckRow): Promise<number>;
  rows(sql: string, binds?: DuckRow): Promise<readonly DuckRow[]>;
  /** As `run`, for a statement that is planned once per connection. */
  runPrepared(sql: string, binds: DuckRow): Promise<number>;
  interrupt(): void;
  close(): void;
}

/** Calls of functions of our own that outlast what they are asked in. */
export interface OpenCalls {
  /** What a connection, by DuckDB's number of it, has asked for is no longer wanted. */
  giveUp(connection: number): void;
}

/** What every opening of the database needs beyond the settings: functions of our own. */
export type EngineSetUp = (connection: DuckDBConnection) => OpenCalls;

/** Opens it in this thread, where the functions of our own then run too. */
export async function openDatabase(settings: EngineSettings, setUp?: EngineSetUp): Promise<EngineDatabase> {
  const instance = await DuckDBInstance.create(settings.file, openingOptions(settings));
  const native = await instance.connect();
  for (const statement of settingStatements(settings)) await native.run(statement);
  const calls = setUp?.(native);
  native.closeSync();
  return {
    connect: async () => {
      const connection = new LocalConnection(await instance.connect(), calls);
      for (const statement of CONNECTION_SETTINGS) await connection.run(statement);
      return connection;
    },
    close: async () => instance.closeSync(),
    collect: () => globalThis.gc?.(),
  };
}

class LocalConnection implements EngineConnection {
  private readonly prepared = new Map<string, DuckDBPreparedStatement>();
  private readonly number: number;

  constructor(
    private readonly native: DuckDBConnection,
    private readonly calls: OpenCalls | undefined,
  ) {
    this.number = native.clientContext.connectionId;
  }

  run(sql: string, binds?: DuckRow): Promise<number> {
    return this.whole(async () => (await this.native.run(sql, binds && [...binds])).rowsChanged);
  }

  rows(sql: string, binds?: DuckRow): Promise<readonly DuckRow[]> {
    return this.whole(async () => rowsOf(await this.native.run(sql, binds && [...binds])).map((row) => row.map(plain)));
  }

  runPrepared(sql: string, binds: DuckRow): Promise<number> {
    return this.whole(async () => {
      const statement = this.prepared.get(sql) ?? (await this.native.prepare(sql));
      this.prepared.set(sql, statement);
      statement.bind([...binds]);
      return (await statement.run()).rowsChanged;
    });
  }

  interrupt(): void {
    this.native.interrupt();
    // DuckDB looks after it between two chunks of rows: what is waited for within one ends at once.
    this.calls?.giveUp(this.number);
  }

  close(): void {
    this.native.closeSync();
  }

  /** A statement that has failed leaves calls behind. */
  private async whole<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      this.calls?.giveUp(this.number);
    }
  }
}

/** All of them are there: to be handed one chunk after the other takes a step of a thread for each. */
const rowsOf = (result: DuckDBMaterializedResult): DuckDBValue[][] =>
  Array.from({ length: result.chunkCount }, (_, at) => result.getChunk(at).getRows()).flat();

const plain = (value: DuckDBValue): DuckValue => (typeof value === 'object' && value !== null ? String(value) : value);

/**
 * What must be known before the log of an unclean end is read, which may need more than the memory holds: DuckDB refuses
 * another folder for that from then on.
 */
const openingOptions = (settings: EngineSettings): Record<string, string> => ({
  threads: String(settings.threads),
  memory_limit: settings.memoryLimit,
  ...(settings.spillFolder === null ? {} : { temp_directory: settings.spillFolder }),
  ...(settings.spillBytes === undefined ? {} : { max_temp_directory_size: `${settings.spillBytes}B` }),
  // A checkpoint within a COMMIT that finds no memory costs the whole database: `Duck.checkpoint` does it apart, and with more.
  checkpoint_threshold: NEVER_BY_ITSELF,
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
});

const NEVER_BY_ITSELF = '1000TB';

/** Threads that are counted for callers; what the machine has beyond them helps with large queries. */
const CALLERS = 2;

/** DuckDB keeps these per connection. */
const CONNECTION_SETTINGS = [`SET TimeZone = 'UTC'`, 'SET max_expression_depth = 100000'];

function settingStatements(settings: EngineSettings): readonly string[] {
  const folders = settings.allowedFolders.map(quoteText).join(', ');
  return [
    // Its cost is cubic in the depth of an expression: 1,000 terms of a sum take 17 s with it, less than 1 s without.
    // That of `filter_pullup` with the number of joins on one key: 100 of them take a tenth of a second without it, 20 s with.
    `SET disabled_optimizers = 'common_subexpressions,filter_pullup'`,
    // Callers do their own work. With workers of DuckDB's beside them a COMMIT is a worker's, and its caller burns a
    // processor until the disk has answered: 5 ms of processor time against 0.7 (measured, two busy cores).
    `SET external_threads = ${Math.min(settings.threads, CALLERS)}`,
    // What is not in the file by then stays in the log.
    'PRAGMA disable_checkpoint_on_shutdown',
    `SET allowed_directories = [${folders}]`,
    `SET enable_external_access = false`,
  ];
}
