import { bindExpression, emptyScope } from '../../bind/bind-expression.js';
import { snowType } from '../../bind/data-type.js';
import { routineKey, spaceOf } from '../../catalog/address.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import type { ProcedureEntry, ProcedureParameter, ReturnedColumn, RoutineEntry } from '../../catalog/entries.js';
import { displayName } from '../../catalog/names.js';
import { objectExists, objectMissing, SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateProcedure, DropRoutine } from '../../parse/ast.js';
import { parseStatement } from '../../parse/parse.js';
import { typeText } from '../../types/snow-type.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from './ddl.js';
import { schemaLock } from './locks.js';
import { type NamedObject, namedObject, writableSchema } from './required.js';

/** CREATE PROCEDURE: its body is parsed now, and bound when it runs. */
export const prepareCreateProcedure = (ast: CreateProcedure, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'CREATE', (context, nextObjectId) => planCreate(ast, context, nextObjectId));

export const prepareDropRoutine = (ast: DropRoutine, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'DROP', (context) => planDrop(ast, context));

function planCreate(ast: CreateProcedure, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const name = namedObject(ast.name, context, 'CREATE PROCEDURE');
  writableSchema(name, context.catalog);
  if (parseStatement(ast.body).kind !== 'block') {
    throw new SqlError('001003', '42000', 'SQL compilation error:\nThe body of a procedure is a block: BEGIN ... END.');
  }
  const sessionId = ast.persistence === 'temporary' ? context.session.sessionId : null;
  const entry: ProcedureEntry = {
    kind: 'procedure',
    objectId: nextObjectId(),
    sessionId,
    database: name.database,
    schema: name.schema,
    name: name.name,
    owner: context.session.role,
    createdOn: context.session.now,
    comment: ast.comment ?? null,
    parameters: boundParameters(ast.parameters, context),
    returns: ast.returns === undefined ? null : snowType(ast.returns, context),
    ...(ast.columns && { returnedColumns: ast.columns.map((column) => returnedColumn(column, context)) }),
    body: ast.body,
  };
  return planPut(ast, name, entry, context.catalog);
}

export const returnedColumn = (
  { name, type }: NonNullable<CreateProcedure['columns']>[number],
  context: StatementContext,
): ReturnedColumn => ({ name: name.name, type: snowType(type, context) });

/** Parameters with the texts of their defaults, which must mean something. */
export const boundParameters = (
  parameters: CreateProcedure['parameters'],
  context: StatementContext,
): readonly ProcedureParameter[] =>
  parameters.map(({ name, type, default: preset }) => {
    if (preset !== undefined) bindExpression(preset, emptyScope(), { ...context, binds: [] });
    return {
      name: name.name,
      type: snowType(type, context),
      default: preset === undefined ? null : context.text.slice(preset.start, preset.end),
    };
  });

/** Makes a routine, in the place of one that takes the same types where OR REPLACE allows it. */
export function planPut(
  ast: Pick<CreateProcedure, 'orReplace' | 'ifNotExists'>,
  name: NamedObject,
  entry: RoutineEntry,
  catalog: CatalogView,
): DdlPlan {
  const existing = sameSignature(name, entry, catalog);
  const locks = [
    schemaLock(name, 'shared'),
    { table: `${entry.kind}:${spaceOf(entry)}.${routineKey(entry)}`, mode: 'exclusive' } as const,
  ];
  const isOwn = existing?.sessionId === entry.sessionId;
  if (existing !== undefined && isOwn && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    throw objectExists(name.shown);
  }
  const replaced = existing !== undefined && isOwn ? [existing] : [];
  return {
    locks,
    changes: [...replaced.map((old) => ({ action: 'drop', entry: old }) as const), { action: 'put', entry }],
    message: `Function ${name.name} successfully created.`,
  };
}

/** The routine of a name that takes the same types. */
export const sameSignature = (
  { database, schema, name }: NamedObject,
  { kind, parameters }: Pick<RoutineEntry, 'kind' | 'parameters'>,
  catalog: CatalogView,
): RoutineEntry | undefined =>
  (kind === 'procedure' ? catalog.procedures({ database, schema }) : catalog.functions({ database, schema })).find(
    (routine) => routineKey(routine) === routineKey({ name, parameters }),
  );

export const unnamedParameters = (types: DropRoutine['types'], context: StatementContext) =>
  types.map((type): ProcedureParameter => ({ name: '', type: snowType(type, context), default: null }));

function planDrop(ast: DropRoutine, context: StatementContext): DdlPlan {
  const { object } = ast;
  const name = namedObject(ast.name, context, `DROP ${object.toUpperCase()}`);
  const parameters = unnamedParameters(ast.types, context);
  const found = sameSignature(name, { kind: object, parameters }, context.catalog);
  const locks = [schemaLock(name, 'shared')];
  if (found !== undefined) {
    return { locks, changes: [{ action: 'drop', entry: found }], message: `${name.name} successfully dropped.` };
  }
  const signature = `${displayName(name.name)}(${parameters.map(({ type }) => typeText(type)).join(', ')})`;
  if (ast.ifExists) return { locks, message: `Drop statement executed successfully (${name.name} already dropped).` };
  throw objectMissing(object === 'procedure' ? 'Procedure' : 'Function', signature);
}
