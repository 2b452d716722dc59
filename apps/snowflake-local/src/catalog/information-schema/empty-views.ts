import type { SystemView } from './catalog-rows.js';
import { nullColumns, timeColumn, type ViewColumn } from './view-column.js';

const none = (...columns: readonly ViewColumn[]): SystemView => ({ columns, from: () => '(SELECT 1) WHERE false' });

const times = (...names: readonly string[]): readonly ViewColumn[] => names.map((name) => timeColumn(name, 'NULL'));
const TABLE = nullColumns('TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_NAME', 'TABLE_OWNER');
const CHANGES = [...times('CREATED', 'LAST_ALTERED', 'LAST_DDL'), ...nullColumns('LAST_DDL_BY', 'COMMENT')];

/** Views of what this server has none of, since it refuses to make it: clients that look around find nothing, by their columns. */
export const EMPTY_VIEWS: Readonly<Record<string, SystemView>> = {
  EVENT_TABLES: none(...TABLE, ...CHANGES),
  EXTERNAL_TABLES: none(...TABLE, ...CHANGES, ...nullColumns('LOCATION', 'FILE_FORMAT_NAME', 'FILE_FORMAT_TYPE')),
  PACKAGES: none(...nullColumns('PACKAGE_NAME', 'VERSION', 'LANGUAGE', 'RUNTIME_VERSION')),
  PIPES: none(
    ...nullColumns('PIPE_CATALOG', 'PIPE_SCHEMA', 'PIPE_NAME', 'PIPE_OWNER', 'DEFINITION', 'IS_AUTOINGEST_ENABLED'),
    ...nullColumns('NOTIFICATION_CHANNEL_NAME'),
    ...times('CREATED', 'LAST_ALTERED'),
    ...nullColumns('COMMENT', 'PATTERN'),
  ),
  REPLICATION_DATABASES: none(
    ...nullColumns('REGION_GROUP', 'SNOWFLAKE_REGION', 'ACCOUNT_NAME', 'DATABASE_NAME', 'COMMENT'),
    ...times('CREATED'),
    ...nullColumns('IS_PRIMARY', 'PRIMARY', 'REPLICATION_ALLOWED_TO_ACCOUNTS', 'FAILOVER_ALLOWED_TO_ACCOUNTS'),
  ),
};
