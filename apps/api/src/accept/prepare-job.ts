import { type BatchId, ProblemError } from '@firn/contract';
import { keepText, type NewJob, type SessionStore } from '@firn/jobs';
import { traceContext } from '@firn/nest/internal';
import type { BlobStore } from '@firn/results';
import type { Profiles } from '../access/profiles.js';
import type { Capacity } from './capacity.js';
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
  readonly capacity: Pick<Capacity, 'fault'>;
}

/** What can still refuse a job that reads well, and what must be done before it is recorded: a large plan is put away. */
export async function prepareJob(
  { request, kind, encoded, writing }: IncomingJob,
  destination: Destination,
  ports: PreparePorts,
): Promise<NewJob> {
  const full = await ports.capacity.fault();
  if (full !== null) throw new ProblemError(full);
  const { tenant } = destination;
  const { scratchSchema } = ports.profiles.allowed(tenant, request.profile);
  if (request.delivery === 'exactly_once' && scratchSchema === null) {
    throw ProblemError.of('scratch_schema_missing', {
      path: 'delivery',
      detail: `A write is done exactly once by a ledger in the scratch schema, and the profile "${request.profile}" names none.`,
    });
  }
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
  const content = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length);
  const plan = await keepText(content, (blob) => ports.blobs.put(tenant, blob));
  return { ...destination, request, kind, writing, plan, trace: traceContext() };
}
