import type { PreparedStatement, PrepareRequest } from '../execute/statement.js';
import type { Query } from '../parse/ast.js';
import { BoundSource } from './bound-source.js';
import { statementContext } from './statement-context.js';
import { commandStatement, STATEMENT_TYPE } from './status.js';

/** A SELECT. */
export function prepareQuery(query: Query, request: PrepareRequest): PreparedStatement {
  const source = BoundSource.of(query, statementContext(request));
  const { columns, needsWarehouse, atMost } = source.query;
  return commandStatement(STATEMENT_TYPE.select, {
    columns,
    needsWarehouse,
    transaction: 'read',
    run: async (context) => ({
      columns,
      rows: { kind: 'relation', sql: await source.ready(context), ...(atMost === undefined ? {} : { atMost }) },
    }),
  });
}
