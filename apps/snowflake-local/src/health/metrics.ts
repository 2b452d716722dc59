import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What is read when somebody asks. */
export interface MetricSources {
  readonly sessions: () => number;
  readonly running: () => number;
  readonly problems: () => number;
}

/** What this server has done, for Prometheus. Labels are states alone: never a statement or a user. */
export class Metrics {
  readonly registry = new Registry();

  private readonly requests = new Counter({
    name: 'snowflake_local_requests_total',
    help: 'Requests of the protocol that arrived.',
    registers: [this.registry],
  });
  private readonly statements = new Counter({
    name: 'snowflake_local_statements_total',
    help: 'Statements that have ended, by their status.',
    labelNames: ['status'],
    registers: [this.registry],
  });
  private readonly seconds = new Histogram({
    name: 'snowflake_local_statement_seconds',
    help: 'From the arrival of a statement to its end.',
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  watch(sources: MetricSources): void {
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    gauge('snowflake_local_sessions_open', 'Sessions that have not ended.', sources.sessions);
    gauge('snowflake_local_statements_running', 'Statements that have not ended, waiting ones too.', sources.running);
    gauge('snowflake_local_background_failing', 'Background tasks that fail at the moment.', sources.problems);
  }

  asked(): void {
    this.requests.inc();
  }

  ended(status: string, ms: number): void {
    this.statements.inc({ status });
    this.seconds.observe(ms / 1_000);
  }
}
