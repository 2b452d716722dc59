import { admit, announceWorkloads, slotUses, type Workload } from '@firn/jobs';
import * as fc from 'fast-check';
import { type Demand, rateSharesOf, sharesOf } from '../../../libs/jobs/src/line/shares.js';
import { newJob, startStore, type TestStore } from '../store.js';

const demand = fc.record({ used: fc.nat({ max: 50 }), waits: fc.boolean() });

describe('the shares of a cap in several shards', () => {
  it('go to where somebody waits', () => {
    expect(sharesOf(10, [{ used: 0, waits: false }])).toEqual([10]);
    const idle: Demand = { used: 0, waits: false };
    expect(sharesOf(10, [idle, idle])).toEqual([5, 5]);
    expect(sharesOf(10, [{ used: 4, waits: true }, idle])).toEqual([10, 1]);
    expect(
      sharesOf(10, [
        { used: 4, waits: true },
        { used: 3, waits: false },
      ]),
    ).toEqual([7, 3]);
    expect(
      sharesOf(10, [
        { used: 0, waits: true },
        { used: 0, waits: true },
      ]),
    ).toEqual([5, 5]);
  });

  it('are taken back as statements end, and given to nobody before', () => {
    expect(
      sharesOf(10, [
        { used: 10, waits: true },
        { used: 0, waits: true },
      ]),
    ).toEqual([5, 1]);
    expect(
      sharesOf(10, [
        { used: 7, waits: true },
        { used: 1, waits: true },
      ]),
    ).toEqual([5, 3]);
  });

  it('never let more be in flight than the cap, but for one in each shard', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(demand, { minLength: 1, maxLength: 8 }),
        (most, demands) => {
          const shares = sharesOf(most, demands);
          const may = shares.map((share, at) => Math.max(share, demands[at]?.used ?? 0));
          const inUse = demands.reduce((sum, { used }) => sum + used, 0);
          const ones = shares.filter((share, at) => share === 1 && demands[at]?.used === 0).length;
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
          expect(may.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(Math.max(most, inUse) + ones);
        },
      ),
    );
  });

  it('reach all of the cap in turns, when all wait in one shard', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 200 }), fc.integer({ min: 2, max: 8 }), (most, shards) => {
        const demands = Array.from({ length: shards }, (_, at) => ({ used: 0, waits: at === 0 }));
        expect(sharesOf(most, demands)[0]).toBe(most);
      }),
    );
  });

  it('of a rate leave a tenth of an equal part to where nobody waits', () => {
    expect(
      rateSharesOf(11, [
        { used: 0, waits: true },
        { used: 0, waits: false },
      ]),
    ).toEqual([10, 1]);
    expect(rateSharesOf(10, [{ used: 0, waits: false }])).toEqual([10]);
  });
});

const WORKLOAD: Workload = {
  ...{ tenant: 'default', profile: 'local', account: 'a', warehouse: 'a/w' },
  ...{ statements: 6, tenantStatements: null, warehouseStatements: null, writes: 4, tableWrites: 2 },
  ...{ statementsPerSecond: null, weight: 1 },
};

describe('a fleet with several shards', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await startStore(2);
  });
  afterEach(() => test.stop());

  const letOut = async () => {
    let count = 0;
    for (const shard of ['00', '01']) {
      for (let more = true; more; ) {
        const admission = await admit(test.redis, shard, 50);
        count += admission.admitted.length;
        more = admission.more;
      }
    }
    return count;
  };

  it('gives the whole cap to the shard in which all jobs wait', async () => {
    const announce = () => announceWorkloads(test.redis, 2, [WORKLOAD]);
    await announce();
    // The key decides on the shard.
    const ofOneShard: string[] = [];
    for (let key = 0; ofOneShard.length < 10; key += 1) {
      const job = newJob({}, { key: `k${key}` });
      if (test.store.newId(job).startsWith('job_01')) ofOneShard.push((await test.store.accept(job)).id);
    }
    expect(await letOut()).toBe(3);
    expect(await slotUses(test.redis, 2, [WORKLOAD])).toEqual(
      expect.arrayContaining([{ cap: 'profile:default/local', used: 3, most: 6, parked: 1 }]),
    );
    await announce();
    expect(await letOut()).toBe(3);
    await announce();
    expect(await letOut()).toBe(0);
    expect(await slotUses(test.redis, 2, [WORKLOAD])).toEqual(
      expect.arrayContaining([{ cap: 'profile:default/local', used: 6, most: 6, parked: 1 }]),
    );
  });
});
