import type { FunctionSource } from '../../parse/ast.js';
import type { Environment } from '../frame.js';
import type { FromClause } from '../scope.js';
import { renamed } from './alias.js';
import type { TableArguments } from './table-arguments.js';

/** Rows of a generator that is bounded by time alone, a second: as many as it likes. */
const ROWS_PER_SECOND = 1_000_000;

/**
 * `GENERATOR(ROWCOUNT => n)`: n rows without a column, which SEQ1 to SEQ8 number.
 * `TIMELIMIT => s` alone gives rows for so long: the server waits, then gives a number of rows that grows with the time.
 */
export function bindGenerator(args: TableArguments, item: FunctionSource, environment: Environment): FromClause {
  const rows = args.count('ROWCOUNT', false);
  const seconds = args.count('TIMELIMIT', false);
  args.finish();
  const { state } = environment;
  if (rows === undefined && seconds !== undefined && seconds > 0) {
    state.calls.push({ name: 'SYSTEM$WAIT', args: [String(seconds)], placeholder: `'generator of ${seconds} s'` });
    state.volatileCalls += 1;
  }
  const count = rows ?? (seconds ?? 0) * ROWS_PER_SECOND;
  const table = state.nextTable();
  const source = { path: [], columns: [], sequence: `${table}.row` };
  return renamed(`range(0, ${count}) AS ${table}(row)`, source, item.alias, environment);
}
