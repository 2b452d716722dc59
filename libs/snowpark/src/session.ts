import { ActionRunner } from './async/action-runner.js';
import type { AsyncJob, AsyncJobJson } from './async/async-job.js';
import { JOB_KINDS, type JobKind, type JobResults } from './async/job-kinds.js';
import { DataFrame } from './dataframe.js';
import { UsageError } from './errors.js';
import type { Execution, Executor } from './execution/executor.js';
import { literalOf } from './local-data/literal-of.js';
import { type GivenSchema, localRows } from './local-data/local-rows.js';
import type { LocalShape } from './local-data/local-shape.js';
import { asNode } from './plan/frames.js';
import { SessionBuilder } from './session-builder.js';
import type { Ident } from './shape/names.js';
import type { Loose, Untyped } from './shape/shape.js';
import { objectName } from './sql/identifier.js';
import { quoteText } from './sql/literal.js';
import { countPlaceholders } from './sql/placeholders.js';
import { Table } from './table.js';
import { parseSchema } from './types/parse-schema.js';
import { StructType } from './types/struct-type.js';

/**
 * Where frames come from. How it reaches Snowflake, over a connection or over the job API, is the executor's matter: frames and
 * code over them are the same.
 */
export class Session implements AsyncDisposable {
  readonly #runner: ActionRunner;
  #closed = false;

  constructor(executor: Executor) {
    this.#runner = new ActionRunner(
      whileOpen(executor, () => this.#closed),
      (queryId) => this.#resultOf(queryId),
    );
  }

  /** A fresh builder: `Session.builder.using(connector).configs({ … }).create()`. */
  static get builder(): SessionBuilder<Session> {
    return new SessionBuilder((executor) => new Session(executor));
  }

  /** A table or view by its name, `t`, `schema.t` or `database.schema.t`, or by its parts. Nothing is asked until an action. */
  table<S extends object = Untyped>(name: string | readonly string[]): Table<S> {
    const parts = objectName(typeof name === 'string' ? name : name.join('.'));
    return new Table<S>(this.#runner, asNode({ kind: 'table', name: parts }));
  }

  /** Any statement, as a frame over its result, with a value for each `?`. It runs with an action, and not before. */
  sql<S extends object = Untyped>(text: string, binds: readonly unknown[] = []): DataFrame<S> {
    const places = countPlaceholders(text);
    if (binds.length > 0 && places !== binds.length) {
      throw new UsageError('invalid_argument', `The statement has ${places} ? for ${binds.length} binds.`);
    }
    return new DataFrame<S>(this.#runner, asNode({ kind: 'sql', text, binds: binds.map((value) => literalOf(value)) }));
  }

  /**
   * Rows as a frame: lists, objects or single values. The schema is a StructType, its text (`a int, b string`), a list of names, or
   * inferred from all values.
   *
   * Up to 511 cells travel inside the statement; more are loaded into a temporary table first, when an action runs.
   */
  createDataFrame<S extends object>(rows: readonly unknown[], schema: StructType<S>): DataFrame<S>;
  createDataFrame<const N extends string>(
    rows: readonly unknown[],
    schema: readonly N[],
  ): DataFrame<{ [K in N as Ident<K>]: Loose }>;
  createDataFrame(rows: readonly unknown[], schema: string): DataFrame<Untyped>;
  createDataFrame<R>(rows: readonly R[]): DataFrame<LocalShape<R>>;
  createDataFrame(
    rows: readonly unknown[],
    schema?: StructType<object> | readonly string[] | string,
  ): DataFrame<Loose> {
    return new DataFrame<Untyped>(this.#runner, asNode({ kind: 'local', ...localRows(rows, givenSchema(schema)) }));
  }

  /** A handle on a query that is known by its ID only. */
  createAsyncJob(queryId: string): Promise<AsyncJob<JobResults<Untyped>['rows'], Untyped>>;
  createAsyncJob<K extends JobKind>(queryId: string, kind: K): Promise<AsyncJob<JobResults<Untyped>[K], Untyped>>;
  async createAsyncJob(queryId: string, kind: JobKind = 'rows'): Promise<AsyncJob<unknown, Untyped>> {
    return this.#runner.jobOf<Untyped, JobKind>(
      await this.#runner.executor.adopt(checkedId(queryId)),
      checkedKind(kind),
    );
  }

  /** A job that `toJSON` wrote down, here or in another process, with its kind. */
  restoreJob<K extends JobKind>(json: AsyncJobJson & { readonly kind: K }): AsyncJob<JobResults<Untyped>[K], Untyped> {
    if (json.version !== 1)
      throw new UsageError(
        'plan_version_newer',
        `A job of version ${String(json.version)} was written by a newer Firn.`,
      );
    checkedKind(json.kind);
    return this.#runner.jobOf<Untyped, K>(this.#runner.executor.restore(json.execution), json.kind);
  }

  /** A stage that lives as long as the session, made at the first call: `@"DB"."SC".NAME`. */
  getSessionStage(): Promise<string> {
    return this.#runner.executor.sessionStage();
  }

  /** Ends the session and drops what belongs to it. May be called again. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#runner.executor.close();
    this.#closed = true;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #resultOf<S extends object>(queryId: string): DataFrame<S> {
    const text = `SELECT * FROM TABLE(RESULT_SCAN(${quoteText(queryId)}))`;
    return new DataFrame<S>(this.#runner, asNode({ kind: 'sql', text, binds: [] }));
  }
}

function givenSchema(schema: StructType<object> | readonly string[] | string | undefined): GivenSchema {
  if (schema === undefined) return null;
  if (typeof schema === 'string') return { fields: parseSchema(schema) };
  return schema instanceof StructType ? { fields: schema.fields } : { names: schema };
}

const QUERY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function checkedId(queryId: string): string {
  if (!QUERY_ID.test(queryId))
    throw new UsageError(
      'invalid_argument',
      `Not a query ID: '${queryId}'. It looks like 01b2c3d4-0000-1a2b-0000-000000000001.`,
    );
  return queryId;
}

function checkedKind(kind: JobKind): JobKind {
  if (!JOB_KINDS.includes(kind))
    throw new UsageError('wrong_result_kind', `No result kind ${String(kind)}. There are ${JOB_KINDS.join(', ')}.`);
  return kind;
}

/** An executor that refuses once its session is closed. */
function whileOpen(executor: Executor, isClosed: () => boolean): Executor {
  const open = (): Executor => {
    if (isClosed()) throw new UsageError('session_closed', 'The session is closed. Make a new one.');
    return executor;
  };
  return {
    start: async (action, options) => open().start(action, options),
    adopt: async (queryId) => open().adopt(queryId),
    restore: (reference): Execution => open().restore(reference),
    describe: async (plan) => open().describe(plan),
    sessionStage: async () => open().sessionStage(),
    close: () => executor.close(),
  };
}
