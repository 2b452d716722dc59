import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { BatchAnswer, Problem } from '@firn/contract';
import { KEYS } from '../api/support/api.js';
import { type AttackedApi, startAttackedApi } from './support/attacked-api.js';

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
  let attacked: AttackedApi | undefined;
  beforeAll(async () => {
    attacked = await startAttackedApi({ FIRN_API_HEADERS_MS: '1000', FIRN_API_PAUSE_MS: '5000' });
  });
  afterAll(async () => {
    attacked?.meters.print('hostile bodies');
    await attacked?.stop();
  });

  const running = (): AttackedApi => {
    if (attacked === undefined) throw new Error('The API has not started.');
    return attacked;
  };
  const send = (path: string, type: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${running().api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEYS.acme}`, 'content-type': type, ...headers },
      body,
    });

  async function expectFree(name: string): Promise<void> {
    const worst = await running().meters.note(name);
    expect(worst.get('api')).toBeLessThan(MOST_MS);
    expect(running().api.isRunning()).toBe(true);
  }

  /** What comes back over a bare connection until it is closed. */
  function answerTo(write: (socket: Socket) => void): Promise<string> {
    const socket = connect(Number(new URL(running().api.url).port), '127.0.0.1');
    return new Promise((resolve) => {
      let answer = '';
      socket.on('data', (data) => {
        answer += String(data);
      });
      socket.on('error', () => undefined); // it is cut while we write
      socket.on('close', () => resolve(answer));
      write(socket);
    });
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
    const large = await answerTo((socket) =>
      socket.write(`GET /v1/jobs?${'a='.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`),
    );
    expect(large).toMatch(/^HTTP\/1.1 431 [\s\S]*"code":"headers_too_large"/);
    const many = await answerTo((socket) =>
      socket.write(`GET /v1/jobs HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(20_000)}\r\n`),
    );
    expect(many).toMatch(/^HTTP\/1.1 431 [\s\S]*"code":"headers_too_large"/);
    await expectFree('compressed bodies and floods of headers');
  });

  const authorized = `host: x\r\nauthorization: Bearer ${KEYS.acme}\r\n`;

  it('gives up bodies that do not come', async () => {
    const routes = [
      ['/v1/jobs', 'application/json'],
      ['/v1/batches', 'application/x-ndjson'],
      ['/v1/sessions', 'application/json'],
    ];
    const answers = routes.map(([path, type]) =>
      answerTo((socket) =>
        socket.write(`POST ${path} HTTP/1.1\r\n${authorized}content-type: ${type}\r\ncontent-length: 100\r\n\r\n{`),
      ),
    );
    for (const answer of await Promise.all(answers))
      expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"request_timeout"/);
    await expectFree('bodies that do not come');
  });

  it('gives up headers that trickle, and serves others meanwhile', async () => {
    const slow = Array.from({ length: 200 }, () =>
      answerTo((socket) => {
        socket.write('GET /v1/jobs HTTP/1.1\r\n');
        const drip = setInterval(() => socket.write('x: y\r\n'), 200);
        socket.on('close', () => clearInterval(drip));
      }),
    );
    expect((await send('/v1/jobs', 'application/json', job({}))).status).toBe(202);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*"request_timeout"/);
    await expectFree('200 connections whose headers trickle');
  });

  it('answers pipelined requests, one for each', async () => {
    const count = 500;
    const answer = await answerTo((socket) =>
      socket.write(
        `GET /v1/jobs?limit=1 HTTP/1.1\r\n${authorized}\r\n`.repeat(count - 1) +
          `GET /v1/jobs?limit=1 HTTP/1.1\r\n${authorized}connection: close\r\n\r\n`,
      ),
    );
    expect(answer.match(/HTTP\/1.1 200 /g)).toHaveLength(count);
    await expectFree(`${count} pipelined requests`);
  });

  it('tells those who are still sending a body why it is refused, and takes no more of one without an end', async () => {
    const large = job({ sql: 'x'.repeat(17_000_000) });
    const answers = await Promise.all(Array.from({ length: 4 }, () => send('/v1/jobs', 'application/json', large)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 413));
    const answer = await answerTo((socket) => {
      socket.write(
        `POST /v1/jobs HTTP/1.1\r\n${authorized}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
      );
      const more = () => {
        while (socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`));
      };
      socket.on('drain', more);
      more();
    });
    expect(answer).toMatch(/^HTTP\/1.1 413 [\s\S]*"code":"payload_too_large"/);
    await expectFree('bodies that are still being sent');
  });

  it('holds so many bodies and no more, and is free again afterwards', async () => {
    const body = job({ sql: `select '${'x'.repeat(15_000_000)}'` });
    const answers = await Promise.all(Array.from({ length: 16 }, () => send('/v1/jobs', 'application/json', body)));
    for (const answer of answers) {
      // They leave through one process: where that is slow, one of them pauses for longer than a body may.
      expect([408, 422, 503]).toContain(answer.status);
      if (answer.status !== 503) continue;
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Problem.parse(await answer.json()).code).toBe('too_many_bodies');
    }
    expect((await send('/v1/jobs', 'application/json', body)).status).toBe(422);
    await expectFree('16 bodies of 15 MB at the same time');
  });
});
