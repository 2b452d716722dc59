import { isAdministrator } from '../../catalog/roles.js';
import { type EndedRange, HISTORY_END, type HistoryRequest } from '../../execute/statement.js';
import { compare } from '../../types/operators/comparison.js';
import type { Emitted } from '../../types/typed.js';
import type { Environment } from '../frame.js';
import type { Relation } from '../relation.js';
import type { TableArguments } from './table-arguments.js';

const FUNCTION = /^(?:[^.]*\.)?INFORMATION_SCHEMA\.(QUERY_HISTORY(?:_BY_(?:SESSION|USER|WAREHOUSE))?)$/;
const DEFAULT_LIMIT = 100;
const HIGHEST_LIMIT = 10_000;

export const isHistoryFunction = (name: string): boolean => FUNCTION.test(name);

export const isHistoryView = (parts: readonly string[]): boolean =>
  parts.join('.') === 'SNOWFLAKE.ACCOUNT_USAGE.QUERY_HISTORY';

export const historyView = ({ context, state }: Environment): Relation => ({
  sql: state.embed(context.history.everything(viewerOf(context))),
  columns: context.history.columns,
});

/** The functions of INFORMATION_SCHEMA: their limit is applied before any WHERE of the query, as the real ones do it. */
export function historySource(name: string, args: TableArguments, environment: Environment): Relation {
  const { context, state } = environment;
  const { history } = context;
  const scope = scopeOf(FUNCTION.exec(name)?.[1] ?? '', args, environment);
  const from = args.take('END_TIME_RANGE_START', false);
  const to = args.take('END_TIME_RANGE_END', false);
  const viewer = viewerOf(context);
  const resultLimit = args.count('RESULT_LIMIT', false) ?? DEFAULT_LIMIT;
  args.take('INCLUDE_CLIENT_GENERATED_STATEMENT', false);
  args.finish();
  if (resultLimit < 1 || resultLimit > HIGHEST_LIMIT) throw args.invalid('RESULT_LIMIT', `from 1 to ${HIGHEST_LIMIT}`);
  const ended = endedRanges(from, to, environment);
  return { sql: state.embed(history.relation({ scope, resultLimit, viewer, ended })), columns: history.columns };
}

/** Own queries are for everybody, those of others for the administrator's role. */
const viewerOf = ({ session }: Environment['context']): string | null =>
  isAdministrator(session.role) ? null : session.user;

function scopeOf(name: string, args: TableArguments, environment: Environment): HistoryRequest['scope'] {
  const { session } = environment.context;
  switch (name) {
    case 'QUERY_HISTORY_BY_SESSION':
      return { kind: 'session', sessionId: args.text('SESSION_ID', false) ?? session.sessionId };
    case 'QUERY_HISTORY_BY_USER':
      return { kind: 'user', user: args.text('USER_NAME', false) ?? session.user };
    case 'QUERY_HISTORY_BY_WAREHOUSE': {
      const warehouse = args.text('WAREHOUSE_NAME', false) ?? session.warehouse;
      if (warehouse === null) throw args.missing('WAREHOUSE_NAME');
      return { kind: 'warehouse', warehouse };
    }
    default:
      return { kind: 'all' };
  }
}

/**
 * The times can be any expression, known only when the query runs, so that they are compared in SQL; what still runs
 * has no end and is in every range that is open to the future.
 */
function endedRanges(
  from: Emitted | undefined,
  to: Emitted | undefined,
  { context: { history, values } }: Environment,
): readonly EndedRange[] {
  const column = history.columns.find(({ name }) => name === 'END_TIME');
  if (column === undefined) throw new Error('The history has no column END_TIME');
  const end: Emitted = { ...column, sql: HISTORY_END };
  return [
    ...(from === undefined
      ? []
      : [{ condition: compare('>=', end, from, values).sql, takesRunning: to === undefined }]),
    ...(to === undefined ? [] : [{ condition: compare('<=', end, to, values).sql, takesRunning: false }]),
  ];
}
