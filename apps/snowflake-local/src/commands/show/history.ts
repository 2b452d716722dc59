import type { DroppedEntry } from '../../catalog/entries.js';
import { type Cell, type ListedRow, type Listing, listed, type ShowScope } from './listing.js';

/** A list with what was dropped and can be brought back; `dropped_on` stands behind the column `after`. */
export function withDropped<E extends DroppedEntry['entry']>(
  listing: Listing,
  after: string,
  is: (entry: DroppedEntry['entry'], scope: ShowScope) => entry is E,
  row: (entry: E) => ListedRow,
): Listing {
  const at = listing.columns.findIndex(({ name }) => name === after) + 1;
  const put = (cells: readonly Cell[], droppedOn: Cell): readonly Cell[] => cells.toSpliced(at, 0, droppedOn);
  const history: Listing = {
    columns: listing.columns.toSpliced(at, 0, ...listed('dropped_on:time')),
    ...(listing.terse && { terse: listing.terse }),
    rows: (scope, context, execution) => [
      ...[...listing.rows(scope, context, execution)].map((each) => ({ ...each, cells: put(each.cells, null) })),
      ...context.catalog.dropped().flatMap(({ entry, droppedOn }) => {
        if (!is(entry, scope)) return [];
        const { name, cells } = row(entry);
        return [{ name, cells: put(cells, new Date(droppedOn)) }];
      }),
    ],
  };
  return { ...listing, history };
}

/** Whether what was dropped lay where SHOW looks. */
export function liesIn(place: { readonly database: string; readonly schema?: string }, scope: ShowScope): boolean {
  if (scope.kind === 'account') return true;
  if (place.database !== scope.database) return false;
  return scope.kind === 'database' || place.schema === scope.schema;
}
