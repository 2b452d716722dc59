import { snowType } from '../../bind/data-type.js';
import { rootEnvironment } from '../../bind/root-frame.js';
import { checkFunction } from '../../bind/user-function.js';
import type { FunctionEntry } from '../../catalog/entries.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateFunction } from '../../parse/ast.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from './ddl.js';
import { boundParameters, planPut, returnedColumn } from './procedure.js';
import { namedObject, writableSchema } from './required.js';

/** CREATE FUNCTION: its body is bound once now, so that what is wrong with it is said here, and again with each call. */
export const prepareCreateFunction = (ast: CreateFunction, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'CREATE', (context, nextObjectId) => planCreate(ast, context, nextObjectId));

function planCreate(ast: CreateFunction, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const name = namedObject(ast.name, context, 'CREATE FUNCTION');
  writableSchema(name, context.catalog);
  const entry: FunctionEntry = {
    kind: 'function',
    objectId: nextObjectId(),
    sessionId: ast.persistence === 'temporary' ? context.session.sessionId : null,
    database: name.database,
    schema: name.schema,
    name: name.name,
    owner: context.session.role,
    createdOn: context.session.now,
    comment: ast.comment ?? null,
    parameters: boundParameters(ast.parameters, context),
    returns:
      'columns' in ast.returns
        ? { kind: 'table', columns: ast.returns.columns.map((column) => returnedColumn(column, context)) }
        : snowType(ast.returns, context),
    body: ast.body,
    strict: ast.strict,
    secure: ast.secure,
  };
  checkFunction(entry, rootEnvironment({ ...context, binds: [] }));
  return planPut(ast, name, entry, context.catalog);
}
