import { compilationError, positionAt, unsupported } from '../errors.js';
import type { PreparedStatement, PrepareRequest } from '../execute/statement.js';
import type { Call } from '../parse/ast.js';
import { BoundExpressions } from './bound-expression.js';
import { isEngineFunction, runEngineFunction } from './engine-functions.js';
import { statementContext } from './statement-context.js';
import { commandStatement, STATEMENT_TYPE, textOutput } from './status.js';

/** CALL of a system function. There are no procedures of users here. */
export function prepareCall(ast: Call, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  const name = ast.name.map((part) => part.name).join('.');
  const position = positionAt(request.text, ast.start);
  if (!isEngineFunction(name)) {
    throw compilationError('002141', '42601', `Unknown user-defined function ${name}.`, position);
  }
  if (ast.args.some((arg) => arg.name !== undefined)) throw unsupported(`named arguments of ${name}`, position);
  const args = new BoundExpressions(
    ast.args.map((arg) => arg.value),
    context,
  );
  const columns = [textOutput(name)];
  return commandStatement(STATEMENT_TYPE.select, {
    queryType: 'CALL',
    columns,
    needsWarehouse: name === 'SYSTEM$WAIT',
    run: async (execution) => {
      const values = await args.evaluate(execution);
      const answer = await runEngineFunction(
        name,
        values.map((value) => value.text),
        execution,
      );
      return { columns, rows: { kind: 'values', cells: [[answer]] } };
    },
  });
}
