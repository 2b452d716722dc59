import { randomUUID } from 'node:crypto';
import { type JobId, type JobRequestInput, readJob } from '@firn/contract';
import { beat, type Claimant, type Job, JobStore, lieDown, stepId, stepName, watch } from '@firn/jobs';
import { Redis } from 'ioredis';
import { z } from 'zod';

/** Jobs that are made at the same time. */
const LANES = 32;
const PROFILE = 'local';

const Reply = z.object({
  success: z.boolean(),
  message: z.string().nullish(),
  data: z.object({ token: z.string().optional(), queryId: z.string().optional() }).nullish(),
});

/** A session of the local Snowflake without the driver, whose submits cost more than what is measured here. */
export interface RawSession {
  /** Hands a statement over, asynchronously, and gives its query ID. */
  submit(sqlText: string, tag?: string): Promise<string>;
}

export async function rawSession(url: string, warehouse: string): Promise<RawSession> {
  const post = async (path: string, body: unknown, token?: string) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Snowflake Token="${token}"` }),
      },
      body: JSON.stringify(body),
    });
    const { success, message, data } = Reply.parse(await response.json());
    if (!success || !data) throw new Error(`${path} was refused: ${message}`);
    return data;
  };
  const where = `databaseName=FIRN&schemaName=PUBLIC&warehouse=${warehouse}`;
  const login = { data: { LOGIN_NAME: 'firn', PASSWORD: 'firn' } };
  const { token } = await post(`/session/v1/login-request?request_id=${randomUUID()}&${where}`, login);
  return {
    submit: async (sqlText, tag = '') => {
      const body = { sqlText, asyncExec: true, parameters: { QUERY_TAG: tag } };
      const { queryId } = await post(`/queries/v1/query-request?requestId=${randomUUID()}`, body, token);
      if (queryId === undefined) throw new Error('A statement got no query ID.');
      return queryId;
    },
  };
}

export interface InFlight {
  readonly id: JobId;
  readonly queryId: string;
}

/**
 * Jobs whose statements are in flight, as a worker leaves them that has died: their records are made by the scripts that a worker
 * uses, their statements run on the server under their tags. Faster than to send them through a worker one by one.
 *
 * To be called while no worker lives; the first one that comes takes them over.
 */
export async function leaveInFlight(
  server: { readonly redisUrl: string; readonly session: RawSession },
  count: number,
  requestOf: (at: number) => Pick<JobRequestInput, 'tags'> & { readonly sql: string },
): Promise<InFlight[]> {
  const redis = new Redis(server.redisUrl);
  const store = new JobStore(redis, { shards: 1, keepMs: 3_600_000, keepResultMs: 3_600_000 });
  const dead = `dead-${randomUUID()}`;
  const jobs: InFlight[] = [];
  try {
    await beat(redis, '00', dead, 3_600_000);
    let next = 0;
    const lane = async () => {
      for (let at = next++; at < count; at = next++) jobs.push(await leaveOne(requestOf(at)));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await lieDown(redis, '00', dead);
    return jobs;
  } finally {
    redis.disconnect();
  }

  async function leaveOne(given: ReturnType<typeof requestOf>): Promise<InFlight> {
    const { request, kind, encoded } = readJob({ profile: PROFILE, timeoutMs: 86_400_000, ...given });
    const { id } = await store.accept({
      tenant: 'default',
      request,
      kind,
      plan: { kind: 'inline', text: encoded },
      idempotencyKey: null,
      batch: null,
    });
    const by: Claimant = { step: stepName('submit', stepId('submit', id, 0)), epoch: 0, worker: dead };
    const claim = await store.claim(id, by);
    if (!claim.claimed) throw new Error(`The job ${id} could not be claimed.`);
    const queryId = await server.session.submit(given.sql, tagOf(claim.job));
    await store.recordQuery(claim.job, queryId);
    const { tenant, profile, epoch, deadlineAt, acceptedAt: startedAt } = claim.job;
    if (!(await watch(redis, { id, tenant, profile, queryId, epoch, writes: false, startedAt, deadlineAt }, dead)))
      throw new Error(`The job ${id} could not be watched.`);
    return { id, queryId };
  }
}

const tagOf = ({ tenant, id, epoch }: Job): string =>
  JSON.stringify({ app: 'firn', tenant, job: id, epoch, does: 'read' });
