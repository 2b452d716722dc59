import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JobId } from '@firn/contract';
import { canMount, type SmallDisk, smallDisk } from '../support/small-disk.js';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(120_000);

/** A result that goes into pages, and a statement that is kept as a blob. */
const PAGED = {
  sql: "SELECT SEQ4() AS N, REPEAT('x', 100) AS T FROM TABLE(GENERATOR(ROWCOUNT => 1000))",
  inlineRows: 0,
};
const LONG = { sql: `SELECT 1 /* ${'x'.repeat(40_000)} */` };

// Only root may mount a disk of the test's own; who is not has the folder that is no folder, in under-way.spec.ts.
(canMount ? describe : describe.skip)('a data folder of a worker', () => {
  let world: World;
  let disk: SmallDisk;
  beforeAll(async () => {
    disk = smallDisk(4);
    world = await startWorld();
    await world.worker('w', {
      FIRN_DATA_DIR: join(disk.folder, 'data'),
      FIRN_WORKER_SWEEP_MS: '100',
      FIRN_WORKER_RECONCILE_MS: '200',
      FIRN_KEEP_RESULTS_MS: '4000',
    });
  });
  afterAll(async () => {
    await world.stop();
    disk.remove();
  });

  /** The job says why it waits, others go on, and it ends well once the reason is gone. */
  async function waitsFor(reason: RegExp, request: Parameters<World['submit']>[0], cure: () => void): Promise<JobId> {
    const id = await world.submit(request);
    const waiting = await until('the job says why', async () => {
      const job = await world.store.read(id);
      return job?.problem != null && job;
    });
    expect(waiting.problem).toMatchObject({ code: 'storage_unavailable', retryable: true });
    expect(waiting.problem?.detail).toMatch(reason);
    expect(['storing', 'retrying', 'submitting']).toContain(waiting.state);
    expect(await world.until(await world.submit({ sql: 'SELECT 1' }))).toMatchObject({ state: 'succeeded' });
    cure();
    expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
    return id;
  }

  it.each([
    ['a statement', LONG],
    ['a result', PAGED],
  ])('that is full keeps the job waiting whose %s is to be written', async (_, request) => {
    disk.fill();
    await waitsFor(/ENOSPC/, request, () => disk.empty());
  });

  it('that is read-only keeps jobs waiting, and expired results where they are, until it is writable again', async () => {
    const kept = await world.submit(PAGED);
    await world.until(kept, 'succeeded');
    const folder = join(disk.folder, 'data', 'results', 'default', kept);
    expect(existsSync(folder)).toBe(true);
    disk.readOnly(true);
    await until('the trouble with the expired result is told', async () =>
      world.workers[0]?.ports.troubles.all.some(({ what, detail }) => what === `Job ${kept}` && /EROFS/.test(detail)),
    );
    await waitsFor(/EROFS/, PAGED, () => disk.readOnly(false));
    await until('the expired result is gone', async () => !existsSync(folder));
  });

  it('that was removed is made again', async () => {
    rmSync(join(disk.folder, 'data'), { recursive: true });
    for (const request of [PAGED, LONG])
      expect(await world.until(await world.submit(request))).toMatchObject({ state: 'succeeded' });
    await until(
      'what has expired is gone all the same',
      async () => (await world.redis.zcount('firn:{00}:results-expiring', '-inf', Date.now() - 2_000)) === 0,
    );
  });
});
