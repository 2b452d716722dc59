import { Gate } from '../admit/gate.js';
import { isPlain, outgrowsOptimizer } from '../generate/nesting.js';
import { shapeOf } from '../generate/shape.js';
import { failure, OUT_OF_MEMORY_TEXT } from '../types/raise.js';
import {
  type DuckRow,
  type DuckValue,
  type EngineConnection,
  type EngineDatabase,
  type EngineSettings,
  openDatabase,
} from './engine-database.js';
import { isFatal, isInUse, isMemoryShort, isOptimizerFault } from './engine-failure.js';

export type { DuckRow, DuckValue };

/** What a statement runs its DuckDB SQL on: one connection, inside whatever transaction is open there. */
export interface DuckRunner {
  /** Runs one or more statements and gives the rows that the last one changed. */
  run(sql: string, binds?: readonly DuckValue[]): Promise<number>;
  /** Runs one query and gives all its rows: for results known to be small. */
  rows(sql: string, binds?: readonly DuckValue[]): Promise<readonly DuckRow[]>;
}

/** How a connection has its SQL planned: what reads no table costs half as much without an optimizer. */
export type Planning = 'optimized' | 'plain';

export interface DuckSettings extends EngineSettings {
  /** Native calls at the same time. Each holds a thread of libuv's pool, which must be larger. */
  readonly concurrentCalls: number;
  /** As `memoryLimit`, for a checkpoint: it reads values again that a statement has written with all that there was. */
  readonly checkpointLimit?: string;
  /** Bytes that the planning of one statement may take; absent: any. */
  readonly planningBytes?: number;
  /** Opens the database, each time; in this thread when absent. */
  readonly open?: (settings: EngineSettings) => Promise<EngineDatabase>;
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
  private readonly idle: Readonly<Record<Planning, DuckConnection[]>> = { optimized: [], plain: [] };
  private readonly connections = new Set<DuckConnection>();
  private readonly gate: Gate;
  private isOpen = true;
  private interruption: unknown = null;
  private reopening: Promise<void> | null = null;
  /** What a checkpoint failed with that the memory is too small for. */
  private outgrown: unknown = null;
  /** Who sets the limit of memory, one at a time. */
  private readonly limitTurn = new Gate(1);

  private constructor(
    private database: EngineDatabase,
    private readonly settings: DuckSettings,
  ) {
    this.gate = new Gate(settings.concurrentCalls);
  }

  static async open(settings: DuckSettings): Promise<Duck> {
    return new Duck(await opened(settings), settings);
  }

  /** A connection of one's own until `release`. Connections are made on demand and kept for the next taker. */
  async acquire(planning: Planning = 'optimized'): Promise<DuckConnection> {
    if (this.interruption !== null) await this.reopen();
    return this.idle[planning].pop() ?? (await this.connect(planning));
  }

  /** Gives a connection back. It must have no open transaction. */
  release(connection: DuckConnection): void {
    if (this.connections.has(connection)) this.idle[connection.planning].push(connection);
  }

  /** Drops a connection of unknown state instead of giving it back. */
  discard(connection: DuckConnection): void {
    this.connections.delete(connection);
    connection.close();
  }

  async use<T>(work: (connection: DuckConnection) => Promise<T>, planning?: Planning): Promise<T> {
    const connection = await this.acquire(planning);
    try {
      return await work(connection);
    } finally {
      this.release(connection);
    }
  }

  /** Gives memory that is free back to the system: setting the limit, even to what it is, flushes DuckDB's allocators. */
  async giveBack(): Promise<void> {
    this.database.collect();
    await this.inLimitTurn(() => this.use((connection) => connection.run(limitOf(this.settings.memoryLimit))));
  }

  /**
   * Writes the log into the database file. False: another transaction writes, and it is to be tried again.
   *
   * DuckDB gives the database up where it finds no memory for that, so it may take more meanwhile. Where that is not
   * enough, because 2,048 rows of a table hold more than the memory does, it is not tried again by this process: what is in
   * the log is as safe there, and nobody else is interrupted.
   */
  checkpoint(): Promise<boolean> {
    const { memoryLimit, checkpointLimit = memoryLimit } = this.settings;
    return this.inLimitTurn(() =>
      this.use(async (connection) => {
        if (this.outgrown !== null) throw this.outgrown;
        await connection.run(limitOf(checkpointLimit));
        try {
          await connection.run('CHECKPOINT');
          return true;
        } catch (error) {
          if (isInUse(error)) return false;
          if (isFatal(error) && isMemoryShort(error)) this.outgrown = error;
          throw error;
        } finally {
          if (this.interruption === null) await connection.run(limitOf(memoryLimit));
        }
      }),
    );
  }

  private async inLimitTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.limitTurn.enter();
    try {
      return await work();
    } finally {
      this.limitTurn.leave();
    }
  }

  /** Whether a native call still runs: one that DuckDB does not interrupt keeps the process from ending by itself. */
  get isBusy(): boolean {
    return [...this.connections].some((connection) => connection.isBusy);
  }

  /** Writes the log into the database file and closes it; the file stays open where a call still runs, and is whole. */
  async close(): Promise<void> {
    try {
      if (this.outgrown === null) await this.checkpoint();
    } finally {
      if (!this.isBusy) {
        this.closeConnections();
        if (this.isOpen) await this.database.close();
        this.isOpen = false;
      }
    }
  }

  private async connect(planning: Planning): Promise<DuckConnection> {
    const native = await this.database.connect();
    if (planning === 'plain') await native.run(WITHOUT_OPTIMIZER);
    const connection = new DuckConnection(
      native,
      planning,
      this.gate,
      this.settings.planningBytes ?? Number.POSITIVE_INFINITY,
      (error) => this.interrupted(error),
    );
    this.connections.add(connection);
    return connection;
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
    if (this.isOpen) await this.database.close();
    this.isOpen = false;
    this.database = await opened(this.settings);
    this.isOpen = true;
    this.interruption = null;
    this.settings.onInterruption?.(null);
  }

  private closeConnections(): void {
    for (const idle of Object.values(this.idle)) idle.length = 0;
    for (const connection of this.connections) connection.close();
    this.connections.clear();
  }
}

function opened(settings: DuckSettings): Promise<EngineDatabase> {
  const {
    concurrentCalls: _,
    planningBytes: __,
    onInterruption: ___,
    checkpointLimit: ____,
    open = openDatabase,
    ...engine
  } = settings;
  return open(engine);
}

const limitOf = (bytes: string): string => `SET memory_limit = '${bytes}'`;

/** What DuckDB takes for a character outside of texts while it parses, binds and plans (measured: 70 to 200). */
const PLANNING_BYTES = 150;

const WITHOUT_OPTIMIZER = 'PRAGMA disable_optimizer';
const WITH_OPTIMIZER = 'PRAGMA enable_optimizer';

/** One DuckDB connection. A connection runs one call at a time; callers on the same one wait for each other. */
export class DuckConnection implements DuckRunner {
  private last: Promise<unknown> = Promise.resolve();
  private running = 0;
  private isClosed = false;

  constructor(
    private readonly native: EngineConnection,
    readonly planning: Planning,
    private readonly gate: Gate,
    private readonly planningBytes: number,
    private readonly onFatal: (error: unknown) => void,
  ) {}

  run(sql: string, binds?: readonly DuckValue[]): Promise<number> {
    return this.call(() => this.planned(sql, () => this.native.run(sql, binds)));
  }

  rows(sql: string, binds?: readonly DuckValue[]): Promise<readonly DuckRow[]> {
    return this.call(() => this.planned(sql, () => this.native.rows(sql, binds)));
  }

  /** As `run`, for a statement that this server runs again and again: it is planned once per connection. */
  runPrepared(sql: string, binds: readonly DuckValue[]): Promise<number> {
    return this.call(() => this.native.runPrepared(sql, binds));
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
    this.native.close();
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
    if (isPlain(sql)) return work();
    const shape = shapeOf(sql);
    // Its limit of memory does not count what DuckDB makes of a text before it runs, nor does it let go meanwhile.
    if (shape.written * PLANNING_BYTES > this.planningBytes) throw failure('out_of_memory', OUT_OF_MEMORY_TEXT);
    // What is long is optimized on either kind of connection: constants that are not folded take kilobytes each.
    const planning: Planning = outgrowsOptimizer(shape) ? 'plain' : 'optimized';
    try {
      return await this.under(planning, work);
    } catch (error) {
      if (planning === 'plain' || !isOptimizerFault(error)) throw error;
      return await this.under('plain', work);
    }
  }

  private async under<T>(planning: Planning, work: () => Promise<T>): Promise<T> {
    if (planning === this.planning) return work();
    await this.native.run(planning === 'plain' ? WITHOUT_OPTIMIZER : WITH_OPTIMIZER);
    try {
      return await work();
    } finally {
      if (!this.isClosed) await this.native.run(planning === 'plain' ? WITH_OPTIMIZER : WITHOUT_OPTIMIZER);
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
