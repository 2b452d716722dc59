import { readFileSync } from 'node:fs';
import type { JobId } from '@firn/contract';
import { cloneJob } from '../support/clone-job.js';
import { until } from '../support/until.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(240_000);

const QUEUED = 100_000;

/** Ticks of CPU that a process has had, of which there are 100 in a second. */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

describe('a backlog of 100,000 jobs behind a paused queue', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.queues.queue('submit', '00').pause();
    await cloneJob(world.redis, await world.acceptOnly({ sql: 'SELECT 1', timeoutMs: 86_400_000 }), QUEUED);
  });
  afterAll(() => world.stop());

  it('waits in its line: few of it are in a queue, and none of the others is compared', async () => {
    const worker = await world.worker('w', { FIRN_WORKER_RECONCILE_MS: '100', FIRN_WORKER_LOCK_MS: '1000' });
    const due = await world.submit({ sql: 'SELECT 2', timeoutMs: 5_000 });
    const { acceptedAt } = (await world.store.read(due)) ?? { acceptedAt: 0 };
    const ended = await world.until(due, 'timed_out');
    // A moment, also on a machine that is busy: no pass over all that waits comes before it.
    expect((ended.endedAt ?? 0) - (acceptedAt + 5_000)).toBeLessThan(20_000);
    const queue = world.queues.queue('submit', '00');
    await until('what may start has been let out', async () => (await queue.count()) === 128);
    expect(await world.redis.zcard('firn:{00}:line:default/local/read')).toBe(QUEUED + 1 - 128);
    expect(await world.redis.zcard('firn:{00}:reconcile')).toBe(128);
    const lagMs = worker.ports.duties.lagMs;
    expect(lagMs).toMatchObject({ timeouts: expect.any(Number), repair: expect.any(Number) });
    await worker.close();
  });

  it('costs nothing while it waits', async () => {
    const worker = await world.worker('idle', { FIRN_WORKER_RECONCILE_MS: '100' });
    const pid = Number(/process_id:(\d+)/.exec(await world.redis.info('server'))?.[1]);
    const [from, began] = [cpuTicks(pid), performance.now()];
    const ids: JobId[] = [];
    for (let at = 0; at < 5; at += 1) {
      const id = await world.submit({ sql: 'SELECT 3', timeoutMs: 1_000 });
      await world.until(id, 'timed_out');
      ids.push(id);
    }
    const seconds = (performance.now() - began) / 1_000;
    expect(ids).toHaveLength(5);
    expect((cpuTicks(pid) - from) / 100 / seconds).toBeLessThan(0.1);
    await worker.close();
  });
});
