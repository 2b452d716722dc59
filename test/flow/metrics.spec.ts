import { createHash } from 'node:crypto';
import { FirnClient } from '@firn/client';
import { freePort } from '../../scripts/system/ports.js';
import { Faults } from '../support/faults.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

const TOKEN = 'a-token-for-the-metrics';

/** The value of one line of an exposition: `name{labels}`, labels in the order in which they stand. */
const sampleOf = (text: string, line: string): number | undefined => {
  const found = text.split('\n').find((each) => each.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length));
};

describe('the metrics', () => {
  let system: System;
  let client: FirnClient;
  let workerUrl: string;
  const headers = { authorization: `Bearer ${TOKEN}` };
  const read = async (url: string) => (await fetch(`${url}/metrics`, { headers })).text();
  beforeAll(async () => {
    const port = await freePort();
    system = await startSystem({
      workers: 1,
      faults: true,
      env: {
        FIRN_WORKER_HEALTH_PORT: String(port),
        FIRN_WORKER_ANSWER_MS: '500',
        FIRN_API_METRICS_SHA256: createHash('sha256').update(TOKEN).digest('hex'),
      },
    });
    workerUrl = `http://127.0.0.1:${port}`;
    client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
  });
  afterAll(() => system?.stop());

  it('of the API ask for their token, where there is one', async () => {
    const refused = await fetch(`${system.apiUrl}/metrics`);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: 'unauthorized', cure: expect.stringContaining('Bearer') });
    const wrong = await fetch(`${system.apiUrl}/metrics`, { headers: { authorization: `Bearer ${system.apiKey}` } });
    expect(wrong.status).toBe(401);
    const answer = await fetch(`${system.apiUrl}/metrics`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain');
  });

  it('tell of jobs that ended, how they ended, and what each step of them took', async () => {
    const good = await client.submit({ profile: LOCAL_PROFILE, sql: 'select 1 as A' });
    const bad = await client.submit({ profile: LOCAL_PROFILE, sql: 'select no_such_column' });
    await client.wait(good.id);
    await client.wait(bad.id);

    const api = await read(system.apiUrl);
    expect(sampleOf(api, 'firn_jobs{tenant="default",state="succeeded"}')).toBe(1);
    expect(sampleOf(api, 'firn_jobs{tenant="default",state="failed"}')).toBe(1);
    expect(sampleOf(api, 'firn_queue_age_seconds{tenant="default"}')).toBe(0);
    expect(sampleOf(api, 'firn_jobs_readable')).toBe(1);
    expect(sampleOf(api, 'firn_redis_bytes')).toBeGreaterThan(0);
    expect(sampleOf(api, 'firn_redis_bytes_per_job')).toBeGreaterThan(0);
    expect(sampleOf(api, 'firn_http_request_seconds_count{method="POST",route="/v1/jobs",status="202"}')).toBe(2);

    // A job ends with its record: what its worker counts comes after that.
    const worker = await until('the worker has counted both', async () => {
      const text = await read(workerUrl);
      const counted = [
        'firn_job_seconds_count{profile="local",state="succeeded"}',
        'firn_jobs_problem_total{profile="local",code="snowflake_error"}',
      ];
      const steps = Number(sampleOf(text, 'firn_step_seconds_count{step="submit",outcome="done"}'));
      return counted.every((line) => sampleOf(text, line) !== undefined) && steps >= 2 && text;
    });
    expect(sampleOf(worker, `firn_job_seconds_count{profile="local",state="succeeded"}`)).toBe(1);
    expect(sampleOf(worker, `firn_jobs_problem_total{profile="local",code="snowflake_error"}`)).toBe(1);
    expect(sampleOf(worker, 'firn_submit_seconds_count{profile="local",outcome="taken"}')).toBe(2);
    expect(sampleOf(worker, 'firn_step_seconds_count{step="submit",outcome="done"}')).toBeGreaterThanOrEqual(2);
    expect(sampleOf(worker, 'firn_result_rows_total{profile="local"}')).toBe(1);
    expect(sampleOf(worker, 'firn_redis_round_trip_seconds')).toBeGreaterThan(0);
    expect(sampleOf(worker, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(worker).toContain('firn_recovery_lag_seconds{duty=');
  });

  it('count each of the jobs that shared a query', async () => {
    const ended = async () =>
      sampleOf(await read(workerUrl), 'firn_job_seconds_count{profile="local",state="succeeded"}');
    const before = Number(await ended());
    // Nothing tells the worker that the query of the first has ended before the second one is there.
    const faults = new Faults(system.snowflake.url);
    await faults.hideEnd('/* shared */');
    const request = { profile: LOCAL_PROFILE, sql: 'select 3 /* shared */', singleFlight: true };
    const [first, second] = [await client.submit(request), await client.submit(request)];
    await faults.clear();
    await client.wait(first.id);
    expect(await client.wait(second.id)).toMatchObject({ state: 'succeeded', sharedFrom: first.id });
    await until('both are counted', async () => (await ended()) === before + 2);
  });

  it('tell how long a cancel took, and what runs meanwhile', async () => {
    const job = await client.submit({ profile: LOCAL_PROFILE, sql: 'call system$wait(60)' });
    await until('the query is tracked', async () => sampleOf(await read(workerUrl), 'firn_queries_tracked') === 1);
    const meanwhile = await read(workerUrl);
    expect(sampleOf(meanwhile, 'firn_queries_in_phase{profile="local",phase="running"}')).toBe(1);
    expect(sampleOf(meanwhile, 'firn_phase_seconds{profile="local",phase="running"}')).toBeGreaterThan(0);
    expect(sampleOf(meanwhile, 'firn_poll_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(sampleOf(meanwhile, 'firn_slots_used{cap="profile:default/local"}')).toBe(1);
    expect(sampleOf(meanwhile, 'firn_slots{cap="profile:default/local"}')).toBe(1_000);
    expect(sampleOf(meanwhile, 'firn_lines_parked{cap="profile:default/local"}')).toBe(0);
    await client.cancel(job.id);
    await client.wait(job.id);
    const worker = await until('the worker has counted the cancel', async () => {
      const text = await read(workerUrl);
      return sampleOf(text, 'firn_cancel_seconds_count{profile="local"}') !== undefined && text;
    });
    expect(sampleOf(worker, 'firn_cancel_seconds_count{profile="local"}')).toBe(1);
    expect(sampleOf(worker, 'firn_job_seconds_count{profile="local",state="cancelled"}')).toBe(1);
    await until('it is let go', async () => !(await read(workerUrl)).includes('firn_queries_in_phase{'));
  });

  it('tell what passes between a worker and Snowflake: sessions, status reads, renewed tokens, refused requests', async () => {
    const polls = async () => Number(sampleOf(await read(workerUrl), 'firn_status_polls_total{profile="local"}'));
    const job = await client.submit({ profile: LOCAL_PROFILE, sql: 'call system$wait(60)' });
    await until('the query is tracked', async () => sampleOf(await read(workerUrl), 'firn_queries_tracked') === 1);
    const before = await polls();
    const faults = new Faults(system.snowflake.url);
    await faults.set({ route: 'monitoring', phase: 'before', action: 'expire_token', times: 1 });
    await faults.set({ route: 'monitoring', phase: 'before', action: '503', times: 1 });
    await until('a status read, a renewal and a refusal are told', async () => {
      const text = await read(workerUrl);
      return (
        (await polls()) > before &&
        sampleOf(text, 'firn_token_renewals_total{profile="local"}') === 1 &&
        sampleOf(text, 'firn_snowflake_failed_exchanges_total{profile="local",status="503"}') === 1
      );
    });
    const text = await read(workerUrl);
    expect(sampleOf(text, 'firn_sessions_open{profile="local",purpose="control"}')).toBeGreaterThan(0);
    expect(sampleOf(text, 'firn_sessions_open{profile="local",purpose="shared"}')).toBeGreaterThan(0);
    expect(sampleOf(text, 'firn_result_bytes_total{profile="local",place="inline"}')).toBeGreaterThan(0);
    await client.cancel(job.id);
    await client.wait(job.id);
  });

  it('tell which account gets nothing, and that it does again', async () => {
    const breaker = async () => /^firn_breaker_open\{breaker="[^"]+"\} (\d)/m.exec(await read(workerUrl))?.[1];
    const faults = new Faults(system.snowflake.url);
    await faults.set({ route: 'query-request', phase: 'before', action: '503', match: { tag: '"job"' } });
    const jobs = await Promise.all(
      Array.from({ length: 8 }, () =>
        client.submit({ profile: LOCAL_PROFILE, sql: 'select 2 as B', retry: { attempts: 50 } }),
      ),
    );
    await until('the breaker is open', async () => (await breaker()) === '1');
    await faults.clear();
    for (const { id } of jobs) expect((await client.wait(id)).state).toBe('succeeded');
    await until('the breaker is gone', async () => (await breaker()) === undefined);
  });

  it('of the queue rise with what waits, and say so where Redis is away', async () => {
    await system.workers[0]?.stop();
    await client.submit({ profile: LOCAL_PROFILE, sql: 'select 1 as A' });
    const age = async () => Number(sampleOf(await read(system.apiUrl), 'firn_queue_age_seconds{tenant="default"}'));
    await until('the age of the queue', async () => (await age()) > 0.2);
    await system.redis.service.kill();
    const text = await read(system.apiUrl);
    expect(sampleOf(text, 'firn_jobs_readable')).toBe(0);
    expect(sampleOf(text, 'firn_redis_round_trip_seconds')).toBeNaN();
    expect(sampleOf(text, 'firn_redis_bytes_per_job')).toBeNaN();
    expect(text).not.toContain('firn_queue_age_seconds{');
  });

  it('of the local Snowflake tell of its queries and sessions', async () => {
    const text = await read(system.snowflake.url);
    expect(Number(sampleOf(text, 'snowflake_local_sessions_open'))).toBeGreaterThanOrEqual(0);
    expect(Number(sampleOf(text, 'snowflake_local_statements_total{status="SUCCESS"}'))).toBeGreaterThan(0);
  });
});
