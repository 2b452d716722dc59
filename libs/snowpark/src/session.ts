import { ActiveSessions } from './active-sessions.js';
import { COLUMN_ONLY, LITERAL } from './arguments/columns.js';
import { requireMade } from './arguments/made.js';
import { OBJECT_NAME } from './arguments/names.js';
import { options, type ReadersOf } from './arguments/options.js';
import { at, part, type Reader, wrong } from './arguments/reader.js';
import { FLAG, listOf, whole } from './arguments/scalars.js';
import { isPlain } from './arguments/shown.js';
import { noArguments, optional, required, rest, signature } from './arguments/signature.js';
import { FULL_TEXT, SQL_TEXT } from './arguments/text.js';
import { ActionRunner } from './async/action-runner.js';
import type { AsyncJob, AsyncJobJson } from './async/async-job.js';
import { JOB_KINDS, type JobKind, type JobResults, RESULT_KIND } from './async/job-kinds.js';
import { limitOf, WAIT_OPTIONS, withinLimit } from './async/limited.js';
import { Column } from './column.js';
import { DataFrame } from './dataframe.js';
import { UsageError } from './errors.js';
import type { Execution, Executor, WaitOptions } from './execution/executor.js';
import { answerForeignNames } from './foreign-names/answer.js';
import { SESSION_NAMES } from './foreign-names/names.js';
import { DataFrameReader } from './io/dataframe-reader.js';
import { FileOperation } from './io/file-operation.js';
import { type GivenSchema, localRows } from './local-data/local-rows.js';
import type { LocalShape } from './local-data/local-shape.js';
import { asNode } from './plan/frames.js';
import { frozen } from './plan/frozen.js';
import type { Expr } from './plan/plan.js';
import type { BinaryOperator } from './plan/words.js';
import { QueryHistory, type QueryHistoryOptions } from './query-history.js';
import { SessionBuilder } from './session-builder.js';
import { SessionStatements } from './session-statements.js';
import type { Ident } from './shape/names.js';
import type { AnyColumn, Loose, Untyped } from './shape/shape.js';
import { objectName, objectSql } from './sql/identifier.js';
import { isQuery } from './sql/is-query.js';
import { quoteText } from './sql/literal.js';
import { countPlaceholders } from './sql/placeholders.js';
import { Table } from './table.js';
import { TABLE_CALL, type TableFunctionCall } from './table-function.js';
import { parseSchema } from './types/parse-schema.js';
import { isStructType, type StructType } from './types/struct-type.js';

/**
 * Where frames come from. How it reaches Snowflake, over a connection or over the job API, is the executor's matter: frames and
 * code over them are the same.
 */
export class Session extends SessionStatements implements AsyncDisposable {
  protected readonly runner: ActionRunner;
  #closed = false;

  constructor(executor: Executor) {
    super();
    requireMade(
      () => typeof executor?.start === 'function',
      'Session',
      'directSession(…), durableSession(…) or Session.builder',
    );
    this.runner = new ActionRunner(
      whileOpen(executor, () => this.#closed),
      this,
      (queryId) => this.#resultOf(queryId),
    );
    ACTIVE.add(this);
  }

  /**
   * A fresh builder: `Session.builder.using(connector).configs({ … }).create()`.
   *
   * @example
   * ```ts
   * import { directConnector } from '@firn/snowflake';
   * import { Session } from '@firn/snowpark';
   *
   * await using own = await Session.builder.using(directConnector).configs(connection).create();
   * console.log(await own.table('orders').count()); // → 3
   * ```
   */
  static get builder(): SessionBuilder<Session> {
    return new SessionBuilder({
      make: (executor) => new Session(executor),
      active: () => Session.getActiveSession(),
      sharing: SHARING,
    });
  }

  /**
   * The one session of this process that is open; null where there is none. One that Snowflake has ended is none.
   *
   * @throws UsageError where there are several: hand the right one to what needs it.
   *
   * @example
   * ```ts
   * import { Session } from '@firn/snowpark';
   *
   * console.log(Session.getActiveSession() === session); // → true
   * ```
   */
  static getActiveSession(...none: readonly []): Session | null {
    noArguments('getActiveSession', none);
    return ACTIVE.only((session) => session.#closed || session.runner.executor.isLost === true);
  }

  /**
   * A table or view by its name, `t`, `schema.t` or `database.schema.t`, or by its parts. Nothing is asked until an action.
   *
   * @example
   * ```ts
   * console.log(await session.table('orders').count()); // → 3
   * console.log(await session.table(['firn', 'public', 'orders']).count()); // → 3
   * ```
   */
  table<S extends object = Untyped>(name: string | readonly string[]): Table<S>;
  table(...given: readonly unknown[]): Table<Untyped> {
    const [name] = TABLE.read(given);
    return new Table<Untyped>(this.runner, asNode({ kind: 'table', name }));
  }

  /**
   * Reads files of a stage. A fresh reader at each access.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage to_read').collect();
   * await session.file.putStream('1,one', '@to_read/a', { autoCompress: false });
   * console.log(await session.read.schema('n int, word string').csv('@to_read').count()); // → 1
   * ```
   */
  get read(): DataFrameReader {
    return new DataFrameReader(this.runner);
  }

  /**
   * Files of stages, and of this machine: a direct session alone has them.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage of_session').collect();
   * console.log((await session.file.list('@of_session')).length); // → 0
   * ```
   */
  get file(): FileOperation {
    return new FileOperation(this.runner);
  }

  /**
   * The statements that this session sends from here on: `using history = session.queryHistory()`.
   *
   * @example
   * ```ts
   * using history = session.queryHistory();
   * await session.table('orders').count();
   * console.log(history.queries.length > 0); // → true
   * ```
   */
  queryHistory(options?: QueryHistoryOptions): QueryHistory;
  queryHistory(...given: readonly unknown[]): QueryHistory {
    const [options] = QUERY_HISTORY.read(given);
    const { listen } = this.runner.executor;
    if (listen !== undefined) return new QueryHistory(listen, options);
    const cure =
      'Ask each job for job.queryId() and job.query(), or list the jobs of the session with client.jobs({ session }).';
    throw new UsageError(
      'invalid_argument',
      `queryHistory is for a direct session: the statements of a durable one are sent by workers. ${cure}`,
    );
  }

  /**
   * Any statement, as a frame over its result, with a value for each `?`. It runs with an action, and not before.
   *
   * @example
   * ```ts
   * const row = await session.sql('select amount from orders where id = ?', [2]).first();
   * console.log(row?.get('AMOUNT')); // → 20n
   * ```
   */
  sql<S extends object = Untyped>(text: string, binds?: readonly unknown[]): DataFrame<S>;
  sql(...given: readonly unknown[]): DataFrame<Untyped> {
    const [text, binds] = SQL.read(given);
    const places = countPlaceholders(text);
    if (places !== binds.length && (binds.length > 0 || isQuery(text))) {
      throw new UsageError('invalid_argument', `The statement has ${places} ? for ${binds.length} binds.`);
    }
    return new DataFrame<Untyped>(this.runner, asNode({ kind: 'sql', text, binds }));
  }

  /**
   * Rows as a frame: lists, objects or single values. The schema is a StructType, its text (`a int, b string`), a list of names, or
   * inferred from all values.
   *
   * Up to 511 cells travel inside the statement; more are loaded into a temporary table first, when an action runs.
   *
   * @example
   * ```ts
   * const people = session.createDataFrame([{ name: 'Ada', born: 1815 }, { name: 'Grace', born: 1906 }]);
   * console.log((await people.collect()).map((row) => row.get('NAME')).join(', ')); // → Ada, Grace
   * ```
   */
  createDataFrame<S extends object>(rows: readonly unknown[], schema: StructType<S>): DataFrame<S>;
  createDataFrame<const N extends string>(
    rows: readonly unknown[],
    schema: readonly N[],
  ): DataFrame<{ [K in N as Ident<K>]: Loose }>;
  createDataFrame(rows: readonly unknown[], schema: string): DataFrame<Untyped>;
  createDataFrame<R>(rows: readonly R[]): DataFrame<LocalShape<R>>;
  createDataFrame(...given: readonly unknown[]): DataFrame<Loose> {
    const [rows, schema] = CREATE_DATA_FRAME.read(given);
    return new DataFrame<Untyped>(
      this.runner,
      asNode({ kind: 'local', ...at(ROWS_GIVEN, () => localRows(rows, schema)) }),
    );
  }

  /**
   * The rows of a table function: a call, or its name and arguments.
   *
   * @example
   * ```ts
   * import { lit } from '@firn/snowpark';
   *
   *
   * const words = session.tableFunction('split_to_table', lit('a b'), lit(' '));
   * console.log((await words.select('value').collect()).map((row) => row.get('VALUE')).join()); // → a,b
   * ```
   */
  tableFunction(call: TableFunctionCall): DataFrame<Untyped>;
  tableFunction(name: string | readonly string[], ...args: readonly unknown[]): DataFrame<Untyped>;
  tableFunction(...given: readonly unknown[]): DataFrame<Untyped> {
    const [{ call, naming }] = TABLE_FUNCTION.read(given);
    const { names = naming.columns?.map(({ to }) => to) } = naming;
    return new DataFrame<Untyped>(
      this.runner,
      asNode({ kind: 'table_function', call, ...(names !== undefined && { names }) }),
    );
  }

  /**
   * Whole numbers as ID, from `start` on, `end` not included. One number alone is the end.
   *
   * @example
   * ```ts
   * console.log((await session.range(0, 10, 5).sort('id').collect()).map((row) => row.get('ID'))); // → [ 0n, 5n ]
   * ```
   */
  range(start: number, end?: number, step?: number): DataFrame<{ ID: bigint }>;
  range(...given: readonly unknown[]): DataFrame<Loose> {
    const [one, other, step] = RANGE.read(given);
    const [start, end] = other === undefined ? [0, one] : [one, other];
    if (step === 0) throw new UsageError('invalid_argument', 'range(step): a step of 0 leads nowhere.');
    const rows = Math.max(0, Math.ceil((end - start) / step));
    const at: Expr = frozen({
      kind: 'over',
      call: { kind: 'call', name: 'ROW_NUMBER', args: [], role: 'window' },
      partitionBy: [],
      orderBy: [{ by: { kind: 'call', name: 'SEQ8', args: [], role: 'volatile' }, direction: 'asc', nulls: 'first' }],
    });
    const of = (op: BinaryOperator, left: Expr, right: number): Expr =>
      frozen({ kind: 'binary', op, left, right: { kind: 'constant', value: right } });
    const id = of('plus', of('multiply', of('minus', at, 1), step), start);
    return this.generator([new Column<bigint, 'ID'>(frozen({ kind: 'alias', operand: id, name: 'ID' }))], {
      rowcount: rows,
    });
  }

  /**
   * Rows made of expressions such as `seq4()` and `uniform(1, 6)`: so many, or as many as come about in some seconds.
   *
   * @example
   * ```ts
   * import { seq4, uniform } from '@firn/snowpark';
   *
   *
   * const rolls = session.generator([seq4().as('n'), uniform(1, 6).as('eyes')], { rowcount: 100 });
   * console.log(await rolls.count()); // → 100
   * ```
   */
  generator(columns: readonly AnyColumn[], options: GeneratorOptions): DataFrame<Untyped>;
  generator(...given: readonly unknown[]): DataFrame<Untyped> {
    const [items, { rowcount, timelimit }] = GENERATOR.read(given);
    if (rowcount === undefined && timelimit === undefined) {
      throw new UsageError('invalid_argument', 'generator(options): say how many rows, or for how many seconds.');
    }
    const named = Object.entries({ ROWCOUNT: rowcount, TIMELIMIT: timelimit }).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value: frozen({ kind: 'constant', value }) }],
    );
    const call: Expr = frozen({ kind: 'call', name: 'GENERATOR', args: [], named, role: 'volatile' });
    const input = asNode({ kind: 'table_function', call });
    return new DataFrame<Untyped>(this.runner, asNode({ kind: 'select', input, items }));
  }

  /**
   * The files of a stage, as its directory table knows them.
   *
   * @example
   * ```ts
   * await session.sql('create or replace stage shelf directory = (enable = true)').collect();
   * await session.table('orders').write.csv('@shelf/a.csv', { copyOptions: { SINGLE: true }, formatOptions: { COMPRESSION: 'NONE' } });
   * await session.sql('alter stage shelf refresh').collect();
   * console.log((await session.directory('@shelf').first())?.get('RELATIVE_PATH')); // → a.csv
   * ```
   */
  directory(stage: string): DataFrame<Untyped>;
  directory(...given: readonly unknown[]): DataFrame<Untyped> {
    const [stage] = DIRECTORY.read(given);
    const name = objectSql(objectName(stage.startsWith('@') ? stage.slice(1) : stage));
    return new DataFrame<Untyped>(
      this.runner,
      asNode({ kind: 'sql', text: `SELECT * FROM DIRECTORY(@${name})`, binds: [] }),
    );
  }

  /**
   * A handle on a query that is known by its ID only.
   *
   * @example
   * ```ts
   * const job = await session.table('orders').collectNowait();
   * const same = await session.createAsyncJob(await job.queryId());
   * console.log((await same.result()).length); // → 3
   * ```
   */
  createAsyncJob(queryId: string): Promise<AsyncJob<JobResults<Untyped>['rows'], Untyped>>;
  createAsyncJob<K extends JobKind>(
    queryId: string,
    kind: K,
    options?: WaitOptions,
  ): Promise<AsyncJob<JobResults<Untyped>[K], Untyped>>;
  async createAsyncJob(...given: readonly unknown[]): Promise<AsyncJob<unknown, Untyped>> {
    const [queryId, kind, options] = CREATE_ASYNC_JOB.read(given);
    const execution = await withinLimit(this.runner.executor.adopt(queryId), limitOf(options));
    return this.runner.jobOf<Untyped, JobKind>(execution, kind);
  }

  /**
   * A job that `toJSON` wrote down, here or in another process, with its kind.
   *
   * @example
   * ```ts
   * const written = JSON.stringify(await session.table('orders').countNowait());
   * console.log(await session.restoreJob(JSON.parse(written)).result()); // → 3
   * ```
   */
  restoreJob<K extends JobKind>(json: AsyncJobJson & { readonly kind: K }): AsyncJob<JobResults<Untyped>[K], Untyped>;
  restoreJob(...given: readonly unknown[]): AsyncJob<unknown, Untyped> {
    const [{ execution, kind }] = RESTORE_JOB.read(given);
    return this.runner.jobOf<Untyped, JobKind>(this.runner.executor.restore(execution), kind);
  }

  /**
   * A stage that lives as long as the session, made at the first call: `@"DB"."SC".NAME`.
   *
   * @example
   * ```ts
   * console.log((await session.getSessionStage()).startsWith('@"FIRN"')); // → true
   * ```
   */
  getSessionStage(options?: WaitOptions): Promise<string>;
  async getSessionStage(...given: readonly unknown[]): Promise<string> {
    const [options] = SESSION_STAGE.read(given);
    return withinLimit(this.runner.executor.sessionStage(), limitOf(options));
  }

  /**
   * Ends the session and drops what belongs to it. May be called again.
   *
   * @example
   * ```ts
   * import { directConnector } from '@firn/snowflake';
   * import { Session } from '@firn/snowpark';
   *
   * const own = await Session.builder.using(directConnector).configs(connection).create();
   * console.log(await own.table('orders').count()); // → 3
   * await own.close();
   * ```
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.runner.executor.close();
    this.#closed = true;
    ACTIVE.remove(this);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #resultOf<S extends object>(queryId: string): DataFrame<S> {
    const text = `SELECT * FROM TABLE(RESULT_SCAN(${quoteText(queryId)}))`;
    return new DataFrame<S>(this.runner, asNode({ kind: 'sql', text, binds: [] }));
  }
}

answerForeignNames(Session.prototype, 'Session', SESSION_NAMES);

const ACTIVE = new ActiveSessions<Session>();
const SHARING: { opening: Promise<Session> | null } = { opening: null };

type Schema = StructType<object> | readonly string[] | string;

/** What `createDataFrame` is told about the columns. */
const SCHEMA: Reader<GivenSchema, Schema> = {
  allowed: 'a StructType, its text such as a int, b string, or a list of names',
  read(given, place) {
    if (typeof given === 'string') return at(place, () => ({ fields: parseSchema(given) }));
    if (isStructType(given)) return { fields: given.fields };
    if (Array.isArray(given)) return { names: TEXTS.read(given, place) };
    throw wrong(place, this.allowed, given);
  },
};
const TEXTS = listOf(FULL_TEXT);

const ROWS: Reader<readonly unknown[], readonly unknown[]> = {
  allowed: 'a list of rows',
  read(given, place) {
    if (!Array.isArray(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const QUERY_ID: Reader<string, string> = {
  allowed: 'a query ID, which looks like 01b2c3d4-0000-1a2b-0000-000000000001',
  read(given, place) {
    if (typeof given !== 'string') throw wrong(place, this.allowed, given);
    if (!UUID.test(given)) {
      const cure = given.startsWith('job_') ? ` ${restoreCure(given)}` : '';
      throw wrong(place, this.allowed, given, `Not a query ID: '${given.slice(0, 80)}'.${cure}`);
    }
    return given;
  },
};

const JOB: Reader<AsyncJobJson, AsyncJobJson> = {
  allowed: 'what job.toJSON() gave',
  read(given, place) {
    if (isJob(given)) return given;
    if (isPlain(given) && typeof given.version === 'number' && given.version > 1) {
      throw new UsageError('plan_version_newer', `A job of version ${given.version} was written by a newer Firn.`);
    }
    if (isPlain(given) && given.version === 1) RESULT_KIND.read(given.kind, part(place, 'kind'));
    throw wrong(place, this.allowed, given, restoreCure(given));
  },
};

/** An ID does not say how the answer is to be read. */
function restoreCure(given: unknown): string | undefined {
  const id = isPlain(given) ? given.id : given;
  if (typeof id !== 'string') return undefined;
  if (id.trimStart().startsWith('{')) return 'Parse the text first: JSON.parse(…).';
  if (UUID.test(id)) return 'For a query ID write createAsyncJob(queryId, kind).';
  const reference = `{ version: 1, kind: 'rows', execution: { via: 'durable', id } }`;
  return `Keep JSON.stringify(job). With the job's ID alone write restoreJob(${reference}), with the kind of its action.`;
}

const isJob = (given: unknown): given is AsyncJobJson =>
  isPlain(given) &&
  given.version === 1 &&
  JOB_KINDS.some((kind) => kind === given.kind) &&
  isPlain(given.execution) &&
  typeof given.execution.id === 'string' &&
  (given.execution.via === 'direct' || given.execution.via === 'durable');

export interface GeneratorOptions {
  readonly rowcount?: number;
  /** Seconds. */
  readonly timelimit?: number;
}

const QUERY_HISTORY = signature(
  'queryHistory',
  optional(
    'options',
    options({ includeDescribe: FLAG, includeError: FLAG } satisfies ReadersOf<QueryHistoryOptions>),
    {},
  ),
);
const TABLE_FUNCTION = signature('tableFunction', rest('call', TABLE_CALL));
const RANGE = signature('range', required('start', whole()), optional('end', whole()), optional('step', whole(), 1));
const GENERATOR = signature(
  'generator',
  required('columns', listOf(COLUMN_ONLY, 1)),
  required('options', options({ rowcount: whole(0), timelimit: whole(0) } satisfies ReadersOf<GeneratorOptions>)),
);
const DIRECTORY = signature('directory', required('stage', FULL_TEXT));
const TABLE = signature('table', required('name', OBJECT_NAME));
const SQL = signature('sql', required('text', SQL_TEXT), optional('binds', listOf(LITERAL), []));
const ROWS_GIVEN = { call: 'createDataFrame', name: 'rows' };
const CREATE_DATA_FRAME = signature('createDataFrame', required('rows', ROWS), optional('schema', SCHEMA, null));
const CREATE_ASYNC_JOB = signature(
  'createAsyncJob',
  required('queryId', QUERY_ID),
  optional('kind', RESULT_KIND, 'rows'),
  optional('options', WAIT_OPTIONS, {}),
);
const SESSION_STAGE = signature('getSessionStage', optional('options', WAIT_OPTIONS, {}));
const RESTORE_JOB = signature('restoreJob', required('json', JOB));

/** An executor that refuses once its session is closed. */
function whileOpen(executor: Executor, isClosed: () => boolean): Executor {
  const open = (): Executor => {
    if (isClosed()) throw new UsageError('session_closed', 'The session is closed. Make a new one.');
    return executor;
  };
  return {
    ownSession: executor.ownSession === true,
    get isLost() {
      return executor.isLost === true;
    },
    get files() {
      return open().files;
    },
    get listen() {
      return open().listen;
    },
    start: async (action, options) => open().start(action, options),
    adopt: async (queryId) => open().adopt(queryId),
    restore: (reference): Execution => open().restore(reference),
    describe: async (plan) => open().describe(plan),
    sessionStage: async () => open().sessionStage(),
    close: () => executor.close(),
  };
}
