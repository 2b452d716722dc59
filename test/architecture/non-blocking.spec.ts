import { AsyncJob, type Execution, type Executor, Session, SessionBuilder } from '@firn/snowpark';
import { CASES, type Case } from './public-functions.js';

interface Limits {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** The times that the port was told: it keeps them, or Snowflake does. */
const told: (number | undefined)[] = [];
/** Sends nothing and answers nothing: only what a caller gives up ends a wait. */
const never = (): Promise<never> => new Promise(() => undefined);
const untilAborted = ({ signal, timeoutMs }: Limits = {}): Promise<never> => {
  told.push(timeoutMs);
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
};
const moving = (_: unknown, __: unknown, options: Limits): Promise<never> => untilAborted(options);
const silent: Executor = {
  ownSession: true,
  listen: () => () => undefined,
  files: { put: moving, get: moving, putStream: moving, getStream: (_, options) => untilAborted(options) },
  start: (_, options) => {
    told.push(options?.timeoutMs);
    return never();
  },
  adopt: never,
  restore: () => running,
  describe: never,
  sessionStage: never,
  close: async () => undefined,
};
const running: Execution = {
  id: 'silent',
  reference: { via: 'direct', id: 'silent' },
  queryId: never,
  queryText: never,
  status: never,
  wait: untilAborted,
  progress: never,
  result: untilAborted,
  cancel: never,
  dispose: never,
};

const session = new Session(silent);
const table = session.table('t');

const job = new AsyncJob(running, 'rows', { frame: () => table.as(), explain: async (error) => error });
const files = session.read.schema('a int').csv('@s');

/** What users call, by class; by name where only some objects of the class can. */
const OBJECTS: Readonly<Record<string, object>> = {
  Session: session,
  SessionBuilder: new SessionBuilder(
    { make: (executor) => new Session(executor), active: () => null, sharing: { opening: null } },
    { connector: never, options: {} },
  ),
  DataFrame: files,
  Table: table,
  'DataFrame.queries': table.drop('a'),
  'Table.queries': table.drop('a'),
  'Table.copyIntoTable': files,
  'Table.copyIntoTableNowait': files,
  DataFrameStatFunctions: table.stat,
  DataFrameReader: session.read.schema('a int').format('csv'),
  DataFrameWriter: table.write.format('csv'),
  FileOperation: session.file,
  AsyncJob: job,
};

const DESCRIBES = 'looks columns up; nothing runs';
const STATE = 'sets or reads what the statements after it depend on: they would overtake it';
const WAITS = 'a wait for a query that runs';
const OPENS = 'opens the way to Snowflake: there is no query yet';

/** Calls that reach the server and have no twin, and why. */
const WITHOUT_TWIN: Readonly<Record<string, string>> = {
  ...reasons('DataFrame', 'schema columns dtypes printSchema queries', DESCRIBES),
  ...reasons('Table', 'schema columns dtypes printSchema queries', DESCRIBES),
  ...reasons('AsyncJob', 'queryId query status progress isDone isFailed wait result toDf cancel', WAITS),
  ...reasons('AsyncJob', 'all any race', WAITS),
  ...reasons(
    'Session',
    `beginTransaction commit rollback useDatabase useSchema useWarehouse useRole useSecondaryRoles getCurrentAccount getCurrentUser
     getCurrentRole getCurrentDatabase getCurrentSchema getCurrentWarehouse getFullyQualifiedCurrentSchema
     getFullyQualifiedNameIfPossible setQueryTag getQueryTag appendQueryTag updateQueryTag sessionId`,
    STATE,
  ),
  ...reasons('Session', 'cancelAll', 'ends what runs'),
  ...reasons('Session', 'getSessionStage', 'made once; what is sent next names it'),
  ...reasons('Session', 'createAsyncJob', 'gives the handle itself'),
  ...reasons('Session', 'close', 'ends the session'),
  ...reasons('SessionBuilder', 'create getOrCreate', OPENS),
  ...reasons('FileOperation', 'put get putStream getStream', 'Snowflake moves no files asynchronously'),
};

function reasons(kind: string, names: string, why: string): Record<string, string> {
  return Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [`${kind}.${name}`, why]),
  );
}

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;
const isCallable = (value: unknown): value is (...args: readonly unknown[]) => unknown => typeof value === 'function';

/** Calls of the class's object; undefined for what is no method of it. */
function call(name: string, args: readonly unknown[]): unknown {
  const [kind = '', member = ''] = name.split('.');
  const on = member in AsyncJob ? AsyncJob : (OBJECTS[name] ?? OBJECTS[kind]);
  const method: unknown = on === undefined ? undefined : Reflect.get(on, member);
  return isCallable(method) ? Reflect.apply(method, on, args) : undefined;
}

/** The arguments with these options added to the last of them: the one that has options already. */
function withOptions(name: string, { args }: Case, more: object): readonly unknown[] {
  if (/\.(?:all|any|race)$/.test(name)) return [[job], more];
  const last: unknown = args.at(-1);
  return typeof last === 'object' && last !== null && !Array.isArray(last) && !('plan' in last)
    ? [...args.slice(0, -1), { ...last, ...more }]
    : [...args, more];
}

const REACHING: readonly (readonly [string, Case])[] = Object.entries(CASES).filter(([name, one]) => {
  const [kind = ''] = name.split('.');
  const answer = kind in OBJECTS ? outcomeOf(name, one.args) : undefined;
  if (isPromise(answer)) answer.catch(() => undefined);
  return isPromise(answer);
});

/** What reaches the server throws nothing before its promise: what does only builds. */
function outcomeOf(name: string, args: readonly unknown[]): unknown {
  try {
    return call(name, args);
  } catch {
    return undefined;
  }
}

describe('what reaches the server', () => {
  it('has a form that does not wait, or a reason for having none', () => {
    const names = new Set(REACHING.map(([name]) => name));
    const without = [...names].filter(
      (name) => !name.endsWith('Nowait') && !names.has(`${name}Nowait`) && WITHOUT_TWIN[name] === undefined,
    );
    expect(names.size).toBeGreaterThan(100);
    expect(without).toEqual([]);
    expect(Object.keys(WITHOUT_TWIN).filter((name) => names.has(`${name}Nowait`))).toEqual([]);
  });

  it('ends when its caller gives it up, though the server never answers', async () => {
    const deaf: string[] = [];
    for (const [name, one] of REACHING) {
      const why = new Error('enough');
      const giveUp = new AbortController();
      const answer = Promise.resolve(
        call(name, withOptions(name, one, { signal: giveUp.signal, timeoutMs: 60_000 })),
      ).then(
        () => 'answered',
        (error: unknown) => (error === why ? 'given up' : String(error)),
      );
      setImmediate(() => giveUp.abort(why));
      const late = new Promise((resolve) => setTimeout(resolve, 2_000, 'deaf').unref());
      const how = await Promise.race([answer, late]);
      if (how !== 'given up') deaf.push(`${name}: ${how}`);
    }
    expect(deaf).toEqual([]);
  });

  it('takes a time-out, and tells it to whoever carries it out or keeps it itself', async () => {
    const deaf: string[] = [];
    for (const [name, one] of REACHING) {
      told.length = 0; // by the call before
      const answer = Promise.resolve(call(name, withOptions(name, one, { timeoutMs: 20 }))).then(
        () => 'answered',
        (error: unknown) => (String(error).startsWith('TimeoutError') ? 'out of time' : String(error)),
      );
      await new Promise(setImmediate);
      if (told.includes(20)) continue;
      const late = new Promise((resolve) => setTimeout(resolve, 2_000, 'deaf').unref());
      const how = await Promise.race([answer, late]);
      if (how !== 'out of time') deaf.push(`${name}: ${how}`);
    }
    expect(deaf).toEqual([]);
  });
});
