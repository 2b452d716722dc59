import type { TableLock } from '../../admit/locks.js';
import { bindExpression, emptyScope } from '../../bind/bind-expression.js';
import { snowType } from '../../bind/data-type.js';
import { nameParts } from '../../bind/object-name.js';
import { placed } from '../../bind/placed.js';
import type { OutColumn } from '../../bind/query.js';
import { spaceOf } from '../../catalog/address.js';
import { counterDdl, counterName, countersOf, dropCounters, goingOn } from '../../catalog/counter.js';
import { duckIdentifier, duckTable, quoteName } from '../../catalog/duck-name.js';
import type { ColumnEntry, Counter, KeyEntry, StoredRelation, TableEntry } from '../../catalog/entries.js';
import { displayPath, type QualifiedName, qualify } from '../../catalog/names.js';
import { introductionOf } from '../../dml/failed-column.js';
import { compilationError, duplicateColumn, objectExists, positionAt, SqlError, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { ColumnDefinition, ColumnReference, CreateTable, Query } from '../../parse/ast.js';
import { fileFormatOptions } from '../../stage/file-format.js';
import { collationOf } from '../../types/collation.js';
import { columnDdl, narrowForm } from '../../types/physical.js';
import { type SnowType, typeText } from '../../types/snow-type.js';
import { unreachable } from '../../unreachable.js';
import { BoundSource } from '../bound-source.js';
import { countOption, flagOption, readOptions, textOption, withoutEffect } from '../options.js';
import { masking, rowAccess } from '../policy/protect.js';
import type { StatementContext } from '../statement-context.js';
import { type DdlPlan, ddlStatement, type NextObjectId, temporaryDdl } from './ddl.js';
import { prepareFromTemplate } from './from-template.js';
import { columnKeys, tableKeys } from './keys.js';
import { relationLock, schemaLock, temporarySpaceLock } from './locks.js';
import { requireNames } from './named-columns.js';
import { existsAs, isTable, namedObject, refuseStream, requiredTable, writableSchema } from './required.js';

export const prepareCreateTable = (ast: CreateTable, request: PrepareRequest): PreparedStatement =>
  ast.source?.kind === 'template' ? prepareFromTemplate(ast, ast.source, request) : prepareTable(ast, request);

const prepareTable = (ast: CreateTable, request: PrepareRequest): PreparedStatement =>
  ddlStatement(
    request,
    ast.source?.kind === 'as' ? 'CREATE_TABLE_AS_SELECT' : 'CREATE_TABLE',
    (context, nextObjectId) => planCreateTable(ast, context, nextObjectId),
    {
      ...(ast.persistence === 'temporary' ? temporaryDdl(request) : {}),
      ...(ast.source?.kind === 'as' && { fillLocks: (context: StatementContext) => locksOf(ast, context) }),
    },
  );

function locksOf(ast: CreateTable, context: StatementContext): readonly TableLock[] {
  const sessionId = ast.persistence === 'temporary' ? context.session.sessionId : null;
  return creationLocks(namedObject(ast.name, context, 'CREATE TABLE'), sessionId);
}

/** What makes a table, also one that a query fills again and again. */
export function planCreateTable(ast: CreateTable, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const { catalog, session } = context;
  const name = namedObject(ast.name, context, 'CREATE TABLE');
  writableSchema(name, catalog);
  const sessionId = ast.persistence === 'temporary' ? session.sessionId : null;
  const locks = locksOf(ast, context);
  const existing = sessionId === null ? catalog.permanentRelation(name) : catalog.temporaryRelation(name);
  if (existing !== undefined) {
    if (ast.ifNotExists) return { locks, message: `${name.name} already exists, statement succeeded.` };
    if (!ast.orReplace) throw objectExists(name.shown);
    if (!isTable(existing)) throw existsAs(name.shown, 'VIEW');
  }
  refuseStream(name, catalog);
  const place: Place = { ...name, sessionId, duckName: duckTable(spaceOf({ ...name, sessionId }), name.name) };
  const content = contentOf(ast, context);
  const entry = tableEntry(ast, place, content, context, nextObjectId());
  const definitions = entry.columns.map(columnDefinition);
  const { source, original } = content;
  return {
    locks,
    sql: [
      ...(sessionId === null ? [] : [`CREATE SCHEMA IF NOT EXISTS ${quoteName(spaceOf(entry))}`]),
      ...(existing === undefined ? [] : dropCounters(existing)),
      ...(original === undefined ? countersOf(entry).map(counterDdl) : countersOfCopy(original, entry)),
      `CREATE ${ast.orReplace ? 'OR REPLACE ' : ''}TABLE ${entry.duckName}(${definitions.join(', ')})`,
      ...(original === undefined ? [] : [copyOfRows(original, entry)]),
    ],
    ...(source === undefined
      ? {}
      : {
          fill: {
            source,
            table: entry,
            shown: filledName(ast, context),
            replacesItself: source.query.reads.includes(entry.id),
          },
        }),
    changes: [...replaced(existing), { action: 'put', entry }],
    message: `Table ${name.name} successfully created.`,
    needsWarehouse: source !== undefined,
  };
}

/** Numbers of a copy go on behind those of the original. */
export const countersOfCopy = (from: TableEntry, to: TableEntry): NonNullable<DdlPlan['sql']> => {
  const copies = countersOf(to);
  return countersOf(from).flatMap((counter, at) => {
    const copy = copies[at];
    return copy === undefined ? [] : [goingOn(counter, copy)];
  });
};

export const copyOfRows = (from: TableEntry, to: TableEntry): string =>
  `INSERT INTO ${to.duckName}(${duckColumns(to)}) SELECT ${duckColumns(from)} FROM ${from.duckName}`;

const duckColumns = ({ columns }: TableEntry): string => columns.map(({ name }) => duckIdentifier(name)).join(', ');

export const creationLocks = (name: QualifiedName, sessionId: string | null): readonly TableLock[] => [
  schemaLock(name, 'shared'),
  ...(sessionId === null ? [] : [temporarySpaceLock(name, sessionId)]),
  relationLock(name, sessionId),
];

export const replaced = (existing: StoredRelation | undefined) =>
  existing === undefined ? [] : [{ action: 'drop', entry: existing } as const];

export const columnDefinition = ({ name, type, physical, nullable }: ColumnEntry): string =>
  columnDdl(duckIdentifier(name), type, physical, nullable);

interface Place extends QualifiedName {
  readonly sessionId: string | null;
  readonly duckName: string;
}

/** What a new table holds: its columns, and where its first rows come from. */
interface Content {
  readonly columns: readonly ColumnEntry[];
  readonly keys: readonly KeyEntry[];
  readonly source?: BoundSource;
  /** The table that is cloned. */
  readonly original?: TableEntry;
}

function contentOf(ast: CreateTable, context: StatementContext): Content {
  switch (ast.source?.kind) {
    case 'template':
      throw new Error('the columns of a template are known before its table is planned');
    case undefined: {
      const columns = ast.columns.map((column) => columnEntry(column, context));
      return { columns: distinct(columns), keys: keysOf(ast, context) };
    }
    case 'as':
      return contentOfQuery(ast, sourceOf(ast, ast.source.query, context), context);
    case 'like':
    case 'clone': {
      const original = requiredTable(namedObject(ast.source.name, context, 'CREATE TABLE'), context.catalog);
      const { columns, keys } = original;
      return { columns, keys, ...(ast.source.kind === 'clone' ? { original } : {}) };
    }
    default:
      return unreachable(ast.source);
  }
}

function sourceOf(ast: CreateTable, query: Query, context: StatementContext): BoundSource {
  const shown = filledName(ast, context);
  return BoundSource.of(query, context, (at, name) => introductionOf(shown, ast.columns[at]?.name.name ?? name));
}

/** CREATE TABLE ... AS names its table by one part more than it was given, and by database and schema at least. */
function filledName(ast: CreateTable, context: StatementContext): string {
  const parts = nameParts(ast.name, context);
  if (parts.length === 3) return displayPath([context.values.account, ...parts]);
  const { database, schema, name } = qualify(parts, context.session, 'CREATE TABLE');
  return displayPath([database, schema, name]);
}

function keysOf(ast: CreateTable, context: StatementContext): readonly KeyEntry[] {
  return [...columnKeys(ast.columns, context), ...tableKeys(ast.constraints, ast.columns, context)];
}

/** A column that a table definition or ADD COLUMN declares. */
export function columnEntry(definition: ColumnDefinition, context: StatementContext): ColumnEntry {
  const { name, type: declared } = definition;
  if (declared === undefined) {
    throw new SqlError('002040', '42601', `SQL compilation error:\nData type of column '${name.name}' is missing.`);
  }
  const type = withCollation(snowType(declared, context), definition, context);
  const isPrimary = definition.keys.some((key) => key.kind === 'primary');
  return {
    name: name.name,
    type,
    physical: narrowForm(type),
    nullable: !definition.notNull && !isPrimary,
    default: defaultText(definition, context),
    comment: definition.comment ?? null,
    ...(definition.identity && { identity: counterOf(definition, definition.identity, type, context) }),
  };
}

/** Its DuckDB name is given when its table has an identifier. */
function counterOf(
  { default: preset, start }: ColumnDefinition,
  identity: NonNullable<ColumnDefinition['identity']>,
  type: SnowType,
  context: StatementContext,
): Counter {
  const position = positionAt(context.text, start);
  if (type.kind !== 'fixed' || type.scale > 0) {
    throw compilationError('002023', '22000', `AUTOINCREMENT needs a whole NUMBER, not ${typeText(type)}.`, position);
  }
  if (preset !== undefined || identity.step === 0) {
    const detail =
      preset === undefined
        ? 'AUTOINCREMENT with an increment of 0.'
        : 'A column has AUTOINCREMENT or DEFAULT, not both.';
    throw compilationError('001003', '42000', detail, position);
  }
  return { duckName: '', ...identity };
}

/** Columns with counters of their own: numbers of one table are not those of another that it is copied from. */
export const withCounters = (columns: readonly ColumnEntry[], objectId: number): readonly ColumnEntry[] =>
  columns.map((column, at) =>
    column.identity === undefined
      ? column
      : { ...column, identity: { ...column.identity, duckName: counterName(`${objectId}_${at}`) } },
  );

/** The text of a default, which must be an expression over constants and context functions. */
function defaultText({ default: value }: ColumnDefinition, context: StatementContext): string | null {
  if (value === undefined) return null;
  bindExpression(value, emptyScope(), { ...context, binds: [] });
  const sequence = value.kind === 'column' ? nextOf(value, context) : undefined;
  // By its whole name: whoever inserts may be in another schema.
  if (sequence !== undefined) return `${displayPath([sequence.database, sequence.schema, sequence.name])}.NEXTVAL`;
  return context.text.slice(value.start, value.end);
}

const nextOf = ({ parts }: ColumnReference, { catalog, session }: StatementContext) =>
  catalog.findSequence(
    parts.slice(0, -1).map(({ name }) => name),
    session,
  );

export function distinct(columns: readonly ColumnEntry[]): readonly ColumnEntry[] {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) throw duplicateColumn(name);
    seen.add(name);
  }
  return columns;
}

/** CREATE TABLE ... AS: columns named and typed by the definition where there is one, else by the query. */
function contentOfQuery(ast: CreateTable, source: BoundSource, context: StatementContext): Content {
  const { columns: given } = source.query;
  if (ast.columns.length > 0 && ast.columns.length !== given.length) {
    throw new SqlError('001789', '42601', 'SQL compilation error:\nInvalid column definition list');
  }
  if (ast.columns.length === 0 && ast.source?.kind === 'as') requireNames(ast.source.query);
  const columns = given.map((column, at) => columnOfQuery(column, ast.columns[at], context));
  return { columns: distinct(columns), keys: keysOf(ast, context), source };
}

function columnOfQuery(
  { name, type, nullable }: OutColumn,
  definition: ColumnDefinition | undefined,
  context: StatementContext,
): ColumnEntry {
  if (definition?.type !== undefined) return columnEntry(definition, context);
  return {
    name: definition?.name.name ?? name,
    type,
    physical: narrowForm(type),
    nullable: definition === undefined ? nullable : !definition.notNull,
    default: null,
    comment: definition?.comment ?? null,
  };
}

function tableEntry(
  ast: CreateTable,
  place: Place,
  content: Content,
  context: StatementContext,
  objectId: number,
): TableEntry {
  const settings = tableSettings(ast, context);
  const policies = policiesOf(ast, content, context);
  const required = new Set(content.keys.filter((key) => key.kind === 'primary').flatMap((key) => key.columns));
  return {
    kind: ast.persistence,
    objectId,
    id: place.duckName,
    duckName: place.duckName,
    database: place.database,
    schema: place.schema,
    name: place.name,
    sessionId: place.sessionId,
    columns: withCounters(content.columns, objectId).map((column) =>
      required.has(column.name) ? { ...column, nullable: false } : column,
    ),
    keys: content.keys,
    owner: context.session.role,
    createdOn: context.session.now,
    ...settings,
    ...policies,
  };
}

/** Those that are written, and of a clone those of its original. */
function policiesOf(
  ast: CreateTable,
  { columns, original }: Content,
  context: StatementContext,
): Pick<TableEntry, 'masking' | 'rowAccess'> {
  const masked = ast.columns.flatMap(({ name: column, masking: written }) =>
    written === undefined ? [] : [[column.name, masking({ column, masking: written }, columns, context)] as const],
  );
  const { masking: before, rowAccess: rowsBefore } = original ?? {};
  const all = { ...before, ...Object.fromEntries(masked) };
  const rows = ast.rowAccess === undefined ? rowsBefore : rowAccess(ast.rowAccess, columns, context);
  return { ...(Object.keys(all).length > 0 && { masking: all }), ...(rows && { rowAccess: rows }) };
}

type TableSettings = Pick<
  TableEntry,
  'clusterBy' | 'retentionDays' | 'changeTracking' | 'schemaEvolution' | 'stageFileFormat' | 'comment'
>;

function tableSettings(ast: CreateTable, context: StatementContext): TableSettings {
  let settings: TableSettings = {
    clusterBy: null,
    retentionDays: ast.persistence === 'permanent' ? 1 : 0,
    changeTracking: false,
    schemaEvolution: false,
    comment: null,
  };
  const set = (change: Partial<TableSettings>): void => {
    settings = { ...settings, ...change };
  };
  readOptions(
    ast.options,
    {
      COMMENT: (value, name) => set({ comment: textOption(value, name) }),
      'CLUSTER BY': (value) => set({ clusterBy: value.kind === 'expressions' ? `LINEAR(${value.text})` : null }),
      DATA_RETENTION_TIME_IN_DAYS: (value, name) => set({ retentionDays: countOption(value, name) }),
      MAX_DATA_EXTENSION_TIME_IN_DAYS: (value, name) => void countOption(value, name),
      CHANGE_TRACKING: (value, name) => set({ changeTracking: flagOption(value, name) }),
      ENABLE_SCHEMA_EVOLUTION: (value, name) => set({ schemaEvolution: flagOption(value, name) }),
      'COPY GRANTS': withoutEffect,
      STAGE_FILE_FORMAT: (value) => set({ stageFileFormat: fileFormatOptions(value, context) }),
      DEFAULT_DDL_COLLATION: (value, name) => {
        if (textOption(value, name) !== '') throw unsupported('DEFAULT_DDL_COLLATION');
      },
    },
    'TABLE',
    context.text,
  );
  return settings;
}

/** `VARCHAR COLLATE 'en-ci'`: how the values of the column compare. */
function withCollation(type: SnowType, definition: ColumnDefinition, context: StatementContext): SnowType {
  const { collation: specification } = definition;
  if (specification === undefined) return type;
  const position = positionAt(context.text, definition.start);
  if (type.kind !== 'text') {
    throw compilationError('001057', '22023', `COLLATE needs a text, not ${typeText(type)}.`, position);
  }
  const collation = placed(
    () => position,
    () => collationOf(specification),
  );
  return collation === undefined ? type : { ...type, collation };
}
