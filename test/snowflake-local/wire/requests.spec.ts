import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type HttpSession, logIn, releaseHeld, setFault, whenHeld } from './support/http.js';

describe('requests as the wire has them', () => {
  let server: LocalSnowflake;
  let session: HttpSession;
  beforeAll(async () => {
    server = await startLocalSnowflake({ faults: true, env: { FIRN_LOCAL_HOLD_SECONDS: '1' } });
    session = await logIn(server.url);
  });
  afterAll(() => server.stop());

  it('logs in with a zipped body, and gives what each driver needs', async () => {
    const { data } = await session.query('SELECT 1 AS one', {}, undefined);
    expect(data).toMatchObject({
      rowset: [['1']],
      total: 1,
      returned: 1,
      queryResultFormat: 'json',
      version: 1,
      statementTypeId: 4_096,
      finalDatabaseName: 'FIRN',
      finalSchemaName: 'PUBLIC',
      finalWarehouseName: 'COMPUTE_WH',
      finalRoleName: 'ACCOUNTADMIN',
      queryContext: { entries: [{ id: 0, timestamp: expect.any(Number), priority: 0 }] },
      rowtype: [
        {
          name: 'ONE',
          type: 'fixed',
          precision: 1,
          scale: 0,
          length: null,
          byteLength: null,
          database: '',
          schema: '',
          table: '',
          collation: null,
        },
      ],
      parameters: expect.arrayContaining([{ name: 'BINARY_OUTPUT_FORMAT', value: 'HEX' }]),
    });
    expect(data).not.toHaveProperty('resultIds');
    // dbt reads any state as a failure.
    expect(data).not.toHaveProperty('sqlState');
    expect(Number.isSafeInteger(session.sessionId)).toBe(true);
  });

  it('inflates zipped bodies, takes doubled slashes, and answers telemetry and heartbeat', async () => {
    const zipped = { gzip: true };
    expect(
      await session.post(`//queries//v1/query-request?requestId=${randomUUID()}`, { sqlText: 'SELECT 1' }, zipped),
    ).toMatchObject({ success: true });
    expect(await session.post('/telemetry/send', { logs: [] })).toMatchObject({ success: true, data: 'Log Received' });
    expect(await session.post('/session/heartbeat')).toEqual({
      data: null,
      code: null,
      message: null,
      success: true,
      headers: null,
    });
  });

  it('holds a slow statement, then sends the client round again until it has ended', async () => {
    const first = await session.query('SELECT SYSTEM$WAIT(2)');
    expect(first).toMatchObject({ code: '333333', success: true });
    const url = String(first.data?.getResultUrl);
    expect(url).toMatch(/^\/queries\/[0-9a-f-]{36}\/result$/);
    let answer = await session.get(url);
    while (answer.code === '333333') answer = await session.get(url);
    expect(answer).toMatchObject({ success: true, data: { rowset: [['waited 2 seconds']] } });
    expect(await session.get(url)).toMatchObject({ data: { rowset: [['waited 2 seconds']] } });
  });

  it('answers an asynchronous request at once, and its repetition by the same query', async () => {
    const requestId = randomUUID();
    const first = await session.query('SELECT SYSTEM$WAIT(60)', { asyncExec: true }, requestId);
    expect(first).toMatchObject({ code: '333334', success: true });
    const repeated = await session.query('SELECT something else', {}, requestId);
    expect(repeated).toMatchObject({ code: '333334', data: { queryId: first.data?.queryId } });
    expect(await session.post('/queries/v1/abort-request?requestId=1', { requestId })).toMatchObject({ success: true });
    expect(await session.get(`/queries/${first.data?.queryId}/result`)).toMatchObject({
      success: false,
      code: '000604',
      data: { sqlState: '57014', errorCode: '000604', type: 'SQL' },
    });
    expect(await session.query('SELECT 1', {}, requestId)).toMatchObject({ code: '000604' });
  });

  it('answers an asynchronous request that does not compile by its query ID, and by its failure ever after', async () => {
    const requestId = randomUUID();
    const first = await session.query('SELECT nothing', { asyncExec: true }, requestId);
    expect(first).toMatchObject({ code: '333334', success: true });
    const failure = { success: false, code: '000904', data: { queryId: first.data?.queryId, type: 'COMPILATION' } };
    expect(await session.get(`/queries/${first.data?.queryId}/result`)).toMatchObject(failure);
    expect(await session.query('SELECT 1', { asyncExec: true }, requestId)).toMatchObject(failure);
    expect(await session.get(`/monitoring/queries/${first.data?.queryId}`)).toMatchObject({
      code: '000904',
      message: '',
      data: { sqlState: '42000', queries: [{ status: 'FAILED_WITH_ERROR', errorCode: '000904' }] },
    });
    const fields = { asyncExec: true, parameters: { MULTI_STATEMENT_COUNT: 2 } };
    const parent = await session.query('SELECT 1; SELECT nothing', fields);
    expect(parent.code).toBe('333334');
    expect(await session.get(`/queries/${parent.data?.queryId}/result`)).toMatchObject({ code: '100132' });
    // A description is an answer of its own, and never a query.
    expect(await session.query('SELECT 1', { asyncExec: true, describeOnly: true })).toMatchObject({
      success: true,
      code: null,
      data: { rowtype: [{ name: '1' }] },
    });
  });

  it('runs the same request ID twice on two sessions at once, and once on one', async () => {
    await session.query('CREATE OR REPLACE TABLE twice (a NUMBER)');
    const other = await logIn(server.url);
    const requestId = randomUUID();
    const insert = (from: HttpSession) => from.query('INSERT INTO twice VALUES (1)', {}, requestId);
    const answers = await Promise.all([insert(session), insert(session), insert(other)]);
    expect(new Set(answers.map(({ data }) => data?.queryId)).size).toBe(2);
    expect((await session.query('SELECT count(*) FROM twice')).data?.rowset).toEqual([['2']]);
  });

  it('knows one query by its ID, and no other', async () => {
    const { data } = await session.query('SELECT 1');
    const watched = await session.get(`/monitoring/queries/${data?.queryId}`);
    expect(watched).toMatchObject({
      success: true,
      code: null,
      data: {
        queries: [
          { id: data?.queryId, status: 'SUCCESS', errorCode: '', errorMessage: '', sessionId: session.sessionId },
        ],
      },
    });
    const unknown = '01234567-0000-0000-0000-000000000000';
    expect(await session.get(`/monitoring/queries/${unknown}`)).toMatchObject({ success: true, data: { queries: [] } });
    expect(await session.get(`/queries/${unknown}/result`)).toMatchObject({
      code: '000709',
      data: { sqlState: '02000' },
    });
    expect(await session.post(`/queries/${unknown}/abort-request`)).toMatchObject({ success: false, code: '000605' });
    expect(await session.post(`/queries/${data?.queryId}/abort-request`)).toMatchObject({ code: '000605' });
  });

  it('gives errors a place, six digits and a state', async () => {
    expect(await session.query('SELECT FROM')).toMatchObject({
      success: false,
      code: '001003',
      data: { errorCode: '001003', sqlState: '42000', line: 1, pos: 7, type: 'COMPILATION' },
    });
    expect(await session.query('SELECT 1', { bindings: { 2: { type: 'FIXED', value: '1' } } })).toMatchObject({
      success: false,
      message: expect.stringContaining('bind 1 is missing'),
    });
  });

  it('renews tokens of one session, and tells expired, gone and unknown ones apart', async () => {
    const own = await logIn(server.url);
    await setFault(server.url, {
      route: 'heartbeat',
      phase: 'before',
      action: 'expire_token',
      match: { sessionId: String(own.sessionId) },
    });
    expect(await own.post('/session/heartbeat')).toMatchObject({ success: false, code: '390112', data: null });
    const renewed = await own.post(
      '/session/token-request',
      { oldSessionToken: own.token, requestType: 'RENEW' },
      { token: own.masterToken },
    );
    expect(renewed).toMatchObject({ success: true, data: { sessionId: own.sessionId, validityInSecondsST: 3_600 } });
    const token = String(renewed.data?.sessionToken);
    expect(await own.post('/queries/v1/query-request?requestId=1', { sqlText: 'SELECT 1' }, { token })).toMatchObject({
      success: true,
    });
    expect(await own.post('/session?delete=true', undefined, { token })).toMatchObject({ success: true });
    expect(await own.post('/session/heartbeat', undefined, { token })).toMatchObject({ code: '390111' });
    expect(await own.post('/session/heartbeat', undefined, { token: 'nonsense' })).toMatchObject({ code: '390104' });
    expect(await own.post('/session/token-request', {}, { token: own.masterToken })).toMatchObject({ code: '390111' });
  });

  it('takes a late request for what it is: its session has ended meanwhile', async () => {
    const late = await logIn(server.url);
    await session.query('CREATE OR REPLACE TABLE late (a NUMBER)');
    const rule = await setFault(server.url, {
      route: 'query-request',
      phase: 'before',
      action: 'delay',
      match: { sqlText: 'INTO late' },
    });
    const request = late.query('INSERT INTO late VALUES (1)');
    expect(await whenHeld(server.url, rule)).toMatchObject([{ sessionId: String(late.sessionId) }]);
    await session.query(`SELECT SYSTEM$ABORT_SESSION(${late.sessionId})`);
    await releaseHeld(server.url, rule);
    expect(await request).toMatchObject({ success: false, code: '390111' });
    expect((await session.query('SELECT count(*) FROM late')).data?.rowset).toEqual([['0']]);
  });

  it('fails a login to what does not exist only when asked to check', async () => {
    const loose = await logIn(server.url, {}, 'databaseName=NOWHERE&warehouse=NONE');
    expect((await loose.query('SELECT CURRENT_DATABASE(), CURRENT_WAREHOUSE()')).data?.rowset).toEqual([[null, null]]);
    await expect(
      logIn(server.url, { CLIENT_VALIDATE_DEFAULT_PARAMETERS: true }, 'databaseName=NOWHERE'),
    ).rejects.toThrow('390201');
  });

  it('refuses what is none of its paths, and bodies that are no JSON', async () => {
    expect((await fetch(`${server.url}/api/v2/statements`, { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await fetch(`${server.url}/session/v1/login-request`, { method: 'POST', body: '{' })).status).toBe(400);
    expect(await (await fetch(`${server.url}/health`)).json()).toEqual({ status: 'ok', problems: [] });
  });

  it('keeps the first 100,000 characters of a text in the history, as Snowflake does', async () => {
    const text = `select '${'x'.repeat(99_991)}😀' as long_text -- the end`;
    const { data } = await session.query(text);
    expect(data).toMatchObject({ rowset: [[`${'x'.repeat(99_991)}😀`]] });
    const kept = await session.query(
      `select query_text from table(information_schema.query_history()) where query_id = '${String(data?.queryId)}'`,
    );
    expect(kept.data?.rowset).toEqual([[text.slice(0, 99_999)]]);
  });

  it('inserts the rows of a bulk bind that a driver has put into a stage', async () => {
    await session.query(
      `CREATE OR REPLACE TEMPORARY STAGE SYSTEM$BIND FILE_FORMAT = (TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '"')`,
    );
    const place = { bindings: { 1: { type: 'TEXT', value: '@SYSTEM$BIND/some-id' } }, isInternal: true };
    const { data } = await session.query('PUT file://1.csv ? SOURCE_COMPRESSION = AUTO_DETECT', place);
    const { location = '' } = (data?.stageInfo ?? {}) as { readonly location?: string };
    await mkdir(location, { recursive: true });
    await writeFile(join(location, '1.csv.gz'), gzipSync('1,"a ""b"",\n",2024-01-02 03:04:05.000006,1.5\n2,"",,\n'));
    await writeFile(join(location, '2.csv'), '3,,,0.25\n');
    await session.query(
      'CREATE OR REPLACE TABLE staged (n NUMBER(9,0), t VARCHAR, at TIMESTAMP_NTZ, f FLOAT, plus INT)',
    );
    const bound = { bindStage: '@SYSTEM$BIND/some-id' };
    expect(
      await session.query('INSERT INTO staged (n, t, at, f, plus) VALUES (?, ?, ?, ?, ? + 1)', bound),
    ).toMatchObject({ success: true, data: { rowset: [['3']] } });
    expect(await session.query('SELECT n, t, at, f, plus FROM staged ORDER BY n')).toMatchObject({
      data: {
        rowset: [
          ['1', 'a "b",\n', '1704164645.000006000', '1.5', null],
          ['2', '', null, null, null],
          ['3', null, null, '0.25', null],
        ],
      },
    });
    const missing = await session.query('INSERT INTO staged (n) VALUES (?)', { bindStage: '@NO_SUCH_STAGE/x' });
    expect(missing).toMatchObject({ success: false, code: '002003' });
    const none = await session.query('INSERT INTO staged (n) VALUES (?)', { bindStage: 'no place' });
    expect(none).toMatchObject({ success: false, code: '001015' });
  });
});
