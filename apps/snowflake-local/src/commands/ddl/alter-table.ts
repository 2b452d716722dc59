import type { TableLock } from '../../admit/locks.js';
import { bindExpression, emptyScope } from '../../bind/bind-expression.js';
import { snowType } from '../../bind/data-type.js';
import { spaceOf, streamLock } from '../../catalog/address.js';
import { duckIdentifier, duckTable } from '../../catalog/duck-name.js';
import type {
  CatalogChange,
  ColumnEntry,
  HeldRows,
  KeyEntry,
  StreamEntry,
  StreamOffset,
  TableEntry,
} from '../../catalog/entries.js';
import { followTable } from '../../catalog/streamed-table.js';
import {
  columnExists,
  compilationError,
  invalidIdentifier,
  objectExists,
  objectMissing,
  positionAt,
  SqlError,
  unsupported,
} from '../../errors.js';
import type { DuckRunner } from '../../execute/duck.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { AlterTable, ColumnChange, Identifier, ObjectName, Option, TableAction } from '../../parse/ast.js';
import { parseExpression } from '../../parse/parse.js';
import { castTo } from '../../types/cast/cast.js';
import { duckType } from '../../types/physical.js';
import { unreachable } from '../../unreachable.js';
import { countOption, flagOption, readOptions, textOption } from '../options.js';
import { withPolicies } from '../policy/policy.js';
import type { StatementContext } from '../statement-context.js';
import { changeColumnType } from './alter-column-type.js';
import { columnEntry } from './create-table.js';
import { type DdlPlan, ddlStatement, temporaryDdl } from './ddl.js';
import { keyEntry } from './keys.js';
import { relationLock, schemaLock } from './locks.js';
import { type NamedObject, namedObject, writableSchema, writableTable } from './required.js';

export const prepareAlterTable = (ast: AlterTable, request: PrepareRequest): PreparedStatement =>
  ddlStatement(request, 'ALTER_TABLE', (context) => planAlterTable(ast, context), temporaryDdl(request));

function planAlterTable(ast: AlterTable, context: StatementContext): DdlPlan {
  const name = namedObject(ast.name, context, 'ALTER TABLE');
  if (ast.ifExists && context.catalog.relation(name) === undefined) {
    return { locks: [], message: 'Statement executed successfully.' };
  }
  const table = writableTable(name, context.catalog);
  const locks = [schemaLock(name, 'shared'), relationLock(name, table.sessionId)];
  const plan = planAction(table, ast.action, context);
  return { ...plan, locks: [...locks, ...plan.locks] };
}

function planAction(table: TableEntry, action: TableAction, context: StatementContext): DdlPlan {
  switch (action.kind) {
    case 'rename':
      return rename(table, action.to, context);
    case 'swap':
      return swap(table, action.with, context);
    case 'add_columns':
      return addColumns(table, action, context);
    case 'drop_columns':
      return dropColumns(table, action);
    case 'rename_column':
      return renameColumn(table, action.column, action.to, context);
    case 'alter_columns':
      return action.changes.reduce<DdlPlan>(
        (plan, change) => changeColumn(lastOf(plan, table), plan, change, context),
        NOTHING,
      );
    case 'add_constraint': {
      const known = new Set(table.columns.map((column) => column.name));
      return put({ ...table, keys: [...table.keys, keyEntry(action.constraint, known, context)] });
    }
    case 'rename_constraint': {
      requiredKey(table, action.name);
      const keys = table.keys.map((key) => (key.name === action.name.name ? { ...key, name: action.to.name } : key));
      return put({ ...table, keys });
    }
    case 'without_effect':
      if (action.constraint !== undefined) requiredKey(table, action.constraint);
      return NOTHING;
    case 'drop_constraint':
      return dropKey(table, action.target);
    case 'set':
      return put(withSettings(table, action.options, context.text));
    case 'unset':
      return put(withoutSettings(table, action.names));
    case 'cluster_by':
      return put({ ...table, clusterBy: `LINEAR(${action.text})` });
    case 'drop_clustering':
      return put({ ...table, clusterBy: null });
    default:
      return unreachable(action);
  }
}

/** One after the other, each on what the one before has left. */
export const planActions = (table: TableEntry, actions: readonly TableAction[], context: StatementContext): DdlPlan =>
  actions.reduce<DdlPlan>((plan, action) => {
    const { locks, sql, changes } = planAction(lastOf(plan, table), action, context);
    return {
      locks: [...plan.locks, ...locks],
      sql: [...(plan.sql ?? []), ...(sql ?? [])],
      changes: changes ?? plan.changes ?? [],
    };
  }, NOTHING);

const NOTHING: DdlPlan = { locks: [] };

const put = (entry: TableEntry, sql: readonly string[] = [], locks: readonly TableLock[] = []): DdlPlan => ({
  locks,
  sql,
  changes: [{ action: 'put', entry }],
});

/** The table as the steps planned so far leave it. */
function lastOf(plan: DdlPlan, table: TableEntry): TableEntry {
  const entry = plan.changes?.at(-1)?.entry;
  return entry !== undefined && 'duckName' in entry ? entry : table;
}

const moved = (table: TableEntry, to: NamedObject): TableEntry => {
  const { database, schema, name } = to;
  const duckName = duckTable(spaceOf({ database, schema, sessionId: table.sessionId }), name);
  return { ...table, database, schema, name, id: duckName, duckName };
};

function rename(table: TableEntry, target: ObjectName, context: StatementContext): DdlPlan {
  const to = namedObject(target, context, 'ALTER TABLE');
  writableSchema(to, context.catalog);
  const taken =
    table.sessionId === null ? context.catalog.permanentRelation(to) : context.catalog.temporaryRelation(to);
  if (taken !== undefined) throw objectExists(to.shown);
  const entry = moved(table, to);
  const stays = spaceOf(entry) === spaceOf(table);
  // DuckDB cannot move a table to another schema.
  const sql = stays
    ? [`ALTER TABLE ${table.duckName} RENAME TO ${duckIdentifier(to.name)}`]
    : [`CREATE TABLE ${entry.duckName} AS FROM ${table.duckName}`, ...notNull(entry), `DROP TABLE ${table.duckName}`];
  if (!stays && table.sessionId !== null) throw unsupported('RENAME of a temporary table to another schema');
  return {
    locks: [schemaLock(to, 'shared'), relationLock(to, table.sessionId)],
    sql,
    changes: [{ action: 'drop', entry: table }, ...followTable(entry, context.catalog), { action: 'put', entry }],
  };
}

const notNull = (table: TableEntry): readonly string[] =>
  table.columns
    .filter((column) => !column.nullable)
    .map((column) => `ALTER TABLE ${table.duckName} ALTER ${duckIdentifier(column.name)} SET NOT NULL`);

function swap(table: TableEntry, other: ObjectName, context: StatementContext): DdlPlan {
  const name = namedObject(other, context, 'ALTER TABLE');
  const partner = writableTable(name, context.catalog);
  if (spaceOf(partner) !== spaceOf(table)) throw unsupported('SWAP WITH a table of another schema');
  if (partner.id === table.id) return { locks: [] };
  const here = { ...table, shown: table.name };
  const passing = duckIdentifier(`${table.name}\u0003`);
  const changes: readonly CatalogChange[] = [
    { action: 'drop', entry: table },
    { action: 'drop', entry: partner },
    ...[moved(table, name), moved(partner, here)].flatMap((entry): readonly CatalogChange[] => [
      { action: 'put', entry },
      ...followTable(entry, context.catalog),
    ]),
  ];
  const space = table.duckName.slice(0, -duckIdentifier(table.name).length);
  return {
    locks: [relationLock(name, partner.sessionId)],
    sql: [
      `ALTER TABLE ${table.duckName} RENAME TO ${passing}`,
      `ALTER TABLE ${partner.duckName} RENAME TO ${duckIdentifier(table.name)}`,
      `ALTER TABLE ${space}${passing} RENAME TO ${duckIdentifier(partner.name)}`,
    ],
    changes,
  };
}

function addColumns(
  table: TableEntry,
  action: Extract<TableAction, { kind: 'add_columns' }>,
  context: StatementContext,
): DdlPlan {
  const known = new Set(table.columns.map((column) => column.name));
  const wanted = action.columns.filter((column) => !(action.ifNotExists && known.has(column.name.name)));
  const counted = wanted.find(({ identity }) => identity !== undefined);
  if (counted !== undefined)
    throw unsupported('AUTOINCREMENT in ALTER TABLE ... ADD COLUMN', positionAt(context.text, counted.start));
  const added = wanted.map((definition) => columnEntry(definition, context));
  for (const { name } of added) {
    if (known.has(name)) throw columnExists(name);
    known.add(name);
  }
  return put(
    { ...table, columns: [...table.columns, ...added] },
    added.flatMap((column) => addColumn(table, column, context)),
  );
}

/**
 * Rows that are there get the default; later ones get it from their INSERT, so DuckDB's column has none. It is given by a change of type:
 * behind the UPDATE that DuckDB makes of a DEFAULT it takes no further change of the table in one transaction.
 */
function addColumn({ duckName }: TableEntry, column: ColumnEntry, context: StatementContext): readonly string[] {
  const name = duckIdentifier(column.name);
  const type = duckType(column.type, column.physical);
  const alter = `ALTER TABLE ${duckName} ALTER ${name}`;
  return [
    `ALTER TABLE ${duckName} ADD COLUMN ${name} ${type}`,
    ...(column.default === null
      ? []
      : [`${alter} SET DATA TYPE ${type} USING ${defaultSql(column.default, column, context)}`]),
    ...(column.nullable ? [] : [`${alter} SET NOT NULL`]),
  ];
}

function defaultSql(text: string, column: ColumnEntry, context: StatementContext): string {
  const bound = bindExpression(parseExpression(text), emptyScope(), { ...context, text });
  const value = castTo(bound, column.type, context.values);
  if (value.physical !== column.physical)
    throw unsupported(`DEFAULT ${text} of a new column: it needs a wider storage form`);
  return value.sql;
}

function dropColumns(table: TableEntry, action: Extract<TableAction, { kind: 'drop_columns' }>): DdlPlan {
  const dropped = action.columns.filter((column) => !action.ifExists || hasColumn(table, column.name));
  for (const column of dropped) requiredColumn(table, column);
  const names = new Set(dropped.map((column) => column.name));
  const held = policyColumns(table).find((column) => names.has(column));
  if (held !== undefined) {
    throw compilationError('003543', '23001', `Column ${held} cannot be dropped, since a policy depends on it.`);
  }
  const columns = table.columns.filter((column) => !names.has(column.name));
  if (columns.length === 0) {
    throw new SqlError(
      '002262',
      '42601',
      `SQL compilation error:\nDropping all the columns of table '${table.name}' is not allowed.`,
    );
  }
  return put(
    { ...table, columns, keys: table.keys.filter((key) => !key.columns.some((column) => names.has(column))) },
    [...names].map((name) => `ALTER TABLE ${table.duckName} DROP COLUMN ${duckIdentifier(name)}`),
  );
}

/** The columns that policies mask or look at. */
const policyColumns = ({ masking = {}, rowAccess }: TableEntry): readonly string[] => [
  ...Object.values(masking).flatMap(({ columns }) => columns),
  ...(rowAccess?.columns ?? []),
];

function renameColumn(table: TableEntry, from: Identifier, to: Identifier, { catalog }: StatementContext): DdlPlan {
  requiredColumn(table, from);
  if (hasColumn(table, to.name)) throw columnExists(to.name);
  const renamed = (name: string): string => (name === from.name ? to.name : name);
  const renaming = ({ duckName }: HeldRows): string =>
    `ALTER TABLE ${duckName} RENAME COLUMN ${duckIdentifier(from.name)} TO ${duckIdentifier(to.name)}`;
  const { masking } = table;
  const policies = withPolicies(table, (applied) => ({ ...applied, columns: applied.columns.map(renamed) }));
  const entry: TableEntry = {
    ...policies,
    ...(masking && {
      masking: Object.fromEntries(
        Object.entries(policies.masking ?? {}).map(([column, applied]) => [renamed(column), applied]),
      ),
    }),
    columns: table.columns.map((column) => ({ ...column, name: renamed(column.name) })),
    keys: table.keys.map((key) => ({ ...key, columns: key.columns.map(renamed) })),
  };
  // What streams hold of the table's earlier rows goes by the names of its columns.
  const streams = catalog.streamsOf(table.objectId);
  const held = streams.flatMap(heldOffsets).filter(({ columns }) => columns.some(({ name }) => name === from.name));
  return {
    locks: streams.map((stream) => ({ table: streamLock(stream), mode: 'exclusive' })),
    sql: [table, ...held].map(renaming),
    changes: [
      ...streams.map((stream): CatalogChange => ({ action: 'put', entry: withRenamed(stream, renamed) })),
      { action: 'put', entry },
    ],
  };
}

const heldOffsets = ({ offset, consumed }: StreamEntry): readonly StreamOffset[] =>
  consumed === undefined ? [offset] : [consumed.before, offset];

function withRenamed({ offset, consumed, ...stream }: StreamEntry, renamed: (name: string) => string): StreamEntry {
  const named = (held: StreamOffset): StreamOffset => ({
    ...held,
    columns: held.columns.map((column) => ({ ...column, name: renamed(column.name) })),
  });
  return {
    ...stream,
    offset: named(offset),
    ...(consumed && { consumed: { ...consumed, before: named(consumed.before) } }),
  };
}

function changeColumn(table: TableEntry, before: DdlPlan, change: ColumnChange, context: StatementContext): DdlPlan {
  const column = requiredColumn(table, change.column);
  const { entry, sql } = changedColumn(table, column, change, context);
  return {
    locks: [],
    sql: [...(before.sql ?? []), ...sql],
    changes: [
      {
        action: 'put',
        entry: { ...table, columns: table.columns.map((other) => (other.name === column.name ? entry : other)) },
      },
    ],
  };
}

function changedColumn(
  table: TableEntry,
  column: ColumnEntry,
  change: ColumnChange,
  context: StatementContext,
): { entry: ColumnEntry; sql: NonNullable<DdlPlan['sql']> } {
  const alter = `ALTER TABLE ${table.duckName} ALTER ${duckIdentifier(column.name)}`;
  switch (change.kind) {
    case 'type':
      return changeColumnType(table, column, snowType(change.type, context));
    case 'set_not_null':
      return { entry: { ...column, nullable: false }, sql: [(duck) => setNotNull(table, column, alter, duck)] };
    case 'drop_not_null':
      return { entry: { ...column, nullable: true }, sql: [`${alter} DROP NOT NULL`] };
    case 'drop_default':
      return { entry: { ...column, default: null }, sql: [] };
    case 'comment':
      return { entry: { ...column, comment: change.comment }, sql: [] };
    case 'unset_comment':
      return { entry: { ...column, comment: null }, sql: [] };
    default:
      return unreachable(change);
  }
}

async function setNotNull(table: TableEntry, { name }: ColumnEntry, alter: string, duck: DuckRunner): Promise<string> {
  const nulls = `SELECT 1 FROM ${table.duckName} WHERE ${duckIdentifier(name)} IS NULL LIMIT 1`;
  if ((await duck.rows(nulls)).length === 0) return `${alter} SET NOT NULL`;
  const detail = `Column '${name}' contains null values. Not null constraint cannot be added.`;
  throw compilationError('001471', '42601', detail);
}

function dropKey(table: TableEntry, target: KeyTarget): DdlPlan {
  const kept = table.keys.filter((key) => !isMeant(key, target));
  if (kept.length === table.keys.length) throw objectMissing('Constraint', shownKey(target));
  return put({ ...table, keys: kept });
}

type KeyTarget = Extract<TableAction, { kind: 'drop_constraint' }>['target'];

function isMeant(key: KeyEntry, target: KeyTarget): boolean {
  if (target.kind === 'named') return key.name === target.name.name;
  if (key.kind !== target.kind) return false;
  if (target.kind === 'primary') return true;
  return (
    key.columns.length === target.columns.length && target.columns.every(({ name }, at) => key.columns[at] === name)
  );
}

function shownKey(target: KeyTarget): string {
  if (target.kind === 'named') return target.name.name;
  if (target.kind === 'primary') return 'PRIMARY KEY';
  const words = target.kind === 'unique' ? 'UNIQUE' : 'FOREIGN KEY';
  return `${words} (${target.columns.map(({ name }) => name).join(', ')})`;
}

function requiredKey(table: TableEntry, { name }: Identifier): void {
  if (!table.keys.some((key) => key.name === name)) throw objectMissing('Constraint', name);
}

function withSettings(table: TableEntry, options: readonly Option[], text: string): TableEntry {
  let entry = table;
  const set = (change: Partial<TableEntry>): void => {
    entry = { ...entry, ...change };
  };
  readOptions(
    options,
    {
      COMMENT: (value, name) => set({ comment: textOption(value, name) }),
      DATA_RETENTION_TIME_IN_DAYS: (value, name) => set({ retentionDays: countOption(value, name) }),
      MAX_DATA_EXTENSION_TIME_IN_DAYS: (value, name) => void countOption(value, name),
      CHANGE_TRACKING: (value, name) => set({ changeTracking: flagOption(value, name) }),
      ENABLE_SCHEMA_EVOLUTION: (value, name) => set({ schemaEvolution: flagOption(value, name) }),
    },
    'TABLE',
    text,
  );
  return entry;
}

function withoutSettings(table: TableEntry, names: readonly string[]): TableEntry {
  const cleared: Readonly<Record<string, Partial<TableEntry>>> = {
    COMMENT: { comment: null },
    DATA_RETENTION_TIME_IN_DAYS: { retentionDays: 1 },
    CHANGE_TRACKING: { changeTracking: false },
    ENABLE_SCHEMA_EVOLUTION: { schemaEvolution: false },
  };
  let entry = table;
  for (const name of names) {
    const change = Object.hasOwn(cleared, name) ? cleared[name] : undefined;
    if (change === undefined) throw unsupported(`ALTER TABLE ... UNSET ${name}`);
    entry = { ...entry, ...change };
  }
  return entry;
}

const hasColumn = (table: TableEntry, name: string): boolean => table.columns.some((column) => column.name === name);

function requiredColumn(table: TableEntry, name: Identifier): ColumnEntry {
  const found = table.columns.find((column) => column.name === name.name);
  if (found === undefined) throw invalidIdentifier(name.name);
  return found;
}
