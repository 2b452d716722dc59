import { Faults } from '../support/faults.js';
import { startWorld, type World } from './world.js';

describe('Snowflake being away', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
  });
  afterAll(() => world.stop());

  it('puts a job back with the reason, which succeeds once Snowflake is there', async () => {
    await world.snowflake.application.stop();
    await world.worker('w', { FIRN_WORKER_LOGIN_MS: '1000', FIRN_WORKER_ANSWER_MS: '500' });
    const id = await world.submit({ sql: 'SELECT 1' });
    const waiting = await world.until(id, 'retrying');
    expect(waiting.problem).toMatchObject({ code: 'snowflake_unavailable', retryable: true });
    expect(waiting.nextAttemptAt).not.toBeNull();
    await world.snowflake.restart();
    expect(await world.until(id, 'succeeded')).toMatchObject({ inline: [[1]], problem: null });
  });

  it('ends a job at its timeout, and says what it waited for', async () => {
    await world.snowflake.application.stop();
    const job = await world.until(await world.submit({ sql: 'SELECT 2', timeoutMs: 4_000 }), 'timed_out');
    expect(job.problem).toMatchObject({ code: 'timeout', detail: expect.stringMatching(/4000 ms. Before that: .+/) });
    await world.snowflake.restart();
  });

  it('loses no query that runs while the way to it is broken', async () => {
    const id = await world.submit({ sql: 'SELECT SYSTEM$WAIT(2)' });
    await world.until(id, 'running');
    const faults = `${world.snowflake.url}/faults`;
    await fetch(faults, {
      method: 'POST',
      body: JSON.stringify({ route: 'monitoring', phase: 'before', action: '503', times: 8 }),
      headers: { 'content-type': 'application/json' },
    });
    expect((await world.until(id)).state).toBe('succeeded');
    await fetch(faults, { method: 'DELETE' });
  });

  it('does not take one submit after the other of an account that answers none', async () => {
    const faults = new Faults(world.snowflake.url);
    await faults.set({ route: 'query-request', phase: 'before', action: '503', match: { tag: '"job"' } });
    const id = await world.submit({ sql: 'SELECT 4' });
    const waiting = await world.until(id, 'retrying');
    expect(waiting.problem).toMatchObject({ code: 'snowflake_unavailable', detail: expect.stringContaining('submit') });
    await world.until(id, 'submitting');
    await world.until(id, 'retrying');
    await faults.clear();
    expect(await world.until(id, 'succeeded')).toMatchObject({ inline: [[4]] });
    // One try a claim, and a pause before the next; no copy of an earlier one comes after it.
    const kinds = (await world.store.history(id)).events.map(({ kind }) => kind);
    const count = (wanted: string) => kinds.filter((kind) => kind === wanted).length;
    expect(count('claimed')).toBeGreaterThan(1);
    expect(count('intent')).toBe(count('claimed'));
    const sent = "SELECT COUNT(*) AS N FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY()) WHERE QUERY_TEXT = 'SELECT 4'";
    expect(await world.rows(sent)).toEqual([{ N: '1' }]);
  });

  it('renews what has expired', async () => {
    const faults = `${world.snowflake.url}/faults`;
    const expire = (action: string) =>
      fetch(faults, {
        method: 'POST',
        body: JSON.stringify({ route: 'query-request', phase: 'before', action, times: 1 }),
        headers: { 'content-type': 'application/json' },
      });
    for (const action of ['expire_token', 'expire_session']) {
      await expire(action);
      expect((await world.until(await world.submit({ sql: 'SELECT 3' }))).state).toBe('succeeded');
    }
  });
});
