import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobView, Problem } from '@firn/contract';
import { JobStore } from '@firn/jobs';
import { Redis } from 'ioredis';
import { Capacity } from '../../apps/api/src/accept/capacity.js';
import { startRedis } from '../support/redis.js';
import { connectRedis } from '../support/redis-client.js';
import { until } from '../support/until.js';
import { KEYS, startTestApi, type TestApi } from './support/api.js';

const JOB = { profile: 'main', sql: 'select 1' };

describe('an API with room for few jobs', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let api: TestApi;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(() => api.close());
  afterAll(() => redis.stop());

  const send = (path: string, body: string, type: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': type, ...headers },
    });
  const post = (headers: Readonly<Record<string, string>> = {}) =>
    send('/v1/jobs', JSON.stringify(JOB), 'application/json', headers);

  it('refuses a job of a tenant with too many, says when to come again, and still knows what it has accepted', async () => {
    // All shards together take two; what the workers would take at once waits too, since there are none.
    api = await startTestApi(redis.url, { FIRN_API_TENANT_BYTES: '5000' });
    const key = { 'idempotency-key': 'once' };
    const first = JobView.parse(await (await post(key)).json());
    expect((await post()).status).toBe(202);
    const refused = await post();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(Problem.parse(await refused.json())).toMatchObject({
      code: 'queue_full',
      retryable: true,
      detail: expect.stringMatching(/bytes of jobs of the tenant acme wait to be run; at most 5000 may wait/),
    });
    const again = await post(key);
    expect(again.status).toBe(200);
    expect(JobView.parse(await again.json()).id).toBe(first.id);
  });

  it('ends a batch where it meets the bound, with an answer that says so', async () => {
    api = await startTestApi(redis.url, { FIRN_API_TENANT_BYTES: '9000' });
    const lines = Array.from({ length: 600 }, () => JSON.stringify(JOB)).join('\n');
    const response = await send('/v1/batches', lines, 'application/x-ndjson', { accept: 'application/x-ndjson' });
    expect(response.status).toBe(202);
    const answers = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.filter(({ id }) => id !== undefined).length).toBeGreaterThan(0);
    expect(answers.at(-1)).toMatchObject({ problem: { code: 'queue_full' } });
    expect(answers.length).toBeLessThan(600);
  });

  it.each([
    ['jobs', { FIRN_API_JOBS: '1' }, 'jobs have not ended'],
    ['disk', { FIRN_API_DISK_FREE_BYTES: '1000000000000' }, 'bytes free'],
  ])('refuses jobs of every tenant where there is no room for them: %s', async (_what, env, detail) => {
    api = await startTestApi(redis.url, env);
    const refused = await post();
    expect(refused.status).toBe(429);
    expect(Problem.parse(await refused.json())).toMatchObject({
      code: 'queue_full',
      detail: expect.stringContaining(detail),
    });
  });

  it('refuses jobs before Redis is full, while those that are there can still end', async () => {
    const control = new Redis(redis.url);
    try {
      await control.setrange('filler', 32 * 1024 * 1024, 'x');
      const used = Number(/^used_memory:(\d+)/m.exec(await control.info('memory'))?.[1]);
      const most = Math.floor(used / 0.95);
      await control.config('SET', 'maxmemory', String(most));
      api = await startTestApi(redis.url);
      const refused = await post();
      expect(refused.status).toBe(429);
      expect(Problem.parse(await refused.json()).detail).toContain(` bytes of ${most}: the jobs that are there`);
    } finally {
      await control.config('SET', 'maxmemory', '0');
      control.disconnect();
    }
  });

  it('tells jobs and lines of a batch alike that their plans cannot be put away, and takes small ones', async () => {
    api = await startTestApi(redis.url);
    const blobs = join(api.config.dataFolder, 'blobs');
    rmSync(blobs, { recursive: true, force: true });
    writeFileSync(blobs, 'a file where a folder should be');
    const large = JSON.stringify({ ...JOB, sql: `select '${'x'.repeat(100_000)}'` });
    const alone = await send('/v1/jobs', large, 'application/json');
    const refused = { code: 'storage_unavailable', retryable: true, detail: expect.stringMatching(/EEXIST|ENOTDIR/) };
    expect([alone.status, Problem.parse(await alone.json())]).toEqual([503, expect.objectContaining(refused)]);
    const lines = `${JSON.stringify(JOB)}\n${large}\n`;
    const batch = await send('/v1/batches', lines, 'application/x-ndjson');
    expect(await batch.json()).toMatchObject({
      lines: [
        { line: 1, duplicate: false },
        { line: 2, problem: refused },
      ],
    });
  });

  it('goes by no old look once a new one fails, and asks for the disk of a folder that is still to be made', async () => {
    const client = connectRedis(redis.url);
    const jobs = new JobStore(client, { shards: 1, keepMs: 60_000, keepResultMs: 60_000 });
    const root = mkdtempSync(join(tmpdir(), 'firn-capacity-'));
    let now = 0;
    const bounds = { jobs: 0, diskFreeBytes: 0, dataFolder: join(root, 'not', 'there') };
    const capacity = new Capacity({ jobs, redis: client }, bounds, () => now);
    try {
      expect(await capacity.fault()).toMatchObject({
        code: 'queue_full',
        detail: expect.stringContaining('FIRN_API_JOBS'),
      });
      writeFileSync(join(root, 'not'), 'a file');
      now += 2_000;
      expect(await capacity.fault()).toMatchObject({ code: 'queue_full' }); // looks again meanwhile
      await until('the disk is told of', () =>
        capacity.fault().then(
          () => false,
          (error) => /ENOTDIR/.test(String(error)),
        ),
      );
      rmSync(join(root, 'not'));
      expect(await capacity.fault()).toMatchObject({ code: 'queue_full' });
    } finally {
      client.disconnect();
      rmSync(root, { recursive: true });
    }
  });
});
