import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BatchAnswer, Problem } from '@firn/contract';
import { type Application, startApplication } from '../../scripts/system/apps.js';
import { type RedisServer, startRedis } from '../../scripts/system/redis.js';
import { KEYS, writeAccessFiles } from '../api/support/api.js';
import { until } from '../support/until.js';

/** CPU that one request may take from all others. */
const MOST_MS = 250;

const nested = (depth: number) =>
  `{"profile":"main","action":{"version":1,"kind":"collect","plan":${'{"kind":"distinct","input":'.repeat(depth)}{}${'}'.repeat(depth)}}}`;
const items = (count: number) =>
  `{"profile":"main","action":{"version":1,"kind":"collect","plan":{"kind":"project","input":{},"items":[${Array.from({ length: count }, (_, at) => `{"kind":"column","name":"C${at}"}`).join(',')}]}}}`;
const job = (fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ profile: 'main', sql: 'select 1', ...fields });

/** Each with the statuses that it may have. None is a fault, and none waits. */
const BODIES: readonly (readonly [string, () => string, readonly number[]])[] = [
  ['100,000 nested nodes', () => nested(100_000), [413, 422]],
  ['15,000 nested nodes', () => nested(15_000), [413, 422]],
  ['400,000 items', () => items(400_000), [413, 422]],
  ['150,000 items', () => items(150_000), [413, 422]],
  ['1,000,000 brackets', () => `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, [413]],
  ['a list of 8,000,000 numbers', () => `{"profile":"main","action":[${'1,'.repeat(7_900_000)}1]}`, [413]],
  ['190,000 binds that are none', () => job({ binds: Array.from({ length: 190_000 }, () => ({})) }), [422]],
  ['10,000 binds that are none', () => job({ binds: Array.from({ length: 10_000 }, () => ({})) }), [422]],
  [
    'an object of 1,000,000 members',
    () => `{${Array.from({ length: 1_000_000 }, (_, at) => `"m${at}":1`).join(',')}}`,
    [413],
  ],
  [
    'many small objects of 200 members',
    () =>
      `[${Array.from({ length: 5_000 }, () => `{${Array.from({ length: 200 }, (_, at) => `"m${at}":1`).join(',')}}`).join(',')}]`,
    [413, 422],
  ],
  ['a name of 15 MB', () => job({ ['n'.repeat(15_000_000)]: 1 }), [422]],
  ['SQL of 15 MB', () => job({ sql: `select '${'x'.repeat(15_000_000)}'` }), [422]],
  ['SQL of 330,000 statements', () => job({ sql: 'go ;'.repeat(249_000) }), [422]],
  ['SQL of 999,000 signs', () => job({ sql: `select ${'('.repeat(990_000)}` }), [202]],
  ['escapes alone', () => `{"profile":"main","sql":"${'\\u0041'.repeat(2_600_000)}"}`, [422]],
  ['blanks alone', () => ' '.repeat(16_000_000), [400]],
  ['17 MB', () => job({ sql: 'x'.repeat(17_000_000) }), [413]],
];

describe('an API under hostile bodies', () => {
  jest.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'firn-hostile-'));
  const meterFile = join(folder, 'loop.json');
  let redis: RedisServer | undefined;
  let api: Application | undefined;
  const figures: string[] = [];

  beforeAll(async () => {
    redis = await startRedis({ folder: join(folder, 'redis'), durable: false });
    api = await startApplication('api', {
      logFolder: folder,
      env: {
        ...writeAccessFiles(folder),
        FIRN_API_PORT: '0',
        FIRN_DATA_DIR: join(folder, 'data'),
        FIRN_REDIS_URL: redis.url,
        FIRN_LOOP_METER_FILE: meterFile,
        NODE_OPTIONS: `--import ${join(import.meta.dirname, 'support', 'loop-meter.mjs')}`,
      },
    });
    await meter(); // what starting took
  });
  afterAll(async () => {
    await api?.stop();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
    process.stdout.write(`worst CPU between two turns of the API's event loop:\n${figures.join('\n')}\n`);
  });

  const running = (): Application => {
    if (api === undefined) throw new Error('The API has not started.');
    return api;
  };
  const send = (path: string, type: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${running().url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': type, ...headers },
      body,
    });

  /** The worst since it was asked last. */
  async function meter(): Promise<{ readonly worstMs: number; readonly rssMb: number }> {
    rmSync(meterFile, { force: true });
    running().signal('SIGUSR2');
    return until('the meter is read', async () => {
      const text = existsSync(meterFile) ? readFileSync(meterFile, 'utf8') : '';
      return text !== '' && JSON.parse(text);
    });
  }

  async function expectFree(name: string): Promise<void> {
    const { worstMs, rssMb } = await meter();
    figures.push(`${String(worstMs).padStart(6)} ms ${String(rssMb).padStart(6)} MB  ${name}`);
    expect(worstMs).toBeLessThan(MOST_MS);
    expect(running().isRunning()).toBe(true);
  }

  it.each(BODIES)('answers %s without holding up other requests', async (name, body, statuses) => {
    const response = await send('/v1/jobs', 'application/json', body());
    const answer = await response.text();
    expect(statuses).toContain(response.status);
    expect(answer.length).toBeLessThan(10_000);
    await expectFree(name);
  });

  it('answers a batch of 10,000 bad lines', async () => {
    const line = `{"profile":"main","sql":"select 1","${'n'.repeat(1_000)}":1}\n`;
    const response = await send('/v1/batches', 'application/x-ndjson', line.repeat(10_000));
    expect(BatchAnswer.parse(await response.json()).batch).toMatchObject({ jobs: 0, refused: 10_000, closed: true });
    await expectFree('a batch of 10,000 bad lines');
  });

  it('refuses a compressed body, large headers and a broken request at once', async () => {
    const zipped = gzipSync(Buffer.alloc(1_000_000)).toString('latin1');
    expect((await send('/v1/jobs', 'application/json', zipped, { 'content-encoding': 'gzip' })).status).toBe(415);
    const socket = connect(Number(new URL(running().url).port), '127.0.0.1');
    socket.on('error', () => undefined); // it is cut while we write
    socket.write(`GET /v1/jobs?${'a='.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
    expect(answer).toMatch(/^HTTP\/1.1 431 [\s\S]*"code":"headers_too_large"/);
    socket.destroy();
  });

  it('holds so many bodies and no more, and is free again afterwards', async () => {
    const body = job({ sql: `select '${'x'.repeat(15_000_000)}'` });
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => send('/v1/jobs', 'application/json', body).catch(() => null)),
    );
    for (const answer of answers) {
      if (answer === null) continue; // cut while it was sending
      expect([422, 503]).toContain(answer.status);
      if (answer.status === 503) expect(Problem.parse(await answer.json()).code).toBe('too_many_bodies');
    }
    expect((await send('/v1/jobs', 'application/json', body)).status).toBe(422);
    await expectFree('16 bodies of 15 MB at the same time');
  });
});
