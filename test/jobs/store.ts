import { type BatchId, JobRequest, type JobRequestInput } from '@firn/contract';
import {
  type Claimant,
  epochOfStep,
  type Intent,
  type Job,
  JobStore,
  type JobStoreOptions,
  type NewJob,
  stepId,
  stepName,
  type TrackedQuery,
} from '@firn/jobs';
import { Redis } from 'ioredis';
import { startRedis } from '../support/redis.js';

export interface TestStore {
  readonly store: JobStore;
  readonly redis: Redis;
  readonly url: string;
  /** Another one on the same Redis. */
  storeWith(options: Partial<JobStoreOptions>): JobStore;
  /** A connection that ends with the test. */
  connect(): Redis;
  stop(): Promise<void>;
}

export const KEEP_MS = 60_000;

/** A job store on a Redis of its own. */
export async function startStore(shards = 1, keepMs = KEEP_MS): Promise<TestStore> {
  const server = await startRedis();
  const connections: Redis[] = [];
  const connect = () => {
    const connection = new Redis(server.url, { maxRetriesPerRequest: null });
    connections.push(connection);
    return connection;
  };
  const redis = connect();
  const options = { shards, keepMs, keepResultMs: keepMs };
  return {
    redis,
    url: server.url,
    connect,
    store: new JobStore(redis, options),
    storeWith: (more) => new JobStore(redis, { ...options, ...more }),
    stop: async () => {
      for (const connection of connections) connection.disconnect();
      await server.stop();
    },
  };
}

export function newJob(
  request: Partial<JobRequestInput> = {},
  more: {
    readonly tenant?: string;
    readonly key?: string;
    readonly batch?: BatchId;
    readonly kind?: NewJob['kind'];
    readonly writing?: NewJob['writing'];
  } = {},
): NewJob {
  const sql = request.sql ?? 'select 1';
  return {
    tenant: more.tenant ?? 'default',
    request: JobRequest.parse({ profile: 'local', ...request, sql }),
    kind: more.kind ?? 'sql',
    writing: more.writing ?? null,
    plan: { kind: 'inline', text: JSON.stringify({ version: 1, kind: 'sql', text: sql, binds: [] }) },
    idempotencyKey: more.key ?? null,
    batch: more.batch ?? null,
  };
}

/** A job whose action the handler of this name has yet to build. */
export function handlerJob(handler: string, more: { readonly key?: string } = {}): NewJob {
  return {
    tenant: 'default',
    request: JobRequest.parse({ profile: 'local', handler, params: {} }),
    kind: 'handler',
    plan: { kind: 'inline', text: JSON.stringify({ kind: 'handler', handler, params: {} }) },
    idempotencyKey: more.key ?? null,
    batch: null,
  };
}

/** Comes by the submit or finish step that was added for `epoch`. */
export function claimant(kind: 'submit' | 'finish', id: string, epoch: number, worker = 'w1'): Claimant {
  const step = stepId(kind, id as Parameters<typeof stepId>[1], epoch);
  return { step: stepName(kind, step), epoch: epochOfStep(step), worker };
}

export const intent = (epoch: number, writes: boolean): Intent => ({
  epoch,
  requestId: `request-${epoch}`,
  sessionId: '1',
  tag: '{}',
  writes,
  atomic: true,
  worker: 'w1',
});

export const QUERY_ID = '01b2c3d4-0000-0000-0000-00000000000a';

/** As a tracker would watch it. */
export const trackedQuery = ({ id, tenant, profile, epoch, acceptedAt, deadlineAt }: Job): TrackedQuery => ({
  ...{ id, tenant, profile, queryId: QUERY_ID, epoch, writes: false, startedAt: acceptedAt, deadlineAt },
});
