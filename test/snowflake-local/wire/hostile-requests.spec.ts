import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type HttpSession, logIn, setFault } from './support/http.js';

const MEGABYTE = 1024 * 1024;
/** 256 MB of blanks in 260 KB. */
const BOMB = gzipSync(Buffer.alloc(256 * MEGABYTE, 0x20), { level: 9 });

describe('requests that mean harm', () => {
  let server: LocalSnowflake;
  let session: HttpSession;
  beforeAll(async () => {
    server = await startLocalSnowflake({ faults: true });
    session = await logIn(server.url);
  });
  afterAll(() => server.stop());

  /** The process that serves: the launcher's child. */
  const serving = (): string => {
    const { pid } = server.application;
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  };
  /** Milliseconds of processor time so far, user and system. */
  const cpuMs = (): number => {
    // Fields 14 and 15 of proc(5); the name, which ends in a bracket, is field 2.
    const [user, system] = (readFileSync(`/proc/${serving()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []).slice(11);
    return (Number(user) + Number(system)) * 10;
  };
  const peakMegabytes = (): number =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${serving()}/status`, 'utf8'))?.[1]) / 1024;

  const post = (path: string, body: Buffer | string, headers: Readonly<Record<string, string>> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(`${server.url}${path}`, { method: 'POST', headers }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      });
      // The server closes on who goes on sending.
      sent.once('error', reject);
      sent.end(body);
    });

  it('inflates nothing of who has not logged in, and little at the login', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const stranger = { ...gzip, authorization: 'Snowflake Token="ver:1-session-none"' };
    const [cpu, memory] = [cpuMs(), peakMegabytes()];
    expect(await post('/queries/v1/query-request?requestId=1', BOMB, stranger)).toBe(200);
    expect(await post('/queries/v1/query-request?requestId=1', BOMB, gzip)).toBe(200);
    expect(await post('/telemetry/send', BOMB, gzip)).toBe(200);
    expect(await post('/no/such/path', BOMB, gzip)).toBe(404);
    expect(await post('/session/v1/login-request', BOMB, gzip)).toBe(413);
    expect(await post('/session/token-request', BOMB, gzip)).toBe(413);
    expect(await post('/faults', BOMB, gzip)).toBe(413);
    expect(cpuMs() - cpu).toBeLessThan(1_000);
    expect(peakMegabytes() - memory).toBeLessThan(64);
  });

  it.each([
    ['larger than', () => BOMB, 413],
    ['nests deeper than', () => gzipSync('['.repeat(10 * MEGABYTE)), 413],
    ['holds more than', () => gzipSync(`[${'1,'.repeat(10 * MEGABYTE)}1]`), 413],
    ['is no JSON', () => gzipSync('{"sqlText": "select 1"'), 400],
    ['is no JSON', () => gzipSync('{}').subarray(0, 12), 400],
  ])('refuses a body that %s what it should, also of who has logged in', async (says, body, status) => {
    const response = await fetch(`${server.url}/queries/v1/query-request?requestId=1`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip', authorization: `Snowflake Token="${session.token}"` },
      body: new Uint8Array(body()),
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ success: false, message: expect.stringContaining(says) });
    expect(await session.query('select 1')).toMatchObject({ success: true });
  });

  it('takes a text with brackets and quotes for what it is', async () => {
    const text = `select '${'[{\\"'.repeat(1_000)}'`;
    expect(await session.query(text)).toMatchObject({ success: true });
  });

  it('refuses an encoding that it does not know, and a target that is no path', async () => {
    expect(await post('/session/v1/login-request', '{}', { 'content-encoding': 'br' })).toBe(415);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write('GET :99999 HTTP/1.1\r\nhost: x\r\n\r\n'));
      socket.once('data', (data) => {
        socket.destroy();
        resolve(data.toString());
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('tells who sends a body too slowly, and ends the connection', async () => {
    const answer = await new Promise<string>((resolve) => {
      const head = 'POST /session/v1/login-request HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"data"';
      const socket = connect(server.port, '127.0.0.1', () => socket.write(head));
      let received = '';
      socket.on('data', (data) => {
        received += data.toString();
      });
      socket.once('close', () => resolve(received));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('The request body did not come within 15000 ms.');
    expect(await session.query('select 1')).toMatchObject({ success: true });
  });

  it('spends the same on the login of a user that is not there', async () => {
    const login = (user: string) =>
      post('/session/v1/login-request', JSON.stringify({ data: { LOGIN_NAME: user, PASSWORD: 'wrong' } }));
    const spent = async (user: string): Promise<number> => {
      const before = cpuMs();
      for (let time = 0; time < 30; time += 1) expect(await login(user)).toBe(200);
      return cpuMs() - before;
    };
    await spent('firn');
    const [known, unknown] = [await spent('firn'), await spent('nobody')];
    expect(unknown).toBeGreaterThan(known / 2);
    expect(unknown).toBeLessThan(known * 2);
  });

  it('lets nobody read a chunk whose address is not of the result as its owner was given it', async () => {
    const { data } = await session.query(`select seq4() n, repeat('y', 80) t from table(generator(rowcount => 30000))`);
    const { chunks } = (await session.get(`/queries/${String(data?.queryId)}/result`)).data as {
      chunks: readonly { readonly url: string }[];
    };
    const url = new URL(chunks[0]?.url ?? '');
    expect((await fetch(url)).status).toBe(200);
    const until = Number(url.searchParams.get('until'));
    expect(until).toBeGreaterThan(Date.now());
    for (const [name, value] of [
      ['until', String(until + 1)],
      ['until', '0'],
      ['sig', 'a'.repeat(64)],
    ] as const) {
      const changed = new URL(url);
      changed.searchParams.set(name, value);
      expect((await fetch(changed)).status).toBe(403);
    }
  });

  it('answers the request itself by a compile error where a fault switch says so', async () => {
    await setFault(server.url, { route: 'query-request', phase: 'after', action: 'fail_post', times: 1 });
    expect(await session.query('select nothing', { asyncExec: true })).toMatchObject({
      success: false,
      code: '000904',
    });
    expect(await session.query('select nothing', { asyncExec: true })).toMatchObject({ success: true, code: '333334' });
    await expect(setFault(server.url, { route: '*', phase: 'after', action: 'fail_post' })).rejects.toThrow(
      'query-request',
    );
  });
});
