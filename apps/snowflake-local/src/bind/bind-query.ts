import { checkCalls } from '../generate/allow-list.js';
import { MAX_OUTER_JOINS, MAX_SOURCES, refuseCostly, tooManyOuterJoins, tooManySources } from '../generate/nesting.js';
import { shapeOf } from '../generate/shape.js';
import type { Query } from '../parse/ast.js';
import { MAX_NESTING, tooDeep } from '../parse/reader.js';
import type { BindContext } from './context.js';
import { withDeepStack } from './deep.js';
import type { BoundQuery, SystemCall } from './query.js';
import { rootEnvironment } from './root-frame.js';
import { StatementState, type WrittenQuery } from './statement-state.js';

/**
 * Gives a query its meaning: names by the catalog, types for every expression, and DuckDB SQL for the whole.
 * `introduction` is there where its rows are written: what a failure of one of its columns begins with.
 *
 * @throws SqlError with Snowflake's code, and the place where the statement has one.
 */
export function bindQuery(query: Query, context: BindContext, introduction?: WrittenQuery['introduction']): BoundQuery {
  const { relation, state } = context.turns?.knownQuery(query) ?? bindWhole(query, context, introduction);
  const shape = shapeOf(relation.sql);
  checkCalls(relation.sql, state.embedded, shape.called);
  if (shape.queryLevels > MAX_NESTING) throw tooDeep();
  if (shape.joins + shape.joinedQueries >= MAX_SOURCES) throw tooManySources();
  if (shape.outerJoins > MAX_OUTER_JOINS) throw tooManyOuterJoins();
  refuseCostly(shape);
  return {
    sql: relation.sql,
    columns: relation.columns,
    reads: [...state.reads],
    ...(state.scans !== null && { tableScans: state.scans }),
    calls: state.calls.map((call) => (isNeeded(call, relation.sql) ? call : { ...call, args: [null] })),
    ...(relation.atMost !== undefined && { atMost: relation.atMost }),
    volatile: state.volatileCalls > 0,
    needsWarehouse: state.readsRows || state.calls.some((call) => call.name === 'SYSTEM$WAIT'),
  };
}

const isNeeded = ({ neededBy }: SystemCall, sql: string): boolean => neededBy === undefined || sql.includes(neededBy);

function bindWhole(query: Query, context: BindContext, introduction?: WrittenQuery['introduction']) {
  const state = new StatementState();
  if (introduction !== undefined) state.written = { query, introduction };
  const environment = rootEnvironment(context, state);
  const relation = withDeepStack(() => environment.binders.query(query, environment, null));
  context.turns?.keepQuery(query, { relation, state });
  return { relation, state };
}
