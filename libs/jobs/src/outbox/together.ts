import { shardOfJob } from '@firn/contract';
import { MOST_TOGETHER } from '../scripts/accept.js';
import type { IdentifiedJob } from './new-job.js';

/** A job, and where in the list it came. */
export interface Placed {
  readonly job: IdentifiedJob;
  readonly at: number;
}

/** Parts of a list that one script can record: jobs of one shard, tenant and batch each, in their order. */
export function together(jobs: readonly IdentifiedJob[]): readonly (readonly Placed[])[] {
  const open = new Map<string, Placed[]>();
  const parts: Placed[][] = [];
  for (const [at, job] of jobs.entries()) {
    const name = `${shardOfJob(job.id)}/${job.tenant}/${job.batch ?? ''}`;
    const part = open.get(name);
    if (part !== undefined && part.length < MOST_TOGETHER) part.push({ job, at });
    else {
      const begun = [{ job, at }];
      open.set(name, begun);
      parts.push(begun);
    }
  }
  return parts;
}
