import { Health } from '@firn/contract';
import { Redis } from 'ioredis';
import { startRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { call, startTestApi } from './support/api.js';

/** Two cores that many suites share can make a test slow; none of them measures time. */
jest.setTimeout(60_000);

const TASK = 'listen for changes of jobs';

it('a background task that Redis refuses is logged once, shown and tried again until it works, and requests are served', async () => {
  const redis = await startRedis();
  const administrator = new Redis(redis.url);
  await administrator.call('ACL', 'SETUSER', 'default', '-subscribe', '-psubscribe', '-ssubscribe');
  const api = await startTestApi(redis.url);
  try {
    const checks = async () => Health.parse(await (await call(api, 'GET', '/health/ready')).json()).checks;
    await until('health shows the task', async () => (await checks())[TASK] === 'failing');
    expect((await call(api, 'POST', '/v1/jobs', { body: { profile: 'main', sql: 'select 1' } })).status).toBe(202);

    await administrator.call('ACL', 'SETUSER', 'default', '+subscribe', '+psubscribe', '+ssubscribe');
    await until('health shows that it works', async () => (await checks())[TASK] === undefined);
    const told = api.log.map((line) => JSON.parse(line)).filter(({ task }) => task === TASK);
    expect(told.map(({ msg }) => msg)).toEqual([
      'a background task failed and is tried again',
      'the background task succeeded',
    ]);
    expect(told[0].err.message).toMatch(/NOPERM/);
  } finally {
    administrator.disconnect();
    await api.close();
    await redis.stop();
  }
});
