import { type Listing, listed, schemasIn, sorted, yesNo } from './listing.js';

export const STAGES: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'database_name',
    'schema_name',
    'url',
    'has_credentials',
    'has_encryption_key',
    'owner',
    'comment',
    'region',
    'type',
    'cloud',
    'notification_channel',
    'storage_integration',
    'endpoint',
    'owner_role_type',
    'directory_enabled',
  ),
  rows: (scope, context) =>
    schemasIn(scope, context)
      .flatMap((schema) => sorted(context.catalog.stages(schema)))
      .map(({ createdOn, name, database, schema, owner, comment, sessionId, directory }) => ({
        name,
        cells: [
          ...[new Date(createdOn), name, database, schema, '', 'N', 'N', owner, comment ?? '', null],
          ...[sessionId === null ? 'INTERNAL' : 'INTERNAL TEMPORARY', null, null, null, null, 'ROLE', yesNo(directory)],
        ],
      })),
};

export const FILE_FORMATS: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'database_name',
    'schema_name',
    'type',
    'owner',
    'comment',
    'format_options',
    'owner_role_type',
  ),
  rows: (scope, context) =>
    schemasIn(scope, context)
      .flatMap((schema) => sorted(context.catalog.fileFormats(schema)))
      .map(({ createdOn, name, database, schema, owner, comment, options }) => ({
        name,
        cells: [
          ...[new Date(createdOn), name, database, schema, String(options.TYPE ?? 'CSV'), owner, comment ?? ''],
          ...[JSON.stringify(options), 'ROLE'],
        ],
      })),
};
