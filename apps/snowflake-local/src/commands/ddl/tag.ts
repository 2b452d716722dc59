import { nameParts } from '../../bind/object-name.js';
import type { TagEntry } from '../../catalog/entries.js';
import { displayPath } from '../../catalog/names.js';
import { taggable, taggedKey } from '../../catalog/tagged.js';
import { invalidIdentifier, objectExists, objectMissing, SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterTag, CreateTag, DropTag, ObjectName, TagObject } from '../../parse/ast.js';
import { unreachable } from '../../unreachable.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from './ddl.js';
import { accountLock, schemaLock } from './locks.js';
import { namedObject, writableSchema } from './required.js';

/** Statements about tags. All take one lock: a tag holds the values of its objects. */
export function prepareTag(
  ast: CreateTag | AlterTag | DropTag | TagObject,
  request: PrepareRequest,
): PreparedStatement {
  switch (ast.kind) {
    case 'create_tag':
      return ddlStatement(request, 'CREATE', (context, nextObjectId) => planCreate(ast, context, nextObjectId));
    case 'alter_tag':
      return ddlStatement(request, 'ALTER', (context) => planAlter(ast, context));
    case 'drop_tag':
      return ddlStatement(request, 'DROP', (context) => planDrop(ast, context));
    case 'tag_object':
      return ddlStatement(request, 'ALTER', (context) => planTagging(ast, context));
    default:
      return unreachable(ast);
  }
}

function planCreate(ast: CreateTag, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const { catalog, session } = context;
  const name = namedObject(ast.name, context, 'CREATE TAG');
  writableSchema(name, catalog);
  const locks = [schemaLock(name, 'shared'), accountLock];
  const existing = catalog.findTag([name.database, name.schema, name.name], session);
  if (existing !== undefined && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    throw objectExists(name.shown);
  }
  const entry: TagEntry = {
    kind: 'tag',
    objectId: nextObjectId(),
    ...{ database: name.database, schema: name.schema, name: name.name, sessionId: null },
    ...{ comment: ast.comment, owner: session.role, createdOn: session.now },
    ...{ allowedValues: ast.allowedValues, values: {} },
  };
  return {
    locks,
    changes: [
      ...(existing === undefined ? [] : [{ action: 'drop', entry: existing } as const]),
      { action: 'put', entry },
    ],
    message: `Tag ${name.name} successfully created.`,
  };
}

function planAlter({ name, action, ifExists }: AlterTag, context: StatementContext): DdlPlan {
  const locks = [accountLock];
  const found = tagOf(name, context);
  if (found === undefined) {
    if (ifExists) return { locks };
    throw missing(name, context);
  }
  const put = (change: Partial<TagEntry>): DdlPlan => ({
    locks,
    changes: [{ action: 'put', entry: { ...found, ...change } }],
  });
  const { allowedValues } = found;
  switch (action.kind) {
    case 'rename': {
      const to = namedObject(action.to, context, 'ALTER TAG');
      writableSchema(to, context.catalog);
      if (tagOf(action.to, context) !== undefined) throw objectExists(to.shown);
      const entry = { ...found, database: to.database, schema: to.schema, name: to.name };
      return {
        locks,
        changes: [
          { action: 'drop', entry: found },
          { action: 'put', entry },
        ],
      };
    }
    case 'comment':
      return put({ comment: action.comment });
    case 'any_value':
      return put({ allowedValues: null });
    case 'add_values':
      return put({ allowedValues: [...new Set([...(allowedValues ?? []), ...action.values])] });
    case 'drop_values':
      return put({ allowedValues: (allowedValues ?? []).filter((value) => !action.values.includes(value)) });
    default:
      return unreachable(action);
  }
}

function planDrop({ name, ifExists }: DropTag, context: StatementContext): DdlPlan {
  const found = tagOf(name, context);
  const [last = ''] = nameParts(name, context).slice(-1);
  if (found === undefined) {
    if (ifExists) return { locks: [], message: `Drop statement executed successfully (${last} already dropped).` };
    throw missing(name, context);
  }
  return {
    locks: [accountLock],
    changes: [{ action: 'drop', entry: found }],
    message: `${last} successfully dropped.`,
  };
}

/** The most characters of a value. */
const LONGEST_VALUE = 256;

function planTagging(ast: TagObject, context: StatementContext): DdlPlan {
  const parts = nameParts(ast.name, context);
  const target = taggable(ast.object, parts, context.catalog, context.session);
  if (target === undefined) {
    if (ast.ifExists) return { locks: [] };
    const words = ast.object.replace('_', ' ');
    throw objectMissing(words.charAt(0).toUpperCase() + words.slice(1), displayPath(parts));
  }
  const { column } = ast;
  if (column !== undefined && !('columns' in target && target.columns.some(({ name }) => name === column.name))) {
    throw invalidIdentifier(column.name);
  }
  const key = taggedKey(target.objectId, column?.name);
  const changed = new Map<number, TagEntry>();
  for (const { tag, value } of ast.tags) {
    const found = tagOf(tag, context);
    if (found === undefined) throw missing(tag, context);
    const { [key]: _, ...values } = (changed.get(found.objectId) ?? found).values;
    if (value !== null) checkValue(value, found);
    changed.set(found.objectId, { ...found, values: value === null ? values : { ...values, [key]: value } });
  }
  return { locks: [accountLock], changes: [...changed.values()].map((entry) => ({ action: 'put', entry })) };
}

function checkValue(value: string, { name, allowedValues }: TagEntry): void {
  const isAllowed = allowedValues === null || allowedValues.includes(value);
  if (isAllowed && value.length <= LONGEST_VALUE) return;
  const reason = isAllowed
    ? `is longer than ${LONGEST_VALUE} characters`
    : `is not one of its allowed values: ${allowedValues?.map((each) => `'${each}'`).join(', ')}`;
  throw new SqlError('003534', '22023', `SQL compilation error:\nValue '${value}' of tag '${name}' ${reason}.`);
}

const tagOf = (name: ObjectName, context: StatementContext): TagEntry | undefined =>
  context.catalog.findTag(nameParts(name, context), context.session);

const missing = (name: ObjectName, context: StatementContext): SqlError =>
  objectMissing('Tag', displayPath(nameParts(name, context)));
