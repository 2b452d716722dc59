import type { Job } from '@firn/jobs';
import type { CompiledStatement } from '../compile/compile-stored.js';
import { endJob } from '../finish/end-job.js';
import type { WorkerPorts } from '../ports.js';
import { describe } from './compile-job.js';

/** Columns and no rows: the statement is described, nothing runs. */
export async function describeJob(job: Job, { compiled }: CompiledStatement, ports: WorkerPorts): Promise<null> {
  const { main, resultKind } = compiled;
  const columns = await describe(job, main, ports);
  const stored = { kind: resultKind, columns: [...columns], rows: 0, bytes: 0, pages: 0, epoch: job.epoch };
  await endJob(job, { outcome: 'succeeded', writes: false, result: { stored, inline: '[]' } }, ports);
  return null;
}
