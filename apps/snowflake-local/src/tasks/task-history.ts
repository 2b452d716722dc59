import type { TaskEntry } from '../catalog/entries.js';
import type { Duck, DuckRow } from '../execute/duck.js';

const KEPT_MS = 7 * 86_400_000;

/** Runs of tasks, by the run of their graph and the task: SCHEDULED, EXECUTING, then the state of a `RunEnd`. Times are epoch milliseconds. */
const TABLE = `CREATE TABLE IF NOT EXISTS _sf.task_runs(
  run_id BIGINT NOT NULL, root_id BIGINT NOT NULL, task_id BIGINT NOT NULL, database_name VARCHAR NOT NULL,
  schema_name VARCHAR NOT NULL, name VARCHAR NOT NULL, owner VARCHAR NOT NULL, query_text VARCHAR NOT NULL,
  condition_text VARCHAR, config VARCHAR, state VARCHAR NOT NULL, query_id VARCHAR, error_code VARCHAR,
  error_message VARCHAR, return_value VARCHAR, scheduled_on BIGINT NOT NULL, started_on BIGINT, completed_on BIGINT)`;

/** What is told of a run that a server's end has cut off. */
const CUT_OFF = 'The server stopped while this task was running.';

export interface TaskRun {
  readonly runId: number;
  readonly root: TaskEntry;
  readonly task: TaskEntry;
  readonly config: string | null;
}

export interface RunEnd {
  readonly state: 'SUCCEEDED' | 'FAILED' | 'SKIPPED';
  readonly queryId: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly returnValue: string | null;
}

/** What the server's tasks have done in the last seven days, in the data folder. */
export class TaskHistory {
  private lastRun = 0;

  private constructor(private readonly duck: Duck) {}

  /** Runs of a server before this one have ended with it. */
  static async open(duck: Duck, now: number): Promise<TaskHistory> {
    await duck.use(async (connection) => {
      await connection.run(TABLE);
      await connection.runPrepared(
        `UPDATE _sf.task_runs SET state = 'FAILED', error_code = '000603', error_message = $1, completed_on = $2
         WHERE state IN ('SCHEDULED', 'EXECUTING')`,
        [CUT_OFF, BigInt(now)],
      );
    });
    return new TaskHistory(duck);
  }

  /** Identifiers of runs rise, as times do. */
  nextRun(now: number): number {
    this.lastRun = Math.max(this.lastRun + 1, now);
    return this.lastRun;
  }

  async schedule({ runId, root, task, config }: TaskRun, now: number): Promise<void> {
    const row: DuckRow = [
      ...[BigInt(runId), BigInt(root.objectId), BigInt(task.objectId), task.database, task.schema, task.name],
      ...[task.owner, task.definition, task.condition, config, 'SCHEDULED', null, null, null, null],
      ...[BigInt(now), null, null],
    ];
    await this.duck.use(async (connection) => {
      await connection.runPrepared('DELETE FROM _sf.task_runs WHERE scheduled_on < $1', [BigInt(now - KEPT_MS)]);
      await connection.runPrepared(
        `INSERT INTO _sf.task_runs VALUES (${row.map((_, at) => `$${at + 1}`).join(', ')})`,
        row,
      );
    });
  }

  begin(run: TaskRun, queryId: string | null, now: number): Promise<void> {
    return this.change(run, "state = 'EXECUTING', query_id = $3, started_on = $4", [queryId, BigInt(now)]);
  }

  end(run: TaskRun, { state, queryId, error, returnValue }: RunEnd, now: number): Promise<void> {
    return this.change(
      run,
      'state = $3, query_id = $4, error_code = $5, error_message = $6, return_value = $7, completed_on = $8',
      [state, queryId, error?.code ?? null, error?.message ?? null, returnValue, BigInt(now)],
    );
  }

  private async change({ runId, task }: TaskRun, change: string, values: DuckRow): Promise<void> {
    const sql = `UPDATE _sf.task_runs SET ${change} WHERE run_id = $1 AND task_id = $2`;
    await this.duck.use((connection) => connection.runPrepared(sql, [BigInt(runId), BigInt(task.objectId), ...values]));
  }
}
