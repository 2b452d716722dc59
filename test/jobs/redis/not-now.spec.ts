import { keysOf, Script, UnreadableRecord } from '@firn/jobs';
import { newJob, startStore, type TestStore } from '../store.js';

describe('a Redis that takes no writes', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  it.each([
    ['NOREPLICAS', 'min-replicas-to-write', '1', '0'],
    ['OOM', 'maxmemory', '1', '0'],
  ])('says %s, which is no damage of a record', async (code, setting, value, before) => {
    const { id } = await test.store.accept(newJob());
    await test.redis.config('SET', setting, value);
    try {
      const refused = await test.store.accept(newJob({}, { key: code })).catch((error: unknown) => error);
      expect(refused).not.toBeInstanceOf(UnreadableRecord);
      expect(String(refused)).toContain(code);
    } finally {
      await test.redis.config('SET', setting, before);
    }
    expect(await test.store.cancel(id, 'somebody', null)).toMatchObject({ outcome: 'ended' });
  });

  it('runs no script without a key, and no key without a shard is one of ours', async () => {
    const script = new Script({ keys: ['...some'], lua: 'return #KEYS' });
    await expect(script.run(test.redis, { some: [] }, {})).rejects.toThrow('is given no key');
    expect(await script.run(test.redis, { some: [keysOf('00').turns, keysOf('00').later] }, {})).toBe(3);
  });
});
