import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type HttpSession, logIn } from '../wire/support/http.js';

describe('the thread of the database', () => {
  let server: LocalSnowflake;
  let session: HttpSession;
  beforeAll(async () => {
    server = await startLocalSnowflake();
    session = await logIn(server.url);
  });
  afterAll(() => server.stop());

  it('leaves the server free while a function takes a large value apart', async () => {
    const large = "parse_json('[' || repeat('1,', 1500000) || '1]')";
    const sorting = session.query(`select array_size(array_sort(${large}))`);
    const answered: string[] = [];
    void sorting.then(() => answered.push('the statement'));
    const stranger = await logIn(server.url);
    expect(await stranger.post('/session/heartbeat')).toMatchObject({ success: true });
    expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({ status: 'ok' });
    answered.push('others');
    expect(await sorting).toMatchObject({ success: true, data: { rowset: [['1500001']] } });
    expect(answered).toEqual(['others', 'the statement']);
  });

  it('gives whole numbers of 64 bits, decimals and dates back with all their digits', async () => {
    await session.query(
      "create table v (n number(38,0), d number(20,4), t timestamp_ntz) as select 1, 1.5, '2020-01-01'",
    );
    await session.query(
      "insert into v values (9223372036854775807, 1234567890123456.7891, '2020-01-02 03:04:05.123456789')",
    );
    const { data } = await session.query('select * from v order by n desc limit 1');
    expect(data?.rowset).toEqual([['9223372036854775807', '1234567890123456.7891', '1577934245.123456789']]);
  });
});
