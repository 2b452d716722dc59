import { SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Expression, SetVariables, UnsetVariables } from '../../parse/ast.js';
import { BoundExpressions } from '../bound-expression.js';
import { BoundSource } from '../bound-source.js';
import { evaluateRow } from '../evaluate.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';

/** SET: values are computed once and kept as literals. */
export function prepareSet(ast: SetVariables, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  const query = rowQuery(ast);
  const source = query === null ? null : BoundSource.of(query, context);
  const values = new BoundExpressions(source === null ? ast.values : [], context);
  const found = source?.query.columns.length ?? values.length;
  if (found !== ast.names.length) {
    throw new SqlError(
      '001003',
      '42000',
      `SQL compilation error:\nSET names ${ast.names.length} variables and gives ${found} values.`,
    );
  }
  return commandStatement(STATEMENT_TYPE.sessionControl, {
    queryType: 'SET',
    transaction: 'read',
    needsWarehouse: source?.query.needsWarehouse ?? false,
    run: async (execution) => {
      const computed =
        source === null
          ? await values.evaluate(execution)
          : await evaluateRow(source.query.columns, await source.ready(execution), execution.duck);
      ast.names.forEach((name, at) => {
        const value = computed[at];
        if (value !== undefined) execution.session.variables.set(name, value);
      });
      return statusOutcome();
    },
  });
}

/** `SET (a, b) = (SELECT ...)`. */
function rowQuery({ names, values }: SetVariables) {
  const [only]: readonly (Expression | undefined)[] = values;
  return names.length > 1 && values.length === 1 && only?.kind === 'subquery' ? only.query : null;
}

export const prepareUnset = (ast: UnsetVariables): PreparedStatement =>
  commandStatement(STATEMENT_TYPE.sessionControl, {
    queryType: 'UNSET',
    run: async ({ session }) => {
      for (const name of ast.names) session.variables.delete(name);
      return statusOutcome();
    },
  });
