import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionRegistry, failureOf, type SnowflakeSession } from '@firn/snowflake';
import type { Action, Statement } from '@firn/snowpark';
import {
  CLAIM_REFUSALS,
  type Claim,
  compileAction,
  countsOf,
  createLedger,
  openEntry,
  readEntry,
  sweepLedger,
  voidEntry,
} from '@firn/snowpark/internal';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { propertyRuns } from '../../support/property-runs.js';
import { profileFor, rejection } from '../support/sessions.js';

jest.setTimeout(600_000);

const SCHEMA = ['FIRN', 'LEDGERS'];
const BODY = 'body';

describe('a write with a claim', () => {
  let snowflake: LocalSnowflake;
  let registry: ConnectionRegistry;
  let control: SnowflakeSession;
  const open = () => registry.session(profileFor(snowflake.url, { limits: { exclusiveSessions: 32 } }), 'exclusive');
  beforeAll(async () => {
    snowflake = await startLocalSnowflake({ faults: true });
    registry = new ConnectionRegistry({ decodingThreads: 1 });
    control = await open();
    await run('CREATE SCHEMA LEDGERS');
    await run('USE SCHEMA FIRN.PUBLIC');
  });
  afterAll(async () => {
    await registry.close();
    await snowflake.stop();
  });

  const run = async (text: string) => (await control.run({ text, binds: [] })).rows;
  const total = async () => (await run('SELECT SUM(N), COUNT(*) FROM TOTALS'))[0];
  const reset = () => run('CREATE OR REPLACE TABLE TOTALS (ID NUMBER, N NUMBER)');
  const sqlAction = (text: string): Action => ({ kind: 'sql', text, binds: [] });
  const claimOf = (entry = randomUUID().replaceAll('-', '')): Claim => ({ schema: SCHEMA, entry, by: 'job' });
  const blockOf = (action: Action, claim: Claim): Statement =>
    compileAction(action, { temporary: { kind: 'session', prefix: 'T' }, schemas: new Map(), claim }).main;
  const intend = async (claim: Claim, body = BODY) => {
    await control.execute(createLedger(claim));
    await control.execute(openEntry(claim, body));
  };

  /** The counts of one run, by name. */
  async function counted(session: SnowflakeSession, statement: Statement) {
    const { queryId } = await session.submit(statement, { requestId: randomUUID() });
    const result = await session.result(queryId);
    const rows: unknown[] = [];
    for await (const batch of result.batches()) for (const row of batch) rows.push(row.map(Number));
    return { names: result.columns.map(({ name }) => name), rows };
  }

  it.each([
    ['INSERT INTO TOTALS SELECT 9, 9 FROM TABLE(GENERATOR(ROWCOUNT => 3))', ['number of rows inserted'], [3], 6],
    ['UPDATE TOTALS SET N = N + 1', ['number of rows updated', 'number of multi-joined rows updated'], [3, 0], 3],
    ['DELETE FROM TOTALS WHERE ID = 1', ['number of rows deleted'], [1], 2],
    [
      'MERGE INTO TOTALS USING (SELECT column1 AS ID FROM VALUES (1), (7)) S ON TOTALS.ID = S.ID WHEN MATCHED THEN UPDATE SET N = CASE WHEN TRUE THEN 5 END WHEN NOT MATCHED THEN INSERT VALUES (S.ID, 1)',
      ['number of rows inserted', 'number of rows updated'],
      [1, 1],
      4,
    ],
    ['insert overwrite into TOTALS select 1, 1 /* ; */;', ['number of rows inserted'], [1], 1],
  ] as const)(
    '%s happens once, and a second run gives the counts of the first',
    async (text, names, row, rowsAfter) => {
      await reset();
      await run('INSERT INTO TOTALS VALUES (1, 0), (2, 0), (3, 0)');
      const claim = claimOf();
      await intend(claim);
      const block = blockOf(sqlAction(text), claim);
      const session = await open();
      expect(await counted(session, block)).toEqual({ names, rows: [row] });
      const after = await total();
      expect(Number(after?.[1])).toBe(rowsAfter);
      await intend(claim); // a later attempt, or the same key after its record was lost
      expect(await counted(session, block)).toEqual({ names, rows: [row] });
      expect(await total()).toEqual(after);
      expect((await control.run(readEntry(claim, countsOf(sqlAction(text))))).rows[0]?.map(Number)).toEqual(row);
      await registry.release(session);
    },
  );

  it('happens once however many copies of it are released at the same instant', async () => {
    const rounds = propertyRuns(50);
    await reset();
    await run('INSERT INTO TOTALS VALUES (1, 0)');
    const [left, right] = [await open(), await open()];
    const merge =
      'MERGE INTO TOTALS USING (SELECT 1 AS ID) S ON TOTALS.ID = S.ID WHEN MATCHED THEN UPDATE SET N = N + 1 WHEN NOT MATCHED THEN INSERT VALUES (S.ID, 1)';
    for (let round = 0; round < rounds; round += 1) {
      const claim = claimOf();
      // Both make the row: two rows of one entry are claimed as one.
      await control.execute(createLedger(claim));
      await Promise.all([left.execute(openEntry(claim, BODY)), right.execute(openEntry(claim, BODY))]);
      const block = blockOf(sqlAction(merge), claim);
      const answers = await Promise.all([counted(left, block), counted(right, block)]);
      expect(answers.map(({ rows }) => rows)).toEqual([[[0, 1]], [[0, 1]]]);
    }
    expect((await total())?.map(Number)).toEqual([rounds, 1]);
    await Promise.all([registry.release(left), registry.release(right)]);
  });

  it('that was given up does nothing when it comes late, and says so', async () => {
    await reset();
    const claim = claimOf();
    const block = blockOf(sqlAction('INSERT INTO TOTALS VALUES (1, 1)'), claim);
    await intend(claim);
    await control.execute(voidEntry(claim));
    const session = await open();
    const failure = failureOf(await rejection(counted(session, block)));
    expect(failure).toMatchObject({
      message: CLAIM_REFUSALS.notOpen,
    });
    expect(Number((await total())?.[1])).toBe(0);
    await intend(claim); // wanted again
    expect((await counted(session, block)).rows).toEqual([[1]]);
    await registry.release(session);
  });

  it('that fails leaves its entry open, with the code of the statement that failed, and runs again', async () => {
    await run('CREATE OR REPLACE TABLE TOTALS (ID NUMBER NOT NULL, N NUMBER)');
    const claim = claimOf();
    await intend(claim);
    const session = await open();
    const failing = blockOf(sqlAction('INSERT INTO TOTALS SELECT NULL, 1'), claim);
    expect(failureOf(await rejection(counted(session, failing)))).toMatchObject({ code: '100072' });
    expect((await control.run(readEntry(claim, ['inserted']))).rows).toEqual([]);
    const mended = blockOf(sqlAction('INSERT INTO TOTALS VALUES (1, 1)'), claim);
    expect((await counted(session, mended)).rows).toEqual([[1]]);
    await registry.release(session);
  });

  it('that is cancelled between its claim and its commit is rolled back with its claim', async () => {
    await reset();
    const claim = claimOf();
    await intend(claim);
    const session = await open();
    const slow = blockOf(sqlAction('INSERT INTO TOTALS SELECT 1, IFF(SYSTEM$WAIT(50) IS NULL, 0, 1)'), claim);
    const { queryId } = await session.submit(slow, { requestId: randomUUID() });
    for (;;) {
      const children = await run(
        `SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION(SESSION_ID => ${session.sessionId})) WHERE QUERY_TEXT LIKE 'INSERT INTO TOTALS%'`,
      );
      if (Number(children[0]?.[0]) > 0) break;
      await sleep(20);
    }
    await control.cancel(queryId);
    while ((await control.status(queryId)).state === 'running') await sleep(20);
    await registry.evict(session, { logout: true });
    expect(Number((await total())?.[1])).toBe(0);
    expect((await control.run(readEntry(claim, ['inserted']))).rows).toEqual([]);
    await control.execute(voidEntry(claim)); // its lock is free
  });

  it('of another body under the same entry is refused', async () => {
    const claim = claimOf();
    await intend(claim);
    expect(failureOf(await rejection(intend(claim, 'other')))).toMatchObject({ message: CLAIM_REFUSALS.otherBody });
  });

  it('is struck off once nobody has touched its entry for long', async () => {
    const claim = claimOf();
    await intend(claim);
    const table = [...SCHEMA, /"(FIRN_LEDGER_\d\d)"/.exec(createLedger(claim).text)?.[1] ?? ''];
    await control.execute(sweepLedger(table, 3_600));
    expect(
      Number((await run(`SELECT COUNT(*) FROM FIRN.LEDGERS.${table[2]} WHERE ENTRY = '${claim.entry}'`))[0]?.[0]),
    ).toBe(1);
    await control.execute(sweepLedger(table, -3_600));
    expect(Number((await run(`SELECT COUNT(*) FROM FIRN.LEDGERS.${table[2]}`))[0]?.[0])).toBe(0);
  });
});
