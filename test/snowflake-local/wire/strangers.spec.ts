import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type Envelope, type HttpSession, logIn } from './support/http.js';

describe('what strangers can read', () => {
  let server: LocalSnowflake;
  let admin: HttpSession;
  beforeAll(async () => {
    server = await startLocalSnowflake();
    admin = await logIn(server.url);
  });
  afterAll(() => server.stop());

  const rowset = ({ data, message }: Envelope): readonly (readonly string[])[] => {
    if (data === null || data.rowset === undefined) throw new Error(message ?? 'no rows');
    return data.rowset as readonly (readonly string[])[];
  };
  const texts = async (session: HttpSession, source: string) =>
    rowset(await session.query(`select query_text from ${source}`)).map(([text]) => text);
  const logInAs = (name: string, role: string) =>
    logIn(server.url, {}, `databaseName=FIRN&schemaName=PUBLIC&warehouse=COMPUTE_WH&roleName=${role}`, {
      user: name,
      password: 'Secret1',
    });

  it('is nothing of the data folder', async () => {
    await admin.query('create or replace stage files');
    await admin.query(`copy into @files/x from (select 1)`);
    await admin.query(`select seq4() n, repeat('y', 80) t from table(generator(rowcount => 30000))`);
    const data = join(server.folder, 'data');
    const entries = readdirSync(data, { recursive: true, withFileTypes: true });
    expect(entries.length).toBeGreaterThan(10);
    const open = entries
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => (statSync(path).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(statSync(data).mode & 0o777).toBe(0o700);
  });

  it('is no password, key or token of a statement, in history, status, journal or log', async () => {
    const statements = [
      `create or replace user reader password = 'hunter2-a' default_role = public`,
      `alter user reader set password='hunter2-b' comment = 'shown'`,
      `execute immediate 'alter user reader set password = ''hunter2-c'''`,
      `create stage s credentials = (aws_key_id = 'hunter2-d' aws_secret_key = 'hunter2-e' aws_token = $$hunter2-f$$)`,
      `create secret k type = password username = 'u' password = 'hunter2-g'`,
      `alter user reader set password 'hunter2-h'`,
      `alter user reader set "PASSWORD" = /* here */ 'it''s hunter2-i'`,
    ];
    for (const statement of statements) await admin.query(statement);
    const shown = (await texts(admin, 'table(information_schema.query_history(result_limit => 1000))')).join('\n');
    expect(shown).toContain(`password='****' comment = 'shown'`);
    const journal = readFileSync(join(server.folder, 'data', 'history.journal'), 'utf8');
    const all = await admin.query('select * from table(information_schema.query_history(result_limit => 1000))');
    for (const text of [shown, journal, JSON.stringify(all), readFileSync(server.application.logFile, 'utf8')]) {
      expect(text).not.toContain('hunter2');
    }
  });

  it('is no query of another user without the role for it', async () => {
    await admin.query(`create or replace user other password = 'Secret1' default_role = public`);
    const other = await logInAs('other', 'PUBLIC');
    const { data } = await admin.query(`select 'of the administrator'`);
    const queryId = String(data?.queryId);
    const running = String((await admin.query('select system$wait(60)', { asyncExec: true })).data?.queryId);
    for (const source of [
      'table(information_schema.query_history())',
      `table(information_schema.query_history_by_user(user_name => 'FIRN'))`,
      `table(information_schema.query_history_by_session(session_id => ${admin.sessionId}))`,
      'snowflake.account_usage.query_history',
    ]) {
      expect((await texts(other, source)).join('\n')).not.toContain('of the administrator');
    }
    expect(await texts(other, 'table(information_schema.query_history())')).not.toEqual([]);
    expect(await other.get(`/monitoring/queries/${queryId}`)).toMatchObject({ data: { queries: [] } });
    expect(await other.get(`/queries/${queryId}/result`)).toMatchObject({ success: false, code: '000709' });
    expect(await other.query(`select * from table(result_scan('${queryId}'))`)).toMatchObject({ code: '000709' });
    expect(await other.post(`/queries/${running}/abort-request`)).toMatchObject({ code: '000605' });
    expect(await other.query(`select system$abort_session(${admin.sessionId})`)).toMatchObject({ success: false });
    expect(await other.query(`select system$cancel_all_queries(${admin.sessionId})`)).toMatchObject({ success: false });
    expect(await other.query('use role accountadmin')).toMatchObject({ code: '003013' });
    expect(rowset(await (await logInAs('other', 'ACCOUNTADMIN')).query('select current_role()'))).toEqual([['PUBLIC']]);

    const own = String((await other.query(`select 'of the other'`)).data?.queryId);
    expect(await admin.get(`/monitoring/queries/${own}`)).toMatchObject({ data: { queries: [{ id: own }] } });
    await admin.query('grant role accountadmin to user other');
    expect(await other.query('use role accountadmin')).toMatchObject({ success: true });
    expect(await texts(other, 'table(information_schema.query_history())')).toContain(`select 'of the administrator'`);
    expect(await other.post(`/queries/${running}/abort-request`)).toMatchObject({ success: true });
    await admin.query('revoke role accountadmin from user other');
    expect(await other.query('use role accountadmin')).toMatchObject({ code: '003013' });
  });
});

describe('parameters', () => {
  let server: LocalSnowflake;
  let session: HttpSession;
  beforeAll(async () => {
    server = await startLocalSnowflake();
    session = await logIn(server.url);
  });
  afterAll(() => server.stop());

  it.each([
    ['TIMEZONE', 'Mars/Base'],
    ['TIMEZONE', ''],
    ['LOCK_TIMEOUT', '-1'],
    ['STATEMENT_TIMEOUT_IN_SECONDS', '-5'],
    ['STATEMENT_QUEUED_TIMEOUT_IN_SECONDS', 'soon'],
    ['ROWS_PER_RESULTSET', '1.5'],
    ['AUTOCOMMIT', 'perhaps'],
    ['BINARY_OUTPUT_FORMAT', 'OCTAL'],
    ['WEEK_START', '8'],
    ['MULTI_STATEMENT_COUNT', '-1'],
  ])('refuse %s = %s at login, with a statement, and by ALTER SESSION', async (name, value) => {
    await expect(logIn(server.url, { [name]: value })).rejects.toThrow(`001008 SQL compilation error`);
    const refusal = { success: false, code: '001008', message: expect.stringContaining(`'${name}'`) };
    expect(await session.query('select 1', { parameters: { [name]: value } })).toMatchObject(refusal);
    expect(await session.query(`alter session set ${name} = '${value}'`)).toMatchObject(refusal);
  });

  it.each([
    ['ABORT_DETACHED_QUERY', 'true'],
    ['TRANSACTION_ABORT_ON_ERROR', 'true'],
  ])('refuse %s = %s by name, which would have no effect', async (name, value) => {
    expect(await session.query(`alter session set ${name} = ${value}`)).toMatchObject({
      code: '000002',
      message: expect.stringContaining(name),
    });
  });

  it('do what they say', async () => {
    const own = await logIn(server.url, { ROWS_PER_RESULTSET: 2 });
    expect((await own.query('select column1 from values (3), (1), (2) order by 1')).data?.rowset).toEqual([
      ['1'],
      ['2'],
    ]);
    const folding = await logIn(server.url, { QUOTED_IDENTIFIERS_IGNORE_CASE: true });
    await folding.query('create or replace table "Folded" ("mixedCase" number) ');
    await folding.query('insert into folded values (1)');
    const { data } = await folding.query(`select "MIXEDcase" as "alias", '"kept"' from "fOLDED"`);
    expect(data).toMatchObject({ rowset: [['1', '"kept"']], rowtype: [{ name: 'ALIAS' }, {}] });
  });

  it('say when statements commit: AUTOCOMMIT turned on commits what was begun for lack of it', async () => {
    const [own, other] = [await logIn(server.url), await logIn(server.url)];
    const count = async () => (await other.query('select count(*) from committed')).data?.rowset;
    await own.query('create or replace table committed (n number)');
    await own.query('alter session set autocommit = false');
    await own.query('insert into committed values (1)');
    expect(await count()).toEqual([['0']]);
    await own.query('alter session set autocommit = true');
    expect(await count()).toEqual([['1']]);
    await own.query('begin');
    await own.query('insert into committed values (2)');
    await own.query('alter session set autocommit = false');
    expect(await count()).toEqual([['1']]);
    await own.query('rollback');
    expect(await count()).toEqual([['1']]);
  });

  it('say how texts stand for bytes', async () => {
    const own = await logIn(server.url, { BINARY_OUTPUT_FORMAT: 'BASE64', BINARY_INPUT_FORMAT: 'UTF-8' });
    const value = async (sql: string) => (await own.query(`select ${sql}`)).data?.rowset;
    // Results carry digits whatever the format; drivers write them.
    expect(await value(`to_binary('é')`)).toEqual([['C3A9']]);
    expect(await value(`'é'::binary::varchar`)).toEqual([['w6k=']]);
    expect(await value(`to_char(to_binary('C3A9', 'hex'), 'utf-8')`)).toEqual([['é']]);
    expect(await value(`to_variant(to_binary('DEAD', 'hex'))::binary`)).toEqual([['DEAD']]);
    await own.query('create or replace table bytes (b binary)');
    await own.query(`insert into bytes values ('A')`);
    expect((await own.query('select b from bytes')).data?.rowset).toEqual([['41']]);
    await own.query('alter session set binary_input_format = base64');
    expect(await value(`to_binary('3q0=')`)).toEqual([['DEAD']]);
    expect(await own.query(`select 'x?'::binary`)).toMatchObject({
      code: '100115',
      message: expect.stringContaining("'x?'"),
    });
  });

  it('say what two digits of a year mean', async () => {
    const own = await logIn(server.url, { TWO_DIGIT_CENTURY_START: 1980 });
    const dates = `select to_date(column1, 'DD/MM/YY')::varchar, to_date('01/01/79', 'DD/MM/YY')::varchar from values ('01/01/80'), ('01/01/79')`;
    expect((await own.query(dates)).data?.rowset).toEqual([
      ['1980-01-01', '2079-01-01'],
      ['2079-01-01', '2079-01-01'],
    ]);
  });
});
