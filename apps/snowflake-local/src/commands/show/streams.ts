import type { StreamEntry } from '../../catalog/entries.js';
import { displayPath } from '../../catalog/names.js';
import { streamedTable } from '../../catalog/streamed-table.js';
import type { StatementContext } from '../statement-context.js';
import { type Cell, type Listing, listed, schemasIn, sorted } from './listing.js';

export const STREAMS: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'database_name',
    'schema_name',
    'owner',
    'comment',
    'table_name',
    'source_type',
    'base_tables',
    'type',
    'stale',
    'mode',
    'stale_after:time',
    'invalid_reason',
    'owner_role_type',
  ),
  terse: ['created_on', 'name', 'kind', 'database_name', 'schema_name', 'tableOn'],
  rows: (scope, context) =>
    schemasIn(scope, context)
      .flatMap((schema) => sorted(context.catalog.streams(schema)))
      .map((stream) => ({ name: stream.name, cells: streamCells(stream, context) })),
};

/** Its offset is kept until it is consumed, so that no stream grows stale. */
export function streamCells(stream: StreamEntry, { catalog }: StatementContext): readonly Cell[] {
  const { createdOn, name, database, schema, owner, comment, table, mode } = stream;
  const path = displayPath([table.database, table.schema, table.name]);
  const isValid = streamedTable(stream, catalog) !== undefined;
  return [
    ...[new Date(createdOn), name, database, schema, owner, comment ?? '', path, 'Table', path, 'DELTA'],
    ...['false', mode, null, isValid ? 'N/A' : 'Base table is dropped or replaced.', 'ROLE'],
  ];
}
