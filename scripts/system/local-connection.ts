/** How the default user of a local Snowflake connects: options of a direct session, and the heart of a profile. */
export const localConnection = (accessUrl: string) => ({
  accessUrl,
  account: 'local',
  user: 'firn',
  auth: { kind: 'password', password: 'firn' } as const,
  role: 'ACCOUNTADMIN',
  warehouse: 'COMPUTE_WH',
  database: 'FIRN',
  schema: 'PUBLIC',
});
