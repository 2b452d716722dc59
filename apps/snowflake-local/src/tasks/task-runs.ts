import type { Catalog } from '../catalog/catalog.js';
import type { TaskEntry } from '../catalog/entries.js';
import type { Executor } from '../execute/executor.js';
import type { Query, QueryEnd } from '../execute/query.js';
import type { Background } from '../health/background.js';
import { Parameters } from '../session/parameters.js';
import type { Session } from '../session/session.js';
import type { Sessions } from '../session/sessions.js';
import { graphOf, type Outcome, ready } from './task-graph.js';
import type { RunEnd, TaskHistory, TaskRun } from './task-history.js';

export interface TaskRunParts {
  readonly catalog: Catalog;
  readonly sessions: Sessions;
  readonly executor: Executor;
  readonly history: TaskHistory;
  readonly background: Background;
}

/** Who tasks run as, as in Snowflake: nobody logs in by that name. */
const USER = 'SYSTEM';
const DOING = 'running tasks';

/**
 * Runs graphs of tasks: the root, then what runs after it as soon as all before it has succeeded, and the finalizer at last. Each
 * task has a session of its own, with the role that owns it.
 */
export class TaskRuns {
  /** The last run of each root that may not overlap with another one. */
  private readonly runs = new Map<number, Promise<void>>();
  private readonly open = new Set<Promise<void>>();
  private isStopping = false;

  constructor(private readonly parts: TaskRunParts) {}

  /** Resolves when the run is on record; it goes on by itself. `config`: in place of the root's own. */
  async execute(root: TaskEntry, config: string | null): Promise<void> {
    const { history } = this.parts;
    const now = Date.now();
    const run: TaskRun = { runId: history.nextRun(now), root, task: root, config: config ?? root.config };
    await history.schedule(run, now);
    const before = root.allowOverlapping ? undefined : this.runs.get(root.objectId);
    const going = (before ?? Promise.resolve())
      .then(() => this.runGraph(run))
      .catch((error: unknown) => {
        this.parts.background.failed(DOING, error);
      })
      .finally(() => {
        this.open.delete(going);
        if (this.runs.get(root.objectId) === going) this.runs.delete(root.objectId);
      });
    this.open.add(going);
    this.runs.set(root.objectId, going);
  }

  /** No task begins any more. Resolves when none runs: those that do end with their sessions. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.open);
  }

  private async runGraph(first: TaskRun): Promise<void> {
    const { root } = first;
    const graph = graphOf(root, this.parts.catalog.view('').tasks(root));
    const outcomes = new Map<string, Outcome>();
    const values = new Map<string, string | null>();
    const begun = new Set<string>();
    const start = async (run: TaskRun): Promise<void> => {
      if (this.isStopping) return;
      begun.add(run.task.name);
      const { outcome, returnValue } = await this.runTask(run, values);
      outcomes.set(run.task.name, outcome);
      values.set(run.task.name, returnValue);
      const next = ready(graph, outcomes, begun);
      for (const { name } of next) begun.add(name);
      await Promise.all(next.map((task) => this.schedule({ ...first, task }).then(start)));
    };
    await start(first);
    const last = graph.find(({ finalizes, state }) => finalizes === root.name && state === 'started');
    if (last !== undefined) await start(await this.schedule({ ...first, task: last }));
    this.parts.background.succeeded(DOING);
  }

  private async schedule(run: TaskRun): Promise<TaskRun> {
    await this.parts.history.schedule(run, Date.now());
    return run;
  }

  /** Never rejects for what the task does: that is its outcome. */
  private async runTask(
    run: TaskRun,
    values: ReadonlyMap<string, string | null>,
  ): Promise<{ readonly outcome: Outcome; readonly returnValue: string | null }> {
    const { sessions, history } = this.parts;
    const session = this.newSession(run, values);
    let end: RunEnd;
    try {
      end = await this.runStatements(run, session);
    } finally {
      sessions.close(session, Promise.resolve());
    }
    await history.end(run, end, Date.now());
    const outcome = ({ SUCCEEDED: 'succeeded', FAILED: 'failed', SKIPPED: 'skipped' } as const)[end.state];
    return { outcome, returnValue: end.returnValue };
  }

  private async runStatements(run: TaskRun, session: Session): Promise<RunEnd> {
    const { history } = this.parts;
    const { condition, definition } = run.task;
    if (condition !== null) {
      await history.begin(run, null, Date.now());
      const { query, end } = await this.ran(session, `SELECT CAST((${condition}) AS BOOLEAN)`);
      if (end.kind === 'failure') return failed(query, end);
      if (!isTrue(end)) return { state: 'SKIPPED', queryId: null, error: null, returnValue: null };
    }
    const query = this.submitted(session, definition);
    await history.begin(run, query.id, Date.now());
    const end = await query.ended;
    if (end.kind === 'failure') return failed(query, end);
    return { state: 'SUCCEEDED', queryId: query.id, error: null, returnValue: session.task?.returnValue ?? null };
  }

  private async ran(session: Session, text: string): Promise<{ readonly query: Query; readonly end: QueryEnd }> {
    const query = this.submitted(session, text);
    return { query, end: await query.ended };
  }

  private submitted(session: Session, text: string): Query {
    return this.parts.executor.submit({
      ...{ session, text, requestId: null, binds: [], bindStage: null, parameters: {}, isAsync: true },
    });
  }

  /** A task without a warehouse has the server's: the first there is. */
  private newSession({ root, task, config }: TaskRun, values: ReadonlyMap<string, string | null>): Session {
    const { sessions, catalog } = this.parts;
    const parameters = new Parameters();
    for (const [name, value] of Object.entries(task.parameters)) parameters.set(name, value);
    if (task.timeoutMs > 0) parameters.set('STATEMENT_TIMEOUT_IN_SECONDS', Math.ceil(task.timeoutMs / 1_000));
    const { session } = sessions.start({
      user: USER,
      role: task.owner,
      database: task.database,
      schema: task.schema,
      warehouse: task.warehouse ?? catalog.view('').warehouses()[0]?.name ?? null,
      client: 'task',
      formatParameter: null,
      parameters,
      startedAt: Date.now(),
    });
    const before = task.predecessors.map((name) => [name, values.get(name) ?? null] as const);
    session.task = { name: task.name, root: root.name, config, predecessors: new Map(before), returnValue: null };
    return session;
  }
}

const failed = (query: Query, { failure }: Extract<QueryEnd, { kind: 'failure' }>): RunEnd => ({
  ...{ state: 'FAILED', queryId: query.id, returnValue: null },
  error: { code: failure.code, message: failure.message },
});

const isTrue = ({ result }: Extract<QueryEnd, { kind: 'success' }>): boolean =>
  result.body.kind === 'inline' && result.body.rows[0]?.[0] === '1';
