import { cloneJob } from '../../support/clone-job.js';
import { Faults } from '../../support/faults.js';
import { startWorld, type World } from '../world.js';

jest.setTimeout(180_000);

const WAITING = 5_000;
/** Snowflake answers nothing, and is waited for as long. */
const PATIENT = { FIRN_WORKER_ANSWER_MS: '120000', FIRN_WORKER_LOGIN_MS: '120000', FIRN_WORKER_LOCK_MS: '1000' };

describe('a worker that is told to stop', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await cloneJob(world.redis, await world.acceptOnly({ sql: 'SELECT 1', timeoutMs: 86_400_000 }), WAITING);
  });
  afterAll(async () => {
    await faults.clear();
    await world.stop();
  });

  it('has stopped a moment after FIRN_WORKER_SHUTDOWN_MS, whatever waits and whatever Snowflake owes it', async () => {
    const rule = await faults.set({
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      match: { sqlText: 'SELECT 1' },
    });
    const leaver = await world.process('leaver', { ...PATIENT, FIRN_WORKER_SHUTDOWN_MS: '1000' });
    await faults.held(rule);
    const began = performance.now();
    leaver.signal('SIGTERM');
    expect(await leaver.exited).toBe(0);
    // Of the two minutes that it would wait for answers it has waited for next to nothing, also where it has to share the machine.
    expect(performance.now() - began).toBeLessThan(30_000);
    // What it had in hand is another worker's, under a later epoch; nothing of the rest has moved.
    await faults.clear();
    const heir = await world.process('heir', PATIENT);
    const held = await world.submit({ sql: 'SELECT 2', priority: 9 });
    expect(await world.until(held)).toMatchObject({ state: 'succeeded', inline: [[2]], worker: 'heir' });
    expect(heir.isRunning()).toBe(true);
  });
});
