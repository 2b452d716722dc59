import type { Job } from '@firn/jobs';
import { failureOf, type SmallResult } from '@firn/snowflake';
import { type CountName, readEntry, voidEntry } from '@firn/snowpark/internal';
import type { WorkerPorts } from '../ports.js';
import { profileOf } from '../steps/profile-of.js';
import { sideTag } from '../submit/query-tag.js';
import { claimOf, NO_SUCH_OBJECT } from './claim-of.js';

/**
 * Decides a write with a claim for good: either it has happened, or from now on it never will, whoever still sends it. Call it when
 * no session holds the claim in an open transaction any more: it would wait for that.
 *
 * @returns the counts of the write, and the query whose result they are; null where it has not happened
 * @throws SnowflakeError, ProblemError
 */
export async function closeEntry(
  job: Job,
  counts: readonly CountName[],
  ports: WorkerPorts,
): Promise<SmallResult | null> {
  const claim = claimOf(job, profileOf(ports.config, job));
  if (claim === null) return null;
  const session = await ports.sessions.of(job, 'control');
  const options = { tag: sideTag(job.tenant, job.id, 'ledger') };
  const answer = <T>(work: Promise<T>) =>
    ports.sessions.answer(job, 'The entry in the ledger', work, ports.config.answerMs);
  try {
    await answer(session.execute(voidEntry(claim), options));
  } catch (error) {
    if (failureOf(error).code === NO_SUCH_OBJECT) return null; // the ledger was never made, so that nothing was intended
    throw error;
  }
  const entry = await answer(session.run(readEntry(claim, counts), options));
  return entry.rows.length > 0 ? entry : null;
}
