import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Milliseconds without a byte after which the exchange is given up. */
  readonly idleTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Sockets of one owner, kept alive between requests. Plain http is for a local server only. */
export class HttpClient {
  readonly #http = new HttpAgent({ keepAlive: true, timeout: 30_000 });
  readonly #https = new HttpsAgent({ keepAlive: true, timeout: 30_000 });

  /** Sends and resolves with the answer's head; its body is read, or destroyed, by the caller. */
  open(request: HttpRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const url = new URL(request.url);
      const secure = url.protocol === 'https:';
      const options = {
        method: request.method,
        headers: { 'accept-encoding': 'gzip', ...request.headers },
        agent: secure ? this.#https : this.#http,
        timeout: request.idleTimeoutMs,
        signal: request.signal,
      };
      const outgoing = (secure ? httpsRequest : httpRequest)(url, options, resolve);
      outgoing.on('timeout', () => outgoing.destroy(new HttpTimeout(request.idleTimeoutMs)));
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

export class HttpTimeout extends Error {
  override readonly name = 'HttpTimeout';
  readonly code = 'ETIMEDOUT';
  constructor(idleTimeoutMs: number) {
    super(`No byte for ${idleTimeoutMs} ms.`);
  }
}
