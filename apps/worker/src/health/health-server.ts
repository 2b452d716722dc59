import { createServer, type Server, type ServerResponse } from 'node:http';
import { problem } from '@firn/contract';
import { addressFault } from '@firn/nest/internal';
import type { WorkerMetrics } from '../metrics/worker-metrics.js';
import type { WorkerPorts } from '../ports.js';
import type { FirnWorkerHealth } from './worker-health.js';

/** For whoever starts and stops processes, and for metrics. */
export class HealthServer {
  private server: Server | null = null;

  constructor(
    private readonly ports: WorkerPorts,
    private readonly health: FirnWorkerHealth,
  ) {}

  /** Listens, where a port is configured. */
  async start(): Promise<void> {
    const { config, log } = this.ports;
    const { port, host } = config.health;
    if (port === null) return;
    const server = createServer((request, response) => {
      answer(request.url ?? '', response, this.health, this.ports.metrics).catch((error: unknown) => {
        log.warn({ err: error }, 'a question about health could not be answered');
        response.destroy();
      });
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      const settings = [
        { setting: 'healthHost (FIRN_WORKER_HEALTH_HOST)', value: host },
        { setting: 'healthPort (FIRN_WORKER_HEALTH_PORT)', value: port },
      ] as const;
      server.once('error', (error) => reject(addressFault(error, ...settings)));
      server.listen(port, host, resolve);
    });
    server.on('error', (error) => log.warn({ err: error }, 'the health server has trouble'));
    const address = server.address();
    if (typeof address === 'object') log.info({ host, port: address?.port }, 'health is told here');
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}

async function answer(
  url: string,
  response: ServerResponse,
  worker: FirnWorkerHealth,
  { registry }: WorkerMetrics,
): Promise<void> {
  switch (url.split('?')[0]) {
    case '/health/live':
      return say(response, 200, { status: 'ok', checks: { process: 'ok' } });
    case '/health/ready': {
      const health = await worker.read();
      return say(response, health.status === 'ok' ? 200 : 503, health);
    }
    case '/metrics': {
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType }).end(text);
      return;
    }
    default:
      return say(
        response,
        404,
        problem('route_not_found', { detail: 'A worker answers /health/live, /health/ready and /metrics.' }),
      );
  }
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
