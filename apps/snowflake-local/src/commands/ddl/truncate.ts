import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Truncate } from '../../parse/ast.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';
import { relationLock } from './locks.js';
import { namedObject, writableTable } from './required.js';

/** TRUNCATE TABLE: all rows go, and with them what COPY remembers of loaded files. Part of an open transaction. */
export function prepareTruncate(ast: Truncate, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  const name = namedObject(ast.name, context, 'TRUNCATE TABLE');
  const queryType = 'TRUNCATE_TABLE';
  if (ast.ifExists && context.catalog.relation(name) === undefined) {
    return commandStatement(STATEMENT_TYPE.ddl, { queryType, run: async () => statusOutcome() });
  }
  const { sessionId } = writableTable(name, context.catalog);
  return commandStatement(STATEMENT_TYPE.ddl, {
    queryType,
    transaction: 'write',
    locks: [relationLock(name, sessionId)],
    repeatableReads: [],
    run: async ({ duck, catalog }) => {
      const table = writableTable(name, catalog.view);
      await duck.run(`DELETE FROM ${table.duckName}`);
      await duck.run(`DELETE FROM _sf.load_history WHERE object_id = ${table.objectId}`);
      return statusOutcome();
    },
  });
}
