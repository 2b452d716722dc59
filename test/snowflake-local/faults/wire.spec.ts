import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { clearFaults, logIn, setFault } from '../wire/support/http.js';

let server: LocalSnowflake;
beforeAll(async () => {
  server = await startLocalSnowflake({ faults: true });
});
afterAll(() => server.stop());
afterEach(() => clearFaults(server.url));

it('429 answers so often as it is asked to, before or after the server has acted', async () => {
  const session = await logIn(server.url);
  await session.query('create or replace table t (a number)');
  const post = (sqlText: string) =>
    fetch(`${server.url}/queries/v1/query-request?requestId=${crypto.randomUUID()}`, {
      method: 'POST',
      headers: { authorization: `Snowflake Token="${session.token}"` },
      body: JSON.stringify({ sqlText }),
    });
  for (const phase of ['before', 'after']) {
    await setFault(server.url, { route: 'query-request', phase, action: '429', times: 1 });
    const refused = await post('insert into t values (1)');
    expect([refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([429, '1', '']);
  }
  expect(await session.query('select count(*) from t')).toMatchObject({ data: { rowset: [['1']] } });
});

it('a slow chunk comes whole, piece by piece', async () => {
  const session = await logIn(server.url);
  const { data } = await session.query("select seq4() n, repeat('y', 80) t from table(generator(rowcount => 30000))");
  const [chunk] = (data?.chunks ?? []) as readonly { readonly url: string }[];
  const quick = await (await fetch(chunk?.url ?? '')).text();
  await setFault(server.url, { route: 'chunk', phase: 'after', action: 'slow', ms: 20 });
  const began = performance.now();
  const slow = await fetch(chunk?.url ?? '');
  let pieces = 0;
  const texts: Uint8Array[] = [];
  for await (const piece of slow.body ?? []) {
    pieces += 1;
    texts.push(piece as Uint8Array);
  }
  expect(Buffer.concat(texts).toString()).toBe(quick);
  expect(pieces).toBeGreaterThan(1);
  // The pauses themselves: never shorter than was asked for.
  expect(performance.now() - began).toBeGreaterThan(100);
});

it('a history that lags shows what had begun by then, as it stood', async () => {
  const session = await logIn(server.url);
  const seen = async (tag: string) => {
    const { data } = await session.query(
      `select query_tag, execution_status, error_code from table(information_schema.query_history(result_limit => 10000))
       where query_tag = '${tag}' and query_text like 'select 1%'`,
    );
    return data?.rowset;
  };
  await session.query('select 1/0 as early', { parameters: { QUERY_TAG: 'early' } });
  expect(await seen('early')).toEqual([['early', 'FAILED_WITH_ERROR', '100051']]);
  const running = await session.query('select 1 from (select system$wait(3))', {
    asyncExec: true,
    parameters: { QUERY_TAG: 'waits' },
  });
  expect(await session.get(`/queries/${String(running.data?.queryId)}/result`)).toMatchObject({ success: true });
  const rule = await setFault(server.url, { route: 'history', phase: 'before', action: 'lag', ms: 2500 });
  await session.query('select 1 as late', { parameters: { QUERY_TAG: 'late' } });
  expect(await seen('late')).toEqual([]);
  expect(await seen('waits')).toEqual([['waits', 'RUNNING', null]]);
  expect(await session.get(`/monitoring/queries/${String(running.data?.queryId)}`)).toMatchObject({
    data: { queries: [{ status: 'SUCCESS' }] },
  });
  await fetch(`${server.url}/faults/${rule}`, { method: 'DELETE' });
  expect(await seen('late')).toEqual([['late', 'SUCCESS', null]]);
  expect(await seen('waits')).toEqual([['waits', 'SUCCESS', null]]);
});

it('MULTI_STATEMENT_COUNT of a user is that of its sessions, unless they say otherwise', async () => {
  const admin = await logIn(server.url);
  await admin.query("create user many password = 'many' default_role = accountadmin multi_statement_count = 0");
  const as = (parameters = {}) => logIn(server.url, parameters, undefined, { user: 'many', password: 'many' });
  expect(await (await as()).query('select 1; select 2')).toMatchObject({ success: true });
  expect(await (await as({ multi_statement_count: 1 })).query('select 1; select 2')).toMatchObject({ code: '000008' });
  expect(await admin.query('alter user many set multi_statement_count = -1')).toMatchObject({ code: '001008' });
  await admin.query("alter user many set multi_statement_count = 2, timezone = 'Asia/Tokyo'");
  const session = await as();
  expect(await session.query('select 1; select 2; select 3')).toMatchObject({ code: '000008' });
  await admin.query('alter user many unset multi_statement_count');
  expect(await (await as()).query('select 1; select 2')).toMatchObject({ code: '000008' });
});
