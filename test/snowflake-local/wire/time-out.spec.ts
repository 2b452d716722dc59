import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type Envelope, logIn } from './support/http.js';

/** DuckDB plans this for many seconds, and looks for no interrupt meanwhile. */
const LONG_PLAN = `select 'x' from (${Array.from({ length: 14_000 }, (_, at) => `select ${at}, 1, 2, 3`).join(' union all ')})`;

describe('a statement that is planned for long', () => {
  let server: LocalSnowflake;
  beforeEach(async () => {
    server = await startLocalSnowflake();
  });
  afterEach(() => server.stop());

  it('ends at its time-out, while others are answered, and leaves a server that can be stopped', async () => {
    const [session, neighbour] = [await logIn(server.url), await logIn(server.url)];
    await session.query('alter session set statement_timeout_in_seconds = 1');
    const slow = { answer: null as Envelope | null };
    const ended = session.query(LONG_PLAN).then((answer) => {
      slow.answer = answer;
    });
    do expect(await neighbour.query('select 1')).toMatchObject({ success: true, data: { rowset: [['1']] } });
    while (slow.answer === null);
    await ended;
    expect(slow.answer).toMatchObject({ success: false, code: '000630', data: { sqlState: '57014' } });
    expect(await session.query('select 2')).toMatchObject({ data: { rowset: [['2']] } });
  });

  it('ends when it is cancelled, in a transaction and in a block too', async () => {
    const [session, neighbour] = [await logIn(server.url), await logIn(server.url)];
    await session.query('create table kept (a varchar)');
    await session.query('begin');
    await session.query("insert into kept values ('kept')");
    for (const sql of [LONG_PLAN, `insert into kept ${LONG_PLAN}`, `execute immediate $$begin ${LONG_PLAN}; end$$`]) {
      const begun = await session.query(sql, { asyncExec: true });
      const id = String(begun.data?.queryId);
      expect(await neighbour.query(`select system$cancel_query('${id}')`)).toMatchObject({ success: true });
      expect(await session.get(`/queries/${id}/result`)).toMatchObject({ success: false, code: '000604' });
    }
    expect(await neighbour.query('select count(*) from kept')).toMatchObject({ data: { rowset: [['0']] } });
  });
});
