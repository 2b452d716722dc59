import { ProblemError } from '@firn/contract';
import type { Job } from '@firn/jobs';
import { BlobDamaged, BlobMissing } from '@firn/results';
import type { WorkerPorts } from '../ports.js';

/** The text of a job's action, as it was stored. @throws ProblemError plan_lost */
export async function loadAction({ tenant, plan }: Job, { blobs }: Pick<WorkerPorts, 'blobs'>): Promise<Buffer> {
  if (plan === null) throw ProblemError.of('plan_lost', { detail: 'The record holds no plan.' });
  if (plan.kind === 'inline') return Buffer.from(plan.text);
  try {
    return await blobs.get(tenant, plan.digest);
  } catch (error) {
    if (!(error instanceof BlobMissing || error instanceof BlobDamaged)) throw error;
    throw ProblemError.of('plan_lost', { detail: error.message }, { cause: error });
  }
}
