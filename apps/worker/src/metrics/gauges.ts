import { pingShards } from '@firn/jobs';
import { Counter, Gauge } from 'prom-client';
import type { WorkerPorts } from '../ports.js';
import { addLineGauges } from './line-gauges.js';
import { addQueryGauges } from './query-gauges.js';
import { secondsSince } from './worker-metrics.js';

const REDIS_ANSWER_MS = 1_000;

/** What this worker holds and knows at the moment, read when somebody asks. */
export function addGauges(ports: WorkerPorts): void {
  const { metrics, submitting, storing, held, duties, troubles, redis, config, snowflake } = ports;
  const registers = [metrics.registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('firn_submits_in_flight', 'Statements that Snowflake has not answered yet.', () => submitting.all().length);
  gauge('firn_results_storing', 'Results that this worker is storing.', () => storing.size);
  gauge('firn_sessions_held', 'Snowflake sessions that writes in flight hold.', () => held.size);
  addQueryGauges(ports);
  addLineGauges(ports);
  new Gauge({
    name: 'firn_sessions_open',
    help: 'Snowflake sessions of this worker, by what they are for (shared, exclusive: a write each, control).',
    labelNames: ['profile', 'purpose'],
    registers,
    collect() {
      this.reset();
      for (const [profile, counts] of Object.entries(snowflake.counts()))
        for (const [purpose, count] of Object.entries(counts)) this.set({ profile, purpose }, count);
    },
  });
  new Gauge({
    name: 'firn_recovery_lag_seconds',
    help: 'By duty of recovery that this worker looks after: for how long the oldest of what waits for it has been due.',
    labelNames: ['duty'],
    registers,
    collect() {
      this.reset();
      for (const [duty, lagMs] of Object.entries(duties.lagMs)) this.set({ duty }, lagMs / 1_000);
    },
  });
  new Gauge({
    name: 'firn_duty_failures',
    help: 'How often in a row a background task has failed; 0: its last run went well.',
    labelNames: ['duty'],
    registers,
    collect() {
      this.reset();
      for (const [duty, { failures }] of Object.entries(duties.all)) this.set({ duty }, failures);
    },
  });
  new Counter({
    name: 'firn_passed_over_total',
    help: 'Meetings with single records that could not be read, or were in other trouble, and were passed over.',
    labelNames: ['kind'],
    registers,
    collect() {
      this.reset();
      for (const [kind, count] of Object.entries(troubles.counts)) this.inc({ kind }, count);
    },
  });
  new Gauge({
    name: 'firn_redis_round_trip_seconds',
    help: 'What a round trip to Redis takes, in a Cluster to the slowest of its servers; NaN where no answer came within a second.',
    registers,
    async collect() {
      this.set(await roundTrip(() => pingShards(redis, config.shards)));
    },
  });
}

async function roundTrip(ping: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((resolve) => {
    timer = setTimeout(resolve, REDIS_ANSWER_MS, Number.NaN);
  });
  const answered = ping().then(
    () => secondsSince(startedAt),
    () => Number.NaN,
  );
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
