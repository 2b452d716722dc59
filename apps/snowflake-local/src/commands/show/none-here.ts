import { type Listing, listed } from './listing.js';

const none = (...columns: readonly string[]): Listing => ({ columns: listed(...columns), rows: () => [] });

const IN_SCHEMA = ['created_on:time', 'name', 'database_name', 'schema_name'] as const;
const POLICY = [...IN_SCHEMA, 'kind', 'owner', 'comment', 'owner_role_type', 'options'] as const;

/** Lists of what this server has none of, since it refuses to make it: clients that look around find nothing, by its columns. */
export const NONE_HERE: Readonly<Record<string, Listing>> = {
  STREAMS: none(
    ...[...IN_SCHEMA, 'owner', 'comment', 'table_name', 'source_type', 'base_tables', 'type', 'stale', 'mode'],
    ...['stale_after:time', 'invalid_reason', 'owner_role_type'],
  ),
  TASKS: none(
    ...['created_on:time', 'name', 'id', 'database_name', 'schema_name', 'owner', 'comment', 'warehouse', 'schedule'],
    ...['predecessors', 'state', 'definition', 'condition', 'allow_overlapping_execution', 'error_integration'],
    ...['last_committed_on:time', 'last_suspended_on:time', 'owner_role_type', 'config', 'budget', 'task_relations'],
    ...['last_suspended_reason', 'success_integration', 'scheduling_mode', 'target_completion_interval'],
  ),
  PIPES: none(
    ...[...IN_SCHEMA, 'definition', 'owner', 'notification_channel', 'comment', 'integration', 'pattern'],
    ...['error_integration', 'owner_role_type', 'invalid_reason', 'kind'],
  ),
  ALERTS: none(
    ...[...IN_SCHEMA, 'owner', 'comment', 'warehouse', 'schedule', 'state', 'condition', 'action', 'owner_role_type'],
  ),
  'EXTERNAL TABLES': none(
    ...[...IN_SCHEMA, 'invalid', 'invalid_reason', 'owner', 'comment', 'stage', 'location', 'file_format_name'],
    ...['file_format_type', 'cloud', 'region', 'notification_channel', 'last_refreshed_on:time', 'table_format'],
    ...['last_refresh_details', 'owner_role_type'],
  ),
  'EVENT TABLES': none(...IN_SCHEMA, 'owner', 'comment', 'owner_role_type'),
  'MATERIALIZED VIEWS': none(
    ...['created_on:time', 'name', 'reserved', 'database_name', 'schema_name', 'cluster_by', 'rows:number'],
    ...['bytes:number', 'source_database_name', 'source_schema_name', 'source_table_name', 'refreshed_on:time'],
    ...['compacted_on:time', 'owner', 'invalid', 'invalid_reason', 'behind_by', 'comment', 'text', 'is_secure'],
    ...['automatic_clustering', 'owner_role_type', 'budget'],
  ),
  'EXTERNAL FUNCTIONS': none(
    ...['created_on:time', 'name', 'schema_name', 'is_builtin', 'is_aggregate', 'is_ansi', 'min_num_arguments:number'],
    ...['max_num_arguments:number', 'arguments', 'description', 'catalog_name', 'is_table_function'],
    ...['valid_for_clustering', 'is_secure', 'is_external_function', 'language'],
  ),
  'MASKING POLICIES': none(...POLICY),
  'ROW ACCESS POLICIES': none(...POLICY),
  'SESSION POLICIES': none(...POLICY),
  'PASSWORD POLICIES': none(...POLICY),
  'AGGREGATION POLICIES': none(...POLICY),
  'PROJECTION POLICIES': none(...POLICY),
  SECRETS: none(
    ...['created_on:time', 'name', 'schema_name', 'database_name', 'owner', 'comment', 'secret_type'],
    ...['oauth_scopes', 'owner_role_type'],
  ),
  'DATABASE ROLES': none(
    ...['created_on:time', 'name', 'is_default', 'is_current', 'is_inherited', 'granted_to_roles:number'],
    ...['granted_to_database_roles:number', 'granted_database_roles:number', 'owner', 'comment', 'owner_role_type'],
  ),
  INTEGRATIONS: none('name', 'type', 'category', 'enabled', 'comment', 'created_on:time'),
  'NETWORK POLICIES': none(
    ...['created_on:time', 'name', 'comment', 'entries_in_allowed_ip_list:number'],
    ...['entries_in_blocked_ip_list:number', 'entries_in_allowed_network_rules:number'],
    'entries_in_blocked_network_rules:number',
  ),
  'RESOURCE MONITORS': none(
    ...['name', 'credit_quota', 'used_credits', 'remaining_credits', 'level', 'frequency', 'start_time:time'],
    ...['end_time:time', 'notify_at', 'suspend_at', 'suspend_immediately_at', 'created_on:time', 'owner', 'comment'],
    'notify_users',
  ),
  SHARES: none(
    ...['created_on:time', 'kind', 'owner_account', 'name', 'database_name', 'to', 'owner', 'comment'],
    ...['listing_global_name', 'secure_objects_only'],
  ),
};
