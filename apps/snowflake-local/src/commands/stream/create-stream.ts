import type { CatalogChange, StreamEntry } from '../../catalog/entries.js';
import { giveRowIds } from '../../catalog/row-ids.js';
import { objectExists, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CreateStream } from '../../parse/ast.js';
import { type DdlPlan, ddlStatement, type NextObjectId } from '../ddl/ddl.js';
import { relationLock, schemaLock } from '../ddl/locks.js';
import { existsAs, namedObject, requiredTable, writableSchema } from '../ddl/required.js';
import { flagOption, readOptions, textOption, withoutEffect } from '../options.js';
import type { StatementContext } from '../statement-context.js';
import { createOffset, dropOffsets, fillOffset, offsetOf } from './offset.js';

/** CREATE STREAM ON TABLE: from now on the table's rows have identifiers, and the stream stands at the rows that it has. */
export const prepareCreateStream = (ast: CreateStream, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'CREATE', (context, nextObjectId) => planCreate(ast, context, nextObjectId));

function planCreate(ast: CreateStream, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const { catalog, session } = context;
  const name = namedObject(ast.name, context, 'CREATE STREAM');
  writableSchema(name, catalog);
  const sourceName = namedObject(ast.table, context, 'CREATE STREAM');
  const source = requiredTable(sourceName, catalog);
  if (source.kind === 'temporary') throw unsupported('CREATE STREAM on a temporary table');
  if (source.dynamic !== undefined) throw unsupported('CREATE STREAM on a dynamic table');
  const locks = [
    schemaLock(name, 'shared'),
    schemaLock(source, 'shared'),
    relationLock(source, null),
    relationLock(name, null),
  ];
  const existing = catalog.stream(name);
  if (existing !== undefined && !ast.orReplace) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    throw objectExists(name.shown);
  }
  // Streams, tables and views share one name space.
  const relation = catalog.permanentRelation(name);
  if (relation !== undefined) throw existsAs(name.shown, relation.kind === 'view' ? 'VIEW' : 'TABLE');
  const { comment, mode, showsInitialRows } = settings(ast, context);
  const place = { objectId: nextObjectId(), database: name.database, schema: name.schema, name: name.name };
  const table = { ...source, rowIds: true, changeTracking: true } as const;
  const base = { ...place, sessionId: null, mode };
  const offset = offsetOf(base, table.columns, 1, session.now);
  const entry: StreamEntry = {
    ...{ kind: 'stream', ...base, comment, owner: session.role, createdOn: session.now, offset },
    table: { objectId: source.objectId, database: source.database, schema: source.schema, name: source.name },
  };
  const replaced: readonly CatalogChange[] = existing === undefined ? [] : [{ action: 'drop', entry: existing }];
  return {
    locks,
    sql: [
      ...(existing === undefined ? [] : dropOffsets(existing)),
      ...giveRowIds(source),
      createOffset(offset),
      ...(showsInitialRows ? [] : [fillOffset(offset, table)]),
    ],
    changes: [...replaced, { action: 'put', entry: table }, { action: 'put', entry }],
    message: `Stream ${name.name} successfully created.`,
  };
}

function settings(ast: CreateStream, context: StatementContext) {
  let comment: string | null = null;
  let mode: StreamEntry['mode'] = 'DEFAULT';
  let showsInitialRows = false;
  readOptions(
    ast.options,
    {
      COMMENT: (value, name) => {
        comment = textOption(value, name);
      },
      APPEND_ONLY: (value, name) => {
        mode = flagOption(value, name) ? 'APPEND_ONLY' : 'DEFAULT';
      },
      SHOW_INITIAL_ROWS: (value, name) => {
        showsInitialRows = flagOption(value, name);
      },
      INSERT_ONLY: (value, name) => {
        if (flagOption(value, name)) throw unsupported('INSERT_ONLY of a stream on a table');
      },
      'COPY GRANTS': withoutEffect,
    },
    'STREAM',
    context.text,
  );
  return { comment, mode, showsInitialRows };
}
