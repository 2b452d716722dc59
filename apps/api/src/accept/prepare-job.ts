import { type BatchId, ProblemError } from '@firn/contract';
import { inlineText, keepText, type NewJob, type SessionStore, type TextRef } from '@firn/jobs';
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

/** Refuses where there is room for no more jobs. @throws ProblemError queue_full */
export async function requireRoom({ capacity }: Pick<PreparePorts, 'capacity'>): Promise<void> {
  const full = await capacity.fault();
  if (full !== null) throw new ProblemError(full);
}

/**
 * What can still refuse a job that reads well, and what must be done before it is recorded: a large plan is put away. Most jobs, of which
 * a batch has thousands, wait for nothing here.
 *
 * @throws ProblemError, also where it gives a promise
 */
export function prepareJob(
  incoming: IncomingJob,
  destination: Destination,
  ports: PreparePorts,
): NewJob | Promise<NewJob> {
  const { request, kind, encoded, writing } = incoming;
  const { tenant } = destination;
  const { scratchSchema } = ports.profiles.allowed(tenant, request.profile);
  if (request.delivery === 'exactly_once' && scratchSchema === null) {
    throw ProblemError.of('scratch_schema_missing', {
      path: 'delivery',
      detail: `A write is done exactly once by a ledger in the scratch schema, and the profile "${request.profile}" names none.`,
    });
  }
  const content = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.length);
  const made = (plan: TextRef): NewJob => ({ ...destination, request, kind, writing, plan, trace: traceContext() });
  const plan = request.session === undefined ? inlineText(content) : null;
  return plan === null ? prepareWaiting(incoming, content, tenant, ports).then(made) : made(plan);
}

/** Looks at the job's session, and puts its plan where it belongs. */
async function prepareWaiting(
  { request }: IncomingJob,
  content: Buffer,
  tenant: string,
  ports: PreparePorts,
): Promise<TextRef> {
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
  return keepText(content, (blob) => ports.blobs.put(tenant, blob));
}
