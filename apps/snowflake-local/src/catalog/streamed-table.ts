import type { CatalogView } from './catalog-view.js';
import type { CatalogChange, StreamEntry, TableEntry } from './entries.js';

/** The table that a stream follows; undefined once it is gone, also where another one has its name. */
export function streamedTable({ table }: StreamEntry, catalog: CatalogView): TableEntry | undefined {
  const found = catalog.permanentRelation(table);
  return found?.objectId === table.objectId && found.kind !== 'view' ? found : undefined;
}

/** A table has got another name: its streams follow it. */
export const followTable = (
  { objectId, database, schema, name }: TableEntry,
  catalog: CatalogView,
): readonly CatalogChange[] =>
  catalog
    .streamsOf(objectId)
    .map((stream) => ({ action: 'put', entry: { ...stream, table: { objectId, database, schema, name } } }));
