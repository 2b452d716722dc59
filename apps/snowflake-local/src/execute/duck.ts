import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBPreparedStatement,
  type DuckDBValue,
} from '@duckdb/node-api';
import { Gate } from '../admit/gate.js';
import { outgrowsOptimizer } from '../generate/nesting.js';
import { quoteText } from '../types/duck-text.js';
import { isFatal } from './engine-failure.js';

/** A value as DuckDB's binding gives it: BIGINT and HUGEINT as bigint, DECIMAL, DATE and TIMESTAMP as value objects. */
export type DuckValue = DuckDBValue;
export type DuckRow = readonly DuckValue[];

/** What a statement runs its DuckDB SQL on: one connection, inside whatever transaction is open there. */
export interface DuckRunner {
  /** Runs one or more statements and gives the rows that the last one changed. */
  run(sql: string, binds?: readonly DuckValue[]): Promise<number>;
  /** Runs one query and gives all its rows: for results known to be small. */
  rows(sql: string, binds?: readonly DuckValue[]): Promise<readonly DuckRow[]>;
}

/** Threads that are counted for callers; what the machine has beyond them helps with large queries. */
const CALLERS = 2;

export interface DuckSettings {
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
  /** Native calls at the same time. Each holds a thread of libuv's pool, which must be larger. */
  readonly concurrentCalls: number;
  /** What every opening of the database needs beyond the settings, such as functions of our own. */
  readonly setUp?: (native: DuckDBConnection) => Promise<void>;
  /** Called with the error after which DuckDB refuses everything, and with null once the database is open again. */
  readonly onInterruption?: (error: unknown) => void;
}

/**
 * The one DuckDB instance of the process. A second one on the same file would corrupt it.
 *
 * DuckDB gives a database up after a failure of its own, such as a full disk under a checkpoint. Then it is opened again
 * for the next caller: what was committed is there, and statements that were running have failed.
 */
export class Duck {
  private readonly idle: DuckConnection[] = [];
  private readonly connections = new Set<DuckConnection>();
  private readonly gate: Gate;
  private isOpen = true;
  private interruption: unknown = null;
  private reopening: Promise<void> | null = null;

  private constructor(
    private instance: DuckDBInstance,
    private readonly settings: DuckSettings,
  ) {
    this.gate = new Gate(settings.concurrentCalls);
  }

  static async open(settings: DuckSettings): Promise<Duck> {
    const duck = new Duck(await openInstance(settings), settings);
    await duck.setUp();
    return duck;
  }

  /** A connection of one's own until `release`. Connections are made on demand and kept for the next taker. */
  async acquire(): Promise<DuckConnection> {
    if (this.interruption !== null) await this.reopen();
    return this.idle.pop() ?? (await this.connect());
  }

  /** Gives a connection back. It must have no open transaction. */
  release(connection: DuckConnection): void {
    if (this.connections.has(connection)) this.idle.push(connection);
  }

  /** Drops a connection of unknown state instead of giving it back. */
  discard(connection: DuckConnection): void {
    this.connections.delete(connection);
    connection.close();
  }

  async use<T>(work: (connection: DuckConnection) => Promise<T>): Promise<T> {
    const connection = await this.acquire();
    try {
      return await work(connection);
    } finally {
      this.release(connection);
    }
  }

  /** Gives memory that is free back to the system: setting the limit, even to what it is, flushes DuckDB's allocators. */
  async giveBack(): Promise<void> {
    await this.use((connection) => connection.run(`SET memory_limit = '${this.settings.memoryLimit}'`));
  }

  /** Whether a native call still runs: one that DuckDB does not interrupt keeps the process from ending by itself. */
  get isBusy(): boolean {
    return [...this.connections].some((connection) => connection.isBusy);
  }

  /** Writes the log into the database file and closes it; the file stays open where a call still runs, and is whole. */
  async close(): Promise<void> {
    try {
      await this.use((connection) => connection.run('CHECKPOINT'));
    } finally {
      if (!this.isBusy) {
        this.closeConnections();
        if (this.isOpen) this.instance.closeSync();
        this.isOpen = false;
      }
    }
  }

  private async connect(): Promise<DuckConnection> {
    const connection = new DuckConnection(await this.instance.connect(), this.gate, (error) => this.interrupted(error));
    this.connections.add(connection);
    for (const statement of CONNECTION_SETTINGS) await connection.run(statement);
    return connection;
  }

  private async setUp(): Promise<void> {
    const connection = await this.connect();
    for (const statement of settingStatements(this.settings)) await connection.run(statement);
    await this.settings.setUp?.(connection.native);
    this.release(connection);
  }

  private interrupted(error: unknown): void {
    if (this.interruption !== null) return;
    this.interruption = error;
    this.settings.onInterruption?.(error);
  }

  private reopen(): Promise<void> {
    // What is in memory only would be gone: better no answer than that of an empty database.
    if (this.settings.file === ':memory:') return Promise.reject(this.interruption);
    this.reopening ??= this.openAgain().finally(() => {
      this.reopening = null;
    });
    return this.reopening;
  }

  private async openAgain(): Promise<void> {
    // The old one first, down to its last connection: DuckDB keeps a database open for each of them.
    await Promise.all([...this.connections].map((connection) => connection.drained()));
    this.closeConnections();
    if (this.isOpen) this.instance.closeSync();
    this.isOpen = false;
    this.instance = await openInstance(this.settings);
    this.isOpen = true;
    this.interruption = null;
    await this.setUp();
    this.settings.onInterruption?.(null);
  }

  private closeConnections(): void {
    this.idle.length = 0;
    for (const connection of this.connections) connection.close();
    this.connections.clear();
  }
}

const openInstance = (settings: DuckSettings): Promise<DuckDBInstance> =>
  DuckDBInstance.create(settings.file, {
    threads: String(settings.threads),
    memory_limit: settings.memoryLimit,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });

/** One DuckDB connection. A connection runs one call at a time; callers on the same one wait for each other. */
export class DuckConnection implements DuckRunner {
  private last: Promise<unknown> = Promise.resolve();
  private readonly prepared = new Map<string, DuckDBPreparedStatement>();
  private running = 0;
  private isClosed = false;

  constructor(
    readonly native: DuckDBConnection,
    private readonly gate: Gate,
    private readonly onFatal: (error: unknown) => void,
  ) {}

  run(sql: string, binds?: readonly DuckValue[]): Promise<number> {
    return this.call(() =>
      this.planned(sql, async () => (await this.native.run(sql, binds && [...binds])).rowsChanged),
    );
  }

  rows(sql: string, binds?: readonly DuckValue[]): Promise<readonly DuckRow[]> {
    return this.call(() => this.planned(sql, async () => (await this.native.run(sql, binds && [...binds])).getRows()));
  }

  /** As `run`, for a statement that this server runs again and again: it is planned once per connection. */
  runPrepared(sql: string, binds: readonly DuckValue[]): Promise<number> {
    return this.call(async () => {
      const known = this.prepared.get(sql);
      const statement = known ?? (await this.native.prepare(sql));
      this.prepared.set(sql, statement);
      statement.bind([...binds]);
      return (await statement.run()).rowsChanged;
    });
  }

  /**
   * Runs `work` so that an abort of `signal` interrupts what the connection is doing, and rejects with the reason.
   * An interrupt that comes before DuckDB has begun the call does nothing, so it is repeated until the work has ended.
   */
  async interruptible<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    let repeat: NodeJS.Timeout | undefined;
    const interrupt = () => {
      if (this.running > 0 && !this.isClosed) this.native.interrupt();
      repeat = setTimeout(interrupt, 10);
    };
    signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', interrupt);
      clearTimeout(repeat);
    }
  }

  get isBusy(): boolean {
    return this.running > 0;
  }

  /** Stops what runs, and waits for its end. */
  async drained(): Promise<void> {
    if (this.running > 0) this.native.interrupt();
    await this.last;
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.native.closeSync();
  }

  private call<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(
      () => this.gated(work),
      () => this.gated(work),
    );
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private async planned<T>(sql: string, work: () => Promise<T>): Promise<T> {
    if (!outgrowsOptimizer(sql)) return work();
    await this.native.run('PRAGMA disable_optimizer');
    try {
      return await work();
    } finally {
      if (!this.isClosed) await this.native.run('PRAGMA enable_optimizer');
    }
  }

  private async gated<T>(work: () => Promise<T>): Promise<T> {
    await this.gate.enter();
    this.running += 1;
    try {
      if (this.isClosed) throw new Error('FATAL Error: the connection was closed when the database was opened again');
      return await work();
    } catch (error) {
      if (!this.isClosed && isFatal(error)) this.onFatal(error);
      throw error;
    } finally {
      this.running -= 1;
      this.gate.leave();
    }
  }
}

/** DuckDB keeps these per connection. */
const CONNECTION_SETTINGS = [`SET TimeZone = 'UTC'`, 'SET max_expression_depth = 100000'];

function settingStatements(settings: DuckSettings): readonly string[] {
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
