import { cancelled } from '../../../apps/snowflake-local/src/execute/failures.js';
import type { Query } from '../../../apps/snowflake-local/src/execute/query.js';
import { type RawEngine, rawEngine } from './support/raw-engine.js';

const FOREVER = 'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range = 7';
const reached = async (query: Query, status: string) => {
  while (query.status !== status) {
    if (query.end !== null) throw new Error(`the query has ended: ${query.status}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('a statement on its way', () => {
  let engine: RawEngine;
  beforeEach(async () => {
    engine = await rawEngine(['CREATE TABLE a (v BIGINT)', 'INSERT INTO a VALUES (1)'], 1);
  });
  afterEach(() => engine.close());

  const failure = async (query: Query) => {
    const end = await query.ended;
    return end.kind === 'failure' ? end.failure : null;
  };

  it('is QUEUED while its warehouse is full, and cancelled from there', async () => {
    const session = engine.session();
    const running = engine.submit(session, 'wait: 60000');
    const queued = engine.submit(session, 'read: SELECT 1');
    expect(queued.status).toBe('QUEUED');
    const cancelledOne = engine.submit(session, 'read: SELECT 2');
    expect(engine.control.cancelQuery(cancelledOne.id, { user: 'FIRN', role: 'PUBLIC' })).toBe(true);
    expect(await failure(cancelledOne)).toMatchObject({ code: '000604', sqlState: '57014' });
    expect(cancelledOne.status).toBe('ABORTED');
    engine.control.cancelQuery(running.id, { user: 'FIRN', role: 'PUBLIC' });
    expect((await queued.ended).kind).toBe('success');
  });

  it('stops while DuckDB computes', async () => {
    const query = engine.submit(engine.session(), `read: ${FOREVER}`);
    await reached(query, 'RUNNING');
    expect(engine.control.cancelQuery(query.id, { user: 'FIRN', role: 'PUBLIC' })).toBe(true);
    expect(await failure(query)).toMatchObject({ code: '000604', message: 'SQL execution canceled' });
    expect(engine.control.cancelQuery(query.id, { user: 'FIRN', role: 'PUBLIC' })).toBe(false);
  });

  it('stops while it waits for a lock', async () => {
    const [one, two] = [engine.session(), engine.session()];
    await engine.run(one, 'begin');
    await engine.run(one, 'write a!: UPDATE a SET v = 2');
    const query = engine.submit(two, 'write a!: UPDATE a SET v = 3');
    await reached(query, 'BLOCKED');
    query.stop(cancelled());
    expect(await failure(query)).toMatchObject({ code: '000604' });
  });

  it('ends at its timeout, which counts waiting', async () => {
    const session = engine.session();
    const query = engine.submit(session, 'wait: 60000', undefined, { STATEMENT_TIMEOUT_IN_SECONDS: 0.02 });
    const queued = engine.submit(session, 'wait: 60000', undefined, { STATEMENT_TIMEOUT_IN_SECONDS: 0.01 });
    expect(await failure(query)).toMatchObject({ code: '000630', sqlState: '57014', aborted: false });
    expect(await failure(queued)).toMatchObject({ code: '000630' });
    expect(query.status).toBe('FAILED_WITH_ERROR');
  });

  it('has not ended before it began, nor waited for less than no time, where the clock was set back meanwhile', async () => {
    const [running, queued] = [engine.session(), engine.session()].map((session) =>
      engine.submit(session, 'wait: 60000', undefined, { STATEMENT_TIMEOUT_IN_SECONDS: 0.2 }),
    ) as [Query, Query];
    await reached(running, 'RUNNING');
    await reached(queued, 'QUEUED');
    const clock = jest.spyOn(Date, 'now').mockReturnValue(running.startedAt - 3_600_000);
    try {
      expect(await failure(running)).toMatchObject({ code: '000630' });
      expect(await failure(queued)).toMatchObject({ code: '000630' });
    } finally {
      clock.mockRestore();
    }
    for (const query of [running, queued]) {
      const row = await engine.history.find(query.id);
      expect(row).toMatchObject({ status: 'FAILED_WITH_ERROR', endTime: query.startedAt, executionTime: 0 });
      expect(row?.queuedTime).toBeGreaterThanOrEqual(0);
      expect(row?.queuedTime).toBeLessThan(60_000);
    }
  });

  it('runs once for a request of its session, and again for the same request of another', async () => {
    const [one, two] = [engine.session(), engine.session()];
    const first = engine.submit(one, 'write a: INSERT INTO a VALUES (7)', 'request');
    expect(engine.registry.queryIdOf(one.id, 'request')).toBe(first.id);
    expect(engine.registry.queryIdOf(two.id, 'request')).toBeUndefined();
    await first.ended;
    await engine.submit(two, 'write a: INSERT INTO a VALUES (7)', 'request').ended;
    expect(await engine.run(one, 'read: SELECT count(*) FROM a WHERE v = 7')).toEqual([['2']]);
  });

  it('is aborted by an abort that has overtaken it', async () => {
    const session = engine.session();
    engine.registry.abortOnArrival(session.id, 'late', cancelled(), Date.now());
    expect(await failure(engine.submit(session, 'wait: 60000', 'late'))).toMatchObject({ code: '000604' });
  });

  it('is rolled back when its session is ended, and the session is gone', async () => {
    const [one, two] = [engine.session(), engine.session()];
    const { token } = engine.tokens.issue(one, Date.now());
    await engine.run(one, 'begin');
    await engine.run(one, 'write a!: UPDATE a SET v = 99');
    const running = engine.submit(one, 'wait: 60000');
    expect(engine.control.abortSession(one.id)).toBe(true);
    expect(engine.tokens.checkSession(token, Date.now()).kind).toBe('gone');
    expect(await failure(running)).toMatchObject({ code: '000604' });
    expect(await engine.run(two, 'write a!: UPDATE a SET v = v + 1')).toEqual([['1']]);
    expect(await engine.run(two, 'read: SELECT v FROM a')).toEqual([['2']]);
    expect(engine.control.abortSession(one.id)).toBe(false);
  });

  it('does not hold up more than it may: waits take no thread, and calls beyond the limit take turns', async () => {
    const sessions = Array.from({ length: 10 }, () => engine.session());
    const answers = await Promise.all(
      sessions.map((session) => engine.run(session, 'write a: INSERT INTO a VALUES (5)')),
    );
    expect(answers).toHaveLength(10);
  });
});

describe('the history', () => {
  let engine: RawEngine;
  beforeEach(async () => {
    engine = await rawEngine(['CREATE TABLE a (v BIGINT)']);
  });
  afterEach(() => engine.close());

  const table = async (): Promise<readonly unknown[]> => {
    const sql = `SELECT body ->> '$.queryText', body ->> '$.status', body ->> '$.errorCode' FROM _sf.query_history`;
    return engine.duck.use((connection) => connection.rows(sql));
  };

  it('has the end of a write in the transaction of the write', async () => {
    const session = engine.session();
    await engine.run(session, 'write a: INSERT INTO a VALUES (1)');
    expect(await table()).toEqual([['write a: INSERT INTO a VALUES (1)', 'SUCCESS', null]]);
    await engine.run(session, 'begin');
    await engine.run(session, 'write a: INSERT INTO a VALUES (2)');
    expect(await table()).toHaveLength(1);
    await engine.run(session, 'commit');
    expect(await table()).toHaveLength(3);
  });

  it('shows statements of a rolled-back transaction as they ended, and cancelled ones as failed', async () => {
    const session = engine.session();
    await engine.run(session, 'begin');
    await engine.run(session, 'write a: INSERT INTO a VALUES (2)');
    await engine.run(session, 'rollback');
    const cancelledOne = engine.submit(session, 'wait: 60000');
    cancelledOne.stop(cancelled());
    await cancelledOne.ended;
    await engine.history.flush();
    expect(await table()).toEqual(
      expect.arrayContaining([
        ['write a: INSERT INTO a VALUES (2)', 'SUCCESS', null],
        ['wait: 60000', 'FAILED_WITH_ERROR', '000604'],
      ]),
    );
  });

  it('shows running queries over those of the table, limited before any WHERE', async () => {
    const session = engine.session({ QUERY_TAG: 'nightly' });
    for (const value of [1, 2, 3]) await engine.run(session, `write a: INSERT INTO a VALUES (${value})`);
    const running = engine.submit(session, 'wait: 60000');
    const names = engine.history.columns.map(({ name }) => name);
    const rows = async (resultLimit: number) => {
      const scope = { kind: 'session', sessionId: session.id } as const;
      const sql = engine.history.relation({ scope, viewer: null, resultLimit });
      const found = await engine.duck.use((connection) => connection.rows(sql));
      return found.map((row) => Object.fromEntries(row.map((value, index) => [names[index], value])));
    };
    expect(await rows(2)).toMatchObject([
      { QUERY_TEXT: 'wait: 60000', EXECUTION_STATUS: 'RUNNING', QUERY_TAG: 'nightly', SESSION_ID: BigInt(session.id) },
      { QUERY_TEXT: 'write a: INSERT INTO a VALUES (3)', EXECUTION_STATUS: 'SUCCESS' },
    ]);
    expect(await rows(100)).toHaveLength(4);
    running.stop(cancelled());
    await running.ended;
    await engine.history.flush();
    expect(await rows(1)).toMatchObject([
      { EXECUTION_STATUS: 'FAILED_WITH_ERROR', ERROR_CODE: '604', ERROR_MESSAGE: 'SQL execution canceled' },
    ]);
  });

  it('narrows queries to the times of their ends before it limits them, however many run', async () => {
    const session = engine.session();
    for (const value of [1, 2, 3]) await engine.run(session, `write a: INSERT INTO a VALUES (${value})`);
    const running = [1, 2, 3].map(() => engine.submit(session, 'wait: 60000'));
    const texts = async (takesRunning: boolean) => {
      const ended = [{ condition: 'ended_at <= now()', takesRunning }];
      const scope = { kind: 'session', sessionId: session.id } as const;
      const sql = engine.history.relation({ scope, viewer: null, resultLimit: 2, ended });
      return (await engine.duck.use((connection) => connection.rows(`SELECT c1 FROM (${sql})`))).flat();
    };
    expect(await texts(true)).toEqual(['wait: 60000', 'wait: 60000']);
    expect(await texts(false)).toEqual(['write a: INSERT INTO a VALUES (3)', 'write a: INSERT INTO a VALUES (2)']);
    for (const query of running) query.stop(cancelled());
    await Promise.all(running.map((query) => query.ended));
  });

  it('keeps any text, and reads it back from memory and from the table', async () => {
    const text = `begin: it's "quoted", \\ slashed, é, \u0000 and\nbroken`;
    const session = engine.session({ QUERY_TAG: `{"job":"o'neil"}` });
    const query = engine.submit(session, text);
    await query.ended;
    const shown = text.replace('\u0000', '\u2400');
    for (const place of ['memory', 'table']) {
      if (place === 'table') await engine.history.flush();
      const sql = engine.history.relation({ scope: { kind: 'user', user: 'FIRN' }, viewer: null, resultLimit: 10 });
      const [row] = await engine.duck.use((connection) => connection.rows(`SELECT c1, c12 FROM (${sql})`));
      expect(row).toEqual([shown, `{"job":"o'neil"}`]);
    }
    expect(await engine.history.find(query.id)).toMatchObject({ queryText: shown, status: 'SUCCESS' });
  });
});
