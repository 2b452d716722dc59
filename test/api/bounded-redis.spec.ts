import { parseRedisUrl, serverOptions } from '@firn/jobs';
import { BoundedRedis } from '../../apps/api/src/store/bounded-redis.js';
import { startRedis } from '../support/redis.js';

/** Keeps Redis busy for so many milliseconds. */
const BUSY = `
local function now() local t = redis.call('TIME') return t[1] * 1000 + t[2] / 1000 end
local start = now()
while now() - start < tonumber(ARGV[1]) do end
return 1
`;

describe('BoundedRedis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  let redis: BoundedRedis;
  beforeAll(async () => {
    server = await startRedis();
    const address = parseRedisUrl(server.url);
    if (address.kind === 'cluster') throw new Error('A Redis of a test is one server.');
    redis = new BoundedRedis({ ...serverOptions(address), maxRetriesPerRequest: 1 }, 1_000);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('waits for a burst of slow commands that takes longer than the time-out', async () => {
    // As large as jobs are: Redis takes what fits into its buffer, answers it, and takes the next.
    const plan = 'x'.repeat(8_192);
    const replies = await Promise.all(Array.from({ length: 40 }, () => redis.eval(BUSY, 0, 50, plan)));
    expect(replies).toEqual(Array.from({ length: 40 }, () => 1));
  });

  it('waits for a burst of many tiny commands that Redis reads at once and is slow to run', async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, () => redis.eval(BUSY, 0, 60)));
    expect(replies).toHaveLength(40);
  });

  it('waits while Redis answers others, and for as long as a connection may be silent', async () => {
    const answer = redis.blpop('nothing-comes', 3);
    await expect(answer).resolves.toBeNull();
  });

  it('gives up all that is waiting once Redis is silent, and goes on when it is back', async () => {
    process.kill(server.pid, 'SIGSTOP');
    try {
      const asked = await Promise.allSettled([redis.ping(), redis.get('a'), redis.ping()]);
      expect(asked.map((one) => one.status === 'rejected' && one.reason)).toEqual(
        Array.from({ length: 3 }, () => expect.objectContaining({ name: 'RedisTimeout' })),
      );
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    expect(await redis.set('a', '1')).toBe('OK');
  });
});
