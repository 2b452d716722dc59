import { request } from 'node:http';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect } from 'node:tls';
import { proxyAuthorization } from './proxy.js';

type Connected = (error: Error | null, socket?: Duplex) => void;

/** TLS through a proxy: asks it for a tunnel to the host, and speaks TLS with the host inside. */
export class TunnelAgent extends Agent {
  constructor(
    private readonly proxy: URL,
    options: { readonly keepAlive: boolean; readonly timeout: number },
  ) {
    super(options);
  }

  override createConnection(options: ConnectionOptions, connected: Connected): null {
    const target = `${options.host}:${options.port ?? 443}`;
    const authorization = proxyAuthorization(this.proxy);
    const asked = request({
      host: this.proxy.hostname,
      port: this.proxy.port || 80,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(authorization === null ? {} : { 'proxy-authorization': authorization }) },
    });
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) {
        connected(null, connect({ ...options, socket, servername: options.servername ?? options.host ?? '' }));
        return;
      }
      socket.destroy();
      connected(new Error(`The proxy ${this.proxy.host} refused a tunnel to ${target}: ${answer.statusCode}.`));
    });
    asked.once('error', connected);
    asked.end();
    return null;
  }
}
