import type { Job } from '@firn/jobs';
import type { Action } from '@firn/snowpark';
import { endJob } from '../finish/end-job.js';
import type { WorkerPorts } from '../ports.js';
import { compileJob, describe } from './compile-job.js';

/** Columns and no rows: the statement is described, nothing runs. */
export async function describeJob(
  job: Job,
  action: Extract<Action, { kind: 'describe' }>,
  ports: WorkerPorts,
): Promise<null> {
  const { main, resultKind } = await compileJob(job, action, ports);
  const columns = await describe(job, main, ports);
  const stored = { kind: resultKind, columns: [...columns], rows: 0, bytes: 0, pages: 0, epoch: job.epoch };
  await endJob(job, { outcome: 'succeeded', writes: false, result: { stored, inline: [] } }, ports);
  return null;
}
