import { compilationError } from '../../errors.js';
import type { Environment } from '../frame.js';
import type { Relation } from '../relation.js';
import type { TableArguments } from './table-arguments.js';

/** `RESULT_SCAN(id)`: the stored result of an earlier query, as long as it is kept. */
export function resultScan(args: TableArguments, environment: Environment): Relation {
  const queryId = args.text('QUERY_ID');
  args.finish();
  if (queryId === undefined) throw args.missing('QUERY_ID');
  const { results, session } = environment.context;
  const stored = results.find(queryId, session.user);
  if (stored !== undefined) return { ...stored, sql: environment.state.embed(stored.sql) };
  throw compilationError('000709', '02000', `Statement ${queryId} not found`, args.position);
}
