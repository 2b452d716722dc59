import type { TableLock } from '../../admit/locks.js';
import { spaceOf } from '../../catalog/address.js';
import type { CatalogView } from '../../catalog/catalog-view.js';
import { dropCounters } from '../../catalog/counter.js';
import { duckSchema, quoteName } from '../../catalog/duck-name.js';
import type { CatalogChange, CatalogEntry, DatabaseEntry, SchemaEntry } from '../../catalog/entries.js';

import { relationLock, schemaLock } from './locks.js';

/** What goes with a schema or a database: its objects, every session's temporary ones too, and the thing itself. */
export interface Dropped {
  readonly sql: readonly string[];
  readonly changes: readonly CatalogChange[];
  readonly entries: readonly CatalogEntry[];
  readonly locks: readonly TableLock[];
}

export function dropContents(container: DatabaseEntry | SchemaEntry, catalog: CatalogView): Dropped {
  const schemas = container.kind === 'schema' ? [container] : catalog.schemas(container.name);
  const entries = schemas.flatMap(({ database, name }) => catalog.contents({ database, schema: name }));
  const all: readonly CatalogEntry[] = [...entries, ...schemas, ...(container.kind === 'database' ? [container] : [])];
  const spaces = new Set([
    ...entries.flatMap((entry) => ('sessionId' in entry && entry.sessionId !== null ? [spaceOf(entry)] : [])),
    ...schemas.map(({ database, name }) => duckSchema(database, name)),
  ]);
  return {
    sql: [
      ...[...spaces].map((space) => `DROP SCHEMA IF EXISTS ${quoteName(space)} CASCADE`),
      ...entries.flatMap(dropCounters),
    ],
    changes: all.map((entry) => ({ action: 'drop', entry })),
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
