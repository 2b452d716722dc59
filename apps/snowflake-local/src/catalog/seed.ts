import type { CatalogEntry, DatabaseEntry, SchemaEntry, WarehouseEntry } from './entries.js';
import { INFORMATION_SCHEMA } from './names.js';

/** What the first start of a data folder makes, and the account that owns it. */
export interface Seed {
  readonly database: string;
  readonly schema: string;
  readonly warehouse: string;
  readonly role: string;
  readonly user: string;
  readonly password: string;
}

export const DEFAULT_SEED: Seed = {
  database: 'FIRN',
  schema: 'PUBLIC',
  warehouse: 'COMPUTE_WH',
  role: 'ACCOUNTADMIN',
  user: 'FIRN',
  password: 'firn',
};

const PUBLIC_ROLE = 'PUBLIC';
const SYSTEM_ROLES = ['SYSADMIN', 'SECURITYADMIN', 'USERADMIN', 'ORGADMIN'] as const;
const DEFAULT_CONCURRENCY = 8;
export const DEFAULT_STATEMENT_TIMEOUT_SECONDS = 172_800;

interface Made {
  readonly objectId: number;
  readonly owner: string;
  readonly createdOn: number;
}

/** The entries of a fresh account, in the order in which they are made. */
export function seedEntries(
  seed: Seed,
  passwordHash: string,
  nextObjectId: () => number,
  now: number,
): readonly CatalogEntry[] {
  const made = (): Made => ({ objectId: nextObjectId(), owner: seed.role, createdOn: now });
  const roles = [...new Set([seed.role, PUBLIC_ROLE, ...SYSTEM_ROLES])];
  const schemas = [...new Set([INFORMATION_SCHEMA, 'PUBLIC', seed.schema])];
  return [
    ...roles.map((name): CatalogEntry => ({ kind: 'role', name, comment: null, ...made() })),
    {
      kind: 'user',
      name: seed.user,
      loginName: seed.user,
      passwordHash,
      rsaPublicKey: null,
      rsaPublicKey2: null,
      defaultRole: seed.role,
      defaultWarehouse: seed.warehouse,
      defaultNamespace: `${seed.database}.${seed.schema}`,
      disabled: false,
      properties: {},
      comment: null,
      ...made(),
    },
    newWarehouse(seed.warehouse, made()),
    newDatabase(seed.database, made()),
    ...schemas.map((name) => newSchema(seed.database, name, made())),
  ];
}

export const newDatabase = (name: string, made: Made): DatabaseEntry => ({
  kind: 'database',
  name,
  comment: null,
  transient: false,
  retentionDays: 1,
  parameters: {},
  ...made,
});

export const newSchema = (database: string, name: string, made: Made): SchemaEntry => ({
  kind: 'schema',
  database,
  name,
  comment: name === INFORMATION_SCHEMA ? 'Views describing the contents of schemas in this database' : null,
  transient: false,
  retentionDays: 1,
  parameters: {},
  ...made,
});

export const newWarehouse = (name: string, made: Made): WarehouseEntry => ({
  kind: 'warehouse',
  name,
  comment: null,
  size: 'X-Small',
  state: 'STARTED',
  maxConcurrencyLevel: DEFAULT_CONCURRENCY,
  autoSuspend: 600,
  autoResume: true,
  statementTimeout: DEFAULT_STATEMENT_TIMEOUT_SECONDS,
  statementQueuedTimeout: 0,
  properties: {},
  ...made,
});
