import type { Duty } from '../../../apps/worker/src/recover/duty.js';
import { DutyLoop } from '../../../apps/worker/src/recover/duty-loop.js';
import { until } from '../../support/until.js';
import { startWorld, type World } from '../world.js';

jest.setTimeout(120_000);

const LEASE = 'firn:{00}:lease:recover:counted';
const EVERY_MS = 60;
/** Longer than a lease lasts that nobody renews. */
const LONG_MS = 2_500;

describe('a duty that one of all workers sees to', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.worker('a');
    await world.worker('b');
  });
  afterAll(() => world.stop());

  it('stays with the worker that has its lease, which is renewed in time, until that one stops', async () => {
    const passes: string[] = [];
    const duty: Duty = {
      name: 'counted',
      everyMs: EVERY_MS,
      pass: async ({ identity }) => {
        passes.push(identity.name);
        return false;
      },
    };
    const [first, second] = world.workers.map(({ ports }) => new DutyLoop(duty, ports));
    if (first === undefined || second === undefined) throw new Error('There are no two workers.');
    first.start();
    await until('the first one sees to it', async () => passes.length > 0);
    second.start();
    const since = performance.now();
    await until('a lease would have lapsed', async () => performance.now() - since > LONG_MS);
    const holder = await world.redis.get(LEASE);
    expect(holder).toBe(world.workers[0]?.ports.identity.instance);
    expect(new Set(passes)).toEqual(new Set(['a']));
    await first.stop();
    await until('the second one sees to it', async () => passes.includes('b'));
    await second.stop();
    expect(await world.redis.exists(LEASE)).toBe(0);
  });
});
