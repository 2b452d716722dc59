import type { StoredRelation, TableEntry, ViewEntry } from '../../catalog/entries.js';
import { parseQuery } from '../../parse/parse.js';
import { namedObject } from '../ddl/required.js';
import type { StatementContext } from '../statement-context.js';
import { liesIn, withDropped } from './history.js';
import { type ListedRow, type Listing, listed, onOff, type ShowScope, schemasIn, sorted, yesNo } from './listing.js';

const relationsIn = (scope: ShowScope, context: StatementContext): readonly StoredRelation[] =>
  schemasIn(scope, context).flatMap((schema) => sorted(context.catalog.relations(schema)));

const KINDS = { permanent: 'TABLE', transient: 'TRANSIENT', temporary: 'TEMPORARY' } as const;

const TERSE = ['created_on', 'name', 'kind', 'database_name', 'schema_name'] as const;

const LIVE_TABLES: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'database_name',
    'schema_name',
    'kind',
    'comment',
    'cluster_by',
    'rows:number',
    'bytes:number',
    'owner',
    'retention_time',
    'automatic_clustering',
    'change_tracking',
    'search_optimization',
    'search_optimization_progress:number',
    'search_optimization_bytes:number',
    'is_external',
    'enable_schema_evolution',
    'owner_role_type',
    'is_event',
    'budget',
    'is_hybrid',
    'is_iceberg',
    'is_dynamic',
    'is_immutable',
  ),
  terse: TERSE,
  rows: (scope, context) =>
    relationsIn(scope, context)
      .filter((relation): relation is TableEntry => relation.kind !== 'view')
      .map(tableRow),
};

export const TABLES: Listing = withDropped(
  LIVE_TABLES,
  'retention_time',
  (entry, scope): entry is TableEntry => 'columns' in entry && liesIn(entry, scope),
  (table) => tableRow(table),
);

function tableRow(table: TableEntry): ListedRow {
  const { name, database, schema, kind, comment, clusterBy, owner, retentionDays, changeTracking, schemaEvolution } =
    table;
  return {
    name,
    computed: { at: 7, sql: `SELECT count(*) FROM ${table.duckName}` },
    cells: [
      ...[new Date(table.createdOn), name, database, schema, KINDS[kind], comment ?? '', clusterBy ?? '', null, null],
      ...[owner, String(retentionDays), 'OFF', onOff(changeTracking), 'OFF', null, null, 'N', yesNo(schemaEvolution)],
      ...['ROLE', 'N', null, 'N', 'N', yesNo(table.dynamic !== undefined), 'N'],
    ],
  };
}

export const VIEWS: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'reserved',
    'database_name',
    'schema_name',
    'owner',
    'comment',
    'text',
    'is_secure',
    'is_materialized',
    'owner_role_type',
    'change_tracking',
    'kind',
  ),
  terse: TERSE,
  rows: (scope, context) =>
    relationsIn(scope, context)
      .filter((relation): relation is ViewEntry => relation.kind === 'view')
      .map(({ createdOn, name, database, schema, owner, comment, statement, secure, materialized }) => ({
        name,
        cells: [
          ...[new Date(createdOn), name, '', database, schema, owner, comment ?? '', statement],
          ...[
            String(secure),
            String(materialized === true),
            'ROLE',
            'OFF',
            materialized ? 'MATERIALIZED_VIEW' : 'VIEW',
          ],
        ],
      })),
};

export const MATERIALIZED_VIEWS: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'reserved',
    'database_name',
    'schema_name',
    'cluster_by',
    'rows:number',
    'bytes:number',
    'source_database_name',
    'source_schema_name',
    'source_table_name',
    'refreshed_on:time',
    'compacted_on:time',
    'owner',
    'invalid',
    'invalid_reason',
    'behind_by',
    'comment',
    'text',
    'is_secure',
    'automatic_clustering',
    'owner_role_type',
    'budget',
  ),
  rows: (scope, context) =>
    relationsIn(scope, context)
      .filter((relation): relation is ViewEntry => relation.kind === 'view' && relation.materialized === true)
      .map((view) => {
        const source = sourceOf(view, context);
        const createdOn = new Date(view.createdOn);
        return {
          name: view.name,
          cells: [
            ...[createdOn, view.name, '', view.database, view.schema, view.clusterBy ?? '', null, null],
            ...[source?.database ?? '', source?.schema ?? '', source?.name ?? '', createdOn, createdOn],
            ...[view.owner, 'false', null, '0s', view.comment ?? '', view.statement, String(view.secure)],
            ...[onOff(view.clusterBy !== undefined), 'ROLE', null],
          ],
        };
      }),
};

/** The one table of a materialized view; undefined once it is gone. */
function sourceOf(view: ViewEntry, context: StatementContext): StoredRelation | undefined {
  const { body } = parseQuery(view.text);
  const [source] = body.kind === 'select' ? body.from : [];
  if (source?.kind !== 'table') return undefined;
  const session = { ...context.session, database: view.database, schema: view.schema };
  const named = namedObject(source.name, { ...context, session }, 'SHOW MATERIALIZED VIEWS');
  const found = context.catalog.relation(named);
  return found === undefined || found.kind === 'system' ? undefined : found;
}

export const OBJECTS: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'database_name',
    'schema_name',
    'kind',
    'comment',
    'cluster_by',
    'rows:number',
    'bytes:number',
    'owner',
    'retention_time',
    'owner_role_type',
    'budget',
    'is_hybrid',
    'is_dynamic',
    'is_iceberg',
  ),
  terse: TERSE,
  rows: (scope, context) =>
    relationsIn(scope, context).map((relation) => {
      const { createdOn, name, database, schema, kind, comment, owner } = relation;
      const isView = relation.kind === 'view';
      // Whether a table is transient or temporary, SHOW TABLES alone tells: dbt takes any other word for an external table.
      const shownKind = kind === 'view' ? 'VIEW' : 'TABLE';
      return {
        name,
        ...(isView ? {} : { computed: { at: 7, sql: `SELECT count(*) FROM ${relation.duckName}` } }),
        cells: [
          ...[new Date(createdOn), name, database, schema, shownKind, comment ?? ''],
          ...[isView ? '' : (relation.clusterBy ?? ''), null, null, owner],
          ...[isView ? '1' : String(relation.retentionDays), 'ROLE', null, 'N'],
          ...[yesNo(!isView && relation.dynamic !== undefined), 'N'],
        ],
      };
    }),
};

export const DYNAMIC_TABLES: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'database_name',
    'schema_name',
    'cluster_by',
    'rows:number',
    'bytes:number',
    'owner',
    'target_lag',
    'refresh_mode',
    'refresh_mode_reason',
    'warehouse',
    'comment',
    'text',
    'automatic_clustering',
    'scheduling_state',
    'last_suspended_on:time',
    'is_clone',
    'is_replica',
    'data_timestamp:time',
    'owner_role_type',
  ),
  terse: TERSE.filter((name) => name !== 'kind'),
  rows: (scope, context) =>
    relationsIn(scope, context).flatMap((relation): readonly ListedRow[] => {
      if (relation.kind === 'view' || relation.dynamic === undefined) return [];
      const { createdOn, name, database, schema, clusterBy, owner, comment, dynamic } = relation;
      const { targetLag, warehouse, statement, state, suspendedOn, refreshedOn } = dynamic;
      const isAuto = dynamic.refreshMode === 'AUTO';
      return [
        {
          name,
          computed: { at: 5, sql: `SELECT count(*) FROM ${relation.duckName}` },
          cells: [
            ...[new Date(createdOn), name, database, schema, clusterBy ?? '', null, null, owner, targetLag],
            ...[isAuto ? 'FULL' : dynamic.refreshMode, isAuto ? 'a refresh computes all rows' : null, warehouse],
            ...[comment ?? '', statement, 'OFF', state, suspendedOn === null ? null : new Date(suspendedOn)],
            ...['false', 'false', refreshedOn === null ? null : new Date(refreshedOn), 'ROLE'],
          ],
        },
      ];
    }),
};
