import type { DynamicTable, TableEntry } from '../../catalog/entries.js';
import { displayPath } from '../../catalog/names.js';
import { compilationError, objectMissing, SqlError } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterDynamicTable, CreateDynamicTable, CreateTable, Option, OptionValue } from '../../parse/ast.js';
import { parseQuery } from '../../parse/parse.js';
import { unreachable } from '../../unreachable.js';
import { BoundSource } from '../bound-source.js';
import { invalidValue, nameText, readOptions, textOption } from '../options.js';
import type { StatementContext } from '../statement-context.js';
import { planCreateTable } from './create-table.js';
import { type DdlPlan, ddlStatement, type NextObjectId, type TableFill } from './ddl.js';
import { relationLock } from './locks.js';
import { namedObject, wrongType } from './required.js';

/**
 * CREATE DYNAMIC TABLE: a table with the query that fills it. It is filled now and by ALTER DYNAMIC TABLE ... REFRESH; the
 * lag is recorded, and no clock runs for it.
 */
export const prepareCreateDynamicTable = (ast: CreateDynamicTable, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'CREATE_DYNAMIC_TABLE', (context, nextObjectId) => planCreate(ast, context, nextObjectId));

/** Options that say how it is refreshed; the others are those of any table. */
const OWN_OPTIONS: ReadonlySet<string> = new Set(['TARGET_LAG', 'LAG', 'WAREHOUSE', 'REFRESH_MODE', 'INITIALIZE']);

function planCreate(ast: CreateDynamicTable, context: StatementContext, nextObjectId: NextObjectId): DdlPlan {
  const name = namedObject(ast.name, context, 'CREATE DYNAMIC TABLE');
  const table: CreateTable = {
    kind: 'create_table',
    orReplace: ast.orReplace,
    ifNotExists: ast.ifNotExists,
    persistence: ast.transient ? 'transient' : 'permanent',
    name: ast.name,
    columns: ast.columns.map(({ name: column, comment }) => ({
      name: column,
      notNull: false,
      keys: [],
      start: column.start,
      end: column.end,
      ...(comment !== undefined && { comment }),
    })),
    constraints: [],
    options: ast.options.filter(({ name: option }) => !OWN_OPTIONS.has(option)),
    source: { kind: 'as', query: ast.query },
    start: ast.start,
    end: ast.end,
  };
  const dynamic: DynamicTable = {
    ...dynamicSettings(ast, context),
    text: context.text.slice(ast.query.start, ast.query.end),
    statement: context.text.slice(ast.start, ast.end),
    state: 'ACTIVE',
    suspendedOn: null,
    refreshedOn: null,
  };
  const plan = planCreateTable(table, definitionContext(name, context), nextObjectId);
  if (plan.fill === undefined) return plan;
  const isFilled = dynamic.initialize === 'ON_CREATE';
  const entry = { ...plan.fill.table, dynamic: { ...dynamic, refreshedOn: isFilled ? context.session.now : null } };
  const { fill, ...rest } = plan;
  return {
    ...rest,
    ...(isFilled && { fill: { ...fill, table: entry } }),
    changes: [...(plan.changes ?? []).filter(({ action }) => action === 'drop'), { action: 'put', entry }],
    message: `Dynamic table ${name.name} successfully created.`,
  };
}

/** Its query outlives the statement: names are those of its own schema, and it holds no binds and no variables. */
function definitionContext(
  { database, schema }: Pick<TableEntry, 'database' | 'schema'>,
  context: StatementContext,
): StatementContext {
  const { scriptVariables: _, ...lasting } = context;
  return { ...lasting, session: { ...context.session, database, schema }, binds: [] };
}

type Settings = Pick<DynamicTable, 'targetLag' | 'warehouse' | 'refreshMode' | 'initialize'>;

function dynamicSettings(ast: CreateDynamicTable, context: StatementContext): Settings {
  const given = settingsIn(
    ast.options.filter(({ name }) => OWN_OPTIONS.has(name)),
    context,
  );
  const { targetLag, warehouse, refreshMode = 'AUTO', initialize = 'ON_CREATE' } = given;
  if (targetLag === undefined) throw missingProperty('TARGET_LAG');
  if (warehouse === undefined) throw missingProperty('WAREHOUSE');
  if (context.catalog.warehouse(warehouse) === undefined) throw objectMissing('Warehouse', warehouse);
  return { targetLag, warehouse, refreshMode, initialize };
}

const missingProperty = (name: string): SqlError =>
  compilationError('002061', '42601', `missing property ${name} of DYNAMIC TABLE.`);

function settingsIn(options: readonly Option[], context: StatementContext): Partial<Settings & { comment: string }> {
  let settings: Partial<Settings & { comment: string }> = {};
  const readLag = (value: OptionValue, name: string) => {
    settings = { ...settings, targetLag: lagText(textOption(value, name)) };
  };
  readOptions(
    options,
    {
      TARGET_LAG: readLag,
      // Its earlier name, which Snowpark writes.
      LAG: readLag,
      WAREHOUSE: (value, name) => {
        const warehouse = value.kind === 'name' ? nameText(value) : textOption(value, name);
        settings = { ...settings, warehouse };
      },
      REFRESH_MODE: (value, name) => {
        const mode = textOption(value, name).toUpperCase();
        if (mode !== 'AUTO' && mode !== 'FULL' && mode !== 'INCREMENTAL') throw invalidValue(value, name);
        settings = { ...settings, refreshMode: mode };
      },
      INITIALIZE: (value, name) => {
        const when = textOption(value, name).toUpperCase();
        if (when !== 'ON_CREATE' && when !== 'ON_SCHEDULE') throw invalidValue(value, name);
        settings = { ...settings, initialize: when };
      },
      COMMENT: (value, name) => {
        settings = { ...settings, comment: textOption(value, name) };
      },
    },
    'DYNAMIC TABLE',
    context.text,
  );
  return settings;
}

const SECONDS = { second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;
const LEAST_LAG_SECONDS = 60;

/** `DOWNSTREAM`, or a number of seconds, minutes, hours or days: a minute at least. */
function lagText(written: string): string {
  if (/^downstream$/i.test(written.trim())) return 'DOWNSTREAM';
  const [, count, unit] = /^\s*(\d+)\s+(second|minute|hour|day)s?\s*$/i.exec(written) ?? [];
  const word = (['second', 'minute', 'hour', 'day'] as const).find((each) => each === unit?.toLowerCase());
  if (count !== undefined && word !== undefined && Number(count) * SECONDS[word] >= LEAST_LAG_SECONDS) return written;
  throw new SqlError(
    '001015',
    '22023',
    `SQL compilation error:\nInvalid TARGET_LAG '${written}': it is DOWNSTREAM, or a number of seconds, minutes, hours or days of 1 minute at least.`,
  );
}

/** ALTER DYNAMIC TABLE: a refresh, or what is recorded of it. */
export const prepareAlterDynamicTable = (ast: AlterDynamicTable, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, ast.action.kind === 'refresh' ? 'REFRESH_DYNAMIC_TABLE' : 'ALTER', (context) =>
    planAlter(ast, context),
  );

function planAlter(ast: AlterDynamicTable, context: StatementContext): DdlPlan {
  const name = namedObject(ast.name, context, 'ALTER DYNAMIC TABLE');
  const found = context.catalog.relation(name);
  const locks = [relationLock(name, null)];
  if (found === undefined && ast.ifExists) return { locks };
  if (found === undefined) throw objectMissing('Dynamic table', name.shown);
  if (found.kind === 'view' || found.kind === 'system') throw wrongType('VIEW', 'DYNAMIC_TABLE');
  if (found.dynamic === undefined) throw wrongType('TABLE', 'DYNAMIC_TABLE');
  const { dynamic } = found;
  const put = (change: Partial<TableEntry>): DdlPlan => ({
    locks,
    changes: [{ action: 'put', entry: { ...found, ...change } }],
  });
  switch (ast.action.kind) {
    case 'refresh':
      return { locks, ...refresh(found, dynamic, context) };
    case 'suspend':
      return put({ dynamic: { ...dynamic, state: 'SUSPENDED', suspendedOn: context.session.now } });
    case 'resume':
      return put({ dynamic: { ...dynamic, state: 'ACTIVE' } });
    case 'unset_comment':
      return put({ comment: null });
    case 'set': {
      const { comment = found.comment, ...settings } = settingsIn(ast.action.options, context);
      if (settings.warehouse !== undefined && context.catalog.warehouse(settings.warehouse) === undefined) {
        throw objectMissing('Warehouse', settings.warehouse);
      }
      if (settings.refreshMode !== undefined || settings.initialize !== undefined) {
        throw compilationError('001003', '42000', 'REFRESH_MODE and INITIALIZE cannot be changed: create it again.');
      }
      return put({ comment, dynamic: { ...dynamic, ...settings } });
    }
    default:
      return unreachable(ast.action);
  }
}

function refresh(table: TableEntry, dynamic: DynamicTable, context: StatementContext): Omit<DdlPlan, 'locks'> {
  const source = BoundSource.of(parseQuery(dynamic.text), {
    ...definitionContext(table, context),
    text: dynamic.text,
  });
  const given = source.query.columns.length;
  if (given !== table.columns.length) {
    throw compilationError(
      '001789',
      '42601',
      `Dynamic table '${table.name}' has ${table.columns.length} columns and its query now gives ${given}: create it again.`,
    );
  }
  const entry: TableEntry = { ...table, dynamic: { ...dynamic, refreshedOn: context.session.now } };
  const fill: TableFill = {
    source,
    table: entry,
    shown: displayPath([entry.database, entry.schema, entry.name]),
    replacesItself: source.query.reads.includes(entry.id),
  };
  return {
    sql: [`DELETE FROM ${table.duckName}`],
    fill,
    changes: [{ action: 'put', entry }],
    needsWarehouse: true,
  };
}
