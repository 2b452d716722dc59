import { Injectable } from '@nestjs/common';
import { WorkerPorts } from '../ports.js';

/** Failures in a row after which a background task makes the worker not ready. */
const FAILING = 3;
const REDIS_ANSWER_MS = 1_000;

/** How a worker does: what `GET /health/ready` says, with 503 where something is failing. */
export interface WorkerHealth {
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

/** How the worker of this process does, for its own health server and for an application that it is part of. */
@Injectable()
export class FirnWorkerHealth {
  constructor(private readonly ports: WorkerPorts) {}

  read(): Promise<WorkerHealth> {
    return healthOf(this.ports);
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
