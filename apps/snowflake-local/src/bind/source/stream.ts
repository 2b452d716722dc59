import { streamLock } from '../../catalog/address.js';
import { duckIdentifier } from '../../catalog/duck-name.js';
import type { ColumnEntry, HeldRows, StreamEntry, TableEntry } from '../../catalog/entries.js';
import { displayPath } from '../../catalog/names.js';
import { ROW_ID } from '../../catalog/row-ids.js';
import { streamedTable } from '../../catalog/streamed-table.js';
import { compilationError } from '../../errors.js';
import type { TableSource } from '../../parse/ast.js';
import { toForm } from '../../types/forms.js';
import { duckType } from '../../types/physical.js';
import { BOOLEAN, text } from '../../types/snow-type.js';
import type { Environment } from '../frame.js';
import { positionIn } from '../placed.js';
import type { OutColumn } from '../query.js';
import { relationColumns } from '../relation.js';
import type { FromClause } from '../scope.js';
import { renamed } from './alias.js';
import { guarded } from './guarded.js';

/** A stream in FROM: the rows that its table has got or lost since its offset. */
export function bindStream(stream: StreamEntry, item: TableSource, environment: Environment): FromClause {
  const { state } = environment;
  const { sql, columns, base } = streamChanges(stream, item, environment);
  const { database, schema, name } = stream;
  const table = state.nextTable();
  const source = { path: [database, schema, name], columns: relationColumns(table, columns) };
  const seen = guarded(base, { sql: `(${state.embed(sql)}) AS ${table}`, table: source }, environment);
  return renamed(seen.sql, seen.table, item.alias, environment);
}

const METADATA: readonly OutColumn[] = [
  { name: 'METADATA$ACTION', type: text(10), physical: 'varchar', nullable: false },
  { name: 'METADATA$ISUPDATE', type: BOOLEAN, physical: 'boolean', nullable: false },
  { name: 'METADATA$ROW_ID', type: text(40), physical: 'varchar', nullable: false },
];

/** A DuckDB SELECT of c0 to cn: the table's columns, what has become of the row, and which row it is. */
export function streamChanges(
  stream: StreamEntry,
  item: { readonly start: number; readonly end: number },
  environment: Environment,
): { readonly sql: string; readonly columns: readonly OutColumn[]; readonly base: TableEntry } {
  const { context, state } = environment;
  const table = streamedTable(stream, context.catalog);
  if (table === undefined) throw baseGone(stream, item, environment);
  context.streams.note(stream);
  state.readsRows = true;
  state.reads.add(table.id);
  state.reads.add(streamLock(stream));
  const { consumed, offset } = stream;
  const isOwn = consumed !== undefined && consumed.transaction === context.values.transactionId;
  const sql = isOwn ? changes(consumed.before, offset, table, stream) : changes(offset, table, table, stream);
  const columns = table.columns.map(({ name, type, physical }) => ({ name, type, physical, nullable: true }));
  return { sql, columns: [...columns, ...METADATA], base: table };
}

/**
 * Rows by what was and what is: a new row is inserted, one that is gone is deleted, one that has changed is both. Columns that
 * only one side has do not count as a change.
 */
function changes(before: HeldRows, after: HeldRows, { columns }: TableEntry, { mode }: StreamEntry): string {
  const isThere = (side: string): string => `${side}.${ROW_ID} IS NOT NULL`;
  const row = (side: string, isUpdate: string, action: string): string =>
    [`'${action}'`, isUpdate, `sha1(CAST(${side}.${ROW_ID} AS VARCHAR))`]
      .map((value, at) => `${value} AS c${columns.length + at}`)
      .join(', ');
  const values = (rows: HeldRows, side: string): string =>
    columns.map((column, at) => `${heldValue(rows, side, column)} AS c${at}`).join(', ');
  const joined = (one: HeldRows, name: string, other: HeldRows, otherName: string): string =>
    `FROM ${one.duckName} AS ${name} LEFT JOIN ${other.duckName} AS ${otherName} ON b.${ROW_ID} = a.${ROW_ID}`;
  if (mode === 'APPEND_ONLY') {
    return `SELECT ${values(after, 'a')}, ${row('a', 'false', 'INSERT')} ${joined(after, 'a', before, 'b')} WHERE NOT ${isThere('b')}`;
  }
  const common = columns.filter((column) => holds(before, column) && holds(after, column));
  const differs = common.map(
    (column) => `${heldValue(before, 'b', column)} IS DISTINCT FROM ${heldValue(after, 'a', column)}`,
  );
  const changed = (other: string): string => [`NOT ${isThere(other)}`, ...differs].join(' OR ');
  const inserted = `SELECT ${values(after, 'a')}, ${row('a', isThere('b'), 'INSERT')} ${joined(after, 'a', before, 'b')} WHERE ${changed('b')}`;
  const deleted = `SELECT ${values(before, 'b')}, ${row('b', isThere('a'), 'DELETE')} ${joined(before, 'b', after, 'a')} WHERE ${changed('a')}`;
  return `${inserted} UNION ALL ${deleted}`;
}

const holds = ({ columns }: HeldRows, { name }: ColumnEntry): boolean => columns.some((column) => column.name === name);

/** A column's value in the form that its table holds it in now: offsets keep that of their time. */
function heldValue({ columns }: HeldRows, side: string, { name, type, physical }: ColumnEntry): string {
  const held = columns.find((column) => column.name === name);
  if (held === undefined) return `CAST(NULL AS ${duckType(type, physical)})`;
  return toForm({ ...held, nullable: true, sql: `${side}.${duckIdentifier(name)}` }, type, physical);
}

function baseGone(
  { table, name }: StreamEntry,
  item: { readonly start: number; readonly end: number },
  environment: Environment,
) {
  const base = displayPath([table.database, table.schema, table.name]);
  const detail = `Base table '${base}' dropped or replaced, cannot read from stream '${displayPath([name])}'.`;
  return compilationError('091901', '02000', detail, positionIn(environment, item));
}
