import type { Job } from '@firn/jobs';
import type { ResultPlace } from '@firn/results';
import type { ResultRows } from '@firn/snowflake';
import { endJob, type Making } from '../finish/end-job.js';
import type { ReadyResult } from '../finish/ready-result.js';
import type { WorkerPorts } from '../ports.js';
import { type StoredRows, storeRows } from './store-rows.js';
import { NotWanted } from './storing.js';

/** Stores the rows of a query that succeeded, and ends its job. What is not wanted, or was fenced off, leaves no pages. */
export async function storeResult(
  job: Job,
  queryId: string,
  ports: WorkerPorts,
  ready: ReadyResult | null = null,
  making: Making = {},
): Promise<void> {
  const place: ResultPlace = { tenant: job.tenant, jobId: job.id, epoch: job.epoch };
  const writes = job.writes ?? false;
  let stored: StoredRows;
  try {
    stored = await ports.storing.while(job.id, async (signal) => {
      const rows = ready?.under(signal) ?? (await askFor(job, queryId, signal, ports));
      return storeRows(rows, job, place, signal, ports);
    });
  } catch (error) {
    await ports.results.discard(place);
    if (!(error instanceof NotWanted)) throw error;
    await endJob(job, { outcome: 'succeeded', writes }, ports, making);
    return;
  }
  ports.metrics.resultRows.inc({ profile: job.profile }, stored.result.rows);
  ports.metrics.resultBytes.inc(
    { profile: job.profile, place: stored.inline === null ? 'pages' : 'inline' },
    stored.result.bytes,
  );
  const kind = job.resultKind ?? 'rows';
  const result = { stored: { ...stored.result, kind, epoch: job.epoch }, inline: stored.inline };
  const state = await endJob(job, { outcome: 'succeeded', writes, result }, ports, making);
  if (state !== 'succeeded' && stored.result.pages > 0) await ports.results.discard(place);
}

async function askFor(job: Job, queryId: string, signal: AbortSignal, ports: WorkerPorts): Promise<ResultRows> {
  const session = await ports.sessions.of(job, 'shared');
  return session.result(queryId, { signal });
}
