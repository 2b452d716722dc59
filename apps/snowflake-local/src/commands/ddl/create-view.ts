import { quoteName } from '../../catalog/duck-name.js';
import type { ColumnEntry, StoredRelation, ViewEntry } from '../../catalog/entries.js';
import { objectExists, SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateView, OptionValue, Query } from '../../parse/ast.js';
import { parseQuery } from '../../parse/parse.js';
import { BoundSource } from '../bound-source.js';
import { readOptions, textOption, withoutEffect } from '../options.js';
import { masking, rowAccess } from '../policy/protect.js';
import type { StatementContext } from '../statement-context.js';
import { creationLocks, distinct, replaced } from './create-table.js';
import { type DdlPlan, ddlStatement, type NextObjectId, temporaryDdl } from './ddl.js';
import { requireMaterializable } from './materialized-view.js';
import { requireNames } from './named-columns.js';
import { existsAs, isTable, type NamedObject, namedObject, refuseStream, writableSchema } from './required.js';

export const prepareCreateView = (ast: CreateView, request: PrepareRequest): PreparedStatement =>
  ddlStatement(
    request,
    'CREATE_VIEW',
    (context, nextObjectId) => planCreateView(ast, context, nextObjectId),
    ast.temporary ? temporaryDdl(request) : {},
  );

function planCreateView(ast: CreateView, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const { catalog, session } = context;
  const name = namedObject(ast.name, context, 'CREATE VIEW');
  writableSchema(name, catalog);
  const sessionId = ast.temporary ? session.sessionId : null;
  const locks = creationLocks(name, sessionId);
  const existing = sessionId === null ? catalog.permanentRelation(name) : catalog.temporaryRelation(name);
  if (existing !== undefined) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    if (!ast.orReplace) throw objectExists(name.shown);
    if (isTable(existing)) throw existsAs(name.shown, 'TABLE');
  }
  refuseStream(name, catalog);
  if (ast.materialized) requireMaterializable(ast.query);
  const definition = definitionOf(ast, name, context);
  const { comment, clusterBy } = viewOptions(ast, context.text);
  const columns = viewColumns(ast, definition, name, existing, context);
  const masked = ast.columns.flatMap(({ name: column, masking: written }) =>
    written === undefined ? [] : [[column.name, masking({ column, masking: written }, columns, context)] as const],
  );
  const entry: ViewEntry = {
    kind: 'view',
    objectId: nextObjectId(),
    database: name.database,
    schema: name.schema,
    name: name.name,
    sessionId,
    text: definition.text,
    statement: context.text.slice(ast.start, ast.end),
    secure: ast.secure,
    columns,
    ...(masked.length > 0 && { masking: Object.fromEntries(masked) }),
    ...(ast.rowAccess && { rowAccess: rowAccess(ast.rowAccess, columns, context) }),
    ...(ast.materialized && { materialized: true as const }),
    ...(clusterBy !== null && { clusterBy }),
    comment,
    owner: session.role,
    createdOn: session.now,
  };
  return {
    locks,
    changes: [...replaced(existing), { action: 'put', entry }],
    message: `${ast.materialized ? 'Materialized view' : 'View'} ${name.name} successfully created.`,
  };
}

/** A view's query, and the text that it is made of. */
interface Definition {
  readonly text: string;
  readonly query: Query;
  /** The text that the query's places count in. */
  readonly source: string;
}

/** A recursive view is a query over a recursive table of its own name. */
function definitionOf(
  { recursive, columns, query }: CreateView,
  { name }: NamedObject,
  { text }: StatementContext,
): Definition {
  const body = text.slice(query.start, query.end);
  if (!recursive) return { text: body, query, source: text };
  const list = columns.length === 0 ? '' : `(${columns.map((column) => quoteName(column.name.name)).join(', ')})`;
  const whole = `WITH RECURSIVE ${quoteName(name)}${list} AS (${body}) SELECT * FROM ${quoteName(name)}`;
  return { text: whole, query: parseQuery(whole), source: whole };
}

function viewColumns(
  ast: CreateView,
  { query, source: text }: Definition,
  name: NamedObject,
  existing: StoredRelation | undefined,
  context: StatementContext,
): readonly ColumnEntry[] {
  // Names in a view's query are looked up from the view's own schema, and never find the view itself.
  const catalog = existing === undefined ? context.catalog : context.catalog.with(replaced(existing));
  const session = { ...context.session, database: name.database, schema: name.schema };
  // Binds and variables end with the statement, a view does not: it cannot hold any.
  const { scriptVariables: _, ...lasting } = context;
  const { columns } = BoundSource.of(query, { ...lasting, text, catalog, session, binds: [] }).query;
  if (ast.columns.length > 0 && ast.columns.length !== columns.length) {
    throw new SqlError(
      '002057',
      '42601',
      `SQL compilation error:\nView definition for '${name.shown}' declared ${ast.columns.length} column(s), but view query produces ${columns.length} column(s).`,
    );
  }
  if (ast.columns.length === 0) requireNames(query);
  return distinct(
    columns.map(({ name: given, type, physical, nullable }, at) => ({
      name: ast.columns[at]?.name.name ?? given,
      type,
      physical,
      nullable,
      default: null,
      comment: ast.columns[at]?.comment ?? null,
    })),
  );
}

function viewOptions(
  ast: CreateView,
  text: string,
): { readonly comment: string | null; readonly clusterBy: string | null } {
  let comment: string | null = null;
  let clusterBy: string | null = null;
  readOptions(
    ast.options,
    {
      COMMENT: (value, name) => {
        comment = textOption(value, name);
      },
      'COPY GRANTS': withoutEffect,
      CHANGE_TRACKING: withoutEffect,
      ...(ast.materialized && {
        'CLUSTER BY': (value: OptionValue) => {
          clusterBy = value.kind === 'expressions' ? `LINEAR(${value.text})` : null;
        },
      }),
    },
    'VIEW',
    text,
  );
  return { comment, clusterBy };
}
