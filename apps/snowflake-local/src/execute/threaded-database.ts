import { Worker } from 'node:worker_threads';
import type { DuckRow, EngineConnection, EngineDatabase, EngineSettings } from './engine-database.js';
import { messageOf } from './engine-failure.js';
import type { Answer, FromEngine, ThreadStart, ToEngine } from './engine-messages.js';

interface Waiting {
  resolve(value: Answer): void;
  reject(error: Error): void;
}

export interface ThreadHooks {
  /** Bytes that the process may have, all included. */
  readonly memoryBytes: number;
  /**
   * The thread has ended by itself, and with it all that was to be told to the database. It cannot be opened again in this
   * process: what was going on in it may still have the file.
   */
  readonly onLost: (error: unknown) => void;
}

/**
 * Opens the database in a thread of its own, where the functions of our own run too.
 *
 * @throws as DuckDB does when it cannot be opened.
 */
export async function openInThread(settings: EngineSettings, hooks: ThreadHooks): Promise<EngineDatabase> {
  const thread = new EngineThread(settings, hooks);
  await thread.opened;
  return thread;
}

/** The call that nobody makes. */
const OPENING = 0;

class EngineThread implements EngineDatabase {
  readonly opened: Promise<Answer>;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private lastCall = 0;
  private lastConnection = 0;
  private isOpen = false;

  constructor(settings: EngineSettings, { memoryBytes, onLost }: ThreadHooks) {
    const workerData: ThreadStart = { settings, memoryBytes };
    this.worker = new Worker(new URL('./engine-thread.js', import.meta.url), { workerData });
    this.opened = new Promise((resolve, reject) => this.waiting.set(OPENING, { resolve, reject }));
    this.worker.on('message', (message: FromEngine) => this.answered(message));
    const lost = (error: unknown): void => {
      if (this.isOpen) onLost(error);
      else this.answered({ call: OPENING, error: messageOf(error) });
    };
    this.worker.on('error', lost);
    this.worker.on('exit', (code) => lost(new Error(`The thread of the database has ended with ${code}`)));
  }

  async connect(): Promise<EngineConnection> {
    this.lastConnection += 1;
    const connection = this.lastConnection;
    await this.call((call) => ({ kind: 'connect', call, connection }));
    return new ThreadConnection(this, connection);
  }

  async close(): Promise<void> {
    this.isOpen = false;
    await this.call((call) => ({ kind: 'close', call, connection: 0 }));
  }

  collect(): void {
    this.tell({ kind: 'collect' });
  }

  call(message: (call: number) => ToEngine): Promise<Answer> {
    this.lastCall += 1;
    const call = this.lastCall;
    return new Promise((resolve, reject) => {
      this.waiting.set(call, { resolve, reject });
      this.tell(message(call));
    });
  }

  tell(message: ToEngine): void {
    this.worker.postMessage(message);
  }

  private answered(message: FromEngine): void {
    const waiting = this.waiting.get(message.call);
    this.waiting.delete(message.call);
    if ('error' in message) {
      waiting?.reject(new Error(message.error));
      return;
    }
    if (message.call === OPENING) this.isOpen = true;
    waiting?.resolve(message.value);
  }
}

class ThreadConnection implements EngineConnection {
  constructor(
    private readonly thread: EngineThread,
    private readonly connection: number,
  ) {}

  async run(sql: string, binds?: DuckRow): Promise<number> {
    const { connection } = this;
    return Number(await this.thread.call((call) => ({ kind: 'run', call, connection, sql, binds })));
  }

  async runPrepared(sql: string, binds: DuckRow): Promise<number> {
    const { connection } = this;
    return Number(await this.thread.call((call) => ({ kind: 'runPrepared', call, connection, sql, binds })));
  }

  async rows(sql: string, binds?: DuckRow): Promise<readonly DuckRow[]> {
    const { connection } = this;
    const rows = await this.thread.call((call) => ({ kind: 'rows', call, connection, sql, binds }));
    return typeof rows === 'number' || rows === null ? [] : rows;
  }

  interrupt(): void {
    this.thread.tell({ kind: 'interrupt', connection: this.connection });
  }

  close(): void {
    this.thread.tell({ kind: 'disconnect', connection: this.connection });
  }
}
