import type { PolicyEntry } from '../../catalog/entries.js';
import { displayName } from '../../catalog/names.js';
import type { PolicyKind } from '../../parse/ast.js';
import { typeText } from '../../types/snow-type.js';
import { type Cell, type Listing, listed, schemasIn, sorted } from './listing.js';

const policies = (kind: PolicyKind): Listing => ({
  columns: listed(
    ...['created_on:time', 'name', 'database_name', 'schema_name', 'kind', 'owner', 'comment', 'owner_role_type'],
    'options',
  ),
  rows: (scope, context) =>
    schemasIn(scope, context).flatMap((schema) =>
      sorted(context.catalog.policies(schema).filter((policy) => policy.kind === kind)).map(
        ({ createdOn, name, database, schema: of, owner, comment }) => ({
          name,
          cells: [
            ...[new Date(createdOn), name, database, of, kind.toUpperCase(), owner, comment ?? '', 'ROLE'],
            '{"EXEMPT_OTHER_POLICIES":"FALSE"}',
          ],
        }),
      ),
    ),
});

export const MASKING_POLICIES = policies('masking_policy');
export const ROW_ACCESS_POLICIES = policies('row_access_policy');

/** What DESCRIBE answers. */
export const DESCRIBED_POLICY = listed('name', 'signature', 'return_type', 'body');

export const policyCells = ({ name, parameters, returns, body }: PolicyEntry): readonly Cell[] => [
  name,
  `(${parameters.map((each) => `${displayName(each.name)} ${typeText(each.type).replace(/\(.*/, '')}`).join(', ')})`,
  typeText(returns),
  body,
];
