import { PivotValuesNeeded } from '../bind/source/pivot-values.js';
import type { ExecutionContext, PreparedStatement, PrepareRequest, StatementOutcome } from '../execute/statement.js';
import type { Query } from '../parse/ast.js';
import { BoundSource } from './bound-source.js';
import { type PivotValues, withPivotValues } from './pivot-values.js';
import type { StatementCache } from './statement-cache.js';
import { isCurrent, type StatementContext, statementContext } from './statement-context.js';
import { commandStatement, STATEMENT_TYPE } from './status.js';

/** A SELECT. */
export function prepareQuery(query: Query, request: PrepareRequest, cache: StatementCache): PreparedStatement {
  const first = boundUnlessPivot(() =>
    cache.bind(query, request, (context) => ({ ...context, pivotValues: new Map() })),
  );
  if (first === null) return prepareTurned((context) => BoundSource.of(query, context), request);
  return prepareBound(query, first, request);
}

/** The same of one that is bound already. */
export function prepareBound(query: Query, first: BoundSource, request: PrepareRequest): PreparedStatement {
  const { version } = request.engine.catalog;
  const bind = (context: StatementContext): BoundSource => BoundSource.of(query, context);
  return commandStatement(STATEMENT_TYPE.select, {
    columns: first.query.columns,
    needsWarehouse: first.query.needsWarehouse,
    transaction: 'read',
    run: async (execution) => {
      const source = isCurrent(version, execution) ? first : bind(statementContext(request, execution.catalog.view));
      return outcomeOf(source, execution);
    },
  });
}

/** null where columns come from values that only a query gives. */
function boundUnlessPivot(bind: () => BoundSource): BoundSource | null {
  try {
    return bind();
  } catch (error) {
    if (error instanceof PivotValuesNeeded) return null;
    throw error;
  }
}

/** A SELECT whose columns are known only when its values are: it is described by a run that gives no rows. */
function prepareTurned(bind: (context: StatementContext) => BoundSource, request: PrepareRequest): PreparedStatement {
  const isDescribed = request.isDescribed === true;
  return commandStatement(STATEMENT_TYPE.select, {
    columns: [],
    needsWarehouse: true,
    transaction: 'read',
    ...(isDescribed && { isDescribedByRun: true }),
    run: async (execution) => {
      const source = await withPivotValues(execution, (pivotValues: PivotValues) =>
        bind({ ...statementContext(request, execution.catalog.view), pivotValues }),
      );
      if (isDescribed) return { columns: source.query.columns, rows: { kind: 'values', cells: [] } };
      return outcomeOf(source, execution);
    },
  });
}

async function outcomeOf(source: BoundSource, execution: ExecutionContext): Promise<StatementOutcome> {
  const { columns, atMost, tableScans: scans } = source.query;
  const sql = await source.ready(execution);
  return {
    columns,
    rows: { kind: 'relation', sql, ...(atMost !== undefined && { atMost }), ...(scans !== undefined && { scans }) },
  };
}
