import type { DuckRow, DuckRunner } from '../execute/duck.js';
import type { CatalogChange, CatalogEntry, ColumnEntry } from './entries.js';
import { CREATE_ROW_IDS } from './row-ids.js';

/**
 * The catalog's own tables in DuckDB. An entry is one row of `objects`, its columns are rows of `columns`; what
 * INFORMATION_SCHEMA filters by has a column of its own, the rest is in `body`.
 */
const TABLES = [
  'CREATE SCHEMA IF NOT EXISTS _sf',
  CREATE_ROW_IDS,
  `CREATE TABLE IF NOT EXISTS _sf.objects(
     object_id BIGINT NOT NULL, kind VARCHAR NOT NULL, database_name VARCHAR, schema_name VARCHAR,
     name VARCHAR NOT NULL, session_id VARCHAR, owner VARCHAR NOT NULL, comment VARCHAR,
     created_on BIGINT NOT NULL, changed_on BIGINT NOT NULL, body VARCHAR NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS _sf.columns(
     object_id BIGINT NOT NULL, ordinal INTEGER NOT NULL, name VARCHAR NOT NULL, type VARCHAR NOT NULL,
     physical VARCHAR NOT NULL, nullable BOOLEAN NOT NULL, column_default VARCHAR, comment VARCHAR)`,
  'ALTER TABLE _sf.columns ADD COLUMN IF NOT EXISTS identity VARCHAR',
  `CREATE TABLE IF NOT EXISTS _sf.load_history(
     object_id BIGINT NOT NULL, file VARCHAR NOT NULL, etag VARCHAR NOT NULL, loaded_on BIGINT NOT NULL,
     rows_loaded BIGINT NOT NULL, rows_parsed BIGINT NOT NULL, status VARCHAR NOT NULL, first_error VARCHAR)`,
] as const;

export async function createCatalogTables(duck: DuckRunner): Promise<void> {
  for (const statement of TABLES) await duck.run(statement);
}

/** Entries that one statement writes: each cell is a value that DuckDB binds, and a schema may hold a hundred thousand objects. */
const AT_ONCE = 500;

/** Writes changes on a connection, inside whatever transaction it has open. */
export async function writeChanges(duck: DuckRunner, changes: readonly CatalogChange[]): Promise<void> {
  for (let at = 0; at < changes.length; at += AT_ONCE) await writeSome(duck, changes.slice(at, at + AT_ONCE));
}

async function writeSome(duck: DuckRunner, changes: readonly CatalogChange[]): Promise<void> {
  const replaced = changes.map(({ entry }) => entry.objectId);
  const ids = [...new Set(replaced)].join(', ');
  await duck.run(`DELETE FROM _sf.objects WHERE object_id IN (${ids})`);
  await duck.run(`DELETE FROM _sf.columns WHERE object_id IN (${ids})`);
  const kept = lastPuts(changes);
  const dropped = replaced.filter((id) => !kept.has(id));
  if (dropped.length > 0) {
    await duck.run(`DELETE FROM _sf.load_history WHERE object_id IN (${dropped.join(', ')})`);
  }
  if (kept.size === 0) return;
  const entries = [...kept.values()];
  await insert(duck, '_sf.objects', entries.map(objectRow));
  const columns = entries.flatMap(columnRows);
  for (let at = 0; at < columns.length; at += AT_ONCE)
    await insert(duck, '_sf.columns', columns.slice(at, at + AT_ONCE));
}

async function insert(duck: DuckRunner, table: string, rows: readonly DuckRow[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const places = `(${first.map(() => '?').join(', ')})`;
  await duck.run(`INSERT INTO ${table} VALUES ${rows.map(() => places).join(', ')}`, rows.flat());
}

/** What remains of several changes to the same objects. */
function lastPuts(changes: readonly CatalogChange[]): Map<number, CatalogEntry> {
  const kept = new Map<number, CatalogEntry>();
  for (const { action, entry } of changes) {
    if (action === 'put') kept.set(entry.objectId, entry);
    else kept.delete(entry.objectId);
  }
  return kept;
}

function objectRow(entry: CatalogEntry): DuckRow {
  const { objectId, kind, name, owner, comment, createdOn } = entry;
  const database = 'database' in entry ? entry.database : null;
  const schema = 'schema' in entry ? entry.schema : null;
  const session = 'sessionId' in entry ? entry.sessionId : null;
  const body = 'columns' in entry ? { ...entry, columns: [] } : entry;
  return [
    ...[BigInt(objectId), kind, database, schema, name, session, owner, comment],
    ...[BigInt(createdOn), BigInt(Date.now()), JSON.stringify(body)],
  ];
}

const columnRows = (entry: CatalogEntry): readonly DuckRow[] =>
  'columns' in entry
    ? entry.columns.map((column, at) => [
        ...[BigInt(entry.objectId), at + 1, column.name, JSON.stringify(column.type), column.physical],
        ...[column.nullable, column.default, column.comment],
        column.identity === undefined ? null : JSON.stringify(column.identity),
      ])
    : [];

export interface StoredEntries {
  readonly entries: readonly CatalogEntry[];
  /** Identifiers of objects that are there and cannot be read. */
  readonly damaged: readonly number[];
}

/** Everything stored, as it was put. A row that cannot be read hides no other object; `report` is told which it is. */
export async function readEntries(
  duck: DuckRunner,
  report: (facts: Readonly<Record<string, unknown>>, message: string) => void,
): Promise<StoredEntries> {
  const columns = new Map<number, ColumnEntry[]>();
  const damaged = new Map<number, string>();
  const columnQuery =
    'SELECT object_id, name, type, physical, nullable, column_default, comment, identity FROM _sf.columns ORDER BY object_id, ordinal';
  for (const [id, name, type, physical, nullable, preset, comment, identity] of await duck.rows(columnQuery)) {
    const list = columns.get(Number(id)) ?? [];
    const known = parsed(String(type));
    if (known === null) damaged.set(Number(id), `the type of column ${String(name)} cannot be read`);
    const counter = identity == null ? null : parsed(String(identity));
    const column: unknown = {
      ...{ name, type: known, physical, nullable, default: preset, comment },
      ...(counter !== null && { identity: counter }),
    };
    list.push(column as ColumnEntry);
    columns.set(Number(id), list);
  }
  const objects = await duck.rows('SELECT object_id, kind, name, body FROM _sf.objects ORDER BY object_id');
  const entries = objects.flatMap(([id, kind, name, body]): CatalogEntry[] => {
    const entry = parsed(String(body)) as CatalogEntry | null;
    const reason = entry === null ? 'its row cannot be read' : damaged.get(Number(id));
    if (entry === null || reason !== undefined) {
      damaged.set(Number(id), reason ?? '');
      const facts = { table: '_sf.objects', objectId: String(id), kind, name, reason };
      report(facts, `an object of the catalog is damaged and left out: ${String(kind)} ${String(name)}, ${reason}`);
      return [];
    }
    return ['columns' in entry ? { ...entry, columns: columns.get(entry.objectId) ?? [] } : entry];
  });
  return { entries, damaged: [...damaged.keys()] };
}

/** null: no JSON object. */
function parsed(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
