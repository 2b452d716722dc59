import { problem } from '@firn/contract';
import { heedClock, keysOf } from '@firn/jobs';
import { claimant, newJob, startStore, type TestStore } from './store.js';

describe('the clock of Redis', () => {
  const HOUR_MS = 3_600_000;
  const keys = keysOf('00');
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  /** As if it had been an hour later until now. */
  async function setBack(): Promise<void> {
    await test.redis.set(keys.clock, (await test.store.now()) + HOUR_MS);
  }

  it('brings what waits for its time forward where it was set back, and leaves what is due and deadlines as they are', async () => {
    const { redis, store } = test;
    expect(await heedClock(redis, '00')).toBe(0);
    const { id } = await store.accept(newJob());
    const claim = await store.claim(id, claimant('submit', id, 0));
    if (!claim.claimed) throw new Error('It was not claimed.');
    await store.putBack(claim.job, {
      delayMs: HOUR_MS + 500,
      problem: problem('snowflake_unavailable', { detail: 'It is away.' }),
      unresolved: 'none',
    });
    const deadline = await redis.zscore(keys.deadlines, id);
    await redis.zadd(keys.wishes, 0, id);
    const open = { failures: 5, opened: 1, till: (await store.now()) + HOUR_MS + 500, since: 1 };
    await redis.hset(keys.breakers, 'account', JSON.stringify(open), 'damaged', '{');
    await setBack();
    expect(await heedClock(redis, '00')).toBeGreaterThan(HOUR_MS - 10_000);
    expect(Number(await redis.zscore(keys.later, id)) - (await store.now())).toBeLessThan(2_000);
    expect(Number(await redis.zscore(keys.reconcile, id))).toBeLessThanOrEqual(await store.now());
    expect(await redis.zscore(keys.wishes, id)).toBe('0');
    const { till } = JSON.parse((await redis.hget(keys.breakers, 'account')) ?? '') as { till: number };
    expect(till - (await store.now())).toBeLessThan(2_000);
    expect(await redis.zscore(keys.deadlines, id)).toBe(deadline);
    expect(await heedClock(redis, '00')).toBe(0);
  });

  it('is put right by a second without anybody noticing', async () => {
    const { redis, store } = test;
    await redis.zadd(keys.later, (await store.now()) + 60_000, 'line default/local/read');
    const before = await redis.zscore(keys.later, 'line default/local/read');
    await redis.set(keys.clock, (await store.now()) + 1_000);
    expect(await heedClock(redis, '00')).toBe(0);
    expect(await redis.zscore(keys.later, 'line default/local/read')).toBe(before);
  });
});
