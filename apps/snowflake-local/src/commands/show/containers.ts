import { type Listing, listed, sorted, yesNo } from './listing.js';

export const DATABASES: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'is_default',
    'is_current',
    'origin',
    'owner',
    'comment',
    'options',
    'retention_time',
    'kind',
    'budget',
    'owner_role_type',
    'object_visibility',
  ),
  terse: ['created_on', 'name', 'kind', 'database_name', 'schema_name'],
  rows: (_scope, { catalog, session }) =>
    sorted(catalog.databases()).map(({ createdOn, name, owner, comment, retentionDays, transient }) => ({
      name,
      cells: [
        ...[new Date(createdOn), name, 'N', yesNo(session.database === name), '', owner, comment ?? ''],
        ...[transient ? 'TRANSIENT' : '', String(retentionDays), 'STANDARD', null, 'ROLE', null],
      ],
    })),
};

export const SCHEMAS: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'is_default',
    'is_current',
    'database_name',
    'owner',
    'comment',
    'options',
    'retention_time',
    'owner_role_type',
    'budget',
  ),
  terse: ['created_on', 'name', 'kind', 'database_name', 'schema_name'],
  rows: (scope, { catalog, session }) => {
    const databases = scope.kind === 'account' ? sorted(catalog.databases()).map(({ name }) => name) : [scope.database];
    return databases
      .flatMap((database) => sorted(catalog.schemas(database)))
      .map(({ createdOn, name, database, owner, comment, retentionDays, transient }) => ({
        name,
        cells: [
          ...[new Date(createdOn), name, 'N', yesNo(session.database === database && session.schema === name)],
          ...[database, owner, comment ?? '', transient ? 'TRANSIENT' : '', String(retentionDays), 'ROLE', null],
        ],
      }));
  },
};
