import { holdLease, releaseLease } from '@firn/jobs';
import { until } from '../support/until.js';
import { startStore, type TestStore } from './store.js';

describe('a lease', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  it('has one holder, who may renew it, until it lapses or is given back', async () => {
    const hold = (holder: string, ttlMs = 60_000) => holdLease(test.redis, '00', 'sweeper', holder, ttlMs);
    expect(await hold('a')).toBe(true);
    expect(await hold('b')).toBe(false);
    expect(await hold('a')).toBe(true);
    await releaseLease(test.redis, '00', 'sweeper', 'b');
    expect(await hold('b')).toBe(false);
    await releaseLease(test.redis, '00', 'sweeper', 'a');
    expect(await hold('b', 1)).toBe(true);
    await until('the lease has lapsed', () => hold('a'));
    expect(await hold('b')).toBe(false);
  });
});
