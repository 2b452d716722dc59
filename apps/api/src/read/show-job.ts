import type { JobView } from '@firn/contract';
import { type Job, type TextRef, toJobView } from '@firn/jobs';
import { BlobDamaged, BlobMissing, type BlobStore, storageFailure } from '@firn/results';

/** A job with the text of its statement, which may lie in the blob store: without secrets, as it was stored. */
export async function showJob(job: Job, blobs: BlobStore): Promise<JobView> {
  return toJobView(job, job.queryText === null ? null : await textOf(job.tenant, job.queryText, blobs));
}

async function textOf(tenant: string, ref: TextRef, blobs: BlobStore): Promise<string | null> {
  if (ref.kind === 'inline') return ref.text;
  try {
    return (await blobs.get(tenant, ref.digest)).toString('utf8');
  } catch (error) {
    // Swept, or a disk in trouble: the job can still be shown, and nothing of it depends on this text.
    if (error instanceof BlobMissing || error instanceof BlobDamaged || storageFailure(error) !== null) return null;
    throw error;
  }
}
