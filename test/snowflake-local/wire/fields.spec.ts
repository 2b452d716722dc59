import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type HttpSession, logIn } from './support/http.js';

describe('fields that drivers read', () => {
  let server: LocalSnowflake;
  let session: HttpSession;
  beforeAll(async () => {
    server = await startLocalSnowflake();
    session = await logIn(server.url);
    await session.query('CREATE TABLE fields (a NUMBER NOT NULL, b VARCHAR(10))');
  });
  afterAll(() => server.stop());

  it.each([
    ['VARCHAR(1)', 'text', { length: 1, byteLength: 4 }],
    ['VARCHAR(16777215)', 'text', { length: 16_777_215, byteLength: 16_777_216 }],
    ['VARCHAR', 'text', { length: 16_777_216, byteLength: 16_777_216 }],
    ['VARCHAR(134217728)', 'text', { length: 134_217_728, byteLength: 134_217_728 }],
    ['NUMBER(10,2)', 'fixed', { precision: 10, scale: 2 }],
    ['INT', 'fixed', { precision: 38, scale: 0 }],
    ['FLOAT', 'real', {}],
    ['BOOLEAN', 'boolean', {}],
    ['DATE', 'date', {}],
    ['TIME(3)', 'time', { precision: 0, scale: 3 }],
    ['TIMESTAMP_NTZ', 'timestamp_ntz', { precision: 0, scale: 9 }],
    ['TIMESTAMP_TZ(0)', 'timestamp_tz', { precision: 0, scale: 0 }],
    ['BINARY', 'binary', { length: 8_388_608, byteLength: 8_388_608 }],
    ['VARIANT', 'variant', {}],
  ])('describe %s in rows, SHOW COLUMNS and INFORMATION_SCHEMA alike', async (type, kind, sizes) => {
    await session.query(`CREATE OR REPLACE TABLE one (c ${type})`);
    const row = { length: null, byteLength: null, precision: null, scale: null, ...sizes };
    const { data } = await session.query('SELECT c FROM one');
    expect(data?.rowtype).toEqual([
      {
        name: 'C',
        database: 'FIRN',
        schema: 'PUBLIC',
        table: 'ONE',
        nullable: true,
        type: kind,
        collation: null,
        ...row,
      },
    ]);
    const shown = await session.query('SHOW COLUMNS IN TABLE one');
    expect(JSON.parse(String((shown.data?.rowset as string[][] | undefined)?.[0]?.[3]))).toMatchObject({
      nullable: true,
      ...sizes,
    });
    const listed = await session.query(
      "SELECT character_maximum_length, character_octet_length FROM information_schema.columns WHERE table_name = 'ONE'",
    );
    expect(listed.data?.rowset).toEqual([
      [row.length, row.byteLength].map((size) => (size === null ? null : String(size))),
    ]);
  });

  it('say the kind of a statement, its binds and what it changed, when it is described and when it runs', async () => {
    const insert = 'INSERT INTO fields (a, b) VALUES (?, ?)';
    const binds = { 1: { type: 'FIXED', value: ['1', '2'] }, 2: { type: 'TEXT', value: ['x', null] } };
    const said = { statementTypeId: 12_544, numberOfBinds: 2, arrayBindSupported: true };
    expect(await session.query(insert, { describeOnly: true })).toMatchObject({ data: said });
    expect(await session.query(insert, { bindings: binds })).toMatchObject({
      data: { ...said, stats: { numRowsInserted: 2, numRowsUpdated: 0, numRowsDeleted: 0, numDmlDuplicates: 0 } },
    });
    const read = await session.query("EXECUTE IMMEDIATE 'SELECT a FROM fields WHERE b IS NULL'");
    expect(read).toMatchObject({ data: { statementTypeId: 4_096, arrayBindSupported: false, rowset: [['2']] } });
    expect(read.data).not.toHaveProperty('stats');
    const changed = await session.query("EXECUTE IMMEDIATE 'DELETE FROM fields'");
    expect(changed).toMatchObject({ data: { statementTypeId: 13_056, stats: { numRowsDeleted: 2 } } });
  });

  it('describe a CALL by the column that it will answer', async () => {
    await session.query(
      "CREATE PROCEDURE half(n NUMBER) RETURNS NUMBER(10,2) LANGUAGE SQL AS 'BEGIN RETURN n / 2; END'",
    );
    const described = await session.query('CALL half(3)', { describeOnly: true });
    const called = await session.query('CALL half(3)');
    expect(called.data).toMatchObject({ rowset: [['1.50']], rowtype: [{ name: 'HALF', precision: 10, scale: 2 }] });
    expect(described.data?.rowtype).toEqual(called.data?.rowtype);
  });

  it('describe a PIVOT by the columns that its values make', async () => {
    await session.query(
      "CREATE TABLE sold (id INT, month VARCHAR, amount INT) AS SELECT 1, 'JAN', 10 UNION ALL SELECT 1, 'FEB', 20",
    );
    const pivot =
      'SELECT * FROM (SELECT * FROM sold) PIVOT(SUM(amount) FOR month IN (ANY ORDER BY month)) WHERE id = ?';
    const described = await session.query(pivot, { describeOnly: true });
    expect(described.data).toMatchObject({
      rowtype: [{ name: 'ID' }, { name: "'FEB'" }, { name: "'JAN'" }],
      rowset: [],
      numberOfBinds: 1,
    });
    const read = await session.query(pivot, { bindings: { 1: { type: 'FIXED', value: '1' } } });
    expect(read.data).toMatchObject({ rowtype: described.data?.rowtype, rowset: [['1', '20', '10']] });
    const unknown = 'SELECT * FROM nowhere PIVOT(SUM(a) FOR b IN (ANY))';
    expect(await session.query(unknown, { describeOnly: true })).toMatchObject({ success: false, code: '002003' });
  });

  it('hold rows of binds that are as many for each, in an INSERT alone', async () => {
    const two = { type: 'FIXED', value: ['1', '2'] };
    const insert = (second: unknown) =>
      session.query('INSERT INTO fields (a, b) VALUES (?, ?)', { bindings: { 1: two, 2: second } });
    const unequal = (size: number) => ({
      code: '002099',
      message: `SQL compilation error: Batch size of ${size} for bind variable 2 not the same as previous size of 2.`,
    });
    expect(await insert({ type: 'TEXT', value: ['x'] })).toMatchObject(unequal(1));
    expect(await insert({ type: 'TEXT', value: 'x' })).toMatchObject(unequal(1));
    expect(await insert({ type: 'TEXT', value: ['x', 'y', 'z'] })).toMatchObject(unequal(3));
    for (const sql of [
      'SELECT ?',
      'DELETE FROM fields WHERE a = ?',
      'UPDATE fields SET a = ?',
      'BEGIN SELECT ?; END',
    ]) {
      expect(await session.query(sql, { bindings: { 1: two } })).toMatchObject({
        code: '000002',
        message: expect.stringContaining('binds of 2 rows outside of INSERT'),
      });
    }
    expect(await session.query('SELECT ?', { bindings: { 1: { type: 'FIXED', value: ['7'] } } })).toMatchObject({
      data: { rowset: [['7']] },
    });
    expect((await session.query('SELECT count(*) FROM fields')).data?.rowset).toEqual([['0']]);
  });

  it.each([['OAUTH'], ['PROGRAMMATIC_ACCESS_TOKEN'], ['EXTERNALBROWSER'], ['https://example.okta.com']])(
    'refuse %s by name, at the login and before it',
    async (AUTHENTICATOR) => {
      const body = JSON.stringify({ data: { AUTHENTICATOR, LOGIN_NAME: 'firn', TOKEN: 'x' } });
      for (const path of ['/session/v1/login-request', '/session/authenticator-request']) {
        const response = await fetch(`${server.url}${path}`, { method: 'POST', body });
        expect([response.status, await response.json()]).toMatchObject([
          200,
          { success: false, code: '390139', message: expect.stringContaining(AUTHENTICATOR) },
        ]);
      }
    },
  );

  it('renew a session, and ask for nothing else of a master token', async () => {
    const { token, masterToken } = session;
    for (const requestType of ['CLONE', 'ISSUE']) {
      expect(
        await session.post('/session/token-request', { oldSessionToken: token, requestType }, { token: masterToken }),
      ).toMatchObject({ success: false, code: '390102', message: expect.stringContaining(requestType) });
    }
  });

  it('log the same user in again with the same password, and never with another', async () => {
    await session.query("CREATE USER again PASSWORD = 'first one'");
    const as = (password: string) => logIn(server.url, {}, '', { user: 'again', password });
    await as('first one');
    await as('first one');
    await expect(as('another')).rejects.toThrow('390100');
    await session.query("ALTER USER again SET PASSWORD = 'second one'");
    await expect(as('first one')).rejects.toThrow('390100');
    await as('second one');
  });
});
