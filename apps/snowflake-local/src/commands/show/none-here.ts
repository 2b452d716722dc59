import { type Listing, listed } from './listing.js';

const none = (...columns: readonly string[]): Listing => ({ columns: listed(...columns), rows: () => [] });

const IN_SCHEMA = ['created_on:time', 'name', 'database_name', 'schema_name'] as const;
const POLICY = [...IN_SCHEMA, 'kind', 'owner', 'comment', 'owner_role_type', 'options'] as const;

const INTEGRATION = none('name', 'type', 'category', 'enabled', 'comment', 'created_on:time');
const GROUP = none(
  ...['region_group', 'snowflake_region', 'created_on:time', 'account_name', 'name', 'type', 'comment', 'is_primary'],
  ...['primary', 'object_types', 'allowed_integration_types', 'allowed_accounts', 'organization_name'],
  ...['account_locator', 'replication_schedule', 'secondary_state', 'next_scheduled_refresh:time', 'owner'],
);

/** Lists of what this server has none of, since it refuses to make it: clients that look around find nothing, by its columns. */
export const NONE_HERE: Readonly<Record<string, Listing>> = {
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
  'EXTERNAL FUNCTIONS': none(
    ...['created_on:time', 'name', 'schema_name', 'is_builtin', 'is_aggregate', 'is_ansi', 'min_num_arguments:number'],
    ...['max_num_arguments:number', 'arguments', 'description', 'catalog_name', 'is_table_function'],
    ...['valid_for_clustering', 'is_secure', 'is_external_function', 'language'],
  ),
  'SESSION POLICIES': none(...POLICY),
  'PASSWORD POLICIES': none(...POLICY),
  'AGGREGATION POLICIES': none(...POLICY),
  'PROJECTION POLICIES': none(...POLICY),
  'AUTHENTICATION POLICIES': none(...POLICY),
  'PACKAGES POLICIES': none(...POLICY),
  'PRIVACY POLICIES': none(...POLICY),
  'JOIN POLICIES': none(...POLICY),
  'FEATURE POLICIES': none(...POLICY),
  SECRETS: none(
    ...['created_on:time', 'name', 'schema_name', 'database_name', 'owner', 'comment', 'secret_type'],
    ...['oauth_scopes', 'owner_role_type'],
  ),
  'DATABASE ROLES': none(
    ...['created_on:time', 'name', 'is_default', 'is_current', 'is_inherited', 'granted_to_roles:number'],
    ...['granted_to_database_roles:number', 'granted_database_roles:number', 'owner', 'comment', 'owner_role_type'],
  ),
  'SECURITY INTEGRATIONS': INTEGRATION,
  'STORAGE INTEGRATIONS': INTEGRATION,
  'NOTIFICATION INTEGRATIONS': INTEGRATION,
  'API INTEGRATIONS': INTEGRATION,
  'CATALOG INTEGRATIONS': INTEGRATION,
  'EXTERNAL ACCESS INTEGRATIONS': INTEGRATION,
  INTEGRATIONS: INTEGRATION,
  'EXTERNAL VOLUMES': none('name', 'allow_writes', 'comment'),
  'NETWORK RULES': none(
    ...[...IN_SCHEMA, 'owner', 'comment', 'type', 'mode', 'entries_in_valuelist:number', 'owner_role_type'],
  ),
  'ICEBERG TABLES': none(
    ...[...IN_SCHEMA, 'owner', 'external_volume_name', 'catalog_name', 'iceberg_table_type', 'catalog_table_name'],
    ...['catalog_namespace', 'base_location', 'can_write_metadata', 'comment', 'owner_role_type'],
  ),
  'HYBRID TABLES': none(...IN_SCHEMA, 'owner', 'rows:number', 'bytes:number', 'comment', 'owner_role_type'),
  'REPLICATION DATABASES': none(
    ...['region_group', 'snowflake_region', 'created_on:time', 'account_name', 'name', 'comment', 'is_primary'],
    ...['primary', 'replication_allowed_to_accounts', 'failover_allowed_to_accounts', 'organization_name'],
    'account_locator',
  ),
  'REPLICATION GROUPS': GROUP,
  'FAILOVER GROUPS': GROUP,
  CONNECTIONS: none(
    ...['region_group', 'snowflake_region', 'created_on:time', 'account_name', 'name', 'comment', 'is_primary'],
    ...['primary', 'failover_allowed_to_accounts', 'connection_url', 'organization_name', 'account_locator'],
  ),
  'MANAGED ACCOUNTS': none(
    ...['account_name', 'cloud', 'region', 'account_locator', 'created_on:time', 'account_url'],
    ...['account_locator_url', 'is_reader', 'comment'],
  ),
  STREAMLITS: none(...IN_SCHEMA, 'title', 'comment', 'owner', 'query_warehouse', 'url_id', 'owner_role_type'),
  NOTEBOOKS: none(...IN_SCHEMA, 'comment', 'owner', 'query_warehouse', 'url_id', 'owner_role_type', 'code_warehouse'),
  'GIT REPOSITORIES': none(
    ...[...IN_SCHEMA, 'origin', 'api_integration', 'git_credentials', 'owner', 'owner_role_type', 'comment'],
    'last_fetched_at:time',
  ),
  'IMAGE REPOSITORIES': none(
    ...IN_SCHEMA,
    'repository_url',
    'owner',
    'owner_role_type',
    'comment',
    'privatelink_repository_url',
  ),
  'COMPUTE POOLS': none(
    ...['name', 'state', 'min_nodes:number', 'max_nodes:number', 'instance_family', 'num_services:number'],
    ...['num_jobs:number', 'auto_suspend_secs:number', 'auto_resume', 'active_nodes:number', 'idle_nodes:number'],
    ...['target_nodes:number', 'created_on:time', 'resumed_on:time', 'updated_on:time', 'owner', 'comment'],
    ...['is_exclusive', 'application', 'error_code', 'status_message'],
  ),
  MODELS: none(
    ...['created_on:time', 'name', 'model_type', 'database_name', 'schema_name', 'comment', 'owner'],
    ...['default_version_name', 'versions', 'aliases'],
  ),
  'SEMANTIC VIEWS': none(
    ...['created_on:time', 'name', 'kind', 'database_name', 'schema_name', 'comment', 'owner', 'owner_role_type'],
    'extension',
  ),
  APPLICATIONS: none(
    ...['created_on:time', 'name', 'is_default', 'is_current', 'source_type', 'source', 'owner', 'comment'],
    ...['version', 'label', 'patch:number', 'options', 'retention_time'],
  ),
  'APPLICATION PACKAGES': none(
    ...['created_on:time', 'name', 'is_default', 'is_current', 'distribution', 'owner', 'comment', 'retention_time'],
    ...['options', 'dropped_on:time', 'application_class'],
  ),
  'USER PROGRAMMATIC ACCESS TOKENS': none(
    ...['name', 'user_name', 'role_restriction', 'expires_at:time', 'status', 'comment', 'created_on:time'],
    ...['created_by', 'mins_to_bypass_network_policy_requirement:number', 'rotated_to'],
  ),
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
