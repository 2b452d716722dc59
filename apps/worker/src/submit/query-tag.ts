import { JobId, TenantName } from '@firn/contract';
import type { Job } from '@firn/jobs';
import { traceIdOf } from '@firn/nest/internal';
import { z } from 'zod';

/**
 * The tag of a job's statement: how it is found again in Snowflake's history, whatever was lost here. The tag that a user
 * asked for comes along inside.
 */
const QueryTag = z.object({
  app: z.literal('firn'),
  tenant: TenantName,
  job: JobId,
  epoch: z.int(),
  /** Whose Redis has the job, where several share a user. */
  fleet: z.string().optional(),
  /** Digest of the idempotency key. */
  key: z.string().optional(),
  /** What the statement does: a block of the user's may have done a part, what carries a claim happens once. Absent in tags of earlier versions. */
  does: z.enum(['read', 'write', 'block', 'claimed']).optional(),
  /** The trace that the job belongs to. */
  trace: z.string().optional(),
  user: z.string().optional(),
});
export type QueryTag = z.infer<typeof QueryTag>;

/** Null for JSON that is no tag of ours. */
const ReadTag = QueryTag.nullable().catch(null);

/** @param does what its statement does, as far as it matters for one that is found without a record */
export const queryTag = (job: Job, does: NonNullable<QueryTag['does']>, fleet?: string): string => {
  const user = job.parameters.QUERY_TAG;
  return JSON.stringify({
    app: 'firn',
    tenant: job.tenant,
    job: job.id,
    epoch: job.epoch,
    does,
    ...(fleet !== undefined && { fleet }),
    ...(job.keyDigest !== null && { key: job.keyDigest }),
    ...(job.trace !== null && { trace: traceIdOf(job.trace) }),
    ...(user !== undefined && { user }),
  } satisfies QueryTag);
};

/** For what is done around the statement (loading data, dropping objects): never taken for the statement itself. */
export const sideTag = (tenant: string, owner: string, part: 'setup' | 'cleanup' | 'stage' | 'ledger'): string =>
  JSON.stringify({ app: 'firn', tenant, part, of: owner });

/** Null for a tag that is none of ours. */
export function parseQueryTag(text: string): QueryTag | null {
  // A history is full of other people's tags: what cannot be ours is not parsed.
  if (!text.startsWith('{') || !text.includes('"app":"firn"')) return null;
  try {
    return ReadTag.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
