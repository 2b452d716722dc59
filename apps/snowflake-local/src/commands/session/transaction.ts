import type { PreparedStatement } from '../../execute/statement.js';
import type { Transaction } from '../../parse/ast.js';
import { unreachable } from '../../unreachable.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';

/** BEGIN, COMMIT and ROLLBACK. COMMIT and ROLLBACK without an open transaction do nothing, as in Snowflake. */
export function prepareTransaction(ast: Transaction): PreparedStatement {
  switch (ast.kind) {
    case 'begin_transaction':
      return control('BEGIN_TRANSACTION', ({ transactions }) =>
        transactions.begin(ast.name === undefined ? {} : { name: ast.name.name }),
      );
    case 'commit':
      return control('COMMIT', ({ transactions }) => transactions.commit());
    case 'rollback':
      return control('ROLLBACK', ({ transactions }) => transactions.rollback());
    default:
      return unreachable(ast.kind);
  }
}

const control = (
  queryType: string,
  work: (context: Parameters<PreparedStatement['run']>[0]) => Promise<void>,
): PreparedStatement =>
  commandStatement(STATEMENT_TYPE.transaction, {
    queryType,
    transaction: 'control',
    run: async (context) => {
      await work(context);
      return statusOutcome();
    },
  });
