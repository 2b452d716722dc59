import type { QueryPhase } from '@firn/snowflake';
import { Gauge } from 'prom-client';
import type { WorkerPorts } from '../ports.js';
import type { HistoryReaders } from '../track/history-readers.js';
import type { Watched } from '../track/watched.js';

/** `unknown`: Snowflake does not know the query, or not yet. */
type Phase = QueryPhase | 'unknown';

/** What the queries that this worker watches are at. */
export function addQueryGauges({ metrics, tracker }: Pick<WorkerPorts, 'metrics' | 'tracker'>): void {
  const registers = [metrics.registry];
  new Gauge({
    name: 'firn_queries_tracked',
    help: 'Running queries that this worker watches.',
    registers,
    collect() {
      this.set(tracker.size);
    },
  });
  new Gauge({
    name: 'firn_queries_in_phase',
    help: 'Running queries that this worker watches, by what Snowflake said last (queued, provisioning, blocked, running, unknown).',
    labelNames: ['profile', 'phase'],
    registers,
    collect() {
      this.reset();
      for (const entry of tracker.watching()) this.inc({ profile: entry.query.profile, phase: phaseOf(entry) });
    },
  });
  new Gauge({
    name: 'firn_phase_seconds',
    help: 'For how long the query that has been in a phase for the longest time has been in it.',
    labelNames: ['profile', 'phase'],
    registers,
    collect() {
      this.reset();
      const oldest = new Map<string, Readonly<Watched>>();
      for (const entry of tracker.watching()) {
        const key = JSON.stringify([entry.query.profile, phaseOf(entry)]);
        const known = oldest.get(key);
        if (known === undefined || sinceOf(entry) < sinceOf(known)) oldest.set(key, entry);
      }
      for (const entry of oldest.values())
        this.set({ profile: entry.query.profile, phase: phaseOf(entry) }, (performance.now() - sinceOf(entry)) / 1_000);
    },
  });
  new Gauge({
    name: 'firn_poll_lag_seconds',
    help: 'For how long the query that is most overdue for a look has been due; 0: none is.',
    registers,
    collect() {
      const now = performance.now();
      let lagMs = 0;
      for (const { looking, nextLookAt } of tracker.watching()) if (!looking) lagMs = Math.max(lagMs, now - nextLookAt);
      this.set(lagMs / 1_000);
    },
  });
}

/** How late what the history tells is: told by the worker that reads it. */
export function addHistoryGauge({ metrics }: Pick<WorkerPorts, 'metrics'>, histories: HistoryReaders): void {
  new Gauge({
    name: 'firn_history_lag_seconds',
    help: 'How far behind the reads of the history of a profile are, by the worker that reads it; not told where nobody has to.',
    labelNames: ['profile'],
    registers: [metrics.registry],
    collect() {
      this.reset();
      for (const [profile, lagMs] of histories.lags()) this.set({ profile }, lagMs / 1_000);
    },
  });
}

const phaseOf = ({ unknownSince, phase }: Readonly<Watched>): Phase =>
  unknownSince === null ? (phase ?? 'running') : 'unknown';

const sinceOf = ({ unknownSince, phaseSince }: Readonly<Watched>): number => unknownSince ?? phaseSince;
