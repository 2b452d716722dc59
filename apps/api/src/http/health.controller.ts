import { type Health, ProblemError } from '@firn/contract';
import { Controller, Get } from '@nestjs/common';
import { Background } from '../store/background.js';
import { Connections } from '../store/connections.js';
import { Shutdown } from '../store/shutdown.js';
import { Stores } from '../store/stores.js';
import { whyRedisAway } from './redis-away.js';

/** For whoever starts and stops processes; open to everybody, so it tells nothing else. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly connections: Connections,
    private readonly shutdown: Shutdown,
    private readonly background: Background,
    private readonly stores: Stores,
  ) {}

  /** The process runs. Says nothing about Redis: restarting this process would not bring it back. */
  @Get('live')
  live(): Health {
    return { status: 'ok', checks: { process: 'ok' } };
  }

  /** Requests can be served now. Background tasks that fail are named; they are tried again, and nobody needs to stop for them. */
  @Get('ready')
  async ready(): Promise<Health> {
    if (this.shutdown.begun) throw ProblemError.of('shutting_down', { detail: 'This process is stopping.' });
    const fault = await this.connections.fault();
    if (fault !== null)
      throw ProblemError.of('redis_unavailable', { detail: `${whyRedisAway(fault)}.`, retryAfterMs: 1_000 });
    const { unsupported } = this.connections;
    if (unsupported !== null) throw ProblemError.of('redis_unavailable', { detail: unsupported.message });
    const failing = Object.fromEntries(this.background.failing.map((task) => [task, 'failing'] as const));
    const queues = (await this.stores.steps.isReady()) ? 'ok' : 'failing';
    return { status: 'ok', checks: { redis: 'ok', queues, ...failing } };
  }
}
