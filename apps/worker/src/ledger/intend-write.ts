import { ProblemError } from '@firn/contract';
import type { Job } from '@firn/jobs';
import { failureOf, type SnowflakeSession } from '@firn/snowflake';
import { CLAIM_REFUSALS, type Claim, createLedger, openEntry } from '@firn/snowpark/internal';
import { sideTag } from '../submit/query-tag.js';
import { type AsidePorts, runAside } from '../submit/run-aside.js';
import { NO_SUCH_OBJECT } from './claim-of.js';

/**
 * Makes the row of the ledger that the write of a job will claim. Only then may the write be sent: without an open row it does
 * nothing.
 *
 * @throws SnowflakeError, NotWanted, ProblemError idempotency_conflict where the entry stands for another write
 */
export async function intendWrite(job: Job, claim: Claim, session: SnowflakeSession, ports: AsidePorts): Promise<void> {
  const tag = sideTag(job.tenant, job.id, 'ledger');
  const open = () => runAside(job, openEntry(claim, job.bodyDigest ?? ''), session, tag, ports);
  try {
    await open();
  } catch (error) {
    const { code, message } = failureOf(error);
    if (message === CLAIM_REFUSALS.otherBody) throw conflict(error);
    if (code !== NO_SUCH_OBJECT) throw error;
    await runAside(job, createLedger(claim), session, tag, ports);
    await open();
  }
}

const conflict = (cause: unknown): ProblemError =>
  ProblemError.of(
    'idempotency_conflict',
    { detail: 'In the ledger of this profile the key stands for another write, of a job whose record is gone.' },
    { cause },
  );
