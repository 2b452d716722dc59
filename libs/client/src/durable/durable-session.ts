import { type Connector, Session, UsageError } from '@firn/snowpark';
import { z } from 'zod';
import { FirnClient } from '../client.js';
import type { ConnectOptions } from '../transport.js';
import { DurableExecutor, type JobDefaults } from './durable-executor.js';

export interface DurableSessionOptions extends ConnectOptions, JobDefaults {
  /** A Snowflake profile of the key's tenant, by name. */
  readonly profile: string;
  /** Milliseconds without a job after which the server closes the session. Default four hours. */
  readonly idleTimeoutMs?: number;
}

/**
 * A session whose actions are jobs of the API: what it starts is finished, whatever happens to this process. Code over it is the
 * same as over a direct session. Close it, so that what it made on the way is dropped; forgotten, it closes when it was idle.
 *
 * @throws FirnProblem if the key or the profile is refused, FirnUnreachable if there is no API at the address.
 */
export async function durableSession(options: DurableSessionOptions): Promise<Session> {
  return new Session(await openExecutor(options));
}

async function openExecutor({
  profile,
  idleTimeoutMs,
  timeoutMs,
  tags,
  ...connection
}: DurableSessionOptions): Promise<DurableExecutor> {
  const client = new FirnClient(connection);
  const session = await client.openSession({ profile, ...(idleTimeoutMs !== undefined && { idleTimeoutMs }) });
  return new DurableExecutor(client, session, {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(tags !== undefined && { tags }),
  });
}

const Options = z.strictObject({
  url: z.url(),
  apiKey: z.string().min(1),
  profile: z.string().min(1),
  idleTimeoutMs: z.int().positive().exactOptional(),
  timeoutMs: z.int().positive().exactOptional(),
  retryMs: z.int().nonnegative().exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
});

/** For the builder: `Session.builder.using(jobApi).configs({ url, apiKey, profile }).create()`. */
export const jobApi: Connector = async (options) => {
  const parsed = Options.safeParse(options);
  if (parsed.success) return openExecutor(parsed.data);
  const [issue] = parsed.error.issues;
  throw new UsageError(
    'invalid_argument',
    `The option ${issue?.path.join('.') || ''}: ${issue?.message ?? 'is not valid'}.`,
  );
};
