import { startWorld, type World } from './world.js';

jest.setTimeout(60_000);

describe('Snowflake being away', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
  });
  afterAll(() => world.stop());

  it('puts a job back with the reason, which succeeds once Snowflake is there', async () => {
    await world.snowflake.application.stop();
    await world.worker('w', { FIRN_WORKER_LOGIN_MS: '1000' });
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
