import { setTimeout as sleep } from 'node:timers/promises';
import { FirnClient, type KeptSession, keptSession } from '@firn/client';
import type { DirectSessionOptions } from '@firn/snowflake';
import { type Session, UsageError } from '@firn/snowpark';
import type { OnApplicationShutdown } from '@nestjs/common';
import { nestLog } from '../log/structured-logger.js';
import { FirnBatches } from './batches.js';
import { notConfigured } from './not-configured.js';
import type { FirnOptions } from './options.js';
import { FirnTenants } from './tenants.js';

/** How long sessions get to close: an API that is away must not hold an application. */
const CLOSE_MS = 5_000;

/** What one connection gives, from its start to its end. */
export class FirnConnection implements OnApplicationShutdown {
  readonly client: FirnClient;
  readonly session: Session;
  readonly direct: Session;
  readonly batches: FirnBatches;
  readonly tenants: FirnTenants;
  private readonly log = nestLog('Firn');
  private readonly closing: (() => Promise<void>)[] = [];

  private constructor({ api, tenants }: FirnOptions, direct: Session | null, name: string | undefined) {
    const kept = api === undefined ? null : keptSession(api);
    this.client = api === undefined ? notConfigured('FirnClient', 'api', name) : clientOf(api);
    this.session = kept?.session ?? notConfigured('a durable session', 'api', name);
    this.batches = api === undefined ? notConfigured('FirnBatches', 'api', name) : new FirnBatches(this.client);
    this.direct = direct ?? notConfigured('a direct session', 'direct', name);
    const onError = (error: unknown) =>
      this.log.warn({ err: error }, 'a session could not be closed; it ends when it was idle');
    const served = tenants === undefined ? null : new FirnTenants(tenants, onError);
    this.tenants = served ?? notConfigured('the session of a tenant', 'tenants', name);
    if (kept !== null) this.closing.push(() => closed(kept));
    if (direct !== null) this.closing.push(() => direct.close());
    if (served !== null) this.closing.push(() => served.close());
  }

  /** @throws UsageError for what `direct` holds, SnowflakeError where a direct session cannot be had */
  static async open(options: FirnOptions, name: string | undefined): Promise<FirnConnection> {
    const direct = options.direct === undefined ? null : await openDirect(options.direct);
    try {
      return new FirnConnection(options, direct, name);
    } catch (error) {
      await direct?.close();
      throw error;
    }
  }

  /** Closes what it opened. Jobs and asynchronous queries go on. */
  async onApplicationShutdown(): Promise<void> {
    const all = Promise.allSettled(this.closing.map((close) => close()));
    const results = await Promise.race([all, sleep(CLOSE_MS, null, { ref: false })]);
    if (results === null) this.log.warn('sessions did not close in time; they end when they were idle');
    for (const result of results ?? [])
      if (result.status === 'rejected') this.log.warn({ err: result.reason }, 'a session could not be closed');
  }
}

function clientOf(api: NonNullable<FirnOptions['api']>): FirnClient {
  const { profile: _p, idleTimeoutMs: _i, timeoutMs: _t, tags: _g, ...connection } = api;
  return new FirnClient(connection);
}

async function closed({ session }: KeptSession): Promise<void> {
  await session.close();
}

/** Loaded where it is asked for: whoever goes through the API needs no driver. */
async function openDirect(options: DirectSessionOptions): Promise<Session> {
  const snowflake = await import('@firn/snowflake').catch((error: unknown) => {
    if (!String(error).includes('@firn/snowflake')) throw error;
    const cure = 'Install it: npm install @firn/snowflake.';
    throw new UsageError('invalid_argument', `A direct session needs the package @firn/snowflake. ${cure}`, {
      cause: error,
    });
  });
  return snowflake.directSession(options);
}
