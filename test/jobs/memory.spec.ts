import type { JobId } from '@firn/contract';
import { claimant, intent, newJob, QUERY_ID, startStore, type TestStore } from './store.js';

const JOBS = 1_000;

describe('the memory of Redis that a trivial job takes', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await startStore();
  });
  afterEach(() => test.stop());

  /** In one step, as most jobs are. */
  async function run(id: JobId): Promise<void> {
    const read = await test.store.readWhole(id);
    const what = {
      intent: intent(1, false),
      queryText: { kind: 'inline', text: 'select 1' },
      resultKind: 'rows',
    } as const;
    const job = read && (await test.store.claimAndIntend(read, claimant('submit', id, 0), what));
    if (!job) throw new Error('not claimed');
    await test.store.recordQuery(job, QUERY_ID);
    const column = { name: '1', type: 'fixed', nullable: false, precision: 1, scale: 0, length: null } as const;
    const stored = { kind: 'rows', rows: 1, bytes: 4, pages: 0, epoch: 1 } as const;
    const result = { stored: { ...stored, columns: [column] }, inline: '[[1]]' };
    await test.store.end(job, { outcome: 'succeeded', writes: false, result });
  }

  it.each([
    ['as production.md sets it', '1024', { waiting: 2_000, ended: 2_600 }],
    ['as it comes', '64', { waiting: 3_000, ended: 4_200 }],
  ])('is bounded while it waits and once it has ended: Redis %s', async (_how, longest, most) => {
    await test.redis.config('SET', 'hash-max-listpack-value', longest);
    const used = async () => Number(/^used_memory_dataset:(\d+)/m.exec(await test.redis.info('memory'))?.[1]);
    await run((await test.store.accept(newJob())).id); // the scripts stay in memory too
    const before = await used();
    const replies = await Promise.all(Array.from({ length: JOBS }, () => test.store.accept(newJob())));
    const waiting = (await used()) - before;
    for (const { id } of replies) await run(id);
    const ended = (await used()) - before;
    expect(waiting / JOBS).toBeLessThan(most.waiting);
    expect(ended / JOBS).toBeLessThan(most.ended);
  });
});
