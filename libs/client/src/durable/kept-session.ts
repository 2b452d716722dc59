import {
  type Action,
  type Execution,
  type ExecutionReference,
  type Executor,
  type ExecutorStart,
  type Plan,
  type ResultColumn,
  Session,
} from '@firn/snowpark';
import { required, signature } from '@firn/snowpark/internal';
import { FirnClient } from '../client.js';
import { FirnProblem } from '../firn-problem.js';
import { DurableExecution } from './durable-execution.js';
import { type DurableExecutor, jobOf } from './durable-executor.js';
import { DURABLE_OPTIONS, type DurableSessionOptions, openExecutor, partsOf } from './durable-session.js';

/** A session for as long as a process lives, and what gives its place on the server back meanwhile. */
export interface KeptSession {
  /**
   * Opened on the server with its first action.
   *
   * @example
   * ```ts
   * import { keptSession } from '@firn/client';
   *
   * const kept = keptSession({ url, apiKey, profile: 'local' });
   * console.log(await kept.session.table('orders').count()); // → 3
   * await kept.rest();
   * ```
   */
  readonly session: Session;
  /**
   * Closes the session on the server, if one is open; the next action opens another one.
   *
   * @example
   * ```ts
   * import { keptSession } from '@firn/client';
   *
   * const kept = keptSession({ url, apiKey, profile: 'local' });
   * await kept.session.sql('select 1 as one').collect();
   * await kept.rest();
   * console.log(await kept.session.table('orders').count()); // → 3
   * await kept.rest();
   * ```
   */
  rest(): Promise<void>;
}

/**
 * A durable session for as long as a process lives: it is opened on the server with its first action, and anew after the server has
 * closed it for being idle. One that has temporary tables or a stage is not opened anew: they are gone, and that is said.
 *
 * @throws UsageError for an option that is wrong or unknown
 *
 * @example
 * ```ts
 * import { keptSession } from '@firn/client';
 *
 * const { session: ofProcess, rest } = keptSession({ url, apiKey, profile: 'local' });
 * process.once('SIGTERM', () => void rest());
 * console.log((await ofProcess.table('orders').first())?.get('ID')); // → 1n
 * await rest();
 * ```
 */
export function keptSession(options: DurableSessionOptions): KeptSession;
export function keptSession(...given: readonly unknown[]): KeptSession {
  const [options] = KEPT_SESSION.read(given);
  const executor = new KeptExecutor(options);
  return { session: new Session(executor), rest: () => executor.close() };
}

const KEPT_SESSION = signature('keptSession', required('options', DURABLE_OPTIONS));

class KeptExecutor implements Executor {
  private readonly client: FirnClient;
  private opened: Promise<DurableExecutor> | null = null;
  private ownsObjects = false;

  constructor(private readonly options: DurableSessionOptions) {
    this.client = new FirnClient(partsOf(options).connection);
  }

  async start(action: Action, options?: ExecutorStart): Promise<Execution> {
    const execution = await this.during((executor) => executor.start(action, options));
    if (action.kind === 'save_as_table' && action.tableType === 'temporary') this.ownsObjects = true;
    return execution;
  }

  adopt(queryId: string): Promise<Execution> {
    return this.during((executor) => executor.adopt(queryId));
  }

  /** A job is found by its ID alone. */
  restore(reference: ExecutionReference): Execution {
    return new DurableExecution(this.client, { id: jobOf(reference) });
  }

  describe(plan: Plan): Promise<readonly ResultColumn[]> {
    return this.during((executor) => executor.describe(plan));
  }

  async sessionStage(): Promise<string> {
    const stage = await this.during((executor) => executor.sessionStage());
    this.ownsObjects = true;
    return stage;
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = null;
    this.ownsObjects = false;
    await (await opened?.catch(() => null))?.close();
  }

  private async during<T>(work: (executor: DurableExecutor) => Promise<T>): Promise<T> {
    const opened = this.open();
    try {
      return await work(await opened);
    } catch (error) {
      if (!isClosed(error)) throw error;
      if (this.opened === opened) this.opened = null;
      if (this.ownsObjects) {
        this.ownsObjects = false; // said once; what comes next begins anew
        throw error;
      }
      return work(await this.open());
    }
  }

  private open(): Promise<DurableExecutor> {
    if (this.opened === null) {
      const opening = openExecutor(this.options);
      this.opened = opening;
      opening.catch(() => {
        if (this.opened === opening) this.opened = null;
      });
    }
    return this.opened;
  }
}

/** The record of a closed session is not kept for ever. */
const isClosed = (error: unknown): boolean =>
  error instanceof FirnProblem &&
  (error.code === 'session_closed' || (error.code === 'not_found' && error.problem.path === 'session'));
