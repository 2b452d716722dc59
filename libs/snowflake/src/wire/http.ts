import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { proxyAuthorization, proxyFor } from './proxy.js';
import { TunnelAgent } from './tunnel-agent.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Milliseconds without a byte after which the exchange is given up. */
  readonly idleTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const SOCKETS = { keepAlive: true, timeout: 30_000 };

/** Sockets of one owner, kept alive between requests. Plain http is for a local server only. */
export class HttpClient {
  readonly #http = new HttpAgent(SOCKETS);
  readonly #https = new HttpsAgent(SOCKETS);
  readonly #tunnels = new Map<string, TunnelAgent>();

  /** Sends and resolves with the answer's head; its body is read, or destroyed, by the caller. */
  open(request: HttpRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const url = new URL(request.url);
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const way = this.#way(url);
      const outgoing = send(
        {
          ...way,
          method: request.method,
          headers: { 'accept-encoding': 'gzip', ...request.headers, ...way.headers },
          timeout: request.idleTimeoutMs,
          signal: request.signal,
        },
        resolve,
      );
      outgoing.on('timeout', () => outgoing.destroy(new HttpTimeout(request.idleTimeoutMs)));
      outgoing.on('error', reject);
      outgoing.end(request.body);
    });
  }

  close(): void {
    for (const agent of [this.#http, this.#https, ...this.#tunnels.values()]) agent.destroy();
  }

  /** Whom to connect to, and what to ask there. */
  #way(url: URL): RequestOptions & { readonly headers: Readonly<Record<string, string>> } {
    const proxy = proxyFor(url);
    const path = `${url.pathname}${url.search}`;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (url.protocol === 'https:') {
      return {
        agent: proxy === null ? this.#https : this.#tunnel(proxy),
        host,
        port: url.port || 443,
        path,
        headers: {},
      };
    }
    if (proxy === null) return { agent: this.#http, host, port: url.port || 80, path, headers: {} };
    const authorization = proxyAuthorization(proxy);
    return {
      agent: this.#http,
      host: proxy.hostname,
      port: proxy.port || 80,
      path: url.href,
      headers: { host: url.host, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) },
    };
  }

  #tunnel(proxy: URL): TunnelAgent {
    const known = this.#tunnels.get(proxy.href);
    if (known !== undefined) return known;
    const made = new TunnelAgent(proxy, SOCKETS);
    this.#tunnels.set(proxy.href, made);
    return made;
  }
}

export class HttpTimeout extends Error {
  override readonly name = 'HttpTimeout';
  readonly code = 'ETIMEDOUT';
  constructor(idleTimeoutMs: number) {
    super(`No byte for ${idleTimeoutMs} ms.`);
  }
}
