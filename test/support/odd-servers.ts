import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';

/** Made for these tests, signed by itself, for the next hundred years. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYHFMURc6OkGQkdfV
bOB/iIvUwXKm3/H975LXJYzxSROhRANCAAR5u5fxWYdeLPXbcxw6ipVvALbUlOeb
5kvRAlBYlvZDURfc895A88ItBiORToshGNVo2Mr6kZ53SVPjs1ogBrbA
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUD177ulJMGgAwxH2RpDeF5OZjvrgwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTE3MjkxNVoYDzIxMjYxMTA1
MTcyOTE1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR5u5fxWYdeLPXbcxw6ipVvALbUlOeb5kvRAlBYlvZDURfc895A88It
BiORToshGNVo2Mr6kZ53SVPjs1ogBrbAo1MwUTAdBgNVHQ4EFgQUhu32m+EzIi+U
Kx01UW6WEb6xsXwwHwYDVR0jBBgwFoAUhu32m+EzIi+UKx01UW6WEb6xsXwwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAP1Va210064W1wmwfUxwjJ
1QhCg2TazLA/1QnLeHEMGwIhAKlnQL80tGIQW7Ck5DBDTw/YOogWrNIOWs9Q9WhQ
GYGY
-----END CERTIFICATE-----`;

/** What a wrong address may lead to, each on a port of its own. */
export interface OddServers {
  /** `host:port` of a server that speaks TLS with a certificate that nobody trusts. */
  readonly secure: string;
  /** Of one that answers with a page, whatever is asked. */
  readonly page: string;
  /** Of one that knows no such path. */
  readonly other: string;
  /** Where nothing listens. */
  readonly nobody: string;
  close(): void;
}

export async function oddServers(): Promise<OddServers> {
  const secure = createSecureServer({ key: KEY, cert: CERTIFICATE }, (_, answer) => answer.end());
  const page = createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('<html></html>'));
  const other = createServer((_, answer) => {
    answer.statusCode = 404;
    answer.end('{"message":"Not found"}');
  });
  const free = createSocketServer();
  const [secureAt, pageAt, otherAt, nobody] = [
    await open(secure),
    await open(page),
    await open(other),
    await open(free),
  ];
  free.close();
  const servers = [secure, page, other];
  return {
    secure: secureAt,
    page: pageAt,
    other: otherAt,
    nobody,
    close: () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

async function open(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return `127.0.0.1:${port}`;
}
