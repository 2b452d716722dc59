import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../scripts/system/local-connection.js';
import { type Service, startService } from '../../scripts/system/service.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';

jest.setTimeout(120_000);

const MEGABYTE = 1_000_000;
/** How often the memory is looked at while an answer is read. */
const EVERY_BYTES = 3 * MEGABYTE;

/** 30 MB as NDJSON or CSV, more as Arrow. */
const MANY_ROWS = 300_000;

describe.each(['express', 'fastify'])('a large frame as an answer, on %s', (adapter) => {
  let snowflake: LocalSnowflake;
  let app: Service;
  let folder: string;
  let url: string;
  beforeAll(async () => {
    snowflake = await startLocalSnowflake();
    folder = await mkdtemp(join(tmpdir(), 'firn-streaming-'));
    const program = join(import.meta.dirname, 'support', 'streaming.mjs');
    app = await startService({
      name: 'streaming',
      command: process.execPath,
      args: ['--expose-gc', program, adapter, JSON.stringify(localConnection(snowflake.url))],
      logFile: join(folder, 'log'),
      ready: /^ready /,
    });
    url = app.readyLine.slice('ready '.length);
  });
  afterAll(async () => {
    await app?.stop();
    await snowflake?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Bytes that the process holds and cannot let go. */
  const held = async (): Promise<number> => Number(await (await fetch(`${url}/held`)).text());
  const answer = async (rows: number, accept: string): Promise<IncomingMessage> => {
    const [response] = await once(get(`${url}/rows?rows=${rows}`, { headers: { accept } }), 'response');
    return response;
  };
  const readWhole = async (response: IncomingMessage, each: (bytes: number) => Promise<void>): Promise<number> => {
    let bytes = 0;
    for await (const part of response) {
      bytes += part.length;
      await each(bytes); // nothing more is read meanwhile
    }
    return bytes;
  };

  it.each(['application/x-ndjson', 'text/csv', 'application/vnd.apache.arrow.stream'])(
    'is held in parts, however slowly it is read: %s',
    async (accept) => {
      await readWhole(await answer(1_000, accept), async () => undefined); // what is loaded once
      const before = await held();
      const seen: number[] = [];
      const bytes = await readWhole(await answer(MANY_ROWS, accept), async (sofar) => {
        if (sofar >= seen.length * EVERY_BYTES) seen.push((await held()) - before);
      });
      expect(bytes).toBeGreaterThan(30 * MEGABYTE);
      expect(seen.length).toBeGreaterThanOrEqual(10);
      expect(Math.max(...seen)).toBeLessThan(8 * MEGABYTE);
    },
  );
});
