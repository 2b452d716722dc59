import { body, objects, RELATION_KINDS, type SystemScope, type SystemView, yesNo } from './catalog-rows.js';
import { textColumn, timeColumn, type ViewColumn } from './view-column.js';

const REST: readonly ViewColumn[] = [
  textColumn('PRIVILEGE_TYPE', 'g.privilege'),
  textColumn('IS_GRANTABLE', yesNo('g.grantable')),
];
const GRANTEE: readonly ViewColumn[] = [
  textColumn('GRANTOR', 'g.grantor'),
  textColumn('GRANTEE', 'g.grantee'),
  textColumn('GRANTED_TO', 'g.granted_to'),
];
const CREATED = timeColumn('CREATED', 'g.created_on');

const KINDS_WITH_USAGE = "('sequence', 'file_format', 'stage', 'function', 'procedure')";
const KINDS = `('schema', ${[RELATION_KINDS, KINDS_WITH_USAGE].map((kinds) => kinds.slice(1, -1)).join(', ')})`;
/** As SHOW GRANTS calls a kind of object. */
const TYPE =
  "CASE WHEN o.kind IN ('permanent', 'transient', 'temporary') THEN 'TABLE' ELSE upper(replace(o.kind, '_', ' ')) END";

/** What is granted on objects of these kinds, and who owns them. */
function grants(kinds: string, scope: SystemScope): string {
  const on = `SELECT o.*, ${TYPE} AS type FROM ${objects(kinds, scope)}`;
  const given = `SELECT o.object_id, o.owner, o.created_on, ${body('privilege')} AS privilege, ${body('grantee.kind')} AS kind,
    ${body('grantee.name')} AS grantee, ${body('withGrantOption')} = 'true' AS grantable, CAST(${body('target')} AS BIGINT) AS target,
    ${body('isFuture')} = 'true' AS future, ${body('on')} AS type, ${body('path[0]')} AS database_name, ${body('path[1]')} AS schema_name
    FROM _sf.objects o WHERE o.kind = 'grant'`;
  const columns = 'o.database_name, o.schema_name, o.name, o.type';
  return `(SELECT ${columns}, NULL AS grantor, o.owner AS grantee, 'ROLE' AS granted_to, 'OWNERSHIP' AS privilege, true AS grantable, o.created_on FROM (${on}) o
    UNION ALL SELECT ${columns}, p.owner, p.grantee, upper(replace(p.kind, '_', ' ')), p.privilege, p.grantable, greatest(o.created_on, p.created_on)
    FROM (${on}) o JOIN (${given}) p ON CASE WHEN p.future THEN p.type = replace(o.type, ' ', '_') AND p.database_name = o.database_name
      AND coalesce(p.schema_name = o.schema_name, true) AND o.created_on >= p.created_on ELSE p.target = o.object_id END) g`;
}

const TABLE_PRIVILEGES: SystemView = {
  columns: [
    ...GRANTEE,
    textColumn('TABLE_CATALOG', 'g.database_name'),
    textColumn('TABLE_SCHEMA', 'g.schema_name'),
    textColumn('TABLE_NAME', 'g.name'),
    ...REST,
    textColumn('WITH_HIERARCHY', "'NO'"),
    CREATED,
  ],
  from: (scope) => grants(RELATION_KINDS, scope),
};

const onObjects = (from: SystemView['from']): SystemView => ({
  columns: [
    ...GRANTEE,
    textColumn('OBJECT_CATALOG', 'g.database_name'),
    textColumn('OBJECT_SCHEMA', 'g.schema_name'),
    textColumn('OBJECT_NAME', 'g.name'),
    textColumn('OBJECT_TYPE', 'g.type'),
    ...REST,
    CREATED,
  ],
  from,
});

const APPLICABLE_ROLES: SystemView = {
  columns: [
    textColumn('GRANTEE', 'a.grantee'),
    textColumn('ROLE_NAME', 'a.name'),
    textColumn('ROLE_OWNER', 'a.owner'),
    textColumn('IS_GRANTABLE', yesNo('a.grantable')),
  ],
  from: () =>
    `(SELECT h.grantee, r.name, r.owner, h.grantable FROM (SELECT name, owner FROM _sf.objects WHERE kind = 'role') r JOIN (${HOLDERS}) h ON h.role = r.name) a`,
};

/** Roles of users, the default one among them, and roles of roles. */
const HOLDERS = `SELECT o.name AS grantee, unnest(list_distinct(list_append(coalesce(CAST(json_extract(o.body, '$.roles') AS VARCHAR[]), []), ${body('defaultRole')}))) AS role,
    false AS grantable FROM _sf.objects o WHERE o.kind = 'user'
  UNION ALL SELECT ${body('grantee.name')}, ${body('path[0]')}, ${body('withGrantOption')} = 'true' FROM _sf.objects o
    WHERE o.kind = 'grant' AND ${body('on')} = 'ROLE' AND ${body('isFuture')} = 'false'`;

/** Views of who may do what. */
export const PRIVILEGE_VIEWS: Readonly<Record<string, SystemView>> = {
  TABLE_PRIVILEGES,
  OBJECT_PRIVILEGES: onObjects((scope) => grants(KINDS, scope)),
  USAGE_PRIVILEGES: onObjects(
    (scope) => `(SELECT * FROM ${grants(KINDS_WITH_USAGE, scope)} WHERE g.privilege IN ('USAGE', 'OWNERSHIP')) g`,
  ),
  APPLICABLE_ROLES,
};
