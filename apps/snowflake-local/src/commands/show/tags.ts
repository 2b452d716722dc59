import { type Listing, listed, schemasIn, sorted } from './listing.js';

export const TAGS: Listing = {
  columns: listed(
    ...['created_on:time', 'name', 'database_name', 'schema_name', 'owner', 'comment', 'allowed_values'],
    ...['owner_role_type', 'propagate', 'on_conflict'],
  ),
  rows: (scope, context) =>
    schemasIn(scope, context).flatMap((schema) =>
      sorted(context.catalog.tags(schema)).map(
        ({ createdOn, name, database, schema: of, owner, comment, allowedValues }) => ({
          name,
          cells: [
            ...[new Date(createdOn), name, database, of, owner, comment ?? ''],
            ...[allowedValues === null ? null : JSON.stringify(allowedValues), 'ROLE', null, null],
          ],
        }),
      ),
    ),
};
