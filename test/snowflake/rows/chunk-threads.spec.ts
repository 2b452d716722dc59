import { columnEncoding } from '../../../libs/snowflake/src/rows/cell-encoding.js';
import { ChunkThreads } from '../../../libs/snowflake/src/rows/chunk-threads.js';
import { chunkReply, ProtocolServer } from '../support/protocol-server.js';
import { rejection } from '../support/sessions.js';

const columns = [
  columnEncoding({ name: 'A', type: 'text', nullable: true, precision: null, scale: null, length: null }),
];
const never = new AbortController().signal;

describe('the decoding threads', () => {
  let server: ProtocolServer;
  let threads: ChunkThreads;
  beforeEach(async () => {
    server = new ProtocolServer();
    await server.start();
    threads = new ChunkThreads(2);
  });
  afterEach(async () => {
    await threads.close();
    await server.stop();
  });
  const read = (path: string, signal = never) =>
    threads.read(
      { source: { kind: 'address', url: `${server.url}${path}`, headers: {} }, columns, skipRows: 0 },
      signal,
    );

  it('hold a fast server back for a slow reader', async () => {
    const row = JSON.stringify(['x'.repeat(1_000)]);
    const body = Array.from({ length: 60_000 }, () => row).join(',');
    server.script = () => ({ status: 200, body });
    const rows = read('/chunk');
    await rows.next();
    expect(server.open).toBe(1); // 60 MB are more than all buffers on the way
    let batches = 1;
    for (let next = await rows.next(); next.done !== true; next = await rows.next()) batches += 1;
    expect(batches).toBeGreaterThan(200);
    await server.quiet();
  });

  it('carry a row that is larger than a batch', async () => {
    const long = 'y'.repeat(2_000_000);
    server.script = () => chunkReply([['a'], [long], ['b']]);
    const lines: string[] = [];
    for await (const batch of read('/chunk')) lines.push(...batch.lines.toString().trimEnd().split('\n'));
    expect(lines.map((line) => line.length)).toEqual([5, long.length + 4, 5]);
  });

  it('read several chunks at the same time, and reuse their memory', async () => {
    server.script = (seen) => chunkReply([[seen.path], [seen.path]]);
    for (let round = 0; round < 3; round += 1) {
      const texts = await Promise.all(
        ['/a', '/b', '/c', '/d', '/e'].map(async (path) => {
          let text = '';
          for await (const batch of read(path)) text += batch.lines.toString();
          return text;
        }),
      );
      expect(texts).toEqual(['/a', '/b', '/c', '/d', '/e'].map((path) => `["${path}"]\n["${path}"]\n`));
    }
  });

  it('fail what they are reading when they are closed, and refuse more', async () => {
    server.script = () => 'hang';
    const waiting = rejection(read('/chunk').next());
    await server.next('/chunk');
    await threads.close();
    expect(String(await waiting)).toContain('decoding thread failed');
    expect(() => read('/chunk')).toThrow('closed');
  });

  it('stop at a signal that has fired before', async () => {
    await rejection(read('/chunk', AbortSignal.abort()).next());
  });
});
