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

/** What every opening of the database needs beyond the settings, such as functions of our own. */
export type EngineSetUp = (connection: DuckDBConnection) => Promise<void>;

/** Opens it in this thread, where the functions of our own then run too. */
export async function openDatabase(settings: EngineSettings, setUp?: EngineSetUp): Promise<EngineDatabase> {
  const instance = await DuckDBInstance.create(settings.file, {
    threads: String(settings.threads),
    memory_limit: settings.memoryLimit,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const native = await instance.connect();
  for (const statement of settingStatements(settings)) await native.run(statement);
  await setUp?.(native);
  native.closeSync();
  return {
    connect: async () => {
      const connection = new LocalConnection(await instance.connect());
      for (const statement of CONNECTION_SETTINGS) await connection.run(statement);
      return connection;
    },
    close: async () => instance.closeSync(),
    collect: () => globalThis.gc?.(),
  };
}

class LocalConnection implements EngineConnection {
  private readonly prepared = new Map<string, DuckDBPreparedStatement>();

  constructor(private readonly native: DuckDBConnection) {}

  async run(sql: string, binds?: DuckRow): Promise<number> {
    return (await this.native.run(sql, binds && [...binds])).rowsChanged;
  }

  async rows(sql: string, binds?: DuckRow): Promise<readonly DuckRow[]> {
    return rowsOf(await this.native.run(sql, binds && [...binds])).map((row) => row.map(plain));
  }

  async runPrepared(sql: string, binds: DuckRow): Promise<number> {
    const statement = this.prepared.get(sql) ?? (await this.native.prepare(sql));
    this.prepared.set(sql, statement);
    statement.bind([...binds]);
    return (await statement.run()).rowsChanged;
  }

  interrupt(): void {
    this.native.interrupt();
  }

  close(): void {
    this.native.closeSync();
  }
}

/** All of them are there: to be handed one chunk after the other takes a step of a thread for each. */
const rowsOf = (result: DuckDBMaterializedResult): DuckDBValue[][] =>
  Array.from({ length: result.chunkCount }, (_, at) => result.getChunk(at).getRows()).flat();

const plain = (value: DuckDBValue): DuckValue => (typeof value === 'object' && value !== null ? String(value) : value);

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
    ...(settings.spillFolder === null ? [] : [`SET temp_directory = ${quoteText(settings.spillFolder)}`]),
    ...(settings.spillBytes === undefined ? [] : [`SET max_temp_directory_size = '${settings.spillBytes}B'`]),
    `SET allowed_directories = [${folders}]`,
    `SET enable_external_access = false`,
  ];
}
