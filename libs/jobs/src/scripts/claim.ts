import { type JobId, shardOfJob } from '@firn/contract';
import { keysOf } from '../keys.js';
import { type Job, parseRecord } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { reading } from '../unreadable.js';
import { INTENDED, INTENT_ARGS, type Intention, intentArguments } from './record-intent.js';
import { RecordScript } from './record-script.js';
import { hashOf, replyOf } from './reply.js';

/** Of a script that claims. `version` is that of the record which the caller has read. */
const CLAIM_ARGS = ['step', 'stepEpoch', 'worker', 'version'] as const;

/**
 * Whether it may not, in Lua. A step may claim if it is the one that the record waits for: added under the record's epoch, or the same
 * step again after its worker died. Any other is a leftover, and would fence out a step that works.
 */
const REFUSED = '(not allowed[job.state] or (job.epoch ~= tonumber(args.stepEpoch) and job.step ~= args.step))';

/** The claim itself, in Lua: its fields are still to be written. */
const TAKE = `
step_begins(job)
unwatch(job)
local claimed = {epoch = job.epoch + 1, step = args.step, worker = args.worker, phase = '', owner = '', nextAttemptAt = ''}
`;

const claimScript = (event: 'claim' | 'store', to: 'submitting' | 'storing', kind: 'claimed' | 'storing') =>
  new RecordScript({
    event,
    args: CLAIM_ARGS,
    lua: `
if not job.exists then return {'gone'} end
if ${REFUSED} then return {'refused', redis.call('HGETALL', job.key)} end
local is_known = job.version == tonumber(args.version)
${TAKE}
change(job, '${to}', '${kind}', {worker = args.worker}, claimed)
-- It is not sent again where nothing has changed since it was read.
return {'claimed', is_known and now or redis.call('HGETALL', job.key)}
`,
  });
const CLAIM = claimScript('claim', 'submitting', 'claimed');
const CLAIM_FINISH = claimScript('store', 'storing', 'storing');

/** Both of what stands before a statement, at once: nothing can come between. */
const CLAIM_AND_INTEND = new RecordScript({
  event: 'claim',
  args: [...CLAIM_ARGS, ...INTENT_ARGS],
  lua: `
if not job.exists or job.version ~= tonumber(args.version) or ${REFUSED} then return {'changed'} end
${TAKE}${INTENDED}
with_next(job, 'claimed', {worker = args.worker}, 'submitting', claimed)
for name, value in pairs(intended) do claimed[name] = value end
change(job, 'submitting', 'intent', intended_event, claimed)
return {'claimed', now}
`,
});

/** By which step a worker comes. */
export interface Claimant {
  /** Queue, slash, step ID. */
  readonly step: string;
  /** Epoch for which the step was added. */
  readonly epoch: number;
  readonly worker: string;
  /** A process may have ended with it in its hands. */
  readonly wasLost?: boolean;
}

/** `refused` holds the job as it is: ended, running already, or claimed by a later step. Null: the record is gone. */
export type Claim =
  | { readonly claimed: true; readonly job: Job }
  | { readonly claimed: false; readonly job: Job | null };

/**
 * Takes a job for submission and raises its epoch: from now on nobody else's writes count.
 *
 * @param read the record as the caller has read it, where he has
 * @throws UnreadableRecord, and then nothing was changed.
 */
export const claim = (redis: RedisClient, id: JobId, by: Claimant, read: Job | null = null): Promise<Claim> =>
  run(redis, CLAIM, id, by, read);

/** The same for storing its result. */
export const claimFinish = (redis: RedisClient, id: JobId, by: Claimant): Promise<Claim> =>
  run(redis, CLAIM_FINISH, id, by, null);

/**
 * Claims a job and records what is to be sent for it, in one step, where its record is still as it was read. Null: it is not, or the
 * step may not claim it, and nothing was changed.
 *
 * @param intention under the epoch that the claim gives
 * @throws UnreadableRecord
 */
export async function claimAndIntend(
  redis: RedisClient,
  read: Job,
  by: Claimant,
  intention: Intention,
): Promise<Job | null> {
  const args = { ...claimArguments(by, read), ...intentArguments(intention) };
  const [outcome, at] = replyOf(await CLAIM_AND_INTEND.run(redis, read.id, args));
  if (outcome !== 'claimed') return null;
  const { intent } = intention;
  const claimed = claimedFrom(read, 'submitting', by, Number(at));
  return {
    ...claimed,
    ...intention,
    version: claimed.version + 1,
    unresolved: intent.writes ? 'write' : 'read',
    writes: intent.writes,
    queryId: null,
    endedSession: null,
  };
}

const claimArguments = ({ step, epoch, worker }: Claimant, { version }: Job) => ({
  step,
  stepEpoch: epoch,
  worker,
  version,
});

async function run(
  redis: RedisClient,
  script: typeof CLAIM,
  id: JobId,
  by: Claimant,
  known: Job | null,
): Promise<Claim> {
  // Read before it is claimed: the script judges version and state, but only here is every field looked at, and a claim
  // of what cannot be read would leave the job in the hands of nobody.
  const read = known ?? (await readRecord(redis, id));
  if (read === null) return { claimed: false, job: null };
  const [outcome, told] = replyOf(await script.run(redis, id, claimArguments(by, read)));
  if (outcome === 'gone') return { claimed: false, job: null };
  const state = script === CLAIM ? 'submitting' : 'storing';
  const job = typeof told === 'number' ? claimedFrom(read, state, by, told) : parseRecord(id, hashOf(told));
  return { claimed: outcome === 'claimed', job };
}

/** All of a record; null if there is none (any more). @throws UnreadableRecord */
export async function readRecord(redis: RedisClient, id: JobId): Promise<Job | null> {
  const hash = await reading(`Job ${id}`, redis.hgetall(keysOf(shardOfJob(id)).job(id)));
  return Object.keys(hash).length === 0 ? null : parseRecord(id, hash);
}

/** A record that was claimed as it was read, at that time. */
const claimedFrom = (read: Job, state: 'submitting' | 'storing', { step, worker }: Claimant, at: number): Job => ({
  ...read,
  ...{ state, epoch: read.epoch + 1, version: read.version + 1, updatedAt: at },
  ...{ step, worker, phase: null, owner: null, nextAttemptAt: null },
});
