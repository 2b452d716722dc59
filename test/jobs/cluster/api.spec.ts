import { JobView, Problem, shardOfJob } from '@firn/contract';
import { keysOf, newJobId } from '@firn/jobs';
import { call, startTestApi, type TestApi } from '../../api/support/api.js';
import { type ClusterNode, type RedisCluster, startRedisCluster } from '../../support/redis-cluster.js';
import { until } from '../../support/until.js';

jest.setTimeout(120_000);

const SHARDS = 16;

describe('the API on a Redis Cluster', () => {
  let cluster: RedisCluster;
  let api: TestApi;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    api = await startTestApi(cluster.url, { FIRN_SHARDS: String(SHARDS) });
  });
  afterAll(async () => {
    await api.close();
    await cluster.stop();
  });

  const submit = (key: string) =>
    call(api, 'POST', '/v1/jobs', {
      body: { profile: 'main', sql: 'select 1' },
      headers: { 'Idempotency-Key': key },
    });
  const ownerOf = (key: string) => cluster.ownerOf(keysOf(shardOfJob(newJobId('acme', key, SHARDS))).turns);
  /** A key whose job is on this node, or on any other one. */
  async function keyOn(node: ClusterNode, isThere: boolean, name: string): Promise<string> {
    for (let at = 0; ; at += 1)
      if (((await ownerOf(`${name}-${at}`)).port === node.port) === isThere) return `${name}-${at}`;
  }

  it('takes jobs of all shards, and tells whoever waits of a change, whichever node that comes from', async () => {
    expect((await call(api, 'GET', '/health/ready')).status).toBe(200);
    const jobs = await Promise.all(
      Array.from({ length: 24 }, async (_, at) => JobView.parse(await (await submit(`all-${at}`)).json())),
    );
    expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(['queued']));
    const waiting = jobs.map(({ id, version }) => call(api, 'GET', `/v1/jobs/${id}?wait=20000&version=${version}`));
    for (const { id } of jobs) expect((await call(api, 'POST', `/v1/jobs/${id}/cancel`)).status).toBeLessThan(300);
    const seen = await Promise.all(waiting.map(async (answer) => JobView.parse(await (await answer).json())));
    expect(new Set(seen.map(({ state }) => state))).toEqual(new Set(['cancelled']));
    const metrics = await (await call(api, 'GET', '/metrics')).text();
    expect(metrics).toContain('firn_jobs{tenant="acme",state="cancelled"} 24');
  });

  it('answers for the other shards while a master hangs, refuses those of that one at once, and takes them after the fail-over', async () => {
    const master = await cluster.masterBeside(await cluster.ownerOf('firn:{limit-key-acme}:requests'));
    const [there, elsewhere] = [await keyOn(master, true, 'hung'), await keyOn(master, false, 'living')];
    master.server.service.signal('SIGSTOP');
    const [refused, taken] = await Promise.all([submit(there), submit(elsewhere)]);
    expect(taken.status).toBe(202);
    expect(Problem.parse(await refused.json()).code).toBe('redis_unavailable');
    expect(refused.headers.get('retry-after')).not.toBeNull();
    await until('the job is taken', async () => (await submit(there)).status === 202);
    expect((await submit(there)).status).toBe(200);
    master.server.service.signal('SIGCONT');
  });
});
