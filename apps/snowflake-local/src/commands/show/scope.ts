import { nameParts } from '../../bind/object-name.js';
import { displayPath, qualify, qualifySchema } from '../../catalog/names.js';
import { noSuchPlace, objectMissing, unsupported } from '../../errors.js';
import type { Show } from '../../parse/ast.js';
import type { StatementContext } from '../statement-context.js';
import type { ShowScope } from './listing.js';

/** What a bare `IN name` means, which depends on what is listed. */
export type BareName = 'schema' | 'database' | 'relation';

/**
 * Where a SHOW looks: where its IN clause says, else in the current schema, the current database or the account,
 * the first there is.
 *
 * @throws SqlError when the place does not exist.
 */
export function showScope(ast: Show, bare: BareName, context: StatementContext): ShowScope {
  if (ast.in === undefined) return currentScope(context);
  const { scope, name } = ast.in;
  const parts = name === undefined ? [] : nameParts(name, context);
  switch (scope === 'any' ? bare : scope) {
    case 'account':
      return { kind: 'account' };
    case 'database':
      return databaseScope(parts[0] ?? context.session.database, context);
    case 'schema':
      return schemaScope(ast.object, parts, context);
    case 'table':
    case 'view':
    case 'relation':
      return relationScope(parts, context);
    default:
      throw unsupported(`SHOW ${ast.object} IN ${scope.toUpperCase()}`);
  }
}

function currentScope({ session }: StatementContext): ShowScope {
  const { database, schema } = session;
  if (database === null) return { kind: 'account' };
  return schema === null ? { kind: 'database', database } : { kind: 'schema', database, schema };
}

function databaseScope(database: string | null, { catalog }: StatementContext): ShowScope {
  if (database === null) return { kind: 'account' };
  if (catalog.database(database) === undefined) throw noSuchPlace();
  return { kind: 'database', database };
}

/** Lists whose error names the schema that is not there. */
const NAMES_SCHEMA: ReadonlySet<string> = new Set([
  'FUNCTIONS',
  'USER FUNCTIONS',
  'PROCEDURES',
  'USER PROCEDURES',
  'SEQUENCES',
]);

function schemaScope(object: string, parts: readonly string[], context: StatementContext): ShowScope {
  const { database, schema } = qualifySchema(parts, context.session, 'SHOW');
  if (context.catalog.schema({ database, schema }) === undefined) {
    throw NAMES_SCHEMA.has(object) ? objectMissing('Schema', displayPath([database, schema])) : noSuchPlace();
  }
  return { kind: 'schema', database, schema };
}

function relationScope(parts: readonly string[], context: StatementContext): ShowScope {
  const name = qualify(parts, context.session, 'SHOW');
  if (context.catalog.relation(name) === undefined) throw objectMissing('Table', displayPath(parts));
  return { kind: 'relation', ...name };
}
