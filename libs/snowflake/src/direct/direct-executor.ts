import { randomBytes, randomUUID } from 'node:crypto';
import {
  type Action,
  type CompiledAction,
  type Execution,
  type ExecutionReference,
  type Executor,
  type FileTransfer,
  type Plan,
  quoteName,
  type ResultColumn,
  type StartOptions,
  type Statement,
  UsageError,
} from '@firn/snowpark';
import { compileAction, describeSources, type Temporary } from '@firn/snowpark/internal';
import type { ConnectionRegistry } from '../connect/registry.js';
import type { RunOptions, SnowflakeSession } from '../connect/session.js';
import { requireQueryId } from '../status/query-id.js';
import { cleanUp } from './clean-up.js';
import { DescribedExecution } from './described-execution.js';
import { DescribedSources } from './described-sources.js';
import { DirectExecution } from './direct-execution.js';
import { SessionFiles } from './files/session-files.js';
import { SentQueries } from './sent-queries.js';

/**
 * Runs actions over one Snowflake session of its own. Generated objects are true temporary
 * ones. The session is not replaced when Snowflake ends it, since its temporary objects and settings would silently be gone.
 */
export class DirectExecutor implements Executor {
  readonly ownSession = true;
  readonly files: FileTransfer = new SessionFiles(() => this.#connected());
  #session: Promise<SnowflakeSession> | null = null;
  #stage: Promise<string> | null = null;
  #closed = false;
  /** Those whose end or clean-up nobody has seen yet. */
  readonly #unsettled = new Set<DirectExecution>();
  readonly #sources = new DescribedSources();
  readonly #sent = new SentQueries();
  readonly listen = this.#sent.listen;
  #known: SnowflakeSession | null = null;

  constructor(
    private readonly registry: ConnectionRegistry,
    private readonly open: () => Promise<SnowflakeSession>,
  ) {}

  /** Snowflake has ended the session, or the connection is down. */
  get isLost(): boolean {
    return this.#known?.isLost === true;
  }

  /** @throws SnowflakeError if the session cannot be opened. */
  async login(): Promise<void> {
    this.#known = await this.#connected();
  }

  async start(action: Action, options: StartOptions = {}): Promise<Execution> {
    const session = await this.#connected();
    const compiled = await this.#compile(session, action);
    options.signal?.throwIfAborted();
    if (action.kind === 'describe') return this.#described(session, compiled.main);
    const run = runOptions(options);
    try {
      for (const statement of compiled.setup) {
        options.signal?.throwIfAborted();
        await this.#sent.told(statement, () => session.execute(statement, run));
      }
      options.signal?.throwIfAborted();
      if (compiled.writes) this.#sources.forget();
      const queryId = await this.#sent.told(compiled.main, async () => {
        return (await session.submit(compiled.main, { ...run, requestId: randomUUID() })).queryId;
      });
      return await this.#started(session, queryId, compiled, options.signal);
    } catch (error) {
      await cleanUp(session, compiled.cleanup, this.#sent);
      throw error;
    }
  }

  async adopt(queryId: string): Promise<Execution> {
    return this.#execution(requireQueryId(queryId));
  }

  restore(reference: ExecutionReference): Execution {
    if (reference.via !== 'direct') {
      const cure = 'Restore it with a session over the API that it was made with.';
      throw new UsageError('invalid_argument', `Job ${reference.id} is a durable one, this session is direct. ${cure}`);
    }
    const id = requireQueryId(reference.id);
    // One of this session's own goes on with what was made for it.
    return [...this.#unsettled].find((each) => each.id === id) ?? this.#execution(id);
  }

  async describe(plan: Plan): Promise<readonly ResultColumn[]> {
    const session = await this.#connected();
    const compiled = await this.#compile(session, { kind: 'describe', plan });
    return this.#columns(session, compiled.main);
  }

  sessionStage(): Promise<string> {
    this.#stage ??= this.#makeStage().catch((error: unknown) => {
      this.#stage = null;
      throw error;
    });
    return this.#stage;
  }

  /**
   * Leaves the session. Queries still running go on, and their results stay readable for a day; then the session is
   * left to end by itself. With none running it is logged out at once, which drops its temporary objects.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const session = await this.#session?.catch(() => null);
    if (session) {
      await Promise.all([...this.#unsettled].map((execution) => execution.settleIfEnded().catch(() => undefined)));
      if (session.isBorrowed) await this.#dropStage(session); // nothing else ends it before its owner does
      await this.registry.evict(session, { logout: session.inFlight === 0 });
    }
    await this.registry.close();
  }

  #connected(): Promise<SnowflakeSession> {
    if (this.#closed) {
      return Promise.reject(new UsageError('session_closed', 'The session is closed. Make a new one.'));
    }
    this.#session ??= this.open().catch((error: unknown) => {
      this.#session = null; // the next action tries again
      throw error;
    });
    return this.#session;
  }

  async #compile(session: SnowflakeSession, action: Action): Promise<CompiledAction> {
    const context = await describeSources(action, freshNames(), (statement, source) =>
      this.#sources.of(source, () => this.#columns(session, statement)),
    );
    return compileAction(action, context);
  }

  async #columns(session: SnowflakeSession, statement: Statement): Promise<readonly ResultColumn[]> {
    return (await this.#sent.described(statement, () => session.describeQuery(statement))).columns;
  }

  async #described(session: SnowflakeSession, statement: Statement): Promise<Execution> {
    return new DescribedExecution(await this.#columns(session, statement), statement.text);
  }

  /** The start may have been called off while Snowflake took the statement. */
  async #started(
    session: SnowflakeSession,
    queryId: string,
    compiled: CompiledAction,
    signal: AbortSignal | undefined,
  ): Promise<Execution> {
    if (signal?.aborted) {
      await session.cancel(queryId);
      throw signal.reason;
    }
    return this.#execution(queryId, compiled);
  }

  #execution(queryId: string, compiled?: CompiledAction): DirectExecution {
    const execution = new DirectExecution(queryId, () => this.#connected(), {
      text: compiled?.main.text ?? null,
      cleanup: compiled?.cleanup ?? [],
      sent: this.#sent,
      onSettled: () => {
        this.#unsettled.delete(execution);
        if (compiled?.writes) this.#sources.forget();
      },
      onFailed: () => this.#sources.forget(), // perhaps a table is no longer as it was described
    });
    if (compiled !== undefined) this.#unsettled.add(execution);
    return execution;
  }

  async #dropStage(session: SnowflakeSession): Promise<void> {
    const stage = await this.#stage?.catch(() => undefined);
    if (stage !== undefined)
      await cleanUp(session, [{ text: `DROP STAGE IF EXISTS ${stage.slice(1)}`, binds: [] }], this.#sent);
  }

  async #makeStage(): Promise<string> {
    const session = await this.#connected();
    const { rows } = await session.run({ text: 'SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()', binds: [] });
    const [database, schema] = rows[0] ?? [];
    if (typeof database !== 'string' || typeof schema !== 'string') {
      const cure = 'Name database and schema in the profile.';
      throw new UsageError('invalid_argument', `A session stage needs a current database and schema. ${cure}`);
    }
    const name = `${quoteName(database)}.${quoteName(schema)}.FIRN_STAGE_${randomBytes(6).toString('hex').toUpperCase()}`;
    await session.execute({ text: `CREATE TEMPORARY STAGE IF NOT EXISTS ${name}`, binds: [] });
    return `@${name}`;
  }
}

const freshNames = (): Temporary => ({
  kind: 'session',
  prefix: `FIRN_TEMP_${randomBytes(6).toString('hex').toUpperCase()}`,
});

/** @throws UsageError for what only the job API can promise */
function runOptions(options: StartOptions): RunOptions {
  if (options.delivery === 'exactly_once') {
    const cure = 'Use a durable session, whose jobs carry a claim.';
    throw new UsageError('invalid_argument', `A direct session cannot promise delivery exactly_once. ${cure}`);
  }
  return {
    parameters: options.statementParams,
    timeoutSeconds: options.timeoutMs === undefined ? undefined : Math.ceil(options.timeoutMs / 1_000),
  };
}
