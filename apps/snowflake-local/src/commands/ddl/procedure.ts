import { bindExpression, emptyScope } from '../../bind/bind-expression.js';
import { snowType } from '../../bind/data-type.js';
import { procedureKey, spaceOf } from '../../catalog/address.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import type { ProcedureEntry } from '../../catalog/entries.js';
import { displayName } from '../../catalog/names.js';
import { objectExists, objectMissing, SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateProcedure, DropProcedure } from '../../parse/ast.js';
import { parseStatement } from '../../parse/parse.js';
import { typeText } from '../../types/snow-type.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from './ddl.js';
import { schemaLock } from './locks.js';
import { type NamedObject, namedObject, writableSchema } from './required.js';

/** CREATE PROCEDURE: its body is parsed now, and bound when it runs. */
export const prepareCreateProcedure = (ast: CreateProcedure, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'CREATE', (context, nextObjectId) => planCreate(ast, context, nextObjectId));

export const prepareDropProcedure = (ast: DropProcedure, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'DROP', (context) => planDrop(ast, context));

function planCreate(ast: CreateProcedure, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const name = namedObject(ast.name, context, 'CREATE PROCEDURE');
  writableSchema(name, context.catalog);
  if (parseStatement(ast.body).kind !== 'block') {
    throw new SqlError('001003', '42000', 'SQL compilation error:\nThe body of a procedure is a block: BEGIN ... END.');
  }
  const sessionId = ast.persistence === 'temporary' ? context.session.sessionId : null;
  const parameters = ast.parameters.map(({ name: parameter, type, default: preset }) => {
    if (preset !== undefined) bindExpression(preset, emptyScope(), { ...context, binds: [] });
    return {
      name: parameter.name,
      type: snowType(type, context),
      default: preset === undefined ? null : context.text.slice(preset.start, preset.end),
    };
  });
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
    parameters,
    returns: ast.returns === undefined ? null : snowType(ast.returns, context),
    body: ast.body,
  };
  const existing = sameSignature(name, entry, context.catalog);
  const locks = [
    schemaLock(name, 'shared'),
    { table: `procedure:${spaceOf(entry)}.${procedureKey(entry)}`, mode: 'exclusive' } as const,
  ];
  if (existing !== undefined && existing.sessionId === sessionId && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    throw objectExists(name.shown);
  }
  const replaced = existing?.sessionId === sessionId ? [existing] : [];
  return {
    locks,
    changes: [...replaced.map((old) => ({ action: 'drop', entry: old }) as const), { action: 'put', entry }],
    message: `Function ${name.name} successfully created.`,
  };
}

const sameSignature = (
  { database, schema, name }: NamedObject,
  { parameters }: Pick<ProcedureEntry, 'parameters'>,
  catalog: CatalogView,
): ProcedureEntry | undefined =>
  catalog
    .procedures({ database, schema })
    .find((procedure) => procedureKey(procedure) === procedureKey({ name, parameters }));

function planDrop(ast: DropProcedure, context: StatementContext): DdlPlan {
  const name = namedObject(ast.name, context, 'DROP PROCEDURE');
  const parameters = ast.types.map((type) => ({ name: '', type: snowType(type, context), default: null }));
  const found = sameSignature(name, { parameters }, context.catalog);
  const locks = [schemaLock(name, 'shared')];
  if (found !== undefined) {
    return { locks, changes: [{ action: 'drop', entry: found }], message: `${name.name} successfully dropped.` };
  }
  const signature = `${displayName(name.name)}(${parameters.map(({ type }) => typeText(type)).join(', ')})`;
  if (ast.ifExists) return { locks, message: `Drop statement executed successfully (${name.name} already dropped).` };
  throw objectMissing('Procedure', signature);
}
