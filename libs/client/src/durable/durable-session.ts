import { RETRY_ON } from '@firn/contract';
import { type Connector, Session } from '@firn/snowpark';
import {
  DELIVERIES,
  duration,
  FLAG,
  FULL_TEXT,
  listOf,
  optionsOf,
  type ReadersOf,
  recordOf,
  required,
  signature,
  TEXT,
  whole,
  word,
} from '@firn/snowpark/internal';
import { FirnClient } from '../client.js';
import { CONNECT_READERS, type ConnectOptions } from '../transport.js';
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
 * @throws UsageError for an option that is wrong or unknown, FirnProblem if the key or the profile is refused, FirnUnreachable if there is no API at the address.
 *
 * @example
 * ```ts
 * import { durableSession } from '@firn/client';
 * import { col, sum } from '@firn/snowpark';
 *
 * await using nightly = await durableSession({ url, apiKey, profile: 'local', tags: { run: 'nightly' } });
 * const totals = nightly.table('orders').groupBy('region').agg(sum(col('amount')).as('total'));
 * console.log(await totals.count()); // → 2
 * ```
 */
export function durableSession(options: DurableSessionOptions): Promise<Session>;
export async function durableSession(...given: readonly unknown[]): Promise<Session> {
  const [options] = DURABLE_SESSION.read(given);
  return new Session(await openExecutor(options));
}

/** Opens the session on the server. */
export async function openExecutor(options: DurableSessionOptions): Promise<DurableExecutor> {
  const { connection, idleTimeoutMs, ...rest } = partsOf(options);
  const { profile, ...defaults } = rest;
  const client = new FirnClient(connection);
  const session = await client.openSession({ profile, ...(idleTimeoutMs !== undefined && { idleTimeoutMs }) });
  return new DurableExecutor(client, session, defaults);
}

/** How the API is reached, and the rest. */
export function partsOf({
  url,
  apiKey,
  retryMs,
  fetch,
  ...session
}: DurableSessionOptions): Omit<DurableSessionOptions, keyof ConnectOptions> & { readonly connection: ConnectOptions } {
  const connection = { url, apiKey, ...(retryMs !== undefined && { retryMs }), ...(fetch !== undefined && { fetch }) };
  return { ...session, connection };
}

/**
 * For the builder: `Session.builder.using(jobApi).configs({ url, apiKey, profile }).create()`.
 *
 * @example
 * ```ts
 * import { jobApi } from '@firn/client';
 * import { Session } from '@firn/snowpark';
 *
 * await using built = await Session.builder.using(jobApi).configs({ url, apiKey, profile: 'local' }).create();
 * console.log(await built.table('orders').count()); // → 3
 * ```
 */
export const jobApi: Connector = async (...given) => openExecutor(...JOB_API.read(given));

export const DURABLE_OPTIONS = optionsOf(
  {
    ...CONNECT_READERS,
    profile: FULL_TEXT,
    idleTimeoutMs: duration(1_000),
    timeoutMs: duration(1),
    tags: recordOf(TEXT),
    delivery: word(DELIVERIES),
    retry: optionsOf({
      attempts: whole(1, 100),
      backoffMs: duration(0),
      longestBackoffMs: duration(0),
      on: listOf(word(RETRY_ON)),
    }),
    queueTimeoutMs: duration(100),
    runTimeoutMs: duration(100),
    priority: whole(-10, 10),
    orderKey: FULL_TEXT,
    singleFlight: FLAG,
  } satisfies ReadersOf<DurableSessionOptions>,
  'url',
  'apiKey',
  'profile',
);

const DURABLE_SESSION = signature('durableSession', required('options', DURABLE_OPTIONS));
const JOB_API = signature('jobApi', required('options', DURABLE_OPTIONS));
