import type { Connection } from 'snowflake-sdk';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { connect, disconnect, execute } from './support/driver.js';
import { logIn } from './support/http.js';

const ROWS = 300_000;
const LARGE = `SELECT SEQ4() AS n, REPEAT('x', 60) || n AS t FROM TABLE(GENERATOR(ROWCOUNT => ${ROWS})) ORDER BY n`;
const MEGABYTE = 1_024 * 1_024;

interface Chunk {
  readonly url: string;
  readonly rowCount: number;
  readonly uncompressedSize: number;
}

describe.each(['auto', 'gzip'])('large results in chunks (%s)', (encoding) => {
  let server: LocalSnowflake;
  let connection: Connection;
  beforeAll(async () => {
    server = await startLocalSnowflake({ env: { FIRN_LOCAL_CHUNK_ENCODING: encoding } });
    connection = await connect(server.url);
    await execute(connection, 'ALTER SESSION SET CLIENT_RESULT_CHUNK_SIZE = 16');
  });
  afterAll(async () => {
    await disconnect(connection);
    await server.stop();
  });

  it('reach the driver whole and in order', async () => {
    const { statement } = await execute(connection, LARGE, { streamResult: true });
    let next = 0;
    for await (const row of statement.streamRows()) {
      const [n, t] = Object.values(row);
      if (n !== next || t !== `${'x'.repeat(60)}${next}`) throw new Error(`row ${next} is ${String(n)}, ${String(t)}`);
      next += 1;
    }
    expect(next).toBe(ROWS);
  });

  it('are as large as the session allows, and named by absolute URLs with a secret', async () => {
    const session = await logIn(server.url, { CLIENT_RESULT_CHUNK_SIZE: 16 });
    const { data } = await session.query(LARGE);
    const chunks = data?.chunks as readonly Chunk[];
    const inline = data?.rowset as readonly unknown[];
    expect(chunks.length).toBeGreaterThan(1);
    expect(inline.length + chunks.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(ROWS);
    for (const { url, uncompressedSize } of chunks) {
      expect(uncompressedSize).toBeLessThanOrEqual(16 * MEGABYTE);
      expect(url).toMatch(new RegExp(`^${server.url}/chunks/.+sig=[0-9a-f]{64}$`));
    }
    const [first] = chunks;
    if (first === undefined) throw new Error('expected a chunk');
    const response = await fetch(first.url, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null);
    const rows: unknown = JSON.parse(`[${await response.text()}]`);
    expect(rows).toHaveLength(first.rowCount);
    expect((await fetch(first.url.replace(/sig=.{8}/, 'sig=00000000'))).status).toBe(403);
    expect((await fetch(first.url.replace(/\/0\?/, '/99?'))).status).toBe(403);
    expect((await session.get(`/queries/${data?.queryId}/result`)).data).toMatchObject({
      total: ROWS,
      chunks: chunks.map(({ rowCount }) => ({ rowCount })),
    });
  });

  it('are read again by RESULT_SCAN', async () => {
    const { statement } = await execute(connection, LARGE, { streamResult: true });
    const { rows } = await execute(
      connection,
      `SELECT COUNT(*), SUM(n), MIN(t) FROM TABLE(RESULT_SCAN('${statement.getQueryId()}'))`,
    );
    expect(rows).toEqual([[ROWS, (ROWS * (ROWS - 1)) / 2, `${'x'.repeat(60)}0`]]);
  });
});
