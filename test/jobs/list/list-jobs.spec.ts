import { JobListQuery } from '@firn/contract';
import { claimant, newJob, startStore, type TestStore } from '../store.js';

describe('listing jobs', () => {
  let test: TestStore;
  const ids: string[] = [];
  beforeAll(async () => {
    test = await startStore(3);
    for (let at = 0; at < 120; at += 1) {
      const { id } = await test.store.accept(
        newJob({ profile: at % 2 === 0 ? 'even' : 'odd', tags: { third: String(at % 3) } }),
      );
      ids.push(id);
    }
    await test.store.accept(newJob({}, { tenant: 'other' }));
  });
  afterAll(() => test.stop());

  const page = (query: Record<string, string>) => test.store.list('default', JobListQuery.parse(query));

  async function all(query: Record<string, string>): Promise<string[]> {
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { jobs, cursor: next } = await page({ ...query, ...(cursor ? { cursor } : {}) });
      found.push(...jobs.map(({ id }) => id));
      cursor = next;
    }
    return found;
  }

  it('gives each job of the tenant once, newest first, over all shards', async () => {
    const found = await all({ limit: '7' });
    expect(found.toSorted()).toEqual(ids.toSorted());
    const times = await Promise.all(
      found.map(async (id) => (await test.store.find('default', id as never)).acceptedAt),
    );
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('holds all filters at once', async () => {
    const found = await all({ profile: 'even', tag: 'third:0', limit: '5' });
    expect(found.toSorted()).toEqual(ids.filter((_, at) => at % 6 === 0).sort());
    expect(await all({ profile: 'none' })).toEqual([]);
  });

  it('follows the state', async () => {
    const id = ids[3];
    if (id === undefined) throw new Error('no job');
    await test.store.claim(id as never, claimant('submit', id, 0));
    expect(await all({ state: 'submitting' })).toEqual([id]);
    expect(await all({ state: 'accepted', limit: '50' })).toHaveLength(119);
  });

  it('refuses a cursor of somebody else, by name', async () => {
    await expect(page({ cursor: 'abc' })).rejects.toMatchObject({
      problem: { code: 'invalid_request', path: 'query.cursor' },
    });
  });
});
