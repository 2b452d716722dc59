import { generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  byTag,
  ConnectionRegistry,
  failureOf,
  type Profile,
  type QueryStatus,
  type SnowflakeSession,
} from '@firn/snowflake';
import type { JsonCell, Statement } from '@firn/snowpark';
import { Faults } from '../../support/faults.js';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { profileFor, rejection } from '../support/sessions.js';

const sql = (text: string, binds: Statement['binds'] = []): Statement => ({ text, binds });
const requestId = () => randomUUID();

describe('a session against the local Snowflake', () => {
  let snowflake: LocalSnowflake;
  let faults: Faults;
  let registry: ConnectionRegistry;
  let profile: Profile;
  let control: SnowflakeSession;

  beforeAll(async () => {
    snowflake = await startLocalSnowflake({ faults: true });
    faults = new Faults(snowflake.url);
    registry = new ConnectionRegistry();
    profile = profileFor(snowflake.url);
    control = await registry.session(profile, 'control');
  });
  afterEach(() => faults.clear());
  afterAll(async () => {
    await registry?.close();
    await snowflake?.stop();
  });

  const cells = async (session: SnowflakeSession, text: string): Promise<readonly JsonCell[]> =>
    (await session.run(sql(text))).rows[0] ?? [];
  const ended = async (queryId: string): Promise<QueryStatus> => {
    for (;;) {
      const status = await control.status(queryId);
      if (status.state !== 'running' && status.state !== 'unknown') return status;
    }
  };
  /** Reads the status until it satisfies; the test's own time limit bounds it. */
  const untilStatus = async (queryId: string, satisfies: (status: QueryStatus) => boolean): Promise<QueryStatus> => {
    for (;;) {
      const status = await control.status(queryId);
      if (satisfies(status)) return status;
    }
  };

  it('keeps every digit from SQL to the cell', async () => {
    const session = await registry.session(profile, 'shared');
    expect(
      await cells(
        session,
        `SELECT 99999999999999999999999999999999999999::NUMBER(38, 0), 9007199254740993, -7, 1.10::NUMBER(10, 2), 0.1::FLOAT, 'NaN'::FLOAT, TRUE,
           '2021-02-03'::DATE, '01:02:03.123456789'::TIME(9), '2021-02-03 04:05:06.123456789'::TIMESTAMP_NTZ(9),
           '2021-02-03 04:05:06.5 +01:00'::TIMESTAMP_TZ(3), NULL::VARCHAR, 'a"b\\nc', TO_BINARY('00ff', 'HEX')`,
      ),
    ).toEqual([
      '99999999999999999999999999999999999999',
      '9007199254740993',
      -7,
      '1.10',
      0.1,
      'NaN',
      true,
      '2021-02-03',
      '01:02:03.123456789',
      '2021-02-03T04:05:06.123456789',
      '2021-02-03T04:05:06.500+01:00',
      null,
      'a"b\nc',
      '00FF',
    ]);
  });

  it('submits, tags, watches and reads', async () => {
    const session = await registry.session(profile, 'shared');
    const tag = JSON.stringify({ job: 'watched' });
    const { queryId } = await session.submit(sql('SELECT ? + 1 AS n', [{ type: 'FIXED', value: '41' }]), {
      requestId: requestId(),
      tag,
      timeoutSeconds: 60,
    });
    expect(await ended(queryId)).toMatchObject({
      state: 'succeeded',
      wire: 'SUCCESS',
      figures: { sessionId: session.sessionId },
    });
    const rows = await control.result(queryId); // read over another session of the user
    expect(rows.columns.map((column) => column.name)).toEqual(['N']);
    for await (const batch of rows.batches()) expect(batch).toEqual([[42]]);
    const page = await control.history({ sessionId: session.sessionId });
    expect(byTag(page, tag)).toMatchObject([{ queryId, meaning: { state: 'succeeded' }, textLength: 17 }]);
    expect(await control.historyOfQuery({ sessionId: session.sessionId, queryId })).toMatchObject({
      ...{ queryId, tag, text: 'SELECT ? + 1 AS n', textLength: 17 },
    });
    const nowhere = { sessionId: session.sessionId, queryId: requestId() };
    expect(await control.historyOfQuery(nowhere)).toBeNull();
    expect(page.complete).toBe(true);
  });

  it('delivers a compile error by status and result, as what the submit would throw', async () => {
    const session = await registry.session(profile, 'shared');
    const { queryId } = await session.submit(sql('SELECT * FROM nope'), { requestId: requestId() });
    const failure = { class: 'compile', code: '002003', sqlState: '42S02', queryId };
    expect(await ended(queryId)).toMatchObject({ state: 'failed', failure });
    expect(failureOf(await rejection(control.result(queryId)))).toMatchObject(failure);
  });

  it('reports a failure at run time through the status and the result alike', async () => {
    const session = await registry.session(profile, 'shared');
    const { queryId } = await session.submit(sql('SELECT 1 / (column1 - 1) FROM VALUES (1)'), {
      requestId: requestId(),
    });
    const status = await ended(queryId);
    expect(status).toMatchObject({
      state: 'failed',
      failure: { class: 'data', code: '100051', sqlState: '22012', queryId },
    });
    expect(failureOf(await rejection(control.result(queryId)))).toMatchObject({
      class: 'data',
      code: '100051',
      queryId,
    });
  });

  it('describes without running', async () => {
    const session = await registry.session(profile, 'shared');
    await session.execute(sql('CREATE OR REPLACE TABLE described (a NUMBER(10, 2) NOT NULL, b VARCHAR(7))'));
    const columns = await session.describe(sql('SELECT a, b FROM described'));
    expect(columns).toEqual([
      { name: 'A', type: 'fixed', nullable: false, precision: 10, scale: 2, length: null },
      { name: 'B', type: 'text', nullable: true, precision: null, scale: null, length: 7 },
    ]);
    await session.describe(sql("INSERT INTO described VALUES (1, 'x')"));
    expect(await cells(session, 'SELECT COUNT(*) FROM described')).toEqual([0]);
    expect(failureOf(await rejection(session.describe(sql('SELECT nope FROM described')))).code).toBe('000904');
  });

  it('logs in with a key pair that the server verifies', async () => {
    const keys = () =>
      generateKeyPairSync('rsa', {
        modulusLength: 2048,
        publicKeyEncoding: { type: 'spki', format: 'pem' },
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      });
    const [right, wrong] = [keys(), keys()];
    const publicKey = right.publicKey.split('\n').slice(1, -2).join('');
    await control.execute(sql(`ALTER USER firn SET RSA_PUBLIC_KEY = '${publicKey}'`));
    const named = (name: string, privateKey: string): Profile => ({
      ...profile,
      name,
      auth: { kind: 'key_pair', privateKey },
    });
    const session = await registry.session(named('right-key', right.privateKey), 'shared');
    expect(await cells(session, 'SELECT CURRENT_USER()')).toEqual(['FIRN']);
    const refused = await rejection(registry.session(named('wrong-key', wrong.privateKey), 'shared'));
    expect(failureOf(refused)).toMatchObject({ class: 'access', retryable: false });
  });

  it('narrows the history by time before the limit cuts it', async () => {
    const session = await registry.session(profile, 'shared');
    await session.execute(sql('SELECT 1'), { tag: 'early' });
    const all = await control.history({ sessionId: session.sessionId });
    expect(byTag(all, 'early')).toHaveLength(1);
    const later = Date.now() + 3_600_000;
    expect((await control.history({ sessionId: session.sessionId, endedAfter: later })).entries).toEqual([]);
  });

  it('inserts in bulk by lists of values', async () => {
    const session = await registry.session(profile, 'shared');
    await session.execute(sql('CREATE OR REPLACE TABLE bulk (id NUMBER(38, 0), name VARCHAR, at DATE)'));
    const ids = Array.from({ length: 1_000 }, (_, row) => String(10n ** 20n + BigInt(row)));
    await session.execute({
      text: 'INSERT INTO bulk VALUES (?, ?, ?)',
      binds: [
        { type: 'FIXED', value: null },
        { type: 'TEXT', value: null },
        { type: 'DATE', value: null },
      ],
      arrayBinds: [ids, ids.map((_, row) => (row === 0 ? null : `n${row}`)), ids.map(() => '2020-02-29')],
    });
    expect(await cells(session, 'SELECT COUNT(*), COUNT(name), MAX(id), MIN(at) FROM bulk')).toEqual([
      1000,
      999,
      '100000000000000000999',
      '2020-02-29',
    ]);
  });

  it('runs a request once within a session, also when the reply was lost, and again on another session', async () => {
    const [one, two] = [await registry.session(profile, 'exclusive'), await registry.session(profile, 'exclusive')];
    await one.execute(sql('CREATE OR REPLACE TABLE once (n NUMBER)'));
    const id = requestId();
    const insert = sql('INSERT INTO once SELECT 1');
    await faults.set({
      route: 'query-request',
      phase: 'after',
      action: 'drop',
      times: 1,
      match: { sqlText: 'INSERT INTO once' },
    });
    const first = await one.submit(insert, { requestId: id });
    const again = await one.submit(insert, { requestId: id });
    expect(again.queryId).toBe(first.queryId);
    await ended(first.queryId);
    expect(await cells(control, 'SELECT COUNT(*) FROM once')).toEqual([1]);
    await ended((await two.submit(insert, { requestId: id })).queryId);
    expect(await cells(control, 'SELECT COUNT(*) FROM once')).toEqual([2]);
    await registry.release(one);
    await registry.release(two);
  });

  it('cancels from another session, and Snowflake confirms', async () => {
    const session = await registry.session(profile, 'shared');
    const { queryId } = await session.submit(sql('SELECT SYSTEM$WAIT(60)'), { requestId: requestId() });
    await control.cancel(queryId);
    const status = await ended(queryId);
    expect(status).toMatchObject({ failure: { class: 'cancelled', code: '000604', sqlState: '57014' } });
    await control.cancel(queryId); // has ended: fine
    expect(failureOf(await rejection(control.result(queryId)))).toMatchObject({ class: 'cancelled', code: '000604' });
  });

  it('says that a statement timeout was one', async () => {
    const session = await registry.session(profile, 'shared');
    const { queryId } = await session.submit(sql('SELECT SYSTEM$WAIT(60)'), {
      requestId: requestId(),
      timeoutSeconds: 1,
    });
    expect(await ended(queryId)).toMatchObject({ state: 'failed', failure: { class: 'timeout', retryable: false } });
  });

  it('tells a statement that waits for a lock from a failed one', async () => {
    const [holder, waiter] = [
      await registry.session(profile, 'exclusive'),
      await registry.session(profile, 'exclusive'),
    ];
    await holder.execute(sql('CREATE OR REPLACE TABLE locked AS SELECT 1 AS n'));
    await holder.execute(sql('BEGIN'));
    await holder.execute(sql('UPDATE locked SET n = 2'));
    const { queryId } = await waiter.submit(sql('UPDATE locked SET n = 3'), { requestId: requestId() });
    const blocked = await untilStatus(queryId, (status) => status.state === 'running' && status.phase === 'blocked');
    expect(blocked).toMatchObject({ state: 'running', phase: 'blocked', wire: 'BLOCKED' });
    await holder.execute(sql('COMMIT'));
    expect(await ended(queryId)).toMatchObject({ state: 'succeeded' });
    expect(await cells(control, 'SELECT n FROM locked')).toEqual([3]);
    await registry.release(holder);
    await registry.release(waiter);
  });

  it('ends a session from outside: its statement is rolled back, its late request refused', async () => {
    const writer = await registry.session(profile, 'exclusive');
    await writer.execute(sql('CREATE OR REPLACE TABLE fenced (n NUMBER)'));
    const tag = JSON.stringify({ job: 'fenced' });
    const slow = sql('INSERT INTO fenced SELECT SYSTEM$WAIT(60) IS NULL');
    const { queryId } = await writer.submit(sql('SELECT SYSTEM$WAIT(60)'), { requestId: requestId(), tag });
    await control.endSession(writer.sessionId);
    expect(await ended(queryId)).toMatchObject({ failure: { code: expect.stringMatching(/^0006(04|39)$/) } });
    const late = failureOf(await rejection(writer.submit(slow, { requestId: requestId(), tag })));
    expect(late.class).toBe('session_lost');
    expect(writer.isLost).toBe(true);
    const page = await control.history({ sessionId: writer.sessionId });
    expect(byTag(page, tag).map((entry) => entry.queryId)).toEqual([queryId]);
    expect(await cells(control, 'SELECT COUNT(*) FROM fenced')).toEqual([0]);
    await registry.evict(writer, { logout: true });
  });

  it('renews an expired token under a status read, and loses an expired session', async () => {
    const session = await registry.session(profile, 'exclusive');
    const { queryId } = await session.submit(sql('SELECT 1'), { requestId: requestId() });
    await faults.set({ route: 'monitoring', phase: 'before', action: 'expire_token', times: 1, match: { queryId } });
    expect((await session.status(queryId)).state).not.toBe('unknown');
    await faults.set({ route: 'monitoring', phase: 'before', action: 'expire_session', times: 1, match: { queryId } });
    expect(failureOf(await rejection(session.status(queryId))).class).toBe('session_lost');
    expect(session.isLost).toBe(true);
    expect((await ended(queryId)).state).toBe('succeeded'); // the query is the user's, not the session's
    await registry.evict(session, { logout: false });
  });

  it('reads a result of several large chunks in threads, although the store is busy at first', async () => {
    const session = await registry.session(profile, 'shared');
    const { queryId } = await session.submit(
      sql(`SELECT SEQ8() AS id, RPAD(TO_VARCHAR(SEQ8()), 60, 'x') AS name, SEQ8() * 1.5 AS amount
             FROM TABLE(GENERATOR(ROWCOUNT => 400000)) ORDER BY id`),
      { requestId: requestId() },
    );
    await ended(queryId);
    const result = await control.result(queryId);
    expect(result.rowCount).toBe(400_000);
    await faults.set({ route: 'chunk', phase: 'before', action: '503', times: 2 });
    let rows = 0;
    let inOrder = true;
    for await (const batch of result.batches()) {
      for (const [id, name] of batch) {
        inOrder &&= id === rows && String(name).startsWith(`${rows}x`) === true;
        rows += 1;
      }
    }
    expect(rows).toBe(400_000);
    expect(inOrder).toBe(true);
  }, 180_000);
});
