import type { TableLock } from '../../admit/locks.js';
import { nameParts } from '../../bind/object-name.js';
import { dropCounters } from '../../catalog/counter.js';
import type {
  CatalogChange,
  CatalogEntry,
  DatabaseEntry,
  DroppedEntry,
  GrantEntry,
  Grantee,
  SchemaEntry,
} from '../../catalog/entries.js';
import { missingObject } from '../../catalog/missing.js';
import { displayName, displayPath, INFORMATION_SCHEMA, qualifySchema } from '../../catalog/names.js';
import { objectMissing, SqlError } from '../../errors.js';
import type { ExecutionContext, PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { DropObject } from '../../parse/ast.js';
import { droppedStageFolders } from '../../stage/stage-folder.js';
import { unreachable } from '../../unreachable.js';
import { refuseInUse } from '../policy/policy.js';
import type { StatementContext } from '../statement-context.js';
import { dropOffsets } from '../stream/offset.js';
import { asMissing, IN_SCHEMA_WORDS, type InSchemaKind, inSchema } from './create-in-schema.js';
import { type DdlPlan, ddlStatement, temporaryDdl } from './ddl.js';
import { type Dropped, dropContents } from './drop-contents.js';
import { isRetained, keepDropped } from './keep-dropped.js';
import { accountLock, databaseLock, relationLock, schemaLock } from './locks.js';
import { type NamedObject, namedObject, wrongType } from './required.js';

/** DROP of anything. A temporary object goes before the permanent one that it hides. */
export function prepareDrop(ast: DropObject, request: PrepareRequest): PreparedStatement {
  const plan = (context: StatementContext): DdlPlan => planDrop(ast, context);
  const isTemporary = hidesInSession(ast, request);
  return ddlStatement(request, 'DROP', plan, isTemporary ? temporaryDdl(request) : {});
}

function hidesInSession(ast: DropObject, request: PrepareRequest): boolean {
  return ast.object === 'table' || ast.object === 'stage' || ast.object === 'file_format'
    ? request.session.parameters.isTrue('SNOWPARK_SKIP_TXN_COMMIT_IN_DDL')
    : false;
}

function planDrop(ast: DropObject, context: StatementContext): DdlPlan {
  switch (ast.object) {
    case 'table':
    case 'view':
      return planDropRelation(ast, ast.object, context);
    case 'stage':
    case 'file_format':
    case 'sequence':
    case 'stream':
    case 'task':
    case 'masking_policy':
    case 'row_access_policy':
      return planDropInSchema(ast, ast.object, context);
    case 'schema':
      return planDropSchema(ast, context);
    case 'database':
      return planDropDatabase(ast, context);
    case 'warehouse':
    case 'role':
    case 'user':
      return planDropOfAccount(ast, ast.object, context);
    default:
      return unreachable(ast.object);
  }
}

const MATERIALIZED = 'MATERIALIZED_VIEW';

const RELATION_WORDS = {
  table: 'Table',
  dynamic: 'Dynamic table',
  view: 'View',
  materialized: 'Materialized view',
} as const;

function wantedOf(ast: DropObject, kind: 'table' | 'view'): keyof typeof RELATION_WORDS {
  if (ast.dynamic === true) return 'dynamic';
  return kind === 'view' && ast.materialized ? 'materialized' : kind;
}

function planDropRelation(ast: DropObject, kind: 'table' | 'view', context: StatementContext): DdlPlan {
  const name = namedObject(ast.name, context, `DROP ${kind.toUpperCase()}`);
  const found = context.catalog.relation(name);
  if (found === undefined || found.kind === 'system')
    return absent(ast, RELATION_WORDS[wantedOf(ast, kind)], name, context);
  if (kind === 'table' && found.kind === 'view') throw wrongType('VIEW', 'TABLE');
  if (kind === 'view' && found.kind !== 'view') throw wrongType('TABLE', ast.materialized ? MATERIALIZED : 'VIEW');
  if (found.kind === 'view' && found.materialized !== ast.materialized) {
    throw found.materialized ? wrongType(MATERIALIZED, 'VIEW') : wrongType('VIEW', MATERIALIZED);
  }
  if (ast.dynamic === true && found.kind !== 'view' && found.dynamic === undefined) {
    throw wrongType('TABLE', 'DYNAMIC_TABLE');
  }
  const locks = [schemaLock(name, 'shared'), relationLock(name, found.sessionId)];
  const message = `${name.name} successfully dropped.`;
  if (found.kind !== 'view' && isRetained(found)) return { locks, message, ...kept(found, [], context) };
  return {
    locks,
    sql: found.kind === 'view' ? [] : [`DROP TABLE ${found.duckName}`, ...dropCounters(found)],
    ...removal([found], context),
    message,
  };
}

/** What UNDROP can bring back. */
function kept(entry: DroppedEntry['entry'], contents: readonly CatalogEntry[], context: StatementContext) {
  const grants = grantsOn([entry, ...contents], context);
  const { sql, changes, purged } = keepDropped(entry, contents, grants, context);
  return { sql, changes, afterwards: (execution: ExecutionContext) => removeFiles(purged, execution) };
}

function planDropInSchema(ast: DropObject, kind: InSchemaKind, context: StatementContext): DdlPlan {
  const words = IN_SCHEMA_WORDS[kind];
  const name = namedObject(ast.name, context, `DROP ${words.toUpperCase()}`);
  const found = inSchema(kind, name, context.catalog);
  if (found === undefined) return absent(ast, words, asMissing(kind, name), context);
  if (found.kind === 'masking_policy' || found.kind === 'row_access_policy') refuseInUse(found, context);
  return {
    locks: [schemaLock(name, 'shared'), { table: `${kind}:${found.objectId}`, mode: 'exclusive' }],
    sql: found.kind === 'stream' ? dropOffsets(found) : dropCounters(found),
    ...removal([found], context),
    message: `${name.name} successfully dropped.`,
  };
}

function planDropSchema(ast: DropObject, context: StatementContext): DdlPlan {
  const { session, catalog } = context;
  const name = qualifySchema(nameParts(ast.name, context), session, 'DROP SCHEMA');
  const found = catalog.schema(name);
  if (found === undefined) return missing(ast, 'Schema', displayPath([name.database, name.schema]), name.schema);
  if (found.name === INFORMATION_SCHEMA) {
    throw new SqlError(
      '003001',
      '42501',
      `SQL access control error:\nInsufficient privileges to operate on schema '${INFORMATION_SCHEMA}'.`,
    );
  }
  const dropped = dropContents(found, catalog);
  if (ast.behavior === 'restrict' && dropped.entries.length > 0) throw notEmpty('Schema', name.schema);
  const isCurrent = session.database === name.database && session.schema === name.schema;
  return {
    locks: [databaseLock(name.database, 'shared'), ...dropped.locks],
    ...gone(found, dropped, context),
    ...(isCurrent ? { use: { database: name.database, schema: null } } : {}),
    message: `${name.schema} successfully dropped.`,
  };
}

function planDropDatabase(ast: DropObject, context: StatementContext): DdlPlan {
  const { session, catalog } = context;
  const [name = ''] = nameParts(ast.name, context);
  const found = catalog.database(name);
  if (found === undefined) return missing(ast, 'Database', displayName(name), name);
  const dropped = dropContents(found, catalog);
  if (ast.behavior === 'restrict' && dropped.entries.length > 0) throw notEmpty('Database', name);
  return {
    locks: [databaseLock(name, 'exclusive'), ...dropped.locks],
    ...gone(found, dropped, context),
    ...(session.database === name ? { use: { database: null, schema: null } } : {}),
    message: `${name} successfully dropped.`,
  };
}

/** A schema or a database with all that is in it; what sessions had for themselves there does not come back. */
function gone(
  found: SchemaEntry | DatabaseEntry,
  dropped: Dropped,
  context: StatementContext,
): Pick<DdlPlan, 'sql' | 'changes' | 'afterwards'> {
  if (!isRetained(found)) {
    return {
      sql: dropped.sql,
      changes: [...dropped.changes, ...grantsOf([...dropped.entries, found], context)],
      afterwards: (execution) => removeFiles(dropped.entries, execution),
    };
  }
  const { catalog } = context;
  const schemas = found.kind === 'database' ? catalog.schemas(found.name) : [];
  const isOwn = (entry: CatalogEntry): boolean => 'sessionId' in entry && entry.sessionId !== null;
  const own = dropped.entries.filter(isOwn);
  const kept = [...dropped.entries.filter((entry) => !isOwn(entry)), ...schemas];
  const { sql, changes, purged } = keepDropped(found, kept, grantsOn([found, ...kept], context), context);
  return {
    sql: [...dropped.ownSql, ...own.flatMap(dropCounters), ...sql],
    changes: [...own.map((entry): CatalogChange => ({ action: 'drop', entry })), ...changes],
    afterwards: (execution) => removeFiles([...own, ...purged], execution),
  };
}

function planDropOfAccount(ast: DropObject, kind: 'warehouse' | 'role' | 'user', context: StatementContext): DdlPlan {
  const [name = ''] = nameParts(ast.name, context);
  const found = context.catalog[kind](name);
  const words = { warehouse: 'Warehouse', role: 'Role', user: 'User' }[kind];
  if (found === undefined) return missing(ast, words, displayName(name), name);
  if (kind === 'user' && name === context.session.user) {
    throw new SqlError('001003', '42501', `SQL access control error:\nUser '${name}' cannot drop itself.`);
  }
  return {
    locks: [accountLock],
    changes: [
      { action: 'drop', entry: found },
      ...grantsOf([found], context),
      ...(kind === 'role' ? takenFromUsers(name, context) : []),
    ],
    message: `${name} successfully dropped.`,
    ...(kind === 'warehouse'
      ? {
          afterwards: ({ session }: ExecutionContext) => {
            if (session.warehouse === name) session.warehouse = null;
          },
        }
      : {}),
  };
}

/** A new role of the name is nobody's. */
const takenFromUsers = (role: string, { catalog }: StatementContext): readonly CatalogChange[] =>
  catalog
    .users()
    .filter(({ roles }) => roles?.includes(role) === true)
    .map((user) => ({ action: 'put', entry: { ...user, roles: user.roles?.filter((name) => name !== role) ?? [] } }));

const removal = (
  entries: readonly CatalogEntry[],
  context: StatementContext,
): Pick<DdlPlan, 'changes' | 'afterwards'> => ({
  changes: [...entries.map((entry): CatalogChange => ({ action: 'drop', entry })), ...grantsOf(entries, context)],
  afterwards: (execution) => removeFiles(entries, execution),
});

const grantsOn = (entries: readonly CatalogEntry[], { catalog }: StatementContext): readonly GrantEntry[] => {
  const ids = new Set(entries.map(({ objectId }) => objectId));
  return catalog.grants().filter(({ target }) => target !== null && ids.has(target));
};

/** Privileges on what is dropped, and those that a dropped role or user had. */
function grantsOf(entries: readonly CatalogEntry[], { catalog }: StatementContext): readonly CatalogChange[] {
  const ids = new Set(entries.map(({ objectId }) => objectId));
  const isOf = ({ kind, name }: Grantee) => entries.some((entry) => entry.kind === kind && entry.name === name);
  return catalog
    .grants()
    .filter(({ target, grantee }) => (target !== null && ids.has(target)) || isOf(grantee))
    .map((entry) => ({ action: 'drop', entry }));
}

/** Stages and tables have folders of their own; identifiers are never used twice, so that nobody can meet their rest. */
function removeFiles(entries: readonly CatalogEntry[], { engine }: ExecutionContext): void {
  engine.removals.add(droppedStageFolders(engine.folders.stages, entries));
}

/** The same of what a schema holds, where the schema itself can be missing. */
function absent(ast: DropObject, kind: string, name: NamedObject, { catalog }: StatementContext): DdlPlan {
  if (!ast.ifExists) throw missingObject(kind, name, catalog);
  return missing(ast, kind, name.shown, name.name);
}

function missing(ast: DropObject, kind: string, shown: string, name: string): DdlPlan {
  const locks: readonly TableLock[] = [];
  if (ast.ifExists) return { locks, message: `Drop statement executed successfully (${name} already dropped).` };
  throw objectMissing(kind, shown);
}

const notEmpty = (kind: string, name: string): SqlError =>
  new SqlError(
    '001003',
    '42000',
    `SQL compilation error:\n${kind} '${name}' is not empty. Drop it with CASCADE, or drop what is in it first.`,
  );
