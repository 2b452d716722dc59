import type { FirnClient } from '@firn/client';
import type { Session } from '@firn/snowpark';
import {
  duration,
  FULL_TEXT,
  optional,
  optionsOf,
  type Reader,
  type ReadersOf,
  required,
  shown,
  signature,
  wrongArgument,
} from '@firn/snowpark/internal';
import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { inTime } from '../in-time.js';
import { saidBy } from '../is-error.js';
import { madeByNest } from '../made-by-nest.js';

interface Ping {
  /** How long an answer may take, in milliseconds. Default 2 000. */
  readonly timeoutMs?: number;
}

interface WorkerHealth {
  readonly status: 'ok' | 'failing';
  readonly checks: Readonly<Record<string, string>>;
  /** Why a check fails. */
  readonly failures?: Readonly<Record<string, { readonly error: string | null }>>;
}

interface WorkerHealthReader {
  read(): Promise<WorkerHealth>;
}

const TIMEOUT_MS = 2_000;

const isHealth = (given: unknown): given is WorkerHealth =>
  typeof given === 'object' && given !== null && 'status' in given && 'checks' in given;

const failingOf = ({ checks, failures = {} }: WorkerHealth): string =>
  Object.keys(checks)
    .filter((name) => checks[name] === 'failing')
    .map((name) => [name, failures[name]?.error].filter(Boolean).join(': '))
    .join(', ');

/** Checks for `HealthCheckService.check([...])` of @nestjs/terminus: whether Firn, or Snowflake itself, answers now. */
@Injectable()
export class FirnHealthIndicator {
  private readonly indicators: HealthIndicatorService;

  constructor(indicators: HealthIndicatorService) {
    this.indicators = madeByNest(FirnHealthIndicator, HealthIndicatorService, indicators, 'check');
  }

  /** Whether the job API can serve requests. */
  api(key: string, client: Pick<FirnClient, 'health'>, ping?: Ping): Promise<HealthIndicatorResult>;
  async api(...given: readonly unknown[]): Promise<HealthIndicatorResult> {
    const [key, client, ping] = API.read(given);
    return this.check(key, ping, async (signal) => ({ checks: (await client.health({ signal })).checks }));
  }

  /** Whether Snowflake answers a direct session. The statement needs no warehouse. */
  snowflake(key: string, session: Pick<Session, 'sql'>, ping?: Ping): Promise<HealthIndicatorResult>;
  async snowflake(...given: readonly unknown[]): Promise<HealthIndicatorResult> {
    const [key, session, ping] = SNOWFLAKE.read(given);
    return this.check(key, ping, async (signal) => {
      await session.sql('select 1').collect({ signal });
      return {};
    });
  }

  /** Whether the worker of this application is well: hand `FirnWorkerHealth` of @firn/worker over. */
  worker(key: string, worker: WorkerHealthReader, ping?: Ping): Promise<HealthIndicatorResult>;
  async worker(...given: readonly unknown[]): Promise<HealthIndicatorResult> {
    const [key, worker, ping] = WORKER.read(given);
    return this.check(key, ping, async () => {
      const health: unknown = await worker.read();
      if (!isHealth(health)) throw new Error(`read() gave ${shown(health)}, which is no health of a worker.`);
      if (health.status !== 'ok') throw new Error(`Failing: ${failingOf(health)}`);
      return { checks: health.checks };
    });
  }

  private async check(
    key: string,
    { timeoutMs = TIMEOUT_MS }: Ping,
    ask: (signal: AbortSignal) => Promise<Readonly<Record<string, unknown>>>,
  ): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(key);
    try {
      const late = () => new Error(`No answer within ${timeoutMs} ms.`);
      return indicator.up(await inTime(timeoutMs, late, ask));
    } catch (error) {
      return indicator.down({ message: saidBy(error) });
    }
  }
}

const PING = optional('ping', optionsOf({ timeoutMs: duration(1) } satisfies ReadersOf<Ping>), {});
const KEY = required('key', FULL_TEXT);

/** What answers a ping is known by the method that is asked: it may be another's own, or wrapped. */
function withMethod<T extends object>(method: keyof T & string, allowed: string): Reader<T, T> {
  const has = (given: unknown): given is T =>
    typeof given === 'object' && given !== null && typeof Reflect.get(given, method) === 'function';
  return {
    allowed,
    read(given, place) {
      if (!has(given)) throw wrongArgument(place, allowed, given);
      return given;
    },
  };
}

const CLIENT = withMethod<Pick<FirnClient, 'health'>>('health', 'a FirnClient');
const SESSION = withMethod<Pick<Session, 'sql'>>('sql', 'a Session');
const READER = withMethod<WorkerHealthReader>('read', 'FirnWorkerHealth of @firn/worker');
const API = signature('FirnHealthIndicator.api', KEY, required('client', CLIENT), PING);
const SNOWFLAKE = signature('FirnHealthIndicator.snowflake', KEY, required('session', SESSION), PING);
const WORKER = signature('FirnHealthIndicator.worker', KEY, required('worker', READER), PING);
