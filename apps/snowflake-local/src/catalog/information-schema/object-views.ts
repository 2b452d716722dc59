import { quoteText } from '../../types/duck-text.js';
import {
  body,
  comment,
  lastChange,
  objects,
  RELATION_KINDS,
  type SystemScope,
  type SystemView,
  typeName,
  yesNo,
} from './catalog-rows.js';
import { nullColumns, numberColumn, textColumn, timeColumn } from './view-column.js';

const SEQUENCES: SystemView = {
  columns: [
    textColumn('SEQUENCE_CATALOG', 'o.database_name'),
    textColumn('SEQUENCE_SCHEMA', 'o.schema_name'),
    textColumn('SEQUENCE_NAME', 'o.name'),
    textColumn('SEQUENCE_OWNER', 'o.owner'),
    textColumn('DATA_TYPE', "'NUMBER'"),
    numberColumn('NUMERIC_PRECISION', '19'),
    numberColumn('NUMERIC_PRECISION_RADIX', '10'),
    numberColumn('NUMERIC_SCALE', '0'),
    textColumn('START_VALUE', body('counter.start')),
    textColumn('MINIMUM_VALUE', "'-9223372036854775808'"),
    textColumn('MAXIMUM_VALUE', "'9223372036854775807'"),
    textColumn('INCREMENT', body('counter.step')),
    textColumn('CYCLE_OPTION', "'NO'"),
    ...lastChange,
    textColumn('ORDERED', yesNo(`${body('counter.ordered')} = 'true'`)),
    comment,
  ],
  from: (scope) => objects("('sequence')", scope),
};

const key = (field: string): string => `json_extract_string(k.key, '$.${field}')`;

const TABLE_CONSTRAINTS: SystemView = {
  columns: [
    textColumn('CONSTRAINT_CATALOG', 'k.database_name'),
    textColumn('CONSTRAINT_SCHEMA', 'k.schema_name'),
    textColumn('CONSTRAINT_NAME', key('name')),
    textColumn('TABLE_CATALOG', 'k.database_name'),
    textColumn('TABLE_SCHEMA', 'k.schema_name'),
    textColumn('TABLE_NAME', 'k.name'),
    textColumn(
      'CONSTRAINT_TYPE',
      `CASE ${key('kind')} WHEN 'primary' THEN 'PRIMARY KEY' WHEN 'unique' THEN 'UNIQUE' ELSE 'FOREIGN KEY' END`,
    ),
    ...['IS_DEFERRABLE', 'INITIALLY_DEFERRED', 'ENFORCED'].map((name) => textColumn(name, "'NO'")),
    ...nullColumns('COMMENT'),
    timeColumn('CREATED', 'k.created_on'),
    timeColumn('LAST_ALTERED', 'k.changed_on'),
    textColumn('RELY', "'NO'"),
  ],
  from: (scope) => keys(scope),
};

/** Every key of every table. */
const keys = (scope: SystemScope): string =>
  `(SELECT o.*, unnest(CAST(json_extract(o.body, '$.keys') AS JSON[])) AS key FROM ${objects(RELATION_KINDS, scope)}) k`;

const referred = "CAST(json_extract(k.key, '$.references.columns') AS VARCHAR[])";
const uniqueColumns = "CAST(json_extract(u.key, '$.columns') AS VARCHAR[])";

/** A key refers to a table as it was written: from the place of its own. */
const REFERENTIAL_CONSTRAINTS: SystemView = {
  columns: [
    textColumn('CONSTRAINT_CATALOG', 'k.database_name'),
    textColumn('CONSTRAINT_SCHEMA', 'k.schema_name'),
    textColumn('CONSTRAINT_NAME', key('name')),
    textColumn('UNIQUE_CONSTRAINT_CATALOG', 'u.database_name'),
    textColumn('UNIQUE_CONSTRAINT_SCHEMA', 'u.schema_name'),
    textColumn('UNIQUE_CONSTRAINT_NAME', "json_extract_string(u.key, '$.name')"),
    textColumn('MATCH_OPTION', "'FULL'"),
    textColumn('UPDATE_RULE', "'NO ACTION'"),
    textColumn('DELETE_RULE', "'NO ACTION'"),
    ...nullColumns('COMMENT'),
    timeColumn('CREATED', 'k.created_on'),
    timeColumn('LAST_ALTERED', 'k.changed_on'),
  ],
  from: (scope) =>
    `(SELECT *, CAST(json_extract(k.key, '$.references.table') AS VARCHAR[]) AS t FROM ${keys(scope)} WHERE ${key('kind')} = 'foreign') k
      LEFT JOIN (SELECT *, ${key('kind')} AS key_kind FROM ${keys(scope)} WHERE ${key('kind')} <> 'foreign') u
      ON u.name = k.t[-1] AND u.schema_name = coalesce(k.t[-2], k.schema_name) AND u.database_name = coalesce(k.t[-3], k.database_name)
      AND (${referred} = ${uniqueColumns} OR len(${referred}) = 0 AND u.key_kind = 'primary')`,
};

const INFORMATION_SCHEMA_CATALOG_NAME: SystemView = {
  columns: [textColumn('CATALOG_NAME', 'o.name')],
  from: ({ database }) => `_sf.objects o WHERE o.kind = 'database' AND o.name = ${quoteText(database)}`,
};

/** `(A NUMBER, B VARCHAR)` of what a function or procedure takes. */
const SIGNATURE = `'(' || array_to_string(list_transform(CAST(json_extract(o.body, '$.parameters') AS JSON[]), lambda p:
  json_extract_string(p, '$.name') || ' ' || ${typeName((field) => `json_extract_string(p, '$.type.${field}')`, 'VARCHAR')}), ', ') || ')'`;

const RETURNED = `CASE WHEN ${body('returns.kind')} IS NULL THEN 'TABLE' ELSE ${typeName((field) => body(`returns.${field}`), 'VARCHAR')} END`;

const routines = (word: 'FUNCTION' | 'PROCEDURE'): SystemView => ({
  columns: [
    textColumn(`${word}_CATALOG`, 'o.database_name'),
    textColumn(`${word}_SCHEMA`, 'o.schema_name'),
    textColumn(`${word}_NAME`, 'o.name'),
    textColumn(`${word}_OWNER`, 'o.owner'),
    textColumn('ARGUMENT_SIGNATURE', SIGNATURE),
    textColumn('DATA_TYPE', RETURNED),
    numberColumn('CHARACTER_MAXIMUM_LENGTH', body('returns.length')),
    numberColumn(
      'NUMERIC_PRECISION',
      `CASE ${body('returns.kind')} WHEN 'fixed' THEN ${body('returns.precision')} END`,
    ),
    numberColumn('NUMERIC_SCALE', `CASE ${body('returns.kind')} WHEN 'fixed' THEN ${body('returns.scale')} END`),
    textColumn(`${word}_LANGUAGE`, "'SQL'"),
    textColumn(`${word}_DEFINITION`, body('body')),
    ...lastChange,
    comment,
  ],
  from: (scope) => objects(`('${word.toLowerCase()}')`, scope),
});

const ENABLED_ROLES: SystemView = {
  columns: [textColumn('ROLE_NAME', 'o.name'), textColumn('ROLE_OWNER', 'o.owner')],
  from: () => "_sf.objects o WHERE o.kind = 'role'",
};

/** Views of what is no relation: sequences, keys, functions, roles. */
export const OBJECT_VIEWS: Readonly<Record<string, SystemView>> = {
  SEQUENCES,
  TABLE_CONSTRAINTS,
  REFERENTIAL_CONSTRAINTS,
  INFORMATION_SCHEMA_CATALOG_NAME,
  FUNCTIONS: routines('FUNCTION'),
  PROCEDURES: routines('PROCEDURE'),
  ENABLED_ROLES,
};
