import { z } from 'zod';

const Settings = z.object({
  /** Where the job API is, a key for it, and the profile that jobs run with. */
  FIRN_URL: z.url(),
  FIRN_KEY: z.string().min(1),
  FIRN_PROFILE: z.string().default('local'),
  /** What the worker in this process shares with the API. */
  FIRN_REDIS_URL: z.url(),
  FIRN_DATA_DIR: z.string().min(1),
  /** How Snowflake is reached. */
  SNOWFLAKE_ACCOUNT: z.string().default('local'),
  SNOWFLAKE_URL: z.url().optional(),
  SNOWFLAKE_USER: z.string().default('firn'),
  SNOWFLAKE_PASSWORD: z.string().default('firn'),
  PORT: z.coerce.number().int().default(0),
});
export type Settings = z.infer<typeof Settings>;

/** The environment, read once. @throws ZodError that names what is missing */
export const readSettings = (environment: NodeJS.ProcessEnv = process.env): Settings => Settings.parse(environment);

export const snowflakeOf = (settings: Settings) => ({
  account: settings.SNOWFLAKE_ACCOUNT,
  ...(settings.SNOWFLAKE_URL !== undefined && { accessUrl: settings.SNOWFLAKE_URL }),
  user: settings.SNOWFLAKE_USER,
  auth: { kind: 'password', password: settings.SNOWFLAKE_PASSWORD } as const,
  database: 'FIRN',
  schema: 'PUBLIC',
  warehouse: 'COMPUTE_WH',
});
