import { startRedis } from '../support/redis.js';
import { call, KEYS, startTestApi, type TestApi } from './support/api.js';

describe('http', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let api: TestApi;
  beforeAll(async () => {
    redis = await startRedis();
    api = await startTestApi(redis.url);
  });
  afterAll(async () => {
    await api?.close();
    await redis?.stop();
  });

  it('x', async () => {
    const accepted = await call(api, 'POST', '/v1/jobs', { body: { profile: 'main', sql: 'SELECT 1' } });
    const job = await accepted.json();
    console.log(accepted.status, accepted.headers, job);
    const batch = [
      JSON.stringify({ profile: 'main', sql: 'select 1' }),
      '{',
      JSON.stringify({ profile: 'other', sql: 'select 1' }),
      '',
      JSON.stringify({ profile: 'main', sql: 'use x' }),
    ].join('\n');
    for (const [method, path, options] of [
      ['GET', `/v1/jobs/${job.id}`, {}],
      ['GET', `/v1/jobs/${job.id}?wait=200`, {}],
      ['GET', `/v1/jobs/${job.id}`, { key: KEYS.globex }],
      ['GET', `/v1/jobs/${job.id}/history`, {}],
      ['GET', `/v1/jobs/${job.id}/result`, {}],
      ['GET', `/v1/jobs`, {}],
      ['POST', `/v1/jobs/${job.id}/cancel`, {}],
      ['POST', `/v1/jobs/${job.id}/cancel`, { body: { reason: 'x' } }],
      ['GET', `/v1/jobs/${job.id}/result`, {}],
      ['POST', `/v1/batches`, { body: batch, headers: { 'content-type': 'application/x-ndjson' } }],
      [
        'POST',
        `/v1/batches`,
        { body: batch, headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' } },
      ],
      ['POST', `/v1/sessions`, { body: { profile: 'main' } }],
    ] as const) {
      const r = await call(api, method, path, options);
      console.log(method, path, r.status, r.headers.get('content-type'), (await r.text()).slice(0, 1200));
    }
    console.log(api.log.slice(-12).join(''));
  });
});
