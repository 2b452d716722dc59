import { ROW_COUNTS, type SystemCall } from '../bind/query.js';
import { SqlError, unknownFunction, wrongArgumentCount } from '../errors.js';
import type { ExecutionContext } from '../execute/statement.js';
import { rowCountsOf } from './numbers-of-tables.js';

type EngineFunction = (args: readonly string[], context: ExecutionContext) => Promise<string>;

/** Functions that act on the server, by name. Each runs once a statement, before its SQL. */
const ENGINE_FUNCTIONS: Readonly<Record<string, EngineFunction>> = {
  SYSTEM$WAIT: wait,
  SYSTEM$CANCEL_QUERY: cancelQuery,
  SYSTEM$CANCEL_ALL_QUERIES: cancelAllQueries,
  SYSTEM$ABORT_SESSION: abortSession,
  SYSTEM$SET_RETURN_VALUE: setReturnValue,
  SYSTEM$GET_PREDECESSOR_RETURN_VALUE: predecessorValue,
  SYSTEM$GET_TASK_GRAPH_CONFIG: graphConfig,
  SYSTEM$CURRENT_USER_TASK_NAME: currentTask,
};

export const isEngineFunction = (name: string): boolean => Object.hasOwn(ENGINE_FUNCTIONS, name);

/** Carries out the calls of a statement one after the other and gives their answers in order. */
export async function runEngineFunctions(
  calls: readonly SystemCall[],
  context: ExecutionContext,
): Promise<readonly (string | null)[]> {
  const answers: (string | null)[] = [];
  for (const { name, args } of calls) {
    answers.push(name === ROW_COUNTS ? await rowCounts(args, context) : await runEngineFunction(name, args, context));
  }
  return answers;
}

const rowCounts = async ([database = null]: SystemCall['args'], { duck }: ExecutionContext): Promise<string | null> =>
  database === null ? null : rowCountsOf(database, duck);

/** null when an argument is NULL. */
export async function runEngineFunction(
  name: string,
  args: readonly (string | null)[],
  context: ExecutionContext,
): Promise<string | null> {
  const call = isEngineFunction(name) ? ENGINE_FUNCTIONS[name] : undefined;
  if (call === undefined) throw unknownFunction(name);
  const given = args.filter((arg) => arg !== null);
  return given.length < args.length ? null : call(given, context);
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  MILLISECONDS: 1,
  SECONDS: 1_000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
};

async function wait(args: readonly string[], context: ExecutionContext): Promise<string> {
  const [amount = '', unit = 'SECONDS'] = args;
  if (args.length < 1) throw wrongArgumentCount('SYSTEM$WAIT()', 1, 0);
  if (args.length > 2) throw wrongArgumentCount('SYSTEM$WAIT', 2, args.length);
  const factor = MILLISECONDS[unit.toUpperCase()];
  if (factor === undefined)
    throw invalidValue(unit, 'SYSTEM$WAIT', 'its unit is one of DAYS, HOURS, MINUTES, SECONDS, MILLISECONDS');
  const count = Number(amount);
  if (amount.trim() === '' || !Number.isFinite(count) || count < 0) {
    throw invalidValue(amount, 'SYSTEM$WAIT', 'it takes a number of 0 or more');
  }
  await context.wait(count * factor);
  return `waited ${amount} ${unit.toLowerCase()}`;
}

async function cancelQuery(args: readonly string[], context: ExecutionContext): Promise<string> {
  const queryId = oneArgument('SYSTEM$CANCEL_QUERY', args);
  const cancelled = context.engine.control.cancelQuery(queryId, context.session);
  return cancelled ? `query [${queryId}] terminated.` : `Identified SQL statement is not currently executing.`;
}

async function cancelAllQueries(args: readonly string[], context: ExecutionContext): Promise<string> {
  const sessionId = oneArgument('SYSTEM$CANCEL_ALL_QUERIES', args);
  const { engine, session, queryId } = context;
  const cancelled = engine.control.cancelAll(sessionId, session, queryId);
  if (cancelled === undefined) throw invalidValue(sessionId, 'SYSTEM$CANCEL_ALL_QUERIES', 'there is no such session');
  return `${cancelled} queries cancelled.`;
}

async function abortSession(args: readonly string[], context: ExecutionContext): Promise<string> {
  const sessionId = oneArgument('SYSTEM$ABORT_SESSION', args);
  const { user, role } = context.session;
  if (!context.engine.control.abortSession(sessionId, { user, role, queryId: context.queryId })) {
    throw invalidValue(sessionId, 'SYSTEM$ABORT_SESSION', 'there is no such session');
  }
  return `session [${sessionId}] terminated.`;
}

const LONGEST_RETURN_VALUE = 10_240;

async function setReturnValue(args: readonly string[], context: ExecutionContext): Promise<string> {
  const value = oneArgument('SYSTEM$SET_RETURN_VALUE', args);
  const task = taskOf('SYSTEM$SET_RETURN_VALUE', context);
  if (Buffer.byteLength(value) > LONGEST_RETURN_VALUE) {
    throw invalidValue('...', 'SYSTEM$SET_RETURN_VALUE', `it has more than ${LONGEST_RETURN_VALUE} bytes`);
  }
  task.returnValue = value;
  return 'Statement executed successfully.';
}

/** Of the task that is named, or of the only one before. An empty text where that has returned nothing. */
async function predecessorValue(args: readonly string[], context: ExecutionContext): Promise<string> {
  const name = 'SYSTEM$GET_PREDECESSOR_RETURN_VALUE';
  const { predecessors } = taskOf(name, context);
  const [first, ...others] = predecessors.keys();
  const wanted = args[0] ?? (others.length === 0 ? first : undefined);
  const found = wanted === undefined ? undefined : predecessors.get(wanted);
  if (found === undefined) throw invalidValue(wanted ?? '', name, 'there is no such task before this one');
  return found ?? '';
}

/** The whole configuration, or what it holds at a path. */
async function graphConfig(args: readonly string[], context: ExecutionContext): Promise<string> {
  const { config } = taskOf('SYSTEM$GET_TASK_GRAPH_CONFIG', context);
  const [path] = args;
  if (path === undefined || config === null) return config ?? '';
  let value: unknown = JSON.parse(config);
  for (const step of path.split('.')) {
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
    value = isObject ? Reflect.get(value as object, step) : undefined;
  }
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function currentTask(_: readonly string[], context: ExecutionContext): Promise<string> {
  return taskOf('SYSTEM$CURRENT_USER_TASK_NAME', context).name;
}

function taskOf(name: string, { session }: ExecutionContext): NonNullable<ExecutionContext['session']['task']> {
  if (session.task !== null) return session.task;
  throw new SqlError('001015', '22023', `SQL execution error:\nFunction ${name} must be called from within a task.`);
}

function oneArgument(name: string, args: readonly string[]): string {
  const [only] = args;
  if (only === undefined || args.length !== 1) throw wrongArgumentCount(name, 1, args.length);
  return only;
}

const invalidValue = (value: string, name: string, reason: string): SqlError =>
  new SqlError('001015', '22023', `SQL execution error:\nInvalid value '${value}' for function ${name}: ${reason}.`);
