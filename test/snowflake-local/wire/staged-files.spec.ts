import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type Envelope, type HttpSession, logIn } from './support/http.js';

interface Place {
  readonly locationType: string;
  readonly presignedUrl: string | null;
}

describe('files of stages over HTTP', () => {
  let server: LocalSnowflake;
  const session = (client: string): Promise<HttpSession> =>
    logIn(server.url, { GO_QUERY_RESULT_FORMAT: 'JSON' }, undefined, { client });
  const placeOf = ({ data }: Envelope) => data?.stageInfo as Place;
  const rowsOf = ({ data }: Envelope) => data?.rowset as string[][];
  const downloadOf = ({ data }: Envelope): string => String(data?.presignedUrls);
  const urlOf = (envelope: Envelope): string => placeOf(envelope).presignedUrl ?? 'none';
  beforeAll(async () => {
    server = await startLocalSnowflake();
    const { query } = await session('JavaScript');
    await query('CREATE STAGE lent');
  });
  afterAll(() => server.stop());

  it.each([
    // Their drivers put empty files for streams and get nothing through a folder, or get no streams.
    ['Go', 'GCS', 'GCS'],
    ['JDBC', 'LOCAL_FS', 'GCS'],
    ['JavaScript', 'LOCAL_FS', 'LOCAL_FS'],
    ['PythonConnector', 'LOCAL_FS', 'LOCAL_FS'],
  ])('go where %s can put and get them', async (client, put, get) => {
    const { query } = await session(client);
    expect(placeOf(await query('PUT file:///tmp/a.csv @lent'))).toMatchObject({ locationType: put });
    expect(placeOf(await query('GET @lent file:///tmp/'))).toMatchObject({ locationType: get });
  });

  it('are put one by one under their names, read by statements, and given back whole or in parts', async () => {
    const { query } = await session('Go');
    for (const name of ['x.csv', '*y.csv', '[ab]z ö.csv']) {
      const url = urlOf(await query(`PUT 'file:///tmp/${name}' @lent/in OVERWRITE = TRUE`));
      const answer = await fetch(url, { method: 'PUT', body: `1,${name}\n` });
      expect(answer.status).toBe(200);
    }
    const listed = await query('LIST @lent/in');
    expect(rowsOf(listed).map(([path]) => path)).toEqual(['lent/in/x.csv', 'lent/in/y.csv', 'lent/in/z ö.csv']);
    expect((await query('SELECT $2 FROM @lent/in/x.csv')).data?.rowset).toEqual([['x.csv']]);
    const got = await query('GET @lent/in/x.csv file:///tmp/');
    expect(got.data).toMatchObject({ command: 'DOWNLOAD', src_locations: ['in/x.csv'], encryptionMaterial: [] });
    const url = downloadOf(got);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '8']);
    expect(await (await fetch(url)).text()).toBe('1,x.csv\n');
    const part = await fetch(url, { headers: { range: 'bytes=2-100' } });
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 2-7/8',
      'x.csv\n',
    ]);
    expect((await fetch(url, { headers: { range: 'bytes=8-' } })).status).toBe(416);
  });

  it('are given for their URL alone, and a put that breaks off leaves nothing', async () => {
    const { query } = await session('Go');
    const put = new URL(urlOf(await query('PUT file:///tmp/only.csv @lent/own')));
    expect((await fetch(put)).status).toBe(403);
    const asGet = new URL(put);
    asGet.searchParams.set('for', 'get');
    expect((await fetch(asGet)).status).toBe(403);
    const other = new URL(put);
    other.searchParams.set('file', '../catalog');
    expect((await fetch(other, { method: 'PUT', body: 'x' })).status).toBe(403);
    const gone = new AbortController();
    const body = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(new TextEncoder().encode('1,half'));
        gone.abort();
      },
    });
    await expect(
      fetch(put, { method: 'PUT', body, duplex: 'half', signal: gone.signal } as RequestInit),
    ).rejects.toThrow();
    expect((await query('LIST @lent/own')).data?.rowset).toEqual([]);
    expect((await fetch(put, { method: 'PUT', body: '' })).status).toBe(200);
    const url = downloadOf(await query('GET @lent/own file:///tmp/'));
    expect(await (await fetch(url)).text()).toBe('');
    await query('REMOVE @lent/own');
    expect((await fetch(url)).status).toBe(404);
  });

  it('carry the rows of staged binds', async () => {
    const { query } = await session('Go');
    await query('CREATE TABLE carried (n NUMBER, t VARCHAR)');
    await query(
      `CREATE OR REPLACE TEMPORARY STAGE SYSTEM$BIND file_format=(type=csv field_optionally_enclosed_by='"')`,
    );
    const url = urlOf(await query("put 'file:///tmp/placeholder/1' '@SYSTEM$BIND/r1' overwrite=true"));
    await fetch(url, { method: 'PUT', body: '1,"a,""b"\n2,\n' });
    const inserted = await query('INSERT INTO carried VALUES (?, ?)', { bindStage: '@SYSTEM$BIND/r1' });
    expect(inserted.data?.rowset).toEqual([['2']]);
    expect((await query('SELECT * FROM carried ORDER BY n')).data?.rowset).toEqual([
      ['1', 'a,"b'],
      ['2', null],
    ]);
  });

  it.each([
    ['select 1; put file:///tmp/x @lent', { parameters: { MULTI_STATEMENT_COUNT: 2 } }],
    ["execute immediate 'get @lent file:///tmp/'", {}],
    ['put file:///tmp/x @lent ->> select 1', {}],
  ])('are refused inside of another statement, whose client would not move them: %s', async (text, fields) => {
    const { query } = await session('JavaScript');
    expect(await query(text, fields)).toMatchObject({
      success: false,
      message: expect.stringContaining("Unsupported feature 'PUT and GET inside of another statement'."),
    });
  });
});
