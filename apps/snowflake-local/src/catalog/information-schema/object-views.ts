import { body, comment, lastChange, objects, RELATION_KINDS, type SystemView, yesNo } from './catalog-rows.js';
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
  from: (scope) =>
    `(SELECT o.*, unnest(CAST(json_extract(o.body, '$.keys') AS JSON[])) AS key FROM ${objects(RELATION_KINDS, scope)}) k`,
};

/** `(A NUMBER, B VARCHAR)` of what a function or procedure takes. */
const SIGNATURE = `'(' || array_to_string(list_transform(CAST(json_extract(o.body, '$.parameters') AS JSON[]), lambda p:
  json_extract_string(p, '$.name') || ' ' || CASE json_extract_string(p, '$.type.kind') WHEN 'fixed' THEN 'NUMBER' WHEN 'real' THEN 'FLOAT'
  WHEN 'text' THEN 'VARCHAR' ELSE upper(json_extract_string(p, '$.type.kind')) END), ', ') || ')'`;

const RETURNED = `CASE coalesce(${body('returns.kind')}, 'table') WHEN 'fixed' THEN 'NUMBER' WHEN 'real' THEN 'FLOAT' WHEN 'text' THEN 'VARCHAR' ELSE upper(coalesce(${body('returns.kind')}, 'table')) END`;

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
  FUNCTIONS: routines('FUNCTION'),
  PROCEDURES: routines('PROCEDURE'),
  ENABLED_ROLES,
};
