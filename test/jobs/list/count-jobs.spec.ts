import type { JobId } from '@firn/contract';
import { until } from '../../support/until.js';
import { claimant, newJob, startStore, type TestStore } from '../store.js';

describe('counting jobs', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  const count = async (tenant: string) => (await test.store.counts([tenant]))[0];
  const waits = (tenant: string) =>
    until('somebody waits for a worker', async () => ((await count(tenant))?.waitingMs ?? 0) > 0);
  const take = (id: JobId) => test.store.claim(id, claimant('submit', id, 0));

  it.each([
    ['of an order key', 'ordered', { orderKey: 'one after the other' }],
    ['among equal reads', 'equal', { singleFlight: true }],
  ] as const)('says that nobody waits for a worker whose turn %s has yet to come', async (_, tenant, request) => {
    const accept = async (given: Parameters<typeof newJob>[0]) =>
      (await test.store.accept(newJob(given, { tenant }))).id;
    const [first] = [await accept(request), await accept(request)];
    await waits(tenant);
    await take(first);
    expect(await count(tenant)).toMatchObject({ states: { submitting: 1, accepted: 1 }, waitingMs: 0 });
    const other = await accept({});
    await waits(tenant);
    await take(other);
    expect(await count(tenant)).toMatchObject({ states: { submitting: 2, accepted: 1 }, waitingMs: 0 });
  });
});
