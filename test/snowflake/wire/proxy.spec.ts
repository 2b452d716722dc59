import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyBytes } from '../../../libs/snowflake/src/wire/body.js';
import { HttpClient } from '../../../libs/snowflake/src/wire/http.js';
import { proxyAuthorization, proxyFor } from '../../../libs/snowflake/src/wire/proxy.js';
import { rejection } from '../support/sessions.js';

const environment = {
  HTTPS_PROXY: 'http://user:p%40ss@proxy.example:3128',
  http_proxy: 'plain.example:8080',
  NO_PROXY: 'localhost, .internal.example, *.s3.example,10.0.0.1:443',
};

describe('the proxy of an address', () => {
  it.each([
    ['https://xy12345.snowflakecomputing.com/', 'http://user:p%40ss@proxy.example:3128/'],
    ['http://127.0.0.1:8085/', 'http://plain.example:8080/'],
    ['https://localhost/', null],
    ['https://stage.internal.example/', null],
    ['https://internal.example/', null],
    ['https://notinternal.example/', 'http://user:p%40ss@proxy.example:3128/'],
    ['https://bucket.s3.example/', null],
    ['https://10.0.0.1/', null],
  ])('%s is %s', (url, proxy) => {
    expect(proxyFor(new URL(url), environment)?.href ?? null).toBe(proxy);
  });

  it('is none without the variables, or with every host exempt', () => {
    expect(proxyFor(new URL('https://a.example'), {})).toBeNull();
    expect(proxyFor(new URL('https://a.example'), { HTTPS_PROXY: 'http://p', NO_PROXY: '*' })).toBeNull();
  });

  it('has its user in a header', () => {
    expect(proxyAuthorization(new URL(environment.HTTPS_PROXY))).toBe('Basic dXNlcjpwQHNz');
    expect(proxyAuthorization(new URL('http://proxy.example'))).toBeNull();
  });
});

describe('a request by a proxy', () => {
  const before = { ...process.env };
  const http = new HttpClient();
  const servers: Server[] = [];
  const start = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => {
    process.env = { ...before };
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  afterAll(() => http.close());

  it('over http asks the proxy for the whole address', async () => {
    const target = await start(createServer((_request, response) => response.end('from the target')));
    const asked: string[] = [];
    const proxy = await start(
      createServer((incoming, response) => {
        asked.push(incoming.url ?? '');
        request(incoming.url ?? '', (answer) => answer.pipe(response)).end();
      }),
    );
    process.env.HTTP_PROXY = `http://127.0.0.1:${proxy}`;
    process.env.NO_PROXY = '';
    const url = `http://127.0.0.1:${target}/path?x=1`;
    const answer = await http.open({ method: 'GET', url, headers: {}, idleTimeoutMs: 5_000 });
    expect((await bodyBytes(answer, 1_000)).toString()).toBe('from the target');
    expect(asked).toEqual([url]);
  });

  it('over https asks the proxy for a tunnel, with its user, and begins TLS inside', async () => {
    const seen: string[] = [];
    const server = createServer();
    server.on('connect', (incoming, socket) => {
      seen.push(incoming.url ?? '', incoming.headers['proxy-authorization'] ?? '');
      socket.once('data', (bytes: Buffer) => {
        seen.push(`record ${bytes[0]}`);
        socket.destroy();
      });
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
    });
    process.env.HTTPS_PROXY = `http://me:secret@127.0.0.1:${await start(server)}`;
    process.env.NO_PROXY = '';
    const get = { method: 'GET', url: 'https://account.example/x', headers: {}, idleTimeoutMs: 5_000 } as const;
    await rejection(http.open(get));
    expect(seen).toEqual(['account.example:443', 'Basic bWU6c2VjcmV0', 'record 22']); // 22: a TLS handshake
  });

  it('says when the proxy refuses', async () => {
    const server = createServer();
    server.on('connect', (_incoming, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
    process.env.HTTPS_PROXY = `http://127.0.0.1:${await start(server)}`;
    process.env.NO_PROXY = '';
    const get = { method: 'GET', url: 'https://account.example/x', headers: {}, idleTimeoutMs: 5_000 } as const;
    expect(String(await rejection(http.open(get)))).toContain('refused a tunnel to account.example:443: 407');
  });
});
