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

function oneArgument(name: string, args: readonly string[]): string {
  const [only] = args;
  if (only === undefined || args.length !== 1) throw wrongArgumentCount(name, 1, args.length);
  return only;
}

const invalidValue = (value: string, name: string, reason: string): SqlError =>
  new SqlError('001015', '22023', `SQL execution error:\nInvalid value '${value}' for function ${name}: ${reason}.`);
