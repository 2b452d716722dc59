import type { TerminalState } from '@firn/contract';
import type { Ending, Job } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';
import { dropScratch } from './drop-scratch.js';

/**
 * Ends a job, after what it made for itself in Snowflake is gone: whoever sees the end sees no left-overs. Null: a later epoch
 * has the job.
 */
export async function endJob(
  job: Job,
  ending: Pick<Ending, 'outcome' | 'writes' | 'result' | 'problem' | 'resolved'>,
  ports: WorkerPorts,
): Promise<TerminalState | null> {
  await dropScratch(job.id, ports, job.epoch);
  const state = await ports.store.end(job, ending);
  ports.log.info({ state: state ?? 'stale', problem: ending.problem?.code }, 'job ended');
  return state;
}
