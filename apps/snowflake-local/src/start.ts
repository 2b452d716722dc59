import { getHeapStatistics } from 'node:v8';
import type { Logger } from 'pino';
import { LockTable } from './admit/locks.js';
import { Warehouses } from './admit/warehouses.js';
import { openCatalog } from './catalog/open-catalog.js';
import type { Config } from './config.js';
import { openDataFolder } from './data-folder.js';
import { Checkpoints } from './execute/checkpoints.js';
import { CommitLog } from './execute/commit-log.js';
import { Control } from './execute/control.js';
import type { EngineSettings } from './execute/engine-database.js';
import { Executor } from './execute/executor.js';
import { MemoryWatch } from './execute/memory-watch.js';
import { QueryRegistry } from './execute/registry.js';
import type { Engine, Prepare } from './execute/statement.js';
import { openInThread } from './execute/threaded-database.js';
import { Transactions } from './execute/transactions.js';
import { Faults } from './faults/faults.js';
import { laggingHistory } from './faults/lagging-history.js';
import { Background } from './health/background.js';
import { Metrics } from './health/metrics.js';
import { Removals } from './health/removals.js';
import { History } from './history/history.js';
import { planMemory } from './memory.js';
import { openDuck } from './open-duck.js';
import { PartFiles } from './result/part-files.js';
import { RowTexts } from './result/row-texts.js';
import { ResultStore } from './result/store.js';
import { registerPublicKey } from './session/register-key.js';
import { Sessions } from './session/sessions.js';
import { Tokens } from './session/tokens.js';
import { droppedStageFolders } from './stage/stage-folder.js';
import { leftFolders, removeUnfinished } from './stage/sweep.js';
import { TaskHistory } from './tasks/task-history.js';
import { TaskRuns } from './tasks/task-runs.js';
import { Answers } from './wire/answers.js';
import { Chunks } from './wire/chunks.js';
import { addressError, requireAddress } from './wire/listening.js';
import { WireServer } from './wire/server.js';
import { SignedUrls } from './wire/signed-urls.js';
import { StagedFiles } from './wire/staged-files.js';

/** Threads of libuv's pool that native calls of DuckDB never take: files and names need some. */
export const SPARE_THREADS = 16;
/** Of `--memory`, that the heap of JavaScript may keep for later when the server is over it. */
const HEAP_SHARE = 0.25;
/** Of `--memory`, that the planning of one statement may take. */
const PLANNING_SHARE = 0.5;
const ACCOUNT = 'FIRN_LOCAL';
const SWEEP_EVERY_MS = 10 * 60 * 1_000;

export interface RunningServer {
  readonly url: string;
  /** Ends sessions and statements, writes everything to disk, gives the port back. False: DuckDB has not let go of a statement. */
  stop(): Promise<boolean>;
}

/** Puts the engine together and starts to listen. `threadPool` is the size of libuv's pool. */
export async function startServer(
  config: Config,
  threadPool: number,
  prepare: Prepare,
  log: Logger,
  background: Background,
): Promise<RunningServer> {
  await requireAddress(config.host, config.port);
  const folder = openDataFolder(config.dataFolder);
  const memory = planMemory(config.memoryLimit);
  const onLost = (error: unknown): void => {
    log.fatal({ err: error }, 'the thread of the database is lost');
    // What runs in it would keep an orderly end waiting for ever.
    process.kill(process.pid, 'SIGKILL');
  };
  const engineSettings = {
    allowedFolders: [folder.stages, folder.results, folder.spill],
    spillFolder: folder.spill,
    memoryLimit: memory.engineLimit,
    checkpointLimit: memory.checkpointLimit,
    spillBytes: memory.spillBytes,
    threads: config.threads,
    concurrentCalls: threadPool - SPARE_THREADS,
    planningBytes: memory.bytes * PLANNING_SHARE,
    open: (settings: EngineSettings) => openInThread(settings, { memoryBytes: memory.bytes, onLost }),
  };
  const duck = await openDuck(engineSettings, folder, background);
  // Only whoever has the database has the folder.
  folder.removeOldSpills();
  const history = await History.open(duck, folder.journal, Date.now(), background);
  const catalog = await duck.use((connection) => openCatalog(connection, config, background));
  const taskHistory = await TaskHistory.open(duck, Date.now());
  const left = await leftFolders(folder.stages, catalog);
  if (config.publicKey !== null) await registerPublicKey(duck, catalog, config.user, config.publicKey);

  const texts = new RowTexts(folder.spill);
  const results = new ResultStore(folder.results, background, texts);
  results.prepare();
  const parts = new PartFiles(duck, results, texts);
  const metrics = new Metrics();
  const registry = new QueryRegistry(({ status, startedAt }) =>
    metrics.ended(status, Math.max(0, Date.now() - startedAt)),
  );
  const report = (error: unknown, doing: string) => log.error({ err: error, doing }, 'a part of a statement failed');
  const transactions = new Transactions(duck, catalog, new LockTable(), new CommitLog(), history, report);
  const removals = new Removals(background);
  removals.add(left);
  const tokens = new Tokens({ sessionSeconds: config.sessionTokenSeconds, masterSeconds: config.masterTokenSeconds });
  const sessions = new Sessions({
    catalog,
    duck,
    transactions,
    registry,
    tokens,
    removeStages: (dropped) => removals.add(droppedStageFolders(folder.stages, dropped)),
    background,
  });
  metrics.watch({
    sessions: () => sessions.list().length,
    running: () => registry.running().length,
    problems: () => background.problems.length,
  });
  const control = new Control(registry, sessions, (session, ended) => sessions.close(session, ended));
  const warehouses = new Warehouses((name) => ({
    concurrency: catalog.view('').warehouse(name)?.maxConcurrencyLevel ?? 1,
  }));
  const faults = config.areFaultsAllowed ? new Faults() : null;
  const engine: Engine = {
    account: ACCOUNT,
    catalog,
    results,
    history: faults === null ? history : laggingHistory(history, faults),
    control,
    sessions,
    warehouses,
    folders: { stages: folder.stages, results: folder.results, spill: folder.spill },
    removals,
    // What runs tasks runs statements, which start tasks.
    tasks: { execute: (root, config) => tasks.execute(root, config) },
  };
  const memoryWatch = new MemoryWatch({
    limitBytes: memory.bytes,
    running: () => registry.running(),
    used: () => process.memoryUsage.rss(),
    giveBack: () => {
      if (getHeapStatistics().total_heap_size > memory.bytes * HEAP_SHARE) globalThis.gc?.();
      return duck.giveBack();
    },
    now: () => performance.now(),
  });
  const executor = new Executor({
    prepare,
    engine,
    duck,
    transactions,
    warehouses,
    history,
    results,
    memory: memoryWatch,
    registry,
    retentionMs: config.resultHours * 3_600_000,
    report: (error, incident) => log.error({ err: error, incident }, 'a statement failed inside the engine'),
  });
  const tasks = new TaskRuns({ catalog, sessions, executor, history: taskHistory, background });
  const urls = new SignedUrls();
  const chunks = new Chunks(urls, results, parts, config.chunkEncoding, background);
  const staged = new StagedFiles(folder.stages, urls);
  const answers = new Answers(registry, history, results, chunks, staged, config.holdSeconds * 1_000);
  const services = { catalog, sessions, tokens, executor, registry, history, control, answers, chunks, staged };
  const server = new WireServer({ services, faults, log, background, metrics });

  const ending = background.task('ending idle sessions', () => sessions.endIdle(Date.now()));
  const sweeping = background.task('sweeping results', () => results.sweep(Date.now(), config.resultHours * 3_600_000));
  await sweeping.now();
  const checkpoints = new Checkpoints(duck, folder.database, background);
  checkpoints.start();
  memoryWatch.start((error) => background.failed(MEMORY, error));
  // Nobody waits for it: there may be many files. What is that old, nobody writes any more.
  const startedAt = Date.now();
  void background.task('removing unfinished files', () => removeUnfinished(folder.stages, startedAt)).now();
  const timer = setInterval(() => {
    void ending.now();
    void sweeping.now();
  }, SWEEP_EVERY_MS).unref();
  const { address, port, family } = await server.listen(config.host, config.port).catch((error: unknown) => {
    throw addressError(error, config.host, config.port);
  });
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    stop: async () => {
      clearInterval(timer);
      memoryWatch.stop();
      checkpoints.stop();
      ending.cancel();
      sweeping.cancel();
      server.stopListening();
      faults?.clear();
      await eachInTurn([
        () => Promise.all([tasks.stop(), sessions.endAll()]),
        () => server.closeConnections(),
        () => texts.clear(),
        () => removals.settled(),
        () => history.close(),
        () => duck.close(),
        () => folder.remove(),
      ]);
      return !duck.isBusy;
    },
  };
}

/** Does each, whatever became of those before. @throws the first failure, at the end */
async function eachInTurn(steps: readonly (() => Promise<unknown> | unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

const MEMORY = 'keeping to --memory';
