import { type JobView, maskSecrets } from '@firn/contract';
import { type Job, type TextRef, toJobView } from '@firn/jobs';
import { BlobMissing, type BlobStore } from '@firn/results';

/** A job with the text of its statement, which may lie in the blob store, without the secrets in it. */
export async function showJob(job: Job, blobs: BlobStore): Promise<JobView> {
  return toJobView(job, job.queryText === null ? null : await textOf(job.tenant, job.queryText, blobs));
}

async function textOf(tenant: string, ref: TextRef, blobs: BlobStore): Promise<string | null> {
  if (ref.kind === 'inline') return maskSecrets(ref.text);
  try {
    return maskSecrets((await blobs.get(tenant, ref.digest)).toString('utf8'));
  } catch (error) {
    if (error instanceof BlobMissing) return null; // swept: the job can still be shown
    throw error;
  }
}
