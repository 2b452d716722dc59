import { spaceOf } from '../../catalog/address.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import { dropCounters } from '../../catalog/counter.js';
import { duckIdentifier, duckSchema, duckTable, quoteName } from '../../catalog/duck-name.js';
import type {
  CatalogChange,
  CatalogEntry,
  DatabaseEntry,
  DroppedEntry,
  GrantEntry,
  SchemaEntry,
  TableEntry,
} from '../../catalog/entries.js';

/** What a DROP does with what can be brought back: it is kept for as long as it is retained. */
export interface Kept {
  readonly sql: readonly string[];
  readonly changes: readonly CatalogChange[];
  /** What is gone for good by now: its files go too. */
  readonly purged: readonly CatalogEntry[];
}

const DAY_MS = 86_400_000;
/** Of all that was dropped, what was dropped last: more is gone before its time. */
export const MOST_DROPPED = 1_000;

export const isRetained = ({
  kind,
  retentionDays,
}: Pick<TableEntry | SchemaEntry | DatabaseEntry, 'kind' | 'retentionDays'>) =>
  kind !== 'temporary' && retentionDays > 0;

/** No table of a user's can have this name: see `holdsReservedCharacter`. */
const keptName = (objectId: number): string => `\u0002DROPPED${objectId}`;

export const keptTable = (table: TableEntry): string => duckTable(spaceOf(table), keptName(table.objectId));

/** DuckDB statements that put a table aside, and that bring it back. */
export const putAside = (table: TableEntry): string =>
  `ALTER TABLE ${table.duckName} RENAME TO ${quoteName(keptName(table.objectId))}`;
export const bringBack = (table: TableEntry): string =>
  `ALTER TABLE ${keptTable(table)} RENAME TO ${duckIdentifier(table.name)}`;

/** Keeps a table, a schema or a database that is being dropped, and lets go of what was kept long enough. */
export function keepDropped(
  entry: DroppedEntry['entry'],
  contents: readonly CatalogEntry[],
  grants: readonly GrantEntry[],
  { catalog, session }: { readonly catalog: CatalogView; readonly session: { readonly now: number } },
): Kept {
  const { objectId, name, comment, owner, createdOn } = entry;
  const droppedOn = session.now;
  const dropped: DroppedEntry = {
    ...{ kind: 'dropped', objectId, name, comment, owner, createdOn, entry, contents, grants, droppedOn },
  };
  const due = catalog
    .dropped()
    .filter((each, at) => at >= MOST_DROPPED - 1 || each.droppedOn + each.entry.retentionDays * DAY_MS < droppedOn);
  const purged = purge(due);
  return {
    sql: [...('columns' in entry ? [putAside(entry)] : []), ...purged.sql],
    changes: [
      ...purged.changes,
      ...[...contents, entry].map((each): CatalogChange => ({ action: 'drop', entry: each })),
      ...grants.map((each): CatalogChange => ({ action: 'drop', entry: each })),
      { action: 'put', entry: dropped },
    ],
    purged: purged.purged,
  };
}

/** Ends what was kept. */
export function purge(dropped: readonly DroppedEntry[]): Kept {
  const schemas = dropped.flatMap(({ entry, contents }) => [entry, ...contents].filter(isSchema));
  const tables = dropped.flatMap(({ entry }) => ('columns' in entry ? [entry] : []));
  return {
    sql: [
      ...tables.map((table) => `DROP TABLE IF EXISTS ${keptTable(table)}`),
      ...schemas.map(({ database, name }) => `DROP SCHEMA IF EXISTS ${quoteName(duckSchema(database, name))} CASCADE`),
      ...dropped.flatMap(({ entry, contents }) => [entry, ...contents].flatMap(dropCounters)),
    ],
    changes: dropped.map((entry) => ({ action: 'drop', entry })),
    purged: dropped.flatMap(({ entry, contents }) => [entry, ...contents]),
  };
}

const isSchema = (entry: CatalogEntry): entry is SchemaEntry => entry.kind === 'schema';

/** What was kept of a schema's or a database's name: it makes room for a new one of that name, with the tables dropped in it. */
export const keptUnder = (
  place: { readonly database: string; readonly schema?: string },
  catalog: CatalogView,
): readonly DroppedEntry[] =>
  catalog.dropped().filter(({ entry }) => {
    if (entry.kind === 'database') return entry.name === place.database && place.schema === undefined;
    if (entry.database !== place.database) return false;
    const schema = entry.kind === 'schema' ? entry.name : entry.schema;
    return place.schema === undefined || schema === place.schema;
  });
