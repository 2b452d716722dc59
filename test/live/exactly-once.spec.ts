import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionRegistry, failureOf, type SnowflakeSession } from '@firn/snowflake';
import { type Claim, compileAction, createLedger, openEntry, readEntry, voidEntry } from '@firn/snowpark/internal';
import { liveProfile } from './support/live-profile.js';

jest.setTimeout(600_000); // a suspended warehouse starts first

const SCHEMA = `FIRN_LIVE_${Date.now()}`;

/** What delivery exactly once rests on, and only an account can confirm. The numbers are those of the questions. */
describe('delivery exactly once, on a real account', () => {
  const registry = new ConnectionRegistry({ decodingThreads: 1 });
  let control: SnowflakeSession;
  const open = () => registry.session(liveProfile(), 'exclusive');
  const run = async (text: string) => (await control.run({ text, binds: [] })).rows;
  beforeAll(async () => {
    control = await open();
    await run(`CREATE SCHEMA ${SCHEMA}`);
    await run(`CREATE TABLE ${SCHEMA}.T (ID NUMBER, N NUMBER)`);
  });
  afterAll(async () => {
    await run(`DROP SCHEMA IF EXISTS ${SCHEMA}`).catch(() => undefined);
    await registry.close();
  });

  const newClaim = async (): Promise<Claim> => {
    const claim = { schema: [SCHEMA], entry: randomUUID().replaceAll('-', ''), by: 'live' };
    await control.execute(createLedger(claim));
    await control.execute(openEntry(claim, 'body'));
    return claim;
  };
  const blockOf = (text: string, claim: Claim) =>
    compileAction(
      { kind: 'sql', text, binds: [] },
      { temporary: { kind: 'session', prefix: 'T' }, schemas: new Map(), claim },
    ).main;
  async function counts(session: SnowflakeSession, text: string, claim: Claim): Promise<readonly number[]> {
    const { queryId } = await session.submit(blockOf(text, claim), { requestId: randomUUID() });
    for await (const rows of (await session.result(queryId)).batches()) for (const row of rows) return row.map(Number);
    return [];
  }
  const merge = `MERGE INTO ${SCHEMA}.T USING (SELECT 1 AS ID) S ON T.ID = S.ID WHEN MATCHED THEN UPDATE SET N = T.N + 1 WHEN NOT MATCHED THEN INSERT VALUES (S.ID, 1)`;

  it('1: RESULT_SCAN of a statement of the same block and transaction gives the counts of a MERGE', async () => {
    const session = await open();
    const claim = await newClaim();
    expect(await counts(session, merge, claim)).toEqual([1, 0]);
    expect(await counts(session, merge, claim)).toEqual([1, 0]);
    expect(Number((await run(`SELECT N FROM ${SCHEMA}.T`))[0]?.[0])).toBe(1);
    await registry.release(session);
  });

  it('2: of two copies that are released at the same instant one writes, whichever waits for the lock', async () => {
    const [left, right] = [await open(), await open()];
    for (let round = 0; round < 20; round += 1) {
      const claim = await newClaim();
      const answers = await Promise.all([counts(left, merge, claim), counts(right, merge, claim)]);
      expect(answers).toEqual([
        [0, 1],
        [0, 1],
      ]);
    }
    expect(Number((await run(`SELECT N FROM ${SCHEMA}.T`))[0]?.[0])).toBe(21);
    await Promise.all([registry.release(left), registry.release(right)]);
  });

  it('3: a cancel between claim and commit leaves a transaction that the end of the session rolls back, and frees its locks', async () => {
    const session = await open();
    const claim = await newClaim();
    const slow = `INSERT INTO ${SCHEMA}.T SELECT 9, IFF(SYSTEM$WAIT(60) IS NULL, 0, 1)`;
    const { queryId } = await session.submit(blockOf(slow, claim), { requestId: randomUUID() });
    await sleep(15_000); // the history of a real account tells of the child no sooner
    await control.cancel(queryId);
    while ((await control.status(queryId)).state === 'running') await sleep(200);
    await control.endSession(session.sessionId);
    await control.execute(voidEntry(claim)); // its lock is free
    expect((await control.run(readEntry(claim, ['inserted']))).rows).toEqual([]);
    expect(Number((await run(`SELECT COUNT(*) FROM ${SCHEMA}.T WHERE ID = 9`))[0]?.[0])).toBe(0);
  });

  it('4: an ended session takes no late statement', async () => {
    const session = await open();
    await control.endSession(session.sessionId);
    const late = session.submit(
      { text: `INSERT INTO ${SCHEMA}.T VALUES (4, 4)`, binds: [] },
      { requestId: randomUUID() },
    );
    const error: unknown = await late.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(failureOf(error).class).toBe('session_lost');
    expect(Number((await run(`SELECT COUNT(*) FROM ${SCHEMA}.T WHERE ID = 4`))[0]?.[0])).toBe(0);
  });
});
