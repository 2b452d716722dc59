import { nameParts } from '../../bind/object-name.js';
import type { CatalogChange, DroppedEntry } from '../../catalog/entries.js';
import { displayName, qualifySchema } from '../../catalog/names.js';
import { objectExists, SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Undrop } from '../../parse/ast.js';
import { unreachable } from '../../unreachable.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement } from './ddl.js';
import { bringBack } from './keep-dropped.js';
import { databaseLock, relationLock, schemaLock } from './locks.js';
import { namedObject, requiredSchema } from './required.js';

/** UNDROP TABLE, SCHEMA and DATABASE: the last one of that name that was dropped, as it was then. */
export const prepareUndrop = (ast: Undrop, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'RESTORE', (context) => planUndrop(ast, context));

function planUndrop(ast: Undrop, context: StatementContext): DdlPlan {
  const { catalog, session } = context;
  switch (ast.object) {
    case 'table': {
      const name = namedObject(ast.name, context, 'UNDROP TABLE');
      requiredSchema(name, catalog);
      if (catalog.permanentRelation(name) !== undefined) throw objectExists(name.shown);
      const found = lastDropped(
        catalog,
        ({ entry }) =>
          'columns' in entry &&
          entry.database === name.database &&
          entry.schema === name.schema &&
          entry.name === name.name,
      );
      if (found === undefined) throw notThere('Table', name.name);
      return {
        locks: [schemaLock(name, 'shared'), relationLock(name, null)],
        sql: 'columns' in found.entry ? [bringBack(found.entry)] : [],
        ...restored(found, 'Table'),
      };
    }
    case 'schema': {
      const name = qualifySchema(nameParts(ast.name, context), session, 'UNDROP SCHEMA');
      if (catalog.schema(name) !== undefined) throw objectExists(displayName(name.schema));
      const found = lastDropped(
        catalog,
        ({ entry }) => entry.kind === 'schema' && entry.database === name.database && entry.name === name.schema,
      );
      if (found === undefined) throw notThere('Schema', name.schema);
      return {
        locks: [databaseLock(name.database, 'shared'), schemaLock(name, 'exclusive')],
        use: name,
        ...restored(found, 'Schema'),
      };
    }
    case 'database': {
      const [name = ''] = nameParts(ast.name, context);
      if (catalog.database(name) !== undefined) throw objectExists(displayName(name));
      const found = lastDropped(catalog, ({ entry }) => entry.kind === 'database' && entry.name === name);
      if (found === undefined) throw notThere('Database', name);
      return {
        locks: [databaseLock(name, 'exclusive')],
        use: { database: name, schema: 'PUBLIC' },
        ...restored(found, 'Database'),
      };
    }
    default:
      return unreachable(ast.object);
  }
}

const lastDropped = (
  catalog: StatementContext['catalog'],
  is: (dropped: DroppedEntry) => boolean,
): DroppedEntry | undefined => catalog.dropped().find(is);

const restored = (found: DroppedEntry, kind: string): Pick<DdlPlan, 'changes' | 'message'> => ({
  changes: [
    { action: 'drop', entry: found },
    ...[found.entry, ...found.contents, ...found.grants].map((entry): CatalogChange => ({ action: 'put', entry })),
  ],
  message: `${kind} ${found.name} successfully restored.`,
});

const notThere = (kind: string, name: string): SqlError =>
  new SqlError('090025', '02000', `${kind} ${name} did not exist or was purged.`);
