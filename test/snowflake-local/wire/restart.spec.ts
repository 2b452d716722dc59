import { randomUUID } from 'node:crypto';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type HttpSession, logIn } from './support/http.js';

describe('a server that is killed', () => {
  let server: LocalSnowflake;
  beforeAll(async () => {
    server = await startLocalSnowflake();
  });
  afterAll(() => server.stop());

  const rowset = async (session: HttpSession, sql: string) => (await session.query(sql)).data?.rowset;

  it('comes back with what was committed, with its history and its finished results, and with nothing else', async () => {
    const session = await logIn(server.url);
    const other = await logIn(server.url);
    await session.query('CREATE TABLE kept (a NUMBER)');
    await session.query('CREATE TEMPORARY TABLE passing (a NUMBER)');
    const write = await session.query('INSERT INTO kept VALUES (1), (2)');
    const read = await session.query('SELECT * FROM kept ORDER BY a');
    const large = await session.query(
      `SELECT SEQ4() AS n, REPEAT('y', 80) AS t FROM TABLE(GENERATOR(ROWCOUNT => 30000)) ORDER BY n`,
    );
    await other.query('BEGIN');
    const lost = await other.query('INSERT INTO kept VALUES (3)');
    const running = await session.query('SELECT SYSTEM$WAIT(600)', { asyncExec: true });
    await server.application.kill();
    await server.restart();

    // Every session has ended; a request of an old one is told so.
    expect(await session.post('/session/heartbeat')).toMatchObject({ code: '390111' });
    expect(await session.query('SELECT 1', {}, randomUUID())).toMatchObject({ code: '390111' });

    const next = await logIn(server.url);
    expect(await rowset(next, 'SELECT a FROM kept ORDER BY a')).toEqual([['1'], ['2']]);
    expect(await next.query('SELECT * FROM passing')).toMatchObject({ code: '002003' });
    const history = async (queryId: unknown) =>
      rowset(
        next,
        `SELECT execution_status, error_code FROM TABLE(information_schema.query_history(RESULT_LIMIT => 10000)) WHERE query_id = '${String(queryId)}'`,
      );
    expect(await history(write.data?.queryId)).toEqual([['SUCCESS', null]]);
    expect(await history(read.data?.queryId)).toEqual([['SUCCESS', null]]);
    expect(await history(lost.data?.queryId)).toEqual([['FAILED_WITH_ERROR', '603']]);
    expect(await history(running.data?.queryId)).toEqual([['FAILED_WITH_ERROR', '603']]);
    expect(await next.get(`/queries/${read.data?.queryId}/result`)).toMatchObject({ data: { rowset: [['1'], ['2']] } });
    expect(await next.get(`/queries/${large.data?.queryId}/result`)).toMatchObject({ data: { total: 30_000 } });
    expect(await rowset(next, `SELECT COUNT(*) FROM TABLE(RESULT_SCAN('${large.data?.queryId}'))`)).toEqual([
      ['30000'],
    ]);
    expect(await next.get(`/queries/${running.data?.queryId}/result`)).toMatchObject({
      success: false,
      code: '000603',
    });
    expect(await next.get(`/queries/${lost.data?.queryId}/result`)).toMatchObject({ success: false, code: '000603' });
  });

  it('and one that is stopped leave the same behind', async () => {
    const session = await logIn(server.url);
    await session.query('CREATE OR REPLACE TABLE stopped (a NUMBER)');
    const running = await session.query('SELECT SYSTEM$WAIT(600)', { asyncExec: true });
    expect(await server.application.stop()).toBe(0);
    await server.restart();
    const next = await logIn(server.url);
    expect(await rowset(next, 'SELECT COUNT(*) FROM stopped')).toEqual([['0']]);
    expect(await next.get(`/monitoring/queries/${running.data?.queryId}`)).toMatchObject({
      code: '000604',
      data: { queries: [{ status: 'ABORTED' }] },
    });
  });
});
