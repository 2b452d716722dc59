import { nameParts } from '../../bind/object-name.js';
import { displayPath, qualifySchema } from '../../catalog/names.js';
import { SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Grant, ObjectName } from '../../parse/ast.js';
import { type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';
import { ddlStatement } from './ddl.js';
import { accountLock } from './locks.js';
import { namedObject } from './required.js';

/** GRANT and REVOKE: what they name must exist; privileges themselves are not enforced by this server. */
export function prepareGrant(ast: Grant, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  checkGrantee(ast, context);
  if (ast.role !== undefined && context.catalog.role(ast.role.name) === undefined) throw missing([ast.role.name]);
  if (ast.on?.name !== undefined) checkObject(ast.on.object, ast.on.name, context);
  if (ast.role !== undefined && ast.grantee.kind === 'user') return roleOfUser(ast, ast.role.name, request);
  return commandStatement(STATEMENT_TYPE.ddl, {
    queryType: ast.kind.toUpperCase(),
    run: async () => statusOutcome(),
  });
}

/** GRANT ROLE to a user, who may activate it then. */
const roleOfUser = (ast: Grant, role: string, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, ast.kind.toUpperCase(), (context) => {
    const parts = nameParts(ast.grantee.name, context);
    const user = context.catalog.user(parts[0] ?? '');
    if (user === undefined) throw missing(parts);
    const others = (user.roles ?? []).filter((known) => known !== role);
    const roles = ast.kind === 'grant' ? [...others, role] : others;
    return { locks: [accountLock], changes: [{ action: 'put', entry: { ...user, roles } }] };
  });

function checkGrantee({ grantee }: Grant, context: StatementContext): void {
  const parts = nameParts(grantee.name, context);
  const [name = ''] = parts;
  if (grantee.kind === 'role' && context.catalog.role(name) === undefined) throw missing(parts);
  if (grantee.kind === 'user' && context.catalog.user(name) === undefined) throw missing(parts);
}

/** `object`: as written, such as `SCHEMA`, or `ALL TABLES IN SCHEMA`, whose name is that of the schema. */
function checkObject(object: string, name: ObjectName, context: StatementContext): void {
  const { catalog, session } = context;
  const parts = nameParts(name, context);
  const kind = object.toUpperCase().split(/\s+/).at(-1);
  const exists = (): boolean => {
    switch (kind) {
      case 'SCHEMA':
        return catalog.schema(qualifySchema(parts, session, 'GRANT')) !== undefined;
      case 'DATABASE':
        return catalog.database(parts[0] ?? '') !== undefined;
      case 'WAREHOUSE':
        return catalog.warehouse(parts[0] ?? '') !== undefined;
      case 'TABLE':
      case 'VIEW':
        return catalog.relation(namedObject(name, context, 'GRANT')) !== undefined;
      case 'STAGE':
        return catalog.stage(namedObject(name, context, 'GRANT')) !== undefined;
      case 'FORMAT':
        return catalog.fileFormat(namedObject(name, context, 'GRANT')) !== undefined;
      default:
        // Integrations, resource monitors and the like: there are none here to miss.
        return true;
    }
  };
  if (!exists()) throw missing(parts);
}

const missing = (parts: readonly string[]): SqlError =>
  new SqlError(
    '002003',
    '02000',
    `SQL compilation error:\nObject '${displayPath(parts)}' does not exist or not authorized.`,
  );
