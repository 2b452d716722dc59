import type { Query } from '../../../apps/snowflake-local/src/execute/query.js';
import { type RawEngine, rawEngine } from './support/raw-engine.js';

describe('transactions', () => {
  let engine: RawEngine;
  beforeEach(async () => {
    engine = await rawEngine(['CREATE TABLE a (v BIGINT)', 'CREATE TABLE b (v BIGINT)', 'INSERT INTO a VALUES (1)']);
  });
  afterEach(() => engine.close());

  const blocked = async (query: Query) => {
    while (query.status !== 'BLOCKED') {
      if (query.end !== null) throw new Error(`the query has ended: ${query.status}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('read what others commit, statement by statement, until their first write', async () => {
    const [one, two] = [engine.session(), engine.session()];
    await engine.run(one, 'begin');
    expect(await engine.run(one, 'read: SELECT count(*) FROM a')).toEqual([['1']]);
    await engine.run(two, 'write a: INSERT INTO a VALUES (2)');
    expect(await engine.run(one, 'read: SELECT count(*) FROM a')).toEqual([['2']]);
    await engine.run(one, 'write b: INSERT INTO b SELECT count(*) FROM a');
    expect(await engine.run(one, 'read: SELECT v FROM b')).toEqual([['2']]);
    expect(await engine.run(two, 'read: SELECT count(*) FROM b')).toEqual([['0']]);
    await engine.run(one, 'commit');
    expect(await engine.run(two, 'read: SELECT v FROM b')).toEqual([['2']]);
  });

  it('make a second writer of a table wait, BLOCKED, and then see the first one', async () => {
    const [one, two] = [engine.session(), engine.session()];
    await engine.run(one, 'begin');
    await engine.run(one, 'write a!: UPDATE a SET v = v + 1');
    const second = engine.submit(two, 'write a!: UPDATE a SET v = v + 1');
    await blocked(second);
    expect(second.row().status).toBe('BLOCKED');
    await engine.run(one, 'commit');
    expect((await second.ended).kind).toBe('success');
    expect(await engine.run(one, 'read: SELECT v FROM a')).toEqual([['3']]);
    expect(second.row().blockedTime).toBeGreaterThanOrEqual(0);
  });

  it('give up on a lock at LOCK_TIMEOUT', async () => {
    const [one, two] = [engine.session(), engine.session({ LOCK_TIMEOUT: 0.01 })];
    await engine.run(one, 'begin');
    await engine.run(one, 'write a!: UPDATE a SET v = 5');
    await expect(engine.run(two, 'write a!: UPDATE a SET v = 6')).rejects.toMatchObject({ code: '000625' });
    await engine.run(one, 'rollback');
    expect(await engine.run(two, 'read: SELECT v FROM a')).toEqual([['1']]);
  });

  it('never overwrite what they have not seen: the error says to run the transaction again', async () => {
    const [one, two] = [engine.session(), engine.session()];
    await engine.run(one, 'begin');
    await engine.run(one, 'write b: INSERT INTO b VALUES (1)');
    await engine.run(two, 'write a!: UPDATE a SET v = 10');
    await expect(engine.run(one, 'write a!: UPDATE a SET v = v + 1')).rejects.toMatchObject({ code: '000625' });
    await engine.run(one, 'rollback');
    expect(await engine.run(two, 'read: SELECT v FROM a')).toEqual([['10']]);
    expect(await engine.run(two, 'read: SELECT count(*) FROM b')).toEqual([['0']]);
  });

  it('move on to a newer snapshot where what they did can be done again', async () => {
    const [one, two] = [engine.session(), engine.session()];
    await engine.run(one, 'begin');
    await engine.run(one, 'repeatable b: INSERT INTO b VALUES (1)');
    await engine.run(two, 'write a!: UPDATE a SET v = 10');
    await engine.run(one, 'write a!: UPDATE a SET v = v + 1');
    await engine.run(one, 'commit');
    expect(await engine.run(two, 'read: SELECT v FROM a')).toEqual([['11']]);
    expect(await engine.run(two, 'read: SELECT v FROM b')).toEqual([['1']]);
  });

  it('take back a failed statement alone, its first half too', async () => {
    const session = engine.session();
    await engine.run(session, 'begin');
    await engine.run(session, 'repeatable b: INSERT INTO b VALUES (1)');
    await expect(
      engine.run(session, "write b: INSERT INTO b VALUES (2); INSERT INTO b SELECT CAST('x' AS BIGINT)"),
    ).rejects.toThrow();
    await engine.run(session, 'repeatable b: INSERT INTO b VALUES (3)');
    await engine.run(session, 'commit');
    expect(await engine.run(session, 'read: SELECT v FROM b ORDER BY v')).toEqual([['1'], ['3']]);
  });

  it('survive a failed read', async () => {
    const session = engine.session();
    await engine.run(session, 'begin');
    await engine.run(session, 'repeatable b: INSERT INTO b VALUES (1)');
    await expect(engine.run(session, "read: SELECT CAST('x' AS BIGINT) FROM a")).rejects.toThrow();
    await engine.run(session, 'commit');
    expect(await engine.run(session, 'read: SELECT v FROM b')).toEqual([['1']]);
  });

  it('say that only ROLLBACK goes on where a failed statement cannot be taken back', async () => {
    const session = engine.session();
    await engine.run(session, 'begin');
    await engine.run(session, 'write b: INSERT INTO b SELECT random() * 0');
    await expect(engine.run(session, "write b: INSERT INTO b SELECT CAST('x' AS BIGINT)")).rejects.toThrow();
    await expect(engine.run(session, 'write b: INSERT INTO b VALUES (1)')).rejects.toThrow('Run ROLLBACK');
    await expect(engine.run(session, 'commit')).rejects.toThrow('Run ROLLBACK');
    expect(await engine.run(session, 'read: SELECT count(*) FROM b')).toEqual([['0']]);
  });

  it('begin by themselves without AUTOCOMMIT', async () => {
    const [one, two] = [engine.session({ AUTOCOMMIT: false }), engine.session()];
    await engine.run(one, 'write b: INSERT INTO b VALUES (1)');
    expect(await engine.run(two, 'read: SELECT count(*) FROM b')).toEqual([['0']]);
    await engine.run(one, 'commit');
    expect(await engine.run(two, 'read: SELECT count(*) FROM b')).toEqual([['1']]);
  });

  it('opened by a block that fails, or left open by one, end with it', async () => {
    const session = engine.session();
    await expect(engine.run(session, 'block: begin | write b: INSERT INTO b VALUES (1)')).rejects.toThrow('incomplete');
    await expect(
      engine.run(session, "block: begin | write b: INSERT INTO b VALUES (1) | read: SELECT CAST('x' AS BIGINT) FROM a"),
    ).rejects.toThrow();
    expect(session.transaction).toBeNull();
    expect(await engine.run(session, 'read: SELECT count(*) FROM b')).toEqual([['0']]);
    await engine.run(session, 'block: begin | write b: INSERT INTO b VALUES (1) | commit');
    expect(await engine.run(session, 'read: SELECT count(*) FROM b')).toEqual([['1']]);
  });

  it('of many sessions on one row lose no update', async () => {
    const sessions = Array.from({ length: 12 }, () => engine.session());
    await Promise.all(sessions.map((session) => engine.run(session, 'write a!: UPDATE a SET v = v + 1')));
    expect(await engine.run(engine.session(), 'read: SELECT v FROM a')).toEqual([['13']]);
  });
});
