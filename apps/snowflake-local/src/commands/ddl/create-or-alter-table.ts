import type { ColumnEntry, TableEntry } from '../../catalog/entries.js';
import { compilationError, positionAt, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { ColumnChange, ColumnDefinition, CreateTable, TableAction } from '../../parse/ast.js';
import { typeText } from '../../types/snow-type.js';
import type { StatementContext } from '../statement-context.js';
import { planActions } from './alter-table.js';
import { planCreateTable } from './create-table.js';
import { type DdlPlan, ddlStatement, type NextObjectId, temporaryDdl } from './ddl.js';
import { relationLock, schemaLock } from './locks.js';
import { namedObject, writableTable } from './required.js';

/**
 * CREATE OR ALTER TABLE: makes the table, or changes it to what is written, and keeps its rows. New columns come behind those
 * that are there; a column that is not written is dropped.
 */
export const prepareCreateOrAlterTable = (ast: CreateTable, request: PrepareRequest): PreparedStatement =>
  ddlStatement(
    request,
    'CREATE_TABLE',
    (context, nextObjectId) => plan(ast, context, nextObjectId),
    ast.persistence === 'temporary' ? temporaryDdl(request) : {},
  );

function plan(ast: CreateTable, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const position = positionAt(context.text, ast.start);
  if (ast.source !== undefined)
    throw unsupported(`CREATE OR ALTER TABLE ... ${ast.source.kind.toUpperCase()}`, position);
  const name = namedObject(ast.name, context, 'CREATE OR ALTER TABLE');
  if (context.catalog.relation(name) === undefined) return planCreateTable(ast, context, nextObjectId);
  const table = writableTable(name, context.catalog);
  if (table.kind !== ast.persistence) {
    const kinds = `${table.kind.toUpperCase()} to ${ast.persistence.toUpperCase()}`;
    throw unsupported(`CREATE OR ALTER TABLE that changes a table from ${kinds}`, position);
  }
  // What the text describes, as if it were made anew: its checks, settings and keys.
  const wanted = wantedTable(planCreateTable({ ...ast, orReplace: true }, context, () => table.objectId));
  const changes = planActions(table, actionsFor(table, wanted, ast, context), context);
  const last = changes.changes?.at(-1)?.entry;
  const altered = last !== undefined && 'duckName' in last ? last : table;
  const { clusterBy, retentionDays, changeTracking, schemaEvolution, stageFileFormat, comment, keys } = wanted;
  return {
    ...changes,
    locks: [schemaLock(name, 'shared'), relationLock(name, table.sessionId), ...changes.locks],
    changes: [
      {
        action: 'put',
        entry: {
          ...altered,
          ...{ clusterBy, retentionDays, changeTracking, schemaEvolution, comment, keys },
          ...(stageFileFormat !== undefined && { stageFileFormat }),
        },
      },
    ],
    message: `Table ${name.name} successfully altered.`,
  };
}

function wantedTable({ changes }: DdlPlan): TableEntry {
  const entry = changes?.at(-1)?.entry;
  if (entry === undefined || !('duckName' in entry)) throw new Error('a table that is made is among the changes');
  return entry;
}

function actionsFor(
  table: TableEntry,
  wanted: TableEntry,
  ast: CreateTable,
  context: StatementContext,
): readonly TableAction[] {
  const known = new Map(table.columns.map((column) => [column.name, column]));
  const written = new Map(wanted.columns.map((column) => [column.name, column]));
  const added = ast.columns.filter(({ name }) => !known.has(name.name));
  const dropped = table.columns.filter(({ name }) => !written.has(name)).map(({ name }) => identifier(name, ast));
  const changes = ast.columns.flatMap((definition) => {
    const [before, after] = [known.get(definition.name.name), written.get(definition.name.name)];
    return before === undefined || after === undefined ? [] : columnChanges(before, after, definition, context);
  });
  return [
    ...(added.length > 0 ? [{ kind: 'add_columns', ifNotExists: false, columns: added } as const] : []),
    ...(changes.length > 0 ? [{ kind: 'alter_columns', changes } as const] : []),
    ...(dropped.length > 0 ? [{ kind: 'drop_columns', ifExists: false, columns: dropped } as const] : []),
  ];
}

const identifier = (name: string, { start, end }: CreateTable) => ({ name, quoted: true, start, end });

function columnChanges(
  before: ColumnEntry,
  after: ColumnEntry,
  { name: column, type, start }: ColumnDefinition,
  context: StatementContext,
): readonly ColumnChange[] {
  const refuse = (what: string) =>
    compilationError(
      '002108',
      '22000',
      `CREATE OR ALTER cannot change ${what} of column ${before.name}`,
      positionAt(context.text, start),
    );
  if (JSON.stringify(before.identity?.step ?? null) !== JSON.stringify(after.identity?.step ?? null))
    throw refuse('AUTOINCREMENT');
  if (after.default !== null && after.default !== before.default) throw refuse('the default');
  const collation = (entry: ColumnEntry) => (entry.type.kind === 'text' ? (entry.type.collation ?? null) : null);
  if (JSON.stringify(collation(before)) !== JSON.stringify(collation(after))) throw refuse('the collation');
  return [
    ...(type !== undefined && typeText(before.type) !== typeText(after.type)
      ? [{ kind: 'type', column, type } as const]
      : []),
    ...(before.nullable === after.nullable
      ? []
      : [{ kind: after.nullable ? 'drop_not_null' : 'set_not_null', column } as const]),
    ...(before.default !== null && after.default === null ? [{ kind: 'drop_default', column } as const] : []),
    ...commentChange(before, after, column),
  ];
}

function commentChange(
  before: ColumnEntry,
  after: ColumnEntry,
  column: ColumnDefinition['name'],
): readonly ColumnChange[] {
  if (before.comment === after.comment) return [];
  return after.comment === null
    ? [{ kind: 'unset_comment', column }]
    : [{ kind: 'comment', column, comment: after.comment }];
}
