import { type BatchId, holdsSecrets, ProblemError } from '@firn/contract';
import { INLINE_TEXT_BYTES, type NewJob, type SessionStore, TextRef } from '@firn/jobs';
import type { BlobStore } from '@firn/results';
import type { Profiles } from '../access/profiles.js';
import type { IncomingJob } from './reading/read-request.js';

export interface Destination {
  readonly tenant: string;
  readonly idempotencyKey: string | null;
  readonly batch: BatchId | null;
}

export interface PreparePorts {
  readonly profiles: Profiles;
  readonly sessions: SessionStore;
  readonly blobs: BlobStore;
}

/** What can still refuse a job that reads well, and what must be done before it is recorded: a large plan is put away. */
export async function prepareJob(
  { request, kind, encoded }: IncomingJob,
  destination: Destination,
  ports: PreparePorts,
): Promise<NewJob> {
  const { tenant } = destination;
  ports.profiles.allowed(tenant, request.profile);
  if (request.session !== undefined) {
    const { profile } = await ports.sessions.use(tenant, request.session);
    if (profile !== request.profile) {
      throw ProblemError.of('invalid_job', {
        path: 'session',
        detail: `The session ${request.session} belongs to the profile ${profile}, not to ${request.profile}.`,
        cure: 'Use one profile for a session and its jobs.',
      });
    }
  }
  return { ...destination, request, kind, plan: await storeText(tenant, encoded, ports.blobs) };
}

async function storeText(tenant: string, text: Uint8Array<ArrayBuffer>, blobs: BlobStore): Promise<TextRef> {
  const content = Buffer.from(text.buffer, text.byteOffset, text.length);
  if (content.length <= INLINE_TEXT_BYTES) {
    const inline = content.toString('utf8');
    // Secrets lie in a file that only this system reads, never in Redis with its backups and replicas.
    if (!holdsSecrets(inline)) return { kind: 'inline', text: inline };
  }
  return { kind: 'blob', digest: await blobs.put(tenant, content), bytes: content.length };
}
