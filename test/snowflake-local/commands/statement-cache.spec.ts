import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type HttpSession, logIn } from '../wire/support/http.js';

let server: LocalSnowflake;
let session: HttpSession;
beforeAll(async () => {
  server = await startLocalSnowflake();
  session = await logIn(server.url);
  await session.query('create table t (a number, b varchar)');
  await session.query("insert into t values (1, 'x'), (2, 'y')");
});
afterAll(() => server.stop());

const rows = async (sql: string, by = session) => {
  const answer = await by.query(sql);
  if (!answer.success) throw new Error(`${answer.code} ${answer.message}`);
  return answer.data?.rowset;
};

describe('a SELECT that comes again', () => {
  it('sees rows that have come since', async () => {
    const sql = 'select count(*), max(b) from t';
    expect(await rows(sql)).toEqual([['2', 'y']]);
    await session.query("insert into t values (3, 'z')");
    expect(await rows(sql)).toEqual([['3', 'z']]);
    await session.query('delete from t where a = 3');
    expect(await rows(sql)).toEqual([['2', 'y']]);
  });

  it('means what its tables and views have become', async () => {
    await session.query('create view v as select a from t');
    expect(await rows('select * from v order by 1')).toEqual([['1'], ['2']]);
    await session.query('create or replace view v as select b from t');
    expect(await rows('select * from v order by 1')).toEqual([['x'], ['y']]);
    await session.query('create table other (n number)');
    expect(await rows('select * from other')).toEqual([]);
    await session.query('create or replace table other (n varchar, m number)');
    await session.query("insert into other values ('n', 1)");
    expect(await rows('select * from other')).toEqual([['n', '1']]);
    await session.query('drop table other');
    await expect(rows('select * from other')).rejects.toThrow('002003');
  });

  it('is read by the parameters, schema and variables of the session that sends it', async () => {
    const sql = "select to_timestamp_ltz('2024-01-01 00:00:00')::varchar, current_schema(), count(*) from t";
    const before = await rows(sql);
    await session.query("alter session set timezone = 'Asia/Tokyo'");
    expect(await rows(sql)).not.toEqual(before);
    const other = await logIn(server.url);
    expect(await rows(sql, other)).toEqual(before);
    await other.query('create schema s2');
    await other.query('create table t as select 7 as a');
    expect(await rows('select a from t', other)).toEqual([['7']]);
    expect(await rows('select a from t order by a')).toEqual([['1'], ['2']]);
    for (const value of [1, 2]) {
      await other.query(`set wanted = ${value}`);
      expect(await rows('select $wanted, count(*) from public.t', other)).toEqual([[String(value), '2']]);
    }
  });

  it('sees the temporary table and the open transaction of its own session', async () => {
    const [one, two] = [await logIn(server.url), await logIn(server.url)];
    const sql = 'select count(*) from public.t';
    expect(await rows(sql, one)).toEqual([['2']]);
    await one.query('create temporary table public.t (a number)');
    expect(await rows(sql, one)).toEqual([['0']]);
    expect(await rows(sql, two)).toEqual([['2']]);
    await two.query('begin');
    await two.query("insert into public.t values (9, 'q')");
    expect(await rows(sql, two)).toEqual([['3']]);
    await two.query('rollback');
    expect(await rows(sql, two)).toEqual([['2']]);
  });

  it('asks the clock, the session and the last query anew', async () => {
    for (const call of ['last_query_id()', 'random()', 'uuid_string()']) {
      const sql = `select ${call}, count(*) from public.t`;
      expect(await rows(sql)).not.toEqual(await rows(sql));
    }
    const sql = 'select current_session(), count(*) from public.t';
    expect(await rows(sql)).not.toEqual(await rows(sql, await logIn(server.url)));
  });
});
