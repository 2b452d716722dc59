import type { FirnClient } from '@firn/client';
import type { Session } from '@firn/snowpark';
import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

interface Ping {
  /** How long an answer may take, in milliseconds. Default 2 000. */
  readonly timeoutMs?: number;
}

interface WorkerHealthReader {
  read(): Promise<{ readonly status: 'ok' | 'failing'; readonly checks: Readonly<Record<string, string>> }>;
}

const TIMEOUT_MS = 2_000;

const failingOf = (checks: Readonly<Record<string, string>>): string =>
  Object.keys(checks)
    .filter((name) => checks[name] === 'failing')
    .join(', ');

/** Checks for `HealthCheckService.check([...])` of @nestjs/terminus: whether Firn, or Snowflake itself, answers now. */
@Injectable()
export class FirnHealthIndicator {
  constructor(private readonly indicators: HealthIndicatorService) {}

  /** Whether the job API can serve requests. */
  api(key: string, client: Pick<FirnClient, 'health'>, ping: Ping = {}): Promise<HealthIndicatorResult> {
    return this.check(key, ping, async (signal) => ({ checks: (await client.health({ signal })).checks }));
  }

  /** Whether Snowflake answers a direct session. The statement needs no warehouse. */
  snowflake(key: string, session: Pick<Session, 'sql'>, ping: Ping = {}): Promise<HealthIndicatorResult> {
    return this.check(key, ping, async (signal) => {
      await session.sql('select 1').collect({ signal });
      return {};
    });
  }

  /** Whether the worker of this application is well: hand `FirnWorkerHealth` of @firn/worker over. */
  worker(key: string, worker: WorkerHealthReader, ping: Ping = {}): Promise<HealthIndicatorResult> {
    return this.check(key, ping, async () => {
      const { status, checks } = await worker.read();
      if (status !== 'ok') throw new Error(`Failing: ${failingOf(checks)}.`);
      return { checks };
    });
  }

  private async check(
    key: string,
    { timeoutMs = TIMEOUT_MS }: Ping,
    ask: (signal: AbortSignal) => Promise<Readonly<Record<string, unknown>>>,
  ): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(key);
    try {
      return indicator.up(await within(timeoutMs, ask));
    } catch (error) {
      return indicator.down({ message: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** Whoever is asked may pass the signal over. */
async function within<T>(timeoutMs: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`No answer within ${timeoutMs} ms.`));
      over.abort();
    }, timeoutMs);
  });
  const work = ask(over.signal);
  work.catch(() => undefined); // it may come late
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
