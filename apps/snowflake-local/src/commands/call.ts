import { invalidArgumentTypes, positionAt, unsupported } from '../errors.js';
import type { PreparedStatement, PrepareRequest } from '../execute/statement.js';
import type { Call } from '../parse/ast.js';
import { narrowForm } from '../types/physical.js';
import { typeText } from '../types/snow-type.js';
import { BoundExpressions } from './bound-expression.js';
import { type Called, callProcedure, procedureFor } from './call-procedure.js';
import { isEngineFunction, runEngineFunction } from './engine-functions.js';
import { statementContext } from './statement-context.js';
import { commandStatement, STATEMENT_TYPE, textOutput } from './status.js';

/** CALL of a system function, or of a procedure. */
export function prepareCall(ast: Call, request: PrepareRequest): PreparedStatement {
  const name = ast.name.map((part) => part.name).join('.');
  return isEngineFunction(name) ? callSystem(name, ast, request) : callUser(name, ast, request);
}

function callSystem(name: string, ast: Call, request: PrepareRequest): PreparedStatement {
  const position = positionAt(request.text, ast.start);
  if (ast.args.some((arg) => arg.name !== undefined)) throw unsupported(`named arguments of ${name}`, position);
  const args = new BoundExpressions(
    ast.args.map((arg) => arg.value),
    statementContext(request),
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

function callUser(name: string, ast: Call, request: PrepareRequest): PreparedStatement {
  if (ast.into !== undefined)
    throw unsupported('CALL ... INTO outside of a block', positionAt(request.text, ast.start));
  const context = statementContext(request);
  const found = procedureFor(ast, context);
  const args = new BoundExpressions(
    ast.args.map((arg) => arg.value),
    context,
  );
  if (found === undefined) {
    const types = args.types.map(typeText).join(', ');
    throw invalidArgumentTypes(name, `(${types})`, positionAt(request.text, ast.start));
  }
  return commandStatement(STATEMENT_TYPE.select, {
    queryType: 'CALL',
    columns: returnedColumns(found),
    needsWarehouse: true,
    run: async (execution) => callProcedure(found, await args.evaluate(execution), request, execution),
  });
}

/** A procedure that returns a table tells its columns when it has run. */
function returnedColumns({ procedure: { name, returns } }: Called): PreparedStatement['columns'] {
  return returns === null ? null : [{ name, type: returns, physical: narrowForm(returns), nullable: true }];
}
