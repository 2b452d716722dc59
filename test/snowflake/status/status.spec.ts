import { failureOf, statusMeaning } from '@firn/snowflake';
import { monitored, OTHER_QUERY, refusal, success } from '../support/protocol-server.js';
import { rejection, scripted } from '../support/sessions.js';

const MONITORING = `/monitoring/queries/${OTHER_QUERY}`;

describe('a status', () => {
  it.each([
    ['RUNNING', { state: 'running', phase: 'running', aborting: false }],
    ['QUEUED', { state: 'running', phase: 'queued', aborting: false }],
    ['RESUMING_WAREHOUSE', { state: 'running', phase: 'provisioning', aborting: false }],
    ['QUEUED_REPARING_WAREHOUSE', { state: 'running', phase: 'provisioning', aborting: false }],
    ['QUEUED_REPAIRING_WAREHOUSE', { state: 'running', phase: 'provisioning', aborting: false }],
    ['BLOCKED', { state: 'running', phase: 'blocked', aborting: false }],
    ['RESTARTED', { state: 'running', phase: 'running', aborting: false }],
    ['ABORTING', { state: 'running', phase: 'running', aborting: true }],
    ['DISCONNECTED', { state: 'running', phase: 'running', aborting: false }],
    ['SOMETHING_NEW', { state: 'running', phase: 'running', aborting: false }],
    ['SUCCESS', { state: 'succeeded' }],
    ['FAILED_WITH_ERROR', { state: 'failed' }],
    ['FAILED_WITH_INCIDENT', { state: 'failed' }],
    ['ABORTED', { state: 'aborted' }],
    ['NO_DATA', { state: 'unknown' }],
    ['failed_with_error', { state: 'failed' }],
  ])('%s', (wire, meaning) => {
    expect(statusMeaning(wire)).toEqual(meaning);
  });

  it('tells what the driver hides', async () => {
    await using test = await scripted((seen) =>
      seen.path === MONITORING
        ? monitored(OTHER_QUERY, 'BLOCKED', { warehouseName: 'WH', stats: { scanBytes: 7, producedRows: 3 } })
        : undefined,
    );
    const status = await (await test.session()).status(OTHER_QUERY);
    expect(status).toEqual({
      state: 'running',
      phase: 'blocked',
      aborting: false,
      wire: 'BLOCKED',
      figures: {
        startedAt: 1,
        endedAt: null,
        durationMs: 5,
        sessionId: '1001',
        warehouse: 'WH',
        producedRows: 3,
        scannedBytes: 7,
      },
    });
  });

  it.each(['002003', 2003])("takes the code from the query's own entry (%p), not from the top", async (errorCode) => {
    await using test = await scripted((seen) =>
      seen.path === MONITORING
        ? success({
            queries: [
              { id: OTHER_QUERY, status: 'FAILED_WITH_ERROR', errorCode, errorMessage: "Object 'T' does not exist." },
            ],
            sqlState: '42S02',
          })
        : undefined,
    );
    const status = await (await test.session()).status(OTHER_QUERY);
    expect(status).toMatchObject({
      state: 'failed',
      failure: { class: 'compile', code: '002003', sqlState: '42S02', queryId: OTHER_QUERY },
    });
  });

  it('is unknown, not ended, for an ID without data', async () => {
    await using test = await scripted((seen) => (seen.path === MONITORING ? success({ queries: [] }) : undefined));
    expect(await (await test.session()).status(OTHER_QUERY)).toEqual({ state: 'unknown', wire: 'NO_QUERY_DATA' });
  });

  it('renews an expired session token, once for all who met it', async () => {
    await using test = await scripted((seen) => {
      const expired = seen.token?.startsWith('session-') === true;
      if (seen.path === MONITORING) return expired ? refusal('390112', 'expired') : monitored(OTHER_QUERY, 'RUNNING');
      if (seen.path === '/session/heartbeat' && expired) return refusal('390112', 'expired');
      return undefined;
    });
    const session = await test.session();
    const states = await Promise.all([1, 2, 3].map(async () => (await session.status(OTHER_QUERY)).state));
    expect(states).toEqual(['running', 'running', 'running']);
    expect(test.server.requests('/session/token-request')).toHaveLength(1);
  });

  it('is read again after a failed exchange', async () => {
    let tries = 0;
    await using test = await scripted((seen) => {
      if (seen.path !== MONITORING) return undefined;
      tries += 1;
      if (tries === 1) return 'drop';
      return tries === 2 ? { status: 503, body: 'busy' } : monitored(OTHER_QUERY, 'SUCCESS');
    });
    expect((await (await test.session()).status(OTHER_QUERY)).state).toBe('succeeded');
  });

  it('says that the session is gone, and the next caller gets another', async () => {
    await using test = await scripted(
      (seen) =>
        seen.path === MONITORING && seen.token === 'session-1'
          ? refusal('390111', 'Session no longer exists.')
          : undefined,
      { sharedSessions: 1 },
    );
    const session = await test.session();
    const failure = failureOf(await rejection(session.status(OTHER_QUERY)));
    expect(failure).toMatchObject({ class: 'session_lost', code: '390111', retryable: true });
    expect(session.isLost).toBe(true);
    expect(await test.session()).not.toBe(session);
  });

  it('is evicted when the master token has expired, although the driver calls the connection up', async () => {
    await using test = await scripted(
      (seen) => {
        if (seen.path === MONITORING) return refusal('390112', 'expired');
        if (seen.path === '/session/heartbeat') return refusal('390112', 'expired');
        if (seen.path === '/session/token-request') return refusal('390114', 'Authentication token has expired.');
        return undefined;
      },
      { sharedSessions: 1 },
    );
    const session = await test.session();
    const failure = failureOf(await rejection(session.status(OTHER_QUERY)));
    expect(failure.class).toBe('session_lost');
    expect(session.isLost).toBe(true);
    expect(await test.session()).not.toBe(session);
  });

  it('refuses what is no query ID before it reaches an address', async () => {
    await using test = await scripted();
    await expect((await test.session()).status('../../session')).rejects.toThrow('expected a query ID');
  });
});
