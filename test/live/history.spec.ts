import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionRegistry, type SnowflakeSession } from '@firn/snowflake';
import { parseQueryTag } from '../../apps/worker/src/submit/query-tag.js';
import { rootStatements } from '../../apps/worker/src/submit/root-statements.js';
import { liveProfile } from './support/live-profile.js';

jest.setTimeout(600_000); // a suspended warehouse starts first

const JOB = 'job_0001ARZ3NDEKTSV4RRFFQ69G5FAV';
const TAG = JSON.stringify({ app: 'firn', tenant: 'live', job: JOB, epoch: 1, does: 'block' });

/** What the search for lost statements rests on, and only an account can confirm. The numbers go on from those of the claims. */
describe('the history and the end of sessions, on a real account', () => {
  const registry = new ConnectionRegistry({ decodingThreads: 1 });
  let control: SnowflakeSession;
  const open = () => registry.session(liveProfile(), 'exclusive');
  const ended = async (queryId: string) => {
    for (;;) {
      const status = await control.status(queryId);
      if (status.state !== 'running' && status.state !== 'unknown') return status;
      await sleep(200);
    }
  };
  beforeAll(async () => {
    control = await open();
  });
  afterAll(() => registry.close());

  it('5: a block begins before the statements inside of it, which are in the history under its tag', async () => {
    const session = await open();
    const text = 'BEGIN SELECT 1; SELECT SYSTEM$WAIT(1); SELECT 2; END';
    const { queryId } = await session.submit({ text, binds: [] }, { requestId: randomUUID(), tag: TAG });
    expect((await ended(queryId)).state).toBe('succeeded');
    const { entries } = await control.history({ sessionId: session.sessionId });
    const ours = entries.flatMap((entry) => {
      const tag = parseQueryTag(entry.tag);
      return tag?.job === JOB ? [{ entry, tag }] : [];
    });
    expect(ours.length).toBeGreaterThan(1);
    expect(rootStatements(ours).map(({ entry }) => entry.queryId)).toEqual([queryId]);
    await registry.release(session);
  });

  it('6: a statement that ended with its session says so, and not that somebody cancelled it', async () => {
    const session = await open();
    const statement = { text: 'SELECT SYSTEM$WAIT(60)', binds: [] };
    const { queryId } = await session.submit(statement, { requestId: randomUUID() });
    while ((await control.status(queryId)).state === 'unknown') await sleep(200);
    await control.endSession(session.sessionId);
    const status = await ended(queryId);
    expect(status).toMatchObject({ failure: { class: 'session_lost' } });
    await registry.evict(session, { logout: false });
  });

  it('7: the history of a session shows a statement once it has ended, within seconds', async () => {
    const { queryId } = await control.run({ text: 'SELECT 7', binds: [] });
    const began = performance.now();
    const isShown = async () =>
      (await control.history({ sessionId: control.sessionId })).entries.some((entry) => entry.queryId === queryId);
    while (!(await isShown())) await sleep(200);
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});
