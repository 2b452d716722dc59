import { tableFromIPC } from 'apache-arrow';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type Envelope, type HttpSession, logIn } from './support/http.js';

const PYTHON = { client: 'PythonConnector' };
const LARGE = "SELECT SEQ4() AS n, REPEAT('x', 60) || n AS t FROM TABLE(GENERATOR(ROWCOUNT => 60000)) ORDER BY n";

const chunksOf = (data: Envelope['data']) =>
  (data?.chunks ?? []) as readonly { readonly url: string; readonly rowCount: number }[];

describe('the form of results', () => {
  let server: LocalSnowflake;
  let python: HttpSession;
  beforeAll(async () => {
    server = await startLocalSnowflake();
    python = await logIn(server.url, {}, undefined, PYTHON);
  });
  afterAll(() => server.stop());

  const formOf = async (session: HttpSession, sqlText: string, fields = {}) =>
    (await session.query(sqlText, fields)).data?.queryResultFormat;

  it('is Arrow for a driver that reads it, and for queries alone', async () => {
    const { data } = await python.query("SELECT 7 AS a, 'x' AS b");
    expect(data).toMatchObject({ queryResultFormat: 'arrow', total: 1, returned: 1 });
    expect(data).not.toHaveProperty('rowset');
    const [row] = tableFromIPC(Buffer.from(String(data?.rowsetBase64), 'base64')).toArray();
    expect({ ...row }).toEqual({ A: 7, B: 'x' });
    expect(await formOf(python, 'SHOW TABLES')).toBe('json');
    expect(await formOf(python, 'CREATE OR REPLACE TABLE af (a INT)')).toBe('json');
    expect(await formOf(python, 'INSERT INTO af VALUES (1)')).toBe('json');
  });

  it.each([
    ['PythonSnowpark', 'arrow'],
    ['Go', 'arrow'],
    ['JDBC', 'json'],
    ['JavaScript', 'json'],
  ])('for %s is %s unless it says otherwise', async (client, form) => {
    expect(await formOf(await logIn(server.url, {}, undefined, { client }), 'SELECT 1')).toBe(form);
  });

  it('is what the session or the statement says', async () => {
    const parameter = { JDBC_QUERY_RESULT_FORMAT: 'ARROW' };
    const jdbc = await logIn(server.url, parameter, undefined, { client: 'JDBC' });
    expect(await formOf(jdbc, 'SELECT 1')).toBe('arrow');
    const json = { parameters: { PYTHON_CONNECTOR_QUERY_RESULT_FORMAT: 'JSON' } };
    expect(await formOf(python, 'SELECT 1', json)).toBe('json');
    expect(await python.query("ALTER SESSION SET PYTHON_CONNECTOR_QUERY_RESULT_FORMAT = 'XML'")).toMatchObject({
      success: false,
      code: '001008',
    });
  });

  it('of one result fits whoever asks for it, in chunks with a signature of their own', async () => {
    const { data } = await python.query(LARGE);
    const [chunk] = chunksOf(data);
    if (chunk === undefined) throw new Error('expected a chunk');
    const table = tableFromIPC(new Uint8Array(await (await fetch(chunk.url)).arrayBuffer()));
    expect(table.numRows).toBe(chunk.rowCount);
    expect(table.get(chunk.rowCount - 1)?.toJSON()).toEqual({ N: 59_999n, T: `${'x'.repeat(60)}59999` });
    expect((await fetch(chunk.url.replace('format=arrow', 'format=json'))).status).toBe(403);
    expect((await fetch(chunk.url.replace('format=arrow', 'format=xml'))).status).toBe(403);
    const node = await logIn(server.url);
    const again = await node.get(`/queries/${data?.queryId}/result`);
    expect(again.data).toMatchObject({ queryResultFormat: 'json', total: 60_000 });
    const [same] = chunksOf(again.data);
    expect(await (await fetch(same?.url ?? '')).text()).toMatch(/^\["\d+","x{60}\d+"\],/);
  });

  it.each([
    ['GeoJSON', 'object', '{\n  "coordinates": [\n    1,\n    2\n  ],\n  "type": "Point"\n}'],
    ['WKT', 'text', 'POINT(1 2)'],
    ['WKB', 'binary', Buffer.from('0101000000000000000000F03F0000000000000040', 'hex')],
  ])(
    'of a GEOGRAPHY in %s is %s, and says what it is unless the client does not know it',
    async (format, type, shown) => {
      const parameters = { GEOGRAPHY_OUTPUT_FORMAT: format };
      const text = "SELECT TO_GEOGRAPHY('POINT(1 2)') AS g";
      const { data } = await python.query(text, { parameters });
      expect(data?.rowtype).toMatchObject([{ type, extTypeName: 'GEOGRAPHY' }]);
      const value: unknown = tableFromIPC(Buffer.from(String(data?.rowsetBase64), 'base64'))
        .get(0)
        ?.toJSON().G;
      expect(value instanceof Uint8Array ? Buffer.from(value) : value).toEqual(shown);
      const untold = { parameters: { ...parameters, ENABLE_UDT_EXTERNAL_TYPE_NAMES: false } };
      expect((await python.query(text, untold)).data?.rowtype).toEqual([
        expect.not.objectContaining({ extTypeName: 'GEOGRAPHY' }),
      ]);
    },
  );
});
