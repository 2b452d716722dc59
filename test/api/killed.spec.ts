import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobList, JobView } from '@firn/contract';
import { reconcile, StepQueues } from '@firn/jobs';
import { type Application, startApplication } from '../../scripts/system/apps.js';
import { startRedisGate } from '../support/redis-gate.js';
import { KEYS, writeAccessFiles } from './support/api.js';
import { useSetting } from './support/setting.js';

/** What BullMQ sends when it adds a step to the queue of submissions, and at no other time. */
const ADDING = ':submit:wait';

describe('an API that is killed between record and queue', () => {
  const setting = useSetting();
  const folder = mkdtempSync(join(tmpdir(), 'firn-killed-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Submits through an API of its own, which dies when the record is written and its step is on the way. */
  async function submitAndDie(key: string): Promise<JobView> {
    let api: Application | undefined;
    const gate = await startRedisGate(setting.redisUrl, {
      toRedis: (data) => {
        const isAdding = data.includes(ADDING);
        if (isAdding) api?.signal('SIGKILL');
        return isAdding;
      },
    });
    const env = {
      ...writeAccessFiles(folder),
      FIRN_API_PORT: '0',
      FIRN_DATA_DIR: join(folder, 'data'),
      FIRN_REDIS_URL: gate.url,
    };
    try {
      api = await startApplication('api', { env, logFolder: folder });
      const lost = fetch(`${api.url}/v1/jobs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify({ profile: 'main', sql: 'select 1' }),
      });
      await expect(lost).rejects.toThrow();
      await api.exited;
    } finally {
      await api?.stop();
      gate.close();
    }
    const { jobs } = JobList.parse(await (await setting.call('GET', '/v1/jobs?limit=1')).json());
    return JobView.parse(jobs[0]);
  }

  const queues = () =>
    new StepQueues({ connection: setting.worker.redis, shards: 1, onError: (error) => expect(error).toBeUndefined() });
  const waiting = async (id: string) =>
    (await queues().queue('submit', '00').getJobs(['waiting'])).filter(({ data }) => data.id === id).length;

  it('leaves a record, and the reconciler adds its step', async () => {
    const { id, state } = await submitAndDie(randomUUID());
    expect({ state, steps: await waiting(id) }).toEqual({ state: 'queued', steps: 0 });

    const { readded } = await reconcile(setting.worker.jobs, queues(), 0);
    expect(readded).toEqual([id]);
    expect(await waiting(id)).toBe(1);
    await setting.worker.succeed(id, [], []);
  });

  it('leaves a key under which another API adds the step at once', async () => {
    const key = randomUUID();
    const { id } = await submitAndDie(key);
    const again = await setting.call('POST', '/v1/jobs', {
      body: { profile: 'main', sql: 'select 1' },
      headers: { 'idempotency-key': key },
    });

    expect(again.status).toBe(200);
    expect(JobView.parse(await again.json())).toMatchObject({ id, state: 'queued' });
    expect(await waiting(id)).toBe(1);
  });
});
