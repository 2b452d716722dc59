import { gatherWrites } from '@firn/jobs';
import { Redis } from 'ioredis';
import { startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

describe('what is said to Redis in one turn of the event loop', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  let redis: Redis;
  let packets: number;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url, { retryStrategy: () => 10 });
    gatherWrites(redis);
    redis.on('connect', () => {
      const send = redis.stream._writev?.bind(redis.stream);
      redis.stream._writev = (...given) => {
        packets += 1;
        send?.(...given);
      };
    });
  });
  beforeEach(async () => {
    await redis.ping();
    packets = 0;
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('is sent together, in its order, with pipelines among it', async () => {
    const ones = Array.from({ length: 50 }, () => redis.incr('count'));
    const few = redis.pipeline().incr('count').incr('count').exec();
    expect(await Promise.all(ones)).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
    expect(await few).toEqual([
      [null, 51],
      [null, 52],
    ]);
    expect(packets).toBe(1);
  });

  it('is sent before more can come in: the next turn has a packet of its own', async () => {
    const first = [redis.incr('turns'), redis.incr('turns')];
    await new Promise((resolve) => setImmediate(resolve));
    const second = [redis.incr('turns'), redis.incr('turns')];
    expect(await Promise.all([...first, ...second])).toEqual([1, 2, 3, 4]);
    expect(packets).toBe(2);
  });

  it('is sent together over a new connection as well, and nothing of it is lost where the old one ends meanwhile', async () => {
    const cut = [redis.incr('cuts'), redis.incr('cuts')];
    redis.stream.destroy();
    expect(await Promise.all(cut)).toEqual([1, 2]);
    await until('a new connection', async () => redis.status === 'ready');
    packets = 0;
    expect(await Promise.all([redis.incr('cuts'), redis.incr('cuts')])).toEqual([3, 4]);
    expect(packets).toBe(1);
  });

  it('is sent where the connection is ended in the same turn', async () => {
    const last = new Redis(server.url);
    gatherWrites(last);
    await last.ping();
    const [said] = await Promise.all([last.set('said', 'yes'), last.quit()]);
    expect(said).toBe('OK');
    expect(await redis.get('said')).toBe('yes');
  });
});
