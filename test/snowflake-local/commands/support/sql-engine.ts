import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LockTable } from '../../../../apps/snowflake-local/src/admit/locks.js';
import { Warehouses } from '../../../../apps/snowflake-local/src/admit/warehouses.js';
import type { Catalog } from '../../../../apps/snowflake-local/src/catalog/catalog.js';
import { openCatalog } from '../../../../apps/snowflake-local/src/catalog/open-catalog.js';
import { DEFAULT_SEED } from '../../../../apps/snowflake-local/src/catalog/seed.js';
import { prepare } from '../../../../apps/snowflake-local/src/commands/prepare.js';
import type { BindValue } from '../../../../apps/snowflake-local/src/execute/bind-value.js';
import { CommitLog } from '../../../../apps/snowflake-local/src/execute/commit-log.js';
import { Control } from '../../../../apps/snowflake-local/src/execute/control.js';
import { Duck } from '../../../../apps/snowflake-local/src/execute/duck.js';
import { openDatabase } from '../../../../apps/snowflake-local/src/execute/engine-database.js';
import { Executor } from '../../../../apps/snowflake-local/src/execute/executor.js';
import type { Query } from '../../../../apps/snowflake-local/src/execute/query.js';
import { QueryRegistry } from '../../../../apps/snowflake-local/src/execute/registry.js';
import type { Engine } from '../../../../apps/snowflake-local/src/execute/statement.js';
import { Transactions } from '../../../../apps/snowflake-local/src/execute/transactions.js';
import { setUpFunctions } from '../../../../apps/snowflake-local/src/functions/engine-setup.js';
import { Removals } from '../../../../apps/snowflake-local/src/health/removals.js';
import { History } from '../../../../apps/snowflake-local/src/history/history.js';
import { RowTexts } from '../../../../apps/snowflake-local/src/result/row-texts.js';
import { ResultStore } from '../../../../apps/snowflake-local/src/result/store.js';
import { Parameters, type ParameterValue } from '../../../../apps/snowflake-local/src/session/parameters.js';
import type { Session } from '../../../../apps/snowflake-local/src/session/session.js';
import { Sessions } from '../../../../apps/snowflake-local/src/session/sessions.js';
import { Tokens } from '../../../../apps/snowflake-local/src/session/tokens.js';
import { TaskHistory } from '../../../../apps/snowflake-local/src/tasks/task-history.js';
import { TaskRuns } from '../../../../apps/snowflake-local/src/tasks/task-runs.js';
import { quietBackground } from '../../support/background.js';
import { unlimitedMemory } from '../../support/memory.js';

export interface Answer {
  readonly queryId: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** A result that does not lie in the answer itself: its rows are many, or it is no rows. */
export class NotInline extends Error {
  constructor(text: string) {
    super(`the result of ${text} is not inline`);
  }
}

/** What a statement failed with. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: string,
    readonly sqlState: string,
    message: string,
    readonly isCompilation: boolean,
  ) {
    super(message);
  }
}

/** The whole engine below the wire, in this process: text in, wire cells out. */
export interface SqlEngine {
  readonly folder: string;
  readonly stages: string;
  readonly catalog: Catalog;
  readonly session: Session;
  newSession(parameters?: Readonly<Record<string, ParameterValue>>): Session;
  /** Ends a session; its objects go in the background. */
  close(session: Session): void;
  submit(text: string, options?: RunOptions): Query;
  /** Runs a statement to its end. @throws Refusal */
  run(text: string, options?: RunOptions): Promise<Answer>;
  /** The rows of a statement. */
  rows(text: string, options?: RunOptions): Promise<Answer['rows']>;
  /** The one cell of a statement's one row. */
  value(text: string, options?: RunOptions): Promise<string | null>;
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly session?: Session;
  readonly binds?: readonly BindValue[];
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

export async function sqlEngine(): Promise<SqlEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-sql-'));
  const duck = await Duck.open({
    file: join(folder, 'engine.duckdb'),
    allowedFolders: [folder],
    spillFolder: folder,
    memoryLimit: '1GB',
    threads: 2,
    concurrentCalls: 3,
    open: (settings) => openDatabase(settings, (native) => setUpFunctions(native)),
  });
  const background = quietBackground();
  const removals = new Removals(background);
  const history = await History.open(duck, join(folder, 'history.journal'), Date.now(), background);
  const catalog = await duck.use((connection) => openCatalog(connection, DEFAULT_SEED, background));
  const results = new ResultStore(join(folder, 'results'), background, new RowTexts(folder));
  results.prepare();
  const registry = new QueryRegistry();
  const incidents: unknown[] = [];
  const report = (error: unknown) => incidents.push(error);
  const transactions = new Transactions(duck, catalog, new LockTable(), new CommitLog(), history, report);
  const tokens = new Tokens({ sessionSeconds: 3_600, masterSeconds: 14_400 });
  const sessions = new Sessions({
    catalog,
    duck,
    transactions,
    registry,
    tokens,
    removeStages: () => undefined,
    background,
  });
  const control = new Control(registry, sessions, (session, ended) => sessions.close(session, ended));
  const warehouses = new Warehouses(() => ({ concurrency: 8 }));
  const stages = join(folder, 'stages');
  const folders = { stages, results: join(folder, 'results'), spill: join(folder, 'spill') };
  const engine: Engine = {
    account: 'LOCAL',
    catalog,
    results,
    history,
    control,
    sessions,
    warehouses,
    folders,
    removals,
    tasks: { execute: (root, config) => tasks.execute(root, config) },
  };
  const executor = new Executor({
    prepare,
    engine,
    duck,
    transactions,
    warehouses,
    history,
    results,
    memory: unlimitedMemory(registry, duck),
    registry,
    retentionMs: 60_000,
    report,
  });
  const tasks = new TaskRuns({
    catalog,
    sessions,
    executor,
    history: await TaskHistory.open(duck, Date.now()),
    background,
  });
  const newSession: SqlEngine['newSession'] = (given = {}) => {
    const parameters = new Parameters();
    for (const [name, value] of Object.entries(given)) parameters.set(name, value);
    return sessions.start({
      user: 'FIRN',
      role: 'ACCOUNTADMIN',
      database: 'FIRN',
      schema: 'PUBLIC',
      warehouse: 'COMPUTE_WH',
      client: 'test',
      formatParameter: null,
      parameters,
      startedAt: Date.now(),
    }).session;
  };
  const session = newSession();
  const submit: SqlEngine['submit'] = (text, options = {}) =>
    executor.submit({
      session: options.session ?? session,
      text,
      requestId: null,
      binds: options.binds ?? [],
      bindStage: null,
      parameters: options.parameters ?? {},
      isAsync: false,
    });
  const run: SqlEngine['run'] = async (text, options) => {
    const query = submit(text, options);
    const end = await query.ended;
    if (incidents.length > 0) throw incidents.splice(0)[0];
    if (end.kind === 'failure') {
      const { code, sqlState, message, compilation } = end.failure;
      throw new Refusal(code, sqlState, message, compilation);
    }
    const { columns, body } = end.result;
    if (body.kind !== 'inline') throw new NotInline(text);
    return { queryId: query.id, columns: columns.map(({ name }) => name), rows: body.rows };
  };
  const rows: SqlEngine['rows'] = async (text, options) => (await run(text, options)).rows;
  return {
    folder,
    stages,
    catalog,
    session,
    newSession,
    close: (ended) => sessions.close(ended, Promise.resolve()),
    submit,
    run,
    rows,
    value: async (text, options) => (await rows(text, options))[0]?.[0] ?? null,
    stop: async () => {
      await Promise.all([tasks.stop(), sessions.endAll()]);
      await history.close();
      await duck.close();
      rmSync(folder, { recursive: true });
    },
  };
}
