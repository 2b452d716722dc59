import { type Problem, problem, shardOfJob } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { WorkerPorts } from '../ports.js';

/** What is known of a write before it is sent. */
export type Clearance =
  /** It has not been sent before, as far as Snowflake knows. */
  | { readonly kind: 'clear' }
  /** Redis may have lost the job that wrote under the same key: it waits until that was looked for. */
  | { readonly kind: 'wait'; readonly reason: Problem }
  /** The same key has written already. */
  | { readonly kind: 'adopt'; readonly queryId: string };

/**
 * Whether a write may be sent. One with an idempotency key may have happened under a record that Redis has lost; without a key nobody can
 * mean the same write, and one with a claim asks its ledger.
 */
export async function clearanceOf(job: Job, ports: WorkerPorts): Promise<Clearance> {
  if (job.keyDigest === null || job.entry !== null) return { kind: 'clear' };
  // Where Snowflake cannot be reached, that is what the job should say.
  await ports.sessions.of(job, 'control');
  const standing = await ports.audits.standing(shardOfJob(job.id), job.profile, job.tenant, job.keyDigest);
  if (standing.kind === 'pending') {
    const detail = `Redis has started anew: Snowflake's history is compared first, in which the key may have a write already.`;
    return { kind: 'wait', reason: problem('audit_pending', { detail }) };
  }
  return standing.lost === null || standing.lost.job === job.id
    ? { kind: 'clear' }
    : { kind: 'adopt', queryId: standing.lost.queryId };
}
