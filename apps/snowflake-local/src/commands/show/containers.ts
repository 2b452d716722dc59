import type { DatabaseEntry, SchemaEntry } from '../../catalog/entries.js';
import { withDropped } from './history.js';
import { type ListedRow, type Listing, listed, sorted, yesNo } from './listing.js';

const LIVE_DATABASES: Listing = {
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
    sorted(catalog.databases()).map((database) => databaseRow(database, session.database === database.name)),
};

const databaseRow = (
  { createdOn, name, owner, comment, retentionDays, transient }: DatabaseEntry,
  isCurrent: boolean,
): ListedRow => ({
  name,
  cells: [
    ...[new Date(createdOn), name, 'N', yesNo(isCurrent), '', owner, comment ?? ''],
    ...[transient ? 'TRANSIENT' : '', String(retentionDays), 'STANDARD', null, 'ROLE', null],
  ],
});

export const DATABASES: Listing = withDropped(
  LIVE_DATABASES,
  'retention_time',
  (entry): entry is DatabaseEntry => entry.kind === 'database',
  (database) => databaseRow(database, false),
);

const LIVE_SCHEMAS: Listing = {
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
      .map((schema) => schemaRow(schema, session.database === schema.database && session.schema === schema.name));
  },
};

const schemaRow = (
  { createdOn, name, database, owner, comment, retentionDays, transient }: SchemaEntry,
  isCurrent: boolean,
): ListedRow => ({
  name,
  cells: [
    ...[new Date(createdOn), name, 'N', yesNo(isCurrent), database, owner, comment ?? ''],
    ...[transient ? 'TRANSIENT' : '', String(retentionDays), 'ROLE', null],
  ],
});

export const SCHEMAS: Listing = withDropped(
  LIVE_SCHEMAS,
  'retention_time',
  (entry, scope): entry is SchemaEntry =>
    entry.kind === 'schema' && (scope.kind === 'account' || scope.database === entry.database),
  (schema) => schemaRow(schema, false),
);
