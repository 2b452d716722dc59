import { generateKeyPairSync } from 'node:crypto';
import type { Connection } from 'snowflake-sdk';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { connect, disconnect, execute, failureOf, submit, whenStatus } from '../wire/support/driver.js';

describe('sessions', () => {
  let server: LocalSnowflake;
  let one: Connection;
  let two: Connection;
  beforeAll(async () => {
    server = await startLocalSnowflake();
    [one, two] = await Promise.all([connect(server.url), connect(server.url)]);
  });
  afterAll(async () => {
    await Promise.all([disconnect(one), disconnect(two)]);
    await server.stop();
  });
  const value = async (connection: Connection, sql: string) => (await execute(connection, sql)).rows[0]?.[0];
  const idOf = async (connection: Connection) => Number(await value(connection, 'SELECT CURRENT_SESSION()'));

  it('see what others commit, statement by statement: READ COMMITTED', async () => {
    await execute(one, 'CREATE OR REPLACE TABLE shared_rows AS SELECT 1::NUMBER AS a');
    await execute(one, 'BEGIN');
    expect(await value(one, 'SELECT COUNT(*) FROM shared_rows')).toBe(1);
    await execute(two, 'INSERT INTO shared_rows VALUES (2)');
    expect(await value(one, 'SELECT COUNT(*) FROM shared_rows')).toBe(2);
    expect((await execute(one, 'UPDATE shared_rows SET a = a + 10')).rows).toEqual([[2, 0]]);
    expect(await value(two, 'SELECT SUM(a) FROM shared_rows')).toBe(3);
    const waiting = await submit(two, 'UPDATE shared_rows SET a = a + 100');
    await whenStatus(two, waiting, 'BLOCKED');
    await execute(one, 'COMMIT');
    await whenStatus(two, waiting, 'SUCCESS');
    expect(await value(one, 'SELECT SUM(a) FROM shared_rows')).toBe(223);
  });

  it('do not double rows by two MERGEs that start together', async () => {
    await execute(one, 'CREATE OR REPLACE TABLE merged (k NUMBER, v NUMBER)');
    const merge = `MERGE INTO merged USING (SELECT 1 AS k) s ON merged.k = s.k
      WHEN MATCHED THEN UPDATE SET v = v + 1 WHEN NOT MATCHED THEN INSERT (k, v) VALUES (s.k, 1)`;
    await Promise.all([one, two, one, two].map((connection) => execute(connection, merge)));
    expect((await execute(one, 'SELECT k, v FROM merged')).rows).toEqual([[1, 4]]);
  });

  it('roll back alone what they did', async () => {
    await execute(one, 'CREATE OR REPLACE TABLE undone (a NUMBER)');
    await execute(one, 'BEGIN');
    await execute(one, 'INSERT INTO undone VALUES (1)');
    expect(await failureOf(execute(one, `INSERT INTO undone SELECT column1::NUMBER FROM VALUES ('x')`))).toMatchObject({
      sqlState: '22018',
    });
    await execute(one, 'INSERT INTO undone VALUES (2)');
    await execute(one, 'COMMIT');
    expect((await execute(two, 'SELECT a FROM undone ORDER BY a')).rows).toEqual([[1], [2]]);
    await execute(one, 'BEGIN');
    await execute(one, 'DELETE FROM undone');
    await execute(one, 'ROLLBACK');
    expect(await value(two, 'SELECT COUNT(*) FROM undone')).toBe(2);
  });

  it('keep temporary objects to themselves, and take them along when they end', async () => {
    const passing = await connect(server.url);
    await execute(passing, 'CREATE TEMPORARY TABLE only_mine (a NUMBER)');
    await execute(passing, 'CREATE TEMPORARY STAGE only_mine_too');
    expect(await failureOf(execute(one, 'SELECT * FROM only_mine'))).toMatchObject({ code: '002003' });
    expect((await execute(passing, `SHOW TABLES LIKE 'ONLY_MINE'`)).rows).toHaveLength(1);
    await disconnect(passing);
    expect((await execute(one, `SHOW TABLES LIKE 'ONLY_MINE%'`)).rows).toEqual([]);
    expect((await execute(one, `SHOW STAGES LIKE 'ONLY_MINE%'`)).rows).toEqual([]);
  });

  it('end when they are aborted: what runs is rolled back, what comes later is refused', async () => {
    await execute(one, 'CREATE OR REPLACE TABLE guarded (a NUMBER)');
    const victim = await connect(server.url);
    const sessionId = await idOf(victim);
    await execute(victim, 'BEGIN');
    await execute(victim, 'INSERT INTO guarded VALUES (1)');
    const running = await submit(victim, 'SELECT SYSTEM$WAIT(60)');
    await whenStatus(one, running, 'RUNNING');
    await execute(one, `SELECT SYSTEM$ABORT_SESSION(${sessionId})`);
    expect(await whenStatus(one, running, 'ABORTED', 'SUCCESS')).toBe('ABORTED');
    expect(await failureOf(execute(victim, 'SELECT 1'))).toMatchObject({ code: 407_002, sqlState: '08003' });
    expect(await value(one, 'SELECT COUNT(*) FROM guarded')).toBe(0);
    const { rows } = await execute(
      one,
      `SELECT execution_status, error_code FROM TABLE(information_schema.query_history_by_session(SESSION_ID => ${sessionId})) WHERE query_id = '${running}'`,
    );
    expect(rows).toEqual([['FAILED_WITH_ERROR', '604']]);
  });

  it('have all their queries cancelled at once', async () => {
    const busy = await connect(server.url);
    const ids = await Promise.all([1, 2, 3].map((n) => submit(busy, `SELECT SYSTEM$WAIT(60${n})`)));
    await execute(one, `SELECT SYSTEM$CANCEL_ALL_QUERIES(${await idOf(busy)})`);
    for (const id of ids) expect(await whenStatus(one, id, 'ABORTED', 'SUCCESS')).toBe('ABORTED');
    expect(await value(busy, 'SELECT 1')).toBe(1);
    await disconnect(busy);
  });

  it('can begin with a key pair', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const options = { username: 'firn', authenticator: 'SNOWFLAKE_JWT', privateKey: pem };
    expect(await failureOf(connect(server.url, options))).toMatchObject({ code: '390144' });
    await execute(one, `ALTER USER firn SET RSA_PUBLIC_KEY = '${key}'`);
    const keyed = await connect(server.url, options);
    expect(await value(keyed, 'SELECT CURRENT_USER()')).toBe('FIRN');
    await disconnect(keyed);
  });

  it('queue on their warehouse, and say so', async () => {
    await execute(one, 'CREATE OR REPLACE WAREHOUSE narrow MAX_CONCURRENCY_LEVEL = 1');
    const narrow = await connect(server.url, { warehouse: 'NARROW' });
    const first = await submit(narrow, 'SELECT SYSTEM$WAIT(60)');
    const second = await submit(narrow, 'SELECT SYSTEM$WAIT(0)');
    await whenStatus(one, second, 'QUEUED');
    await execute(one, `SELECT SYSTEM$CANCEL_QUERY('${first}')`);
    expect(await whenStatus(one, second, 'SUCCESS', 'FAILED_WITH_ERROR')).toBe('SUCCESS');
    await disconnect(narrow);
  });

  it('keep no place on their warehouse while they wait for a lock, which may need that place to be let go of', async () => {
    await execute(one, 'CREATE OR REPLACE WAREHOUSE single MAX_CONCURRENCY_LEVEL = 1');
    await execute(one, 'CREATE OR REPLACE TABLE locked AS SELECT 1::NUMBER AS a');
    const [holder, waiter] = await Promise.all(
      ['SINGLE', 'SINGLE'].map((warehouse) => connect(server.url, { warehouse })),
    );
    if (holder === undefined || waiter === undefined) throw new Error('There are two sessions.');
    await execute(holder, 'BEGIN');
    await execute(holder, 'UPDATE locked SET a = a + 1');
    const waiting = await submit(waiter, 'UPDATE locked SET a = a * 10');
    await whenStatus(one, waiting, 'BLOCKED');
    expect(await value(holder, 'SELECT a FROM locked')).toBe(2);
    await execute(holder, 'UPDATE locked SET a = a + 1');
    const running = await submit(holder, 'SELECT SYSTEM$WAIT(60)');
    await whenStatus(one, running, 'RUNNING');
    await execute(one, `SELECT SYSTEM$CANCEL_QUERY('${running}')`);
    await execute(holder, 'COMMIT');
    await whenStatus(one, waiting, 'SUCCESS');
    expect(await value(one, 'SELECT a FROM locked')).toBe(30);
    await Promise.all([disconnect(holder), disconnect(waiter)]);
    expect((await execute(one, `SHOW WAREHOUSES LIKE 'SINGLE'`)).rows[0]?.slice(7, 9)).toEqual([0, 0]);
  });

  it('show their queries with tag, newest first, limited before any filter', async () => {
    const tagged = await connect(server.url, { queryTag: 'tagged' });
    await execute(tagged, 'SELECT 1');
    await execute(tagged, 'SELECT 2');
    const history = (limit: number) =>
      execute(
        tagged,
        `SELECT query_text, query_tag, session_id, user_name, warehouse_name, rows_produced
         FROM TABLE(information_schema.query_history_by_session(RESULT_LIMIT => ${limit})) WHERE query_text LIKE 'SELECT 1%'`,
      );
    const sessionId = await idOf(tagged);
    expect((await history(10)).rows).toEqual([['SELECT 1', 'tagged', sessionId, 'FIRN', 'COMPUTE_WH', 1]]);
    expect((await history(1)).rows).toEqual([]);
    const ofWarehouse = (name: string) =>
      execute(
        tagged,
        `SELECT query_text FROM TABLE(information_schema.query_history_by_warehouse(WAREHOUSE_NAME => '${name}')) WHERE query_tag = 'tagged'`,
      );
    expect((await ofWarehouse('COMPUTE_WH')).rows).toContainEqual(['SELECT 2']);
    expect((await ofWarehouse('ANOTHER_WH')).rows).toEqual([]);
    await disconnect(tagged);
  });
});
