/** Options of a direct session on a local Snowflake, as its default user. */
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
