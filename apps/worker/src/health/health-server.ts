import { createServer, type Server, type ServerResponse } from 'node:http';
import { problem } from '@firn/contract';
import type { WorkerPorts } from '../ports.js';

/** Failures in a row after which a background task makes the worker not ready. */
const FAILING = 3;
const REDIS_ANSWER_MS = 1_000;

/** What `GET /health/ready` says, with 503 where something is failing. */
interface WorkerHealth {
  readonly status: 'ok' | 'failing';
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
  /** Failing background tasks: how often in a row, and the last error. */
  readonly failures: Readonly<
    Record<string, { readonly times: number; readonly since: string; readonly error: string | null }>
  >;
  /** Meetings with single records that were passed over; the latest of them by name. */
  readonly passedOver: { readonly unreadable: number; readonly other: number; readonly latest: readonly unknown[] };
  readonly tracked: number;
  /** By duty of recovery that this worker looks after: for how long the oldest of what waits for it has been due. */
  readonly lagMs: Readonly<Record<string, number>>;
}

/** For whoever starts and stops processes, and for metrics. */
export class HealthServer {
  private server: Server | null = null;

  constructor(private readonly ports: WorkerPorts) {}

  /** Listens, where a port is configured. */
  async start(): Promise<void> {
    const { config, log } = this.ports;
    const { port, host } = config.health;
    if (port === null) return;
    const server = createServer((request, response) => {
      answer(request.url ?? '', response, this.ports).catch((error: unknown) => {
        log.warn({ err: error }, 'a question about health could not be answered');
        response.destroy();
      });
    });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
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

async function answer(url: string, response: ServerResponse, ports: WorkerPorts): Promise<void> {
  switch (url.split('?')[0]) {
    case '/health/live':
      return say(response, 200, { status: 'ok', checks: { process: 'ok' } });
    case '/health/ready': {
      const health = await healthOf(ports);
      return say(response, health.status === 'ok' ? 200 : 503, health);
    }
    default:
      return say(
        response,
        404,
        problem('route_not_found', { detail: 'A worker answers /health/live and /health/ready.' }),
      );
  }
}

async function healthOf({ redis, duties, troubles, tracker }: WorkerPorts): Promise<WorkerHealth> {
  const states = Object.entries(duties.all);
  const checks = {
    redis: await answers(redis.ping()),
    ...Object.fromEntries(
      states.map(([name, { failures }]) => [name, failures >= FAILING ? 'failing' : 'ok'] as const),
    ),
  };
  const failing = states.filter(([, { failures }]) => failures > 0);
  return {
    status: Object.values(checks).includes('failing') ? 'failing' : 'ok',
    checks,
    failures: Object.fromEntries(
      failing.map(([name, { failures, since, error }]) => [
        name,
        { times: failures, since: new Date(since).toISOString(), error },
      ]),
    ),
    passedOver: { ...troubles.counts, latest: troubles.all.slice(0, 20) },
    tracked: tracker.size,
    lagMs: duties.lagMs,
  };
}

async function answers(ping: Promise<unknown>): Promise<'ok' | 'failing'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'failing'>((resolve) => {
    timer = setTimeout(resolve, REDIS_ANSWER_MS, 'failing');
  });
  const inTime = ping.then(
    () => 'ok' as const,
    () => 'failing' as const,
  );
  return Promise.race([inTime, late]).finally(() => clearTimeout(timer));
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
