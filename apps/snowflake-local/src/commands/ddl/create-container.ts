import { nameParts } from '../../bind/object-name.js';
import { duckSchema, quoteName } from '../../catalog/duck-name.js';
import type { CatalogChange, DatabaseEntry, SchemaEntry } from '../../catalog/entries.js';
import { displayName, displayPath, INFORMATION_SCHEMA, qualifySchema } from '../../catalog/names.js';
import { newDatabase, newSchema } from '../../catalog/seed.js';
import { objectExists, objectMissing, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateObject, ObjectName } from '../../parse/ast.js';
import { type ClonedSchema, cloneContents } from '../clone/clone-contents.js';
import { countOption, readOptions, textOption, withoutEffect } from '../options.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from './ddl.js';
import { dropContents } from './drop-contents.js';
import { keptUnder, purge } from './keep-dropped.js';
import { databaseLock, schemaLock } from './locks.js';

/** CREATE DATABASE and CREATE SCHEMA. Both become current, also when they exist already. */
export const prepareCreateContainer = (ast: CreateObject, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'CREATE', (context, nextObjectId) =>
    ast.object === 'database' ? planDatabase(ast, context, nextObjectId) : planSchema(ast, context, nextObjectId),
  );

const PUBLIC = 'PUBLIC';

function planDatabase(ast: CreateObject, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const [name = ''] = nameParts(ast.name, context);
  const locks = [databaseLock(name, 'exclusive')];
  const use = { database: name, schema: PUBLIC };
  const existing = context.catalog.database(name);
  if (existing !== undefined && !ast.orReplace) {
    if (!ast.ifNotExists) throw objectExists(displayName(name));
    return { locks, use, message: `${name} already exists, statement succeeded.` };
  }
  const made = () => ({ objectId: nextObjectId(), owner: context.session.role, createdOn: context.session.now });
  const original = ast.clone && clonedDatabase(ast.clone, existing, context);
  const entry: DatabaseEntry = {
    ...newDatabase(name, made()),
    ...settingsOf(ast, original, 'DATABASE', context.text),
  };
  const schemas =
    original === undefined
      ? [INFORMATION_SCHEMA, PUBLIC].map((schema) => ({ to: newSchema(name, schema, made()) }))
      : context.catalog.schemas(original.name).map((from) => ({ from, to: { ...from, ...made(), database: name } }));
  const cloned = cloneContents(schemas.filter(isClone), context, nextObjectId);
  const dropped = roomFor(existing, { database: name }, context);
  return {
    locks: [...locks, ...cloned.locks],
    use,
    sql: [...dropped.sql, ...schemas.map(({ to }) => createDuckSchema(to)), ...cloned.sql],
    changes: [...dropped.changes, ...[entry, ...schemas.map(({ to }) => to)].map(put), ...cloned.changes],
    message: `Database ${name} successfully created.`,
  };
}

function planSchema(ast: CreateObject, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const { database, schema } = qualifySchema(nameParts(ast.name, context), context.session, 'CREATE SCHEMA');
  if (context.catalog.database(database) === undefined) throw objectMissing('Database', displayName(database));
  const locks = [databaseLock(database, 'shared'), schemaLock({ database, schema }, 'exclusive')];
  const use = { database, schema };
  const existing = context.catalog.schema({ database, schema });
  if (existing !== undefined && !ast.orReplace) {
    if (!ast.ifNotExists) throw objectExists(displayPath([database, schema]));
    return { locks, use, message: `${schema} already exists, statement succeeded.` };
  }
  const made = { objectId: nextObjectId(), owner: context.session.role, createdOn: context.session.now };
  const original = ast.clone && clonedSchema(ast.clone, existing, context);
  const entry: SchemaEntry = {
    ...newSchema(database, schema, made),
    ...settingsOf(ast, original, 'SCHEMA', context.text),
  };
  const schemas = original === undefined ? [] : [{ from: original, to: entry }];
  const cloned = cloneContents(schemas, context, nextObjectId);
  const dropped = roomFor(existing, { database, schema }, context);
  return {
    locks: [...locks, ...cloned.locks],
    use,
    sql: [...dropped.sql, createDuckSchema(entry), ...cloned.sql],
    changes: [...dropped.changes, put(entry), ...cloned.changes],
    message: `Schema ${schema} successfully created.`,
  };
}

const isClone = (schema: { readonly from?: SchemaEntry; readonly to: SchemaEntry }): schema is ClonedSchema =>
  schema.from !== undefined;

function clonedDatabase(
  name: ObjectName,
  replaced: DatabaseEntry | undefined,
  context: StatementContext,
): DatabaseEntry {
  const [database = ''] = nameParts(name, context);
  const found = context.catalog.database(database);
  if (found === undefined) throw objectMissing('Database', displayName(database));
  if (found === replaced) throw unsupported('CLONE of what it replaces');
  return found;
}

function clonedSchema(name: ObjectName, replaced: SchemaEntry | undefined, context: StatementContext): SchemaEntry {
  const parts = nameParts(name, context);
  const found = context.catalog.schema(qualifySchema(parts, context.session, 'CREATE SCHEMA'));
  if (found === undefined) throw objectMissing('Schema', displayPath(parts));
  if (found.name === INFORMATION_SCHEMA) throw unsupported('CLONE of INFORMATION_SCHEMA');
  if (found === replaced) throw unsupported('CLONE of what it replaces');
  return found;
}

/** What stands in the way goes: the one that is replaced, or what was kept for UNDROP under the same name. */
const roomFor = (
  existing: DatabaseEntry | SchemaEntry | undefined,
  place: { readonly database: string; readonly schema?: string },
  { catalog }: StatementContext,
) => (existing === undefined ? purge(keptUnder(place, catalog)) : dropContents(existing, catalog));

const createDuckSchema = ({ database, name }: SchemaEntry): string =>
  `CREATE SCHEMA ${quoteName(duckSchema(database, name))}`;

const put = (entry: DatabaseEntry | SchemaEntry): CatalogChange => ({ action: 'put', entry });

/** A clone is as its original where the statement says nothing else. */
function settingsOf(
  ast: CreateObject,
  original: DatabaseEntry | SchemaEntry | undefined,
  of: 'DATABASE' | 'SCHEMA',
  text: string,
): Pick<DatabaseEntry, 'comment' | 'transient' | 'retentionDays' | 'parameters'> {
  const given = { ...containerSettings(ast, of, text), parameters: {} };
  if (original === undefined) return given;
  const { comment, transient, retentionDays, parameters } = original;
  const has = (name: string): boolean => ast.options.some((option) => option.name === name);
  return {
    comment: has('COMMENT') ? given.comment : comment,
    retentionDays: has('DATA_RETENTION_TIME_IN_DAYS') ? given.retentionDays : retentionDays,
    transient: transient || given.transient,
    parameters,
  };
}

function containerSettings(
  ast: CreateObject,
  of: 'DATABASE' | 'SCHEMA',
  text: string,
): Pick<DatabaseEntry, 'comment' | 'transient' | 'retentionDays'> {
  let comment: string | null = null;
  let retentionDays = ast.persistence === 'transient' ? 0 : 1;
  readOptions(
    ast.options,
    {
      COMMENT: (value, name) => {
        comment = textOption(value, name);
      },
      DATA_RETENTION_TIME_IN_DAYS: (value, name) => {
        retentionDays = countOption(value, name);
      },
      MAX_DATA_EXTENSION_TIME_IN_DAYS: (value, name) => void countOption(value, name),
      'WITH MANAGED ACCESS': withoutEffect,
    },
    of,
    text,
  );
  return { comment, transient: ast.persistence === 'transient', retentionDays };
}
