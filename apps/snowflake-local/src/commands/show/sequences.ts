import { comingNumber } from '../../catalog/counter.js';
import { type Listing, listed, schemasIn, sorted, yesNo } from './listing.js';

export const SEQUENCES: Listing = {
  columns: listed(
    'name',
    'database_name',
    'schema_name',
    'next_value:number',
    'interval:number',
    'created_on:time',
    'owner',
    'comment',
    'owner_role_type',
    'ordered',
  ),
  rows: (scope, context) =>
    schemasIn(scope, context)
      .flatMap((schema) => sorted(context.catalog.sequences(schema)))
      .map(({ name, database, schema, createdOn, owner, comment, counter }) => ({
        name,
        cells: [
          ...[name, database, schema, null, counter.step, new Date(createdOn), owner, comment ?? '', 'ROLE'],
          yesNo(counter.ordered),
        ],
        computed: { at: 3, sql: `SELECT ${comingNumber(counter)}` },
      })),
};
