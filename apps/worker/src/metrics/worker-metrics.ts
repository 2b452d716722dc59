import type { ConnectionObserver } from '@firn/snowflake';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

const STEP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const JOB_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400];

/**
 * What this worker has done, for Prometheus. Names end in their unit; labels are few and bounded: profiles, states, codes, never a
 * job or a user. What it holds at the moment is `gauges.ts`.
 */
export class WorkerMetrics {
  readonly registry = new Registry();

  readonly steps = new Histogram({
    name: 'firn_step_seconds',
    help: 'How long steps took, by kind (build, submit, finish, control) and how they ended (done, later, failed).',
    labelNames: ['step', 'outcome'],
    buckets: STEP_SECONDS,
    registers: [this.registry],
  });
  readonly submits = new Histogram({
    name: 'firn_submit_seconds',
    help: 'From handing a statement to Snowflake to its query ID, its refusal, or no answer.',
    labelNames: ['profile', 'outcome'],
    buckets: STEP_SECONDS,
    registers: [this.registry],
  });
  readonly jobs = new Histogram({
    name: 'firn_job_seconds',
    help: 'From acceptance to the end of a job, by the state it ended in.',
    labelNames: ['profile', 'state'],
    buckets: JOB_SECONDS,
    registers: [this.registry],
  });
  readonly problems = new Counter({
    name: 'firn_jobs_problem_total',
    help: 'Jobs that ended with a problem, by its code.',
    labelNames: ['profile', 'code'],
    registers: [this.registry],
  });
  readonly cancels = new Histogram({
    name: 'firn_cancel_seconds',
    help: 'From the wish that a job ends to its end.',
    labelNames: ['profile'],
    buckets: STEP_SECONDS,
    registers: [this.registry],
  });
  readonly retries = new Counter({
    name: 'firn_retries_total',
    help: 'Attempts that failed and are followed by another one, by the code of the problem.',
    labelNames: ['profile', 'code'],
    registers: [this.registry],
  });
  readonly takeOvers = new Counter({
    name: 'firn_takeovers_total',
    help: 'Statements whose answer was not known, by what was found of them (adopt, void, unknowable).',
    labelNames: ['profile', 'found'],
    registers: [this.registry],
  });
  readonly adoptions = new Histogram({
    name: 'firn_adoption_seconds',
    help: 'From the start of a statement whose answer was not known to its adoption by a worker that found it in the history of Snowflake.',
    labelNames: ['profile'],
    buckets: JOB_SECONDS,
    registers: [this.registry],
  });
  readonly orphans = new Counter({
    name: 'firn_orphans_total',
    help: 'Statements in the history of Snowflake that no record told of, by what was done (adopted, cancelled, late: a write after the end of its job). Normally none.',
    labelNames: ['profile', 'found'],
    registers: [this.registry],
  });
  readonly duplicates = new Counter({
    name: 'firn_duplicate_statements_total',
    help: 'Statements that a look for a lost answer found in the history besides the one of their job, and that had run.',
    labelNames: ['profile'],
    registers: [this.registry],
  });
  private readonly polls = new Counter({
    name: 'firn_status_polls_total',
    help: 'How often the status of a query was asked for.',
    labelNames: ['profile'],
    registers: [this.registry],
  });
  private readonly renewals = new Counter({
    name: 'firn_token_renewals_total',
    help: 'Renewed tokens of sessions, by Firn or by the driver.',
    labelNames: ['profile'],
    registers: [this.registry],
  });
  private readonly failedExchanges = new Counter({
    name: 'firn_snowflake_failed_exchanges_total',
    help: 'Requests to Snowflake that got no answer of its protocol, by HTTP status (429, 503, none). Those of the driver itself are not seen.',
    labelNames: ['profile', 'status'],
    registers: [this.registry],
  });
  readonly poison = new Counter({
    name: 'firn_poison_jobs_total',
    help: 'Jobs given up because processes ended with them in their hands.',
    registers: [this.registry],
  });
  readonly resultRows = new Counter({
    name: 'firn_result_rows_total',
    help: 'Rows of results that were stored.',
    labelNames: ['profile'],
    registers: [this.registry],
  });
  readonly resultBytes = new Counter({
    name: 'firn_result_bytes_total',
    help: 'Bytes of results that were stored, by where they lie (inline in the record, or in pages).',
    labelNames: ['profile', 'place'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Counts what goes on with the sessions of a profile. */
  observerOf(profile: string): ConnectionObserver {
    return {
      statusRead: () => this.polls.inc({ profile }),
      tokenRenewed: () => this.renewals.inc({ profile }),
      exchangeFailed: (status) => this.failedExchanges.inc({ profile, status: status ?? 'none' }),
    };
  }
}

/** Seconds since an instant of `performance.now()`. */
export const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1_000;
