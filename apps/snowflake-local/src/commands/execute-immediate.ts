import { SqlError } from '../errors.js';
import type { ExecutionContext, PreparedStatement, PrepareRequest, StatementOutcome } from '../execute/statement.js';
import type { ExecuteImmediate } from '../parse/ast.js';
import { parseStatement } from '../parse/parse.js';
import { bindValueOf } from '../script/bind-value-of.js';
import { runBlock } from '../script/run-block.js';
import { BoundExpressions } from './bound-expression.js';
import { statementContext } from './statement-context.js';
import { commandStatement, STATEMENT_TYPE } from './status.js';

/**
 * EXECUTE IMMEDIATE: the text's statement runs as a query of its own, and its result is this statement's. A block runs
 * in this statement.
 */
export function prepareExecuteImmediate(ast: ExecuteImmediate, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  // What is known now is checked now: a syntax error in the text is a compile error.
  if (ast.source.kind === 'text') parseStatement(ast.source.value);
  const expressions = new BoundExpressions([ast.source, ...ast.using], context);
  return commandStatement(STATEMENT_TYPE.select, {
    queryType: 'EXECUTE_IMMEDIATE',
    columns: null,
    run: async (execution) => {
      const [text, ...values] = await expressions.evaluate(execution);
      if (text?.text === undefined || text.text === null) {
        throw new SqlError(
          '001003',
          '42000',
          'SQL compilation error:\nEXECUTE IMMEDIATE of NULL: it needs the text of a statement.',
        );
      }
      const statement = parseStatement(text.text);
      if (statement.kind === 'block') {
        if (values.length > 0)
          throw new SqlError('000002', '0A000', "SQL compilation error:\nUnsupported feature 'USING with a block'.");
        return runBlock(statement, { ...request, text: text.text }, execution);
      }
      return childResult(text.text, values.map(bindValueOf), execution);
    },
  });
}

async function childResult(
  text: string,
  binds: readonly ReturnType<typeof bindValueOf>[],
  execution: ExecutionContext,
): Promise<StatementOutcome> {
  const child = await execution.runChild({ text, binds });
  return {
    columns: child.columns,
    rows: { kind: 'relation', sql: child.relation, atMost: child.rowCount },
    ...(child.stats !== undefined && { stats: child.stats }),
    statementTypeId: child.statementTypeId,
  };
}
