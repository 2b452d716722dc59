import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled } from '@firn/contract';
import type { Claimant, Job } from '@firn/jobs';
import { cancelQuietly } from '../cancel/cancel-query.js';
import { tellReview } from '../finish/ask-for-review.js';
import type { WorkerPorts } from '../ports.js';
import { followAgain } from './follow-query.js';

/** A later epoch that looks for what was sent decides within seconds, or waits itself for a Snowflake that is away. */
const LOOK_EVERY_MS = 500;
const LOOKS = 60;

/**
 * Snowflake has told the ID of a query, and the record did not take it. Either it has it already, and only Redis's answer was lost on
 * the way: it is followed. Or a later epoch has the job, which may have adopted this very query: then it is that one's.
 */
export async function answeredLate(job: Job, queryId: string, by: Claimant, ports: WorkerPorts): Promise<void> {
  const known = await ports.store.readWhole(job.id);
  if (known?.state === 'running' && known.epoch === job.epoch && known.queryId === queryId)
    return followAgain(known, by, ports);
  ports.log.info({ epoch: known?.epoch, state: known?.state }, 'the answer to a submit came after its job had gone on');
  if (job.writes === true) await tellReview(job, queryId, ports);
  else await stopUnlessUsed(job, queryId, ports);
  await ports.held.abandon(job.id);
}

/**
 * Stops a read that its job has no use for. While the record names no query, a later epoch may be about to adopt this one, of which
 * it has read that it runs: to stop it then would fail a job that nobody has cancelled.
 */
async function stopUnlessUsed({ id, tenant, profile }: Job, queryId: string, ports: WorkerPorts): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const now = await ports.store.read(id);
    if (now?.queryId === queryId) return;
    if (now === null || isSettled(now.state) || now.queryId !== null)
      return cancelQuietly({ tenant, profile }, queryId, ports);
    await sleep(LOOK_EVERY_MS);
  }
  ports.log.warn({ queryId }, 'whether a read is still of use was not decided; its timeout ends it');
}
