import { type Listing, listed, sorted, yesNo } from './listing.js';

export const WAREHOUSES: Listing = {
  columns: listed(
    'name',
    'state',
    'type',
    'size',
    'min_cluster_count:number',
    'max_cluster_count:number',
    'started_clusters:number',
    'running:number',
    'queued:number',
    'is_default',
    'is_current',
    'auto_suspend:number',
    'auto_resume',
    'available',
    'provisioning',
    'quiescing',
    'other',
    'created_on:time',
    'resumed_on:time',
    'updated_on:time',
    'owner',
    'comment',
    'enable_query_acceleration',
    'query_acceleration_max_scale_factor:number',
    'resource_monitor',
    'actives:number',
    'pendings:number',
    'failed:number',
    'suspended:number',
    'uuid',
    'scaling_policy',
    'budget',
    'owner_role_type',
    'max_concurrency_level:number',
  ),
  rows: (_scope, { catalog, session }, { engine }) => {
    const preferred = catalog.user(session.user)?.defaultWarehouse;
    return sorted(catalog.warehouses()).map((warehouse) => {
      const { name, state, size, autoSuspend, autoResume, createdOn, owner, comment, objectId, properties } = warehouse;
      const started = state === 'STARTED' ? 1 : 0;
      const made = new Date(createdOn);
      const { running, queued } = engine.warehouses.load(name);
      return {
        name,
        cells: [
          ...[name, state, properties.WAREHOUSE_TYPE ?? 'STANDARD', size, 1, 1, started, running, queued],
          ...[yesNo(preferred === name), yesNo(session.warehouse === name), autoSuspend, String(autoResume)],
          ...[started === 1 ? '100' : '', '', '', '', made, made, made, owner, comment ?? '', 'false', 8, 'null'],
          ...[null, null, null, null, String(objectId), 'STANDARD', null, 'ROLE', warehouse.maxConcurrencyLevel],
        ],
      };
    });
  },
};

export const ROLES: Listing = {
  columns: listed(
    'created_on:time',
    'name',
    'is_default',
    'is_current',
    'is_inherited',
    'assigned_to_users:number',
    'granted_to_roles:number',
    'granted_roles:number',
    'owner',
    'comment',
  ),
  rows: (_scope, { catalog, session }) => {
    const preferred = catalog.user(session.user)?.defaultRole;
    const users = catalog.users();
    const granted = catalog.grants().filter(({ on }) => on === 'ROLE');
    return sorted(catalog.roles()).map(({ createdOn, name, owner, comment, objectId }) => ({
      name,
      cells: [
        ...[new Date(createdOn), name, yesNo(preferred === name), yesNo(session.role === name), 'N'],
        users.filter(({ roles, defaultRole }) => defaultRole === name || roles?.includes(name) === true).length,
        granted.filter(({ target }) => target === objectId).length,
        granted.filter(({ grantee }) => grantee.kind === 'role' && grantee.name === name).length,
        ...[owner, comment ?? ''],
      ],
    }));
  },
};
