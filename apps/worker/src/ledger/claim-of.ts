import { ProblemError, scratchSchemaParts } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { Profile } from '@firn/snowflake';
import type { Claim } from '@firn/snowpark/internal';

/** What Snowflake says of a table that is not there, or that the role may not see: the ledger is made when it is first needed. */
export const NO_SUCH_OBJECT = '002003';

/**
 * The claim that the write of a job carries; null for a job that asks for none.
 *
 * @throws ProblemError scratch_schema_missing where the profile has no place for a ledger
 */
export function claimOf(
  job: Pick<Job, 'id' | 'entry'>,
  profile: Pick<Profile, 'name' | 'scratchSchema'>,
): Claim | null {
  if (job.entry === null) return null;
  if (profile.scratchSchema === undefined) {
    throw ProblemError.of('scratch_schema_missing', {
      detail: `A write is done exactly once by a ledger in the scratch schema, and the profile "${profile.name}" names none.`,
    });
  }
  return { schema: scratchSchemaParts(profile.scratchSchema), entry: job.entry, by: job.id };
}
