import type { PreparedStatement, PrepareRequest } from '../execute/statement.js';
import type { Query } from '../parse/ast.js';
import { BoundSource } from './bound-source.js';
import { isCurrent, type StatementContext, statementContext } from './statement-context.js';
import { commandStatement, STATEMENT_TYPE } from './status.js';

/** A SELECT. */
export function prepareQuery(query: Query, request: PrepareRequest): PreparedStatement {
  const bind = (context: StatementContext): BoundSource => BoundSource.of(query, context);
  const { version } = request.engine.catalog;
  const first = bind(statementContext(request));
  return commandStatement(STATEMENT_TYPE.select, {
    columns: first.query.columns,
    needsWarehouse: first.query.needsWarehouse,
    transaction: 'read',
    run: async (execution) => {
      const source = isCurrent(version, execution) ? first : bind(statementContext(request, execution.catalog.view));
      const { columns, atMost, tableScans: scans } = source.query;
      const sql = await source.ready(execution);
      return {
        columns,
        rows: { kind: 'relation', sql, ...(atMost !== undefined && { atMost }), ...(scans !== undefined && { scans }) },
      };
    },
  });
}
