import type { TrackedQuery } from '@firn/jobs';
import type { QueryStatus } from '@firn/snowflake';
import { jobSpan, querySpan } from '../steps/job-span.js';
import { type EndPorts, endJob } from './end-job.js';
import { queryEnd } from './query-end.js';

/**
 * Ends a read that somebody wanted to end, as soon as its query is seen to be aborted: nothing is to be stored, so that no step has
 * to come for it. Thousands of cancels are confirmed at once by it. False: it is to be finished as any other. What failed may quote its
 * statement, and only a step has read the plan that tells what of that is secret.
 */
export async function endCancelled(
  { id, epoch, queryId, writes }: TrackedQuery,
  status: QueryStatus,
  ports: EndPorts,
): Promise<boolean> {
  const end = queryEnd(status);
  if (writes || !end.ended || end.outcome !== 'aborted') return false;
  const job = await ports.store.read(id);
  if (job === null || job.state !== 'running' || job.epoch !== epoch || job.wish === 'none') return false;
  querySpan(job, queryId, end.outcome);
  const ending = { outcome: end.outcome, writes, ...(end.problem !== null && { problem: end.problem }) };
  return (await jobSpan('finish', job, () => endJob(job, ending, ports))) !== null;
}
