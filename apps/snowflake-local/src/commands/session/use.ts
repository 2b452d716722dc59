import { nameParts } from '../../bind/object-name.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import { qualifySchema } from '../../catalog/names.js';
import { mayUse } from '../../catalog/roles.js';
import { noSuchPlace, SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Use } from '../../parse/ast.js';
import type { Session } from '../../session/session.js';
import { unreachable } from '../../unreachable.js';
import { type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';

type Effect = (session: Session) => void;

/** USE of a database, schema, warehouse or role; each must exist. */
export function prepareUse(ast: Use, request: PrepareRequest): PreparedStatement {
  const { type, effect } = planUse(ast, statementContext(request));
  return commandStatement(type, {
    run: async ({ session }) => {
      effect(session);
      return statusOutcome();
    },
  });
}

function planUse(ast: Use, context: StatementContext): { type: number; effect: Effect } {
  const parts = ast.object === 'secondary_roles' ? [] : nameParts(ast.name, context);
  const [first = '', second] = parts;
  switch (ast.object) {
    case 'any':
      return second === undefined ? useDatabase(first, context.catalog) : useSchema(parts, context);
    case 'database':
      return useDatabase(first, context.catalog);
    case 'schema':
      return useSchema(parts, context);
    case 'warehouse':
      if (context.catalog.warehouse(first) === undefined) throw noSuchPlace();
      return {
        type: STATEMENT_TYPE.useWarehouse,
        effect: (session) => {
          session.warehouse = first;
        },
      };
    case 'role':
      if (context.catalog.role(first) === undefined || !mayUse(context.catalog.user(context.session.user), first)) {
        throw new SqlError(
          '003013',
          '42501',
          `SQL access control error:\nRequested role '${first}' is not assigned to the executing user. Specify another role to activate.`,
        );
      }
      return {
        type: STATEMENT_TYPE.use,
        effect: (session) => {
          session.role = first;
        },
      };
    case 'secondary_roles':
      // Access control is not enforced, so that a secondary role would add nothing.
      return { type: STATEMENT_TYPE.use, effect: () => undefined };
    default:
      return unreachable(ast.object);
  }
}

function useDatabase(name: string, catalog: CatalogView): { type: number; effect: Effect } {
  if (catalog.database(name) === undefined) throw noSuchPlace();
  const schema = catalog.schema({ database: name, schema: 'PUBLIC' }) === undefined ? null : 'PUBLIC';
  return {
    type: STATEMENT_TYPE.useDatabase,
    effect: (session) => {
      session.database = name;
      session.schema = schema;
    },
  };
}

function useSchema(parts: readonly string[], context: StatementContext): { type: number; effect: Effect } {
  const { database, schema } = qualifySchema(parts, context.session, 'USE SCHEMA');
  if (context.catalog.schema({ database, schema }) === undefined) throw noSuchPlace();
  return {
    type: STATEMENT_TYPE.useSchema,
    effect: (session) => {
      session.database = database;
      session.schema = schema;
    },
  };
}
