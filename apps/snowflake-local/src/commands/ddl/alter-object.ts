import type { TableLock } from '../../admit/locks.js';
import { nameParts } from '../../bind/object-name.js';
import { recounting } from '../../catalog/counter.js';
import type { CatalogChange, CatalogEntry } from '../../catalog/entries.js';
import { currentDatabase, displayName, displayPath, qualifySchema } from '../../catalog/names.js';
import { invalidOption, objectExists, objectMissing, positionAt, SqlError, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterObject, Option } from '../../parse/ast.js';
import { unreachable } from '../../unreachable.js';
import { plainText, textOption } from '../options.js';
import type { StatementContext } from '../statement-context.js';
import {
  asMissing,
  fileFormatSettings,
  IN_SCHEMA_WORDS,
  inSchema,
  sequenceSettings,
  stageSettings,
} from './create-in-schema.js';
import { passwordPlan, withUserOptions, withWarehouseOptions } from './create-of-account.js';
import { type DdlPlan, ddlStatement } from './ddl.js';
import { accountLock, databaseLock, relationLock, schemaLock } from './locks.js';
import { namedObject } from './required.js';

/** ALTER of anything but a table or a session. */
export const prepareAlterObject = (ast: AlterObject, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'ALTER', (context) => planAlterObject(ast, context));

function planAlterObject(ast: AlterObject, context: StatementContext): DdlPlan {
  const target = findTarget(ast, context);
  if (target.entry === undefined) {
    if (ast.ifExists) return { locks: [] };
    throw objectMissing(target.kind, target.shown);
  }
  return planAction(ast, target.entry, target.locks, context);
}

type Altered = Extract<
  CatalogEntry,
  {
    kind:
      | 'view'
      | 'schema'
      | 'database'
      | 'stage'
      | 'file_format'
      | 'sequence'
      | 'stream'
      | 'task'
      | 'masking_policy'
      | 'row_access_policy'
      | 'warehouse'
      | 'role'
      | 'user';
  }
>;

interface Target {
  readonly kind: string;
  readonly shown: string;
  readonly entry: Altered | undefined;
  readonly locks: readonly TableLock[];
}

function findTarget(ast: AlterObject, context: StatementContext): Target {
  const { catalog, session } = context;
  const parts = nameParts(ast.name, context);
  const shown = displayPath(parts);
  switch (ast.object) {
    case 'view': {
      const name = namedObject(ast.name, context, 'ALTER VIEW');
      const found = catalog.relation(name);
      const entry = found?.kind === 'view' ? found : undefined;
      return { kind: 'View', shown, entry, locks: [relationLock(name, entry?.sessionId ?? null)] };
    }
    case 'stage':
    case 'file_format':
    case 'sequence':
    case 'stream':
    case 'task':
    case 'masking_policy':
    case 'row_access_policy': {
      const name = namedObject(ast.name, context, `ALTER ${ast.object.toUpperCase().replace('_', ' ')}`);
      const entry = inSchema(ast.object, name, catalog);
      const kind = IN_SCHEMA_WORDS[ast.object];
      return {
        kind,
        shown: asMissing(ast.object, name).shown,
        entry,
        locks: [schemaLock(name, 'shared'), accountLock],
      };
    }
    case 'schema': {
      const name = qualifySchema(parts, session, 'ALTER SCHEMA');
      return { kind: 'Schema', shown, entry: catalog.schema(name), locks: [schemaLock(name, 'exclusive')] };
    }
    case 'database': {
      const name = parts[0] ?? currentDatabase(session, 'ALTER DATABASE');
      return { kind: 'Database', shown: name, entry: catalog.database(name), locks: [databaseLock(name, 'exclusive')] };
    }
    case 'warehouse': {
      const name = parts[0] ?? session.warehouse ?? '';
      return { kind: 'Warehouse', shown: name, entry: catalog.warehouse(name), locks: [accountLock] };
    }
    case 'role':
      return { kind: 'Role', shown, entry: catalog.role(parts[0] ?? ''), locks: [accountLock] };
    case 'user': {
      const name = parts[0] ?? session.user;
      return { kind: 'User', shown: name, entry: catalog.user(name), locks: [accountLock] };
    }
    default:
      return unreachable(ast.object);
  }
}

function planAction(ast: AlterObject, entry: Altered, locks: readonly TableLock[], context: StatementContext): DdlPlan {
  const { action } = ast;
  switch (action.kind) {
    case 'set': {
      const changed = withSettings(entry, action.options, context);
      return {
        locks,
        sql: changed.kind === 'sequence' && entry.kind === 'sequence' ? recounting(entry.counter, changed.counter) : [],
        changes: [{ action: 'put', entry: changed }],
        ...(entry.kind === 'user' ? passwordPlan(action.options) : {}),
        // A higher MAX_CONCURRENCY_LEVEL lets in who waits.
        ...(entry.kind === 'warehouse' ? { afterwards: ({ engine }) => engine.warehouses.refresh(entry.name) } : {}),
      };
    }
    case 'unset':
      return { locks, changes: [{ action: 'put', entry: withoutSettings(entry, action.names) }] };
    case 'rename':
      return { locks, ...renamed(ast, entry, nameParts(action.to, context), context) };
    case 'suspend':
    case 'resume': {
      if (entry.kind !== 'warehouse')
        throw unsupported(`ALTER ${ast.object.toUpperCase()} ... ${action.kind.toUpperCase()}`);
      const state = action.kind === 'suspend' ? 'SUSPENDED' : 'STARTED';
      if (entry.state === state && !(action.kind === 'resume' && action.ifSuspended)) {
        throw new SqlError(
          '090063',
          '22000',
          `Invalid state. Warehouse '${entry.name}' cannot be ${action.kind === 'suspend' ? 'suspended' : 'resumed'}.`,
        );
      }
      return { locks, changes: [{ action: 'put', entry: { ...entry, state } }] };
    }
    case 'refresh':
      if (entry.kind === 'stage') return { locks };
      throw unsupported(`ALTER ${ast.object.toUpperCase()} ... REFRESH`);
    case 'swap':
    case 'abort_all_queries':
      throw unsupported(`ALTER ${ast.object.toUpperCase()} ... ${action.kind.toUpperCase().replaceAll('_', ' ')}`);
    default:
      return unreachable(action);
  }
}

function withSettings(entry: Altered, options: readonly Option[], context: StatementContext): Altered {
  switch (entry.kind) {
    case 'stage': {
      const set = stageSettings(options, context);
      const has = (name: string): boolean => options.some((option) => option.name === name);
      return {
        ...entry,
        ...(has('COMMENT') ? { comment: set.comment } : {}),
        ...(has('FILE_FORMAT') ? { fileFormat: set.fileFormat } : {}),
        ...(has('DIRECTORY') ? { directory: set.directory } : {}),
      };
    }
    case 'file_format': {
      const set = fileFormatSettings(options, context);
      const comment = options.some((option) => option.name === 'COMMENT') ? set.comment : entry.comment;
      return { ...entry, comment, options: { ...entry.options, ...set.options } };
    }
    case 'sequence': {
      const start = options.find(({ name }) => name === 'START');
      if (start !== undefined) throw invalidOption(start.name, 'SEQUENCE', positionAt(context.text, start.start));
      return { ...entry, ...sequenceSettings(options, entry, context) };
    }
    case 'warehouse':
      return withWarehouseOptions(entry, options, context.text);
    case 'user':
      return withUserOptions(entry, options, context.text);
    case 'schema':
    case 'database': {
      const comment = commentIn(options);
      const parameters = options.filter(({ name }) => name !== 'COMMENT');
      return {
        ...entry,
        ...(comment === undefined ? {} : { comment }),
        parameters: {
          ...entry.parameters,
          ...Object.fromEntries(parameters.map(({ name, value }) => [name, plainText(value, name)])),
        },
      };
    }
    case 'view': {
      const other = options.find(({ name }) => name !== 'COMMENT' && name !== 'SECURE');
      if (other !== undefined) throw unsupported(`ALTER VIEW ... SET ${other.name}`);
      const secure = entry.secure || options.some(({ name }) => name === 'SECURE');
      return { ...entry, secure, comment: commentIn(options) ?? entry.comment };
    }
    case 'stream':
    case 'task':
    case 'masking_policy':
    case 'row_access_policy':
    case 'role': {
      const other = options.find((option) => option.name !== 'COMMENT');
      if (other !== undefined) throw unsupported(`ALTER ${entry.kind.toUpperCase()} ... SET ${other.name}`);
      return { ...entry, comment: commentIn(options) ?? entry.comment };
    }
    default:
      return unreachable(entry);
  }
}

function commentIn(options: readonly Option[]): string | undefined {
  const found = options.find((option) => option.name === 'COMMENT');
  return found && textOption(found.value, found.name);
}

function withoutSettings(entry: Altered, names: readonly string[]): Altered {
  let changed: Altered = entry;
  for (const name of names) {
    if (name === 'COMMENT') changed = { ...changed, comment: null };
    else if (changed.kind === 'view' && name === 'SECURE') changed = { ...changed, secure: false };
    else if (changed.kind === 'user' && name === 'RSA_PUBLIC_KEY') changed = { ...changed, rsaPublicKey: null };
    else if (changed.kind === 'user' && name === 'RSA_PUBLIC_KEY_2') changed = { ...changed, rsaPublicKey2: null };
    else if ((changed.kind === 'schema' || changed.kind === 'database') && Object.hasOwn(changed.parameters, name)) {
      const { [name]: _, ...parameters } = changed.parameters;
      changed = { ...changed, parameters };
    } else if (changed.kind === 'user' && changed.parameters?.[name] !== undefined) {
      const { [name]: _, ...parameters } = changed.parameters;
      changed = { ...changed, parameters };
    } else throw unsupported(`ALTER ${entry.kind.toUpperCase().replace('_', ' ')} ... UNSET ${name}`);
  }
  return changed;
}

/** Names of schemas and databases are part of every DuckDB name in them, so those are not renamed. */
function renamed(
  ast: AlterObject,
  entry: Altered,
  parts: readonly string[],
  context: StatementContext,
): { changes: readonly CatalogChange[] } {
  const name = parts.at(-1) ?? '';
  const sameKind = context.catalog;
  const replace = (to: Altered, taken: CatalogEntry | undefined): { changes: readonly CatalogChange[] } => {
    if (taken !== undefined) throw objectExists(displayName(name));
    return {
      changes: [
        { action: 'drop', entry },
        { action: 'put', entry: to },
      ],
    };
  };
  switch (entry.kind) {
    case 'view':
    case 'stage':
    case 'file_format':
    case 'sequence': {
      const to = namedObject(ast.action.kind === 'rename' ? ast.action.to : ast.name, context, 'ALTER');
      const place = { ...entry, database: to.database, schema: to.schema, name: to.name };
      const taken = entry.kind === 'view' ? sameKind.relation(to) : inSchema(entry.kind, to, sameKind);
      return replace(place, taken?.kind === 'system' ? undefined : taken);
    }
    case 'warehouse':
      return replace({ ...entry, name }, sameKind.warehouse(name));
    case 'role':
      return replace({ ...entry, name }, sameKind.role(name));
    case 'user':
      return replace({ ...entry, name }, sameKind.user(name));
    case 'schema':
    case 'database':
    case 'stream':
    case 'task':
    case 'masking_policy':
    case 'row_access_policy':
      throw unsupported(`ALTER ${entry.kind.toUpperCase()} ... RENAME`);
    default:
      return unreachable(entry);
  }
}
