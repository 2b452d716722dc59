import { MAX_TEXT_LENGTH } from '../../types/snow-type.js';
import {
  body,
  comment,
  lastChange,
  lastDdl,
  objects,
  RELATION_KINDS,
  ROW_COUNT,
  type SystemView,
  type,
  typeName,
  yesNo,
} from './catalog-rows.js';
import { EMPTY_VIEWS } from './empty-views.js';
import { LOAD_HISTORY } from './load-history.js';
import { OBJECT_VIEWS } from './object-views.js';
import { PRIVILEGE_VIEWS } from './privilege-views.js';
import { nullColumns, numberColumn, textColumn } from './view-column.js';

/** The rows of each table that has some. */
const counted = (counts: string): string =>
  `SELECT CAST(split_part(pair, ':', 1) AS BIGINT) AS object_id, CAST(split_part(pair, ':', 2) AS BIGINT) AS rows
   FROM (SELECT unnest(string_split(nullif(${counts}, ''), ',')) AS pair)`;

const TABLES: SystemView = {
  columns: [
    textColumn('TABLE_CATALOG', 'o.database_name'),
    textColumn('TABLE_SCHEMA', 'o.schema_name'),
    textColumn('TABLE_NAME', 'o.name'),
    textColumn('TABLE_OWNER', 'o.owner'),
    textColumn(
      'TABLE_TYPE',
      `CASE o.kind WHEN 'view' THEN CASE WHEN ${body('materialized')} = 'true' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END WHEN 'temporary' THEN 'LOCAL TEMPORARY' ELSE 'BASE TABLE' END`,
    ),
    textColumn('IS_TRANSIENT', `CASE WHEN o.kind = 'view' THEN NULL ELSE ${yesNo("o.kind = 'transient'")} END`),
    textColumn('CLUSTERING_KEY', body('clusterBy')),
    numberColumn(ROW_COUNT, "CASE WHEN o.kind <> 'view' THEN coalesce(n.rows, 0) END"),
    numberColumn('BYTES', 'NULL'),
    numberColumn('RETENTION_TIME', body('retentionDays')),
    ...nullColumns(
      'SELF_REFERENCING_COLUMN_NAME',
      'REFERENCE_GENERATION',
      'USER_DEFINED_TYPE_CATALOG',
      'USER_DEFINED_TYPE_SCHEMA',
      'USER_DEFINED_TYPE_NAME',
    ),
    textColumn('IS_INSERTABLE_INTO', yesNo("o.kind <> 'view'")),
    textColumn('IS_TYPED', yesNo("o.kind <> 'view'")),
    ...nullColumns('COMMIT_ACTION'),
    ...lastChange,
    ...lastDdl,
    textColumn('AUTO_CLUSTERING_ON', "CASE WHEN o.kind = 'view' THEN NULL ELSE 'NO' END"),
    comment,
    textColumn('IS_TEMPORARY', yesNo('o.session_id IS NOT NULL')),
    textColumn('IS_ICEBERG', "'NO'"),
    textColumn('IS_DYNAMIC', yesNo(`${body('dynamic')} IS NOT NULL`)),
    textColumn('IS_IMMUTABLE', "'NO'"),
  ],
  from: (scope, counts) =>
    `(SELECT * FROM ${objects(RELATION_KINDS, scope)}) o LEFT JOIN (${counted(counts)}) n ON n.object_id = o.object_id`,
};

const COLUMNS: SystemView = {
  columns: [
    textColumn('TABLE_CATALOG', 'o.database_name'),
    textColumn('TABLE_SCHEMA', 'o.schema_name'),
    textColumn('TABLE_NAME', 'o.name'),
    textColumn('COLUMN_NAME', 'c.name'),
    numberColumn('ORDINAL_POSITION', 'c.ordinal'),
    textColumn('COLUMN_DEFAULT', 'c.column_default'),
    textColumn('IS_NULLABLE', yesNo('c.nullable')),
    textColumn('DATA_TYPE', typeName(type, 'TEXT')),
    numberColumn(
      'CHARACTER_MAXIMUM_LENGTH',
      `CASE WHEN ${type('kind')} IN ('text', 'binary') THEN ${type('length')} END`,
    ),
    numberColumn(
      'CHARACTER_OCTET_LENGTH',
      `CASE ${type('kind')} WHEN 'text' THEN greatest(CAST(${type('length')} AS BIGINT), least(CAST(${type('length')} AS BIGINT) * 4, ${MAX_TEXT_LENGTH})) WHEN 'binary' THEN CAST(${type('length')} AS BIGINT) END`,
    ),
    numberColumn('NUMERIC_PRECISION', type('precision')),
    numberColumn('NUMERIC_PRECISION_RADIX', `CASE WHEN ${type('kind')} = 'fixed' THEN 10 END`),
    numberColumn('NUMERIC_SCALE', `CASE WHEN ${type('kind')} = 'fixed' THEN ${type('scale')} END`),
    numberColumn(
      'DATETIME_PRECISION',
      `CASE WHEN starts_with(${type('kind')}, 'time') THEN CAST(${type('scale')} AS BIGINT) WHEN ${type('kind')} = 'date' THEN 0 END`,
    ),
    ...nullColumns(
      'INTERVAL_TYPE',
      'INTERVAL_PRECISION',
      'CHARACTER_SET_CATALOG',
      'CHARACTER_SET_SCHEMA',
      'CHARACTER_SET_NAME',
      'COLLATION_CATALOG',
      'COLLATION_SCHEMA',
    ),
    textColumn('COLLATION_NAME', type('collation')),
    ...nullColumns(
      'DOMAIN_CATALOG',
      'DOMAIN_SCHEMA',
      'DOMAIN_NAME',
      'UDT_CATALOG',
      'UDT_SCHEMA',
      'UDT_NAME',
      'SCOPE_CATALOG',
      'SCOPE_SCHEMA',
      'SCOPE_NAME',
      'MAXIMUM_CARDINALITY',
      'DTD_IDENTIFIER',
    ),
    textColumn('IS_SELF_REFERENCING', "'NO'"),
    textColumn('IS_IDENTITY', yesNo('c.identity IS NOT NULL')),
    textColumn('IDENTITY_GENERATION', "CASE WHEN c.identity IS NOT NULL THEN 'BY DEFAULT' END"),
    textColumn('IDENTITY_START', "json_extract_string(c.identity, '$.start')"),
    textColumn('IDENTITY_INCREMENT', "json_extract_string(c.identity, '$.step')"),
    ...nullColumns('IDENTITY_MAXIMUM', 'IDENTITY_MINIMUM'),
    textColumn('IDENTITY_CYCLE', "CASE WHEN c.identity IS NOT NULL THEN 'NO' END"),
    textColumn(
      'IDENTITY_ORDERED',
      "CASE WHEN c.identity IS NOT NULL THEN CASE json_extract_string(c.identity, '$.ordered') WHEN 'true' THEN 'YES' ELSE 'NO' END END",
    ),
    ...nullColumns('SCHEMA_EVOLUTION_RECORD'),
    textColumn('COMMENT', 'c.comment'),
    ...nullColumns('DATA_TYPE_ALIAS'),
  ],
  from: (scope) =>
    `(SELECT * FROM ${objects(RELATION_KINDS, scope)}) o JOIN _sf.columns c ON c.object_id = o.object_id`,
};

const SCHEMATA: SystemView = {
  columns: [
    textColumn('CATALOG_NAME', 'o.database_name'),
    textColumn('SCHEMA_NAME', 'o.name'),
    textColumn('SCHEMA_OWNER', 'o.owner'),
    textColumn('IS_TRANSIENT', yesNo(`${body('transient')} = 'true'`)),
    textColumn('IS_MANAGED_ACCESS', "'NO'"),
    numberColumn('RETENTION_TIME', body('retentionDays')),
    ...nullColumns(
      'DEFAULT_CHARACTER_SET_CATALOG',
      'DEFAULT_CHARACTER_SET_SCHEMA',
      'DEFAULT_CHARACTER_SET_NAME',
      'SQL_PATH',
    ),
    ...lastChange,
    comment,
  ],
  from: (scope) => objects("('schema')", scope),
};

const DATABASES: SystemView = {
  columns: [
    textColumn('DATABASE_NAME', 'o.name'),
    textColumn('DATABASE_OWNER', 'o.owner'),
    textColumn('IS_TRANSIENT', yesNo(`${body('transient')} = 'true'`)),
    comment,
    ...lastChange,
    numberColumn('RETENTION_TIME', body('retentionDays')),
    textColumn('TYPE', "'STANDARD'"),
  ],
  from: () => "_sf.objects o WHERE o.kind = 'database'",
};

const VIEWS: SystemView = {
  columns: [
    textColumn('TABLE_CATALOG', 'o.database_name'),
    textColumn('TABLE_SCHEMA', 'o.schema_name'),
    textColumn('TABLE_NAME', 'o.name'),
    textColumn('TABLE_OWNER', 'o.owner'),
    textColumn('VIEW_DEFINITION', body('statement')),
    textColumn('CHECK_OPTION', "'NONE'"),
    textColumn('IS_UPDATABLE', "'NO'"),
    textColumn('INSERTABLE_INTO', "'NO'"),
    textColumn('IS_SECURE', yesNo(`${body('secure')} = 'true'`)),
    ...lastChange,
    ...lastDdl,
    comment,
  ],
  from: (scope) => objects("('view')", scope),
};

const STAGES: SystemView = {
  columns: [
    textColumn('STAGE_CATALOG', 'o.database_name'),
    textColumn('STAGE_SCHEMA', 'o.schema_name'),
    textColumn('STAGE_NAME', 'o.name'),
    ...nullColumns('STAGE_URL', 'STAGE_REGION'),
    textColumn('STAGE_TYPE', "CASE WHEN o.session_id IS NULL THEN 'Internal Named' ELSE 'Internal Temporary' END"),
    textColumn('STAGE_OWNER', 'o.owner'),
    comment,
    ...lastChange,
    ...nullColumns('ENDPOINT'),
    textColumn('DIRECTORY_ENABLED', yesNo(`${body('directory')} = 'true'`)),
  ],
  from: (scope) => objects("('stage')", scope),
};

const FILE_FORMATS: SystemView = {
  columns: [
    textColumn('FILE_FORMAT_CATALOG', 'o.database_name'),
    textColumn('FILE_FORMAT_SCHEMA', 'o.schema_name'),
    textColumn('FILE_FORMAT_NAME', 'o.name'),
    textColumn('FILE_FORMAT_OWNER', 'o.owner'),
    textColumn('FILE_FORMAT_TYPE', body('options.TYPE')),
    comment,
    ...lastChange,
  ],
  from: (scope) => objects("('file_format')", scope),
};

/** The views of INFORMATION_SCHEMA, by name. */
export const SYSTEM_VIEWS: Readonly<Record<string, SystemView>> = {
  TABLES,
  COLUMNS,
  SCHEMATA,
  DATABASES,
  VIEWS,
  STAGES,
  FILE_FORMATS,
  LOAD_HISTORY,
  ...OBJECT_VIEWS,
  ...PRIVILEGE_VIEWS,
  ...EMPTY_VIEWS,
};
