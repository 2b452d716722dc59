import type { TableLock } from '../../admit/locks.js';
import { spaceOf } from '../../catalog/address.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import { dropCounters } from '../../catalog/counter.js';
import { duckSchema, quoteName } from '../../catalog/duck-name.js';
import type { CatalogChange, CatalogEntry, DatabaseEntry, SchemaEntry } from '../../catalog/entries.js';

import { keptUnder, purge } from './keep-dropped.js';
import { relationLock, schemaLock } from './locks.js';

/** What goes with a schema or a database: its objects, every session's temporary ones too, and the thing itself. */
export interface Dropped {
  readonly sql: readonly string[];
  /** The part of it that takes away what sessions have there for themselves. */
  readonly ownSql: readonly string[];
  readonly changes: readonly CatalogChange[];
  readonly entries: readonly CatalogEntry[];
  readonly locks: readonly TableLock[];
}

export function dropContents(container: DatabaseEntry | SchemaEntry, catalog: CatalogView): Dropped {
  const schemas = container.kind === 'schema' ? [container] : catalog.schemas(container.name);
  const entries = schemas.flatMap(({ database, name }) => catalog.contents({ database, schema: name }));
  const all: readonly CatalogEntry[] = [...entries, ...schemas, ...(container.kind === 'database' ? [container] : [])];
  const ownSpaces = new Set(
    entries.flatMap((entry) => ('sessionId' in entry && entry.sessionId !== null ? [spaceOf(entry)] : [])),
  );
  const ownSql = [...ownSpaces].map(dropSpace);
  // Tables that were dropped before lie in the same DuckDB schemas.
  const before = purge(
    keptUnder(
      container.kind === 'database'
        ? { database: container.name }
        : { database: container.database, schema: container.name },
      catalog,
    ),
  );
  return {
    sql: [
      ...before.sql,
      ...ownSql,
      ...schemas.map(({ database, name }) => dropSpace(duckSchema(database, name))),
      ...entries.flatMap(dropCounters),
    ],
    ownSql,
    changes: [...all.map((entry): CatalogChange => ({ action: 'drop', entry })), ...before.changes],
    entries,
    locks: [
      ...schemas.map(({ database, name }) => schemaLock({ database, schema: name }, 'exclusive')),
      ...entries.flatMap((entry) =>
        'sessionId' in entry && 'columns' in entry
          ? [relationLock({ database: entry.database, schema: entry.schema, name: entry.name }, entry.sessionId)]
          : [],
      ),
    ],
  };
}

const dropSpace = (space: string): string => `DROP SCHEMA IF EXISTS ${quoteName(space)} CASCADE`;
