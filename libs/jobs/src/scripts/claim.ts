import { type JobId, shardOfJob } from '@firn/contract';
import { keysOf } from '../keys.js';
import { type Job, parseRecord } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { reading } from '../unreadable.js';
import { RecordScript } from './record-script.js';
import { hashOf, replyOf } from './reply.js';

/**
 * A step may claim if it is the one that the record waits for: added under the record's epoch, or the same step again after its
 * worker died. Any other is a leftover, and would fence out a step that works.
 */
const claimScript = (event: 'claim' | 'store', to: 'submitting' | 'storing', kind: 'claimed' | 'storing') =>
  new RecordScript({
    event,
    // `version` is that of the record which the caller has read: it is not sent again where nothing has changed since.
    args: ['step', 'stepEpoch', 'worker', 'version'],
    lua: `
if not job.exists then return {'gone'} end
if not allowed[job.state] or (job.epoch ~= tonumber(args.stepEpoch) and job.step ~= args.step) then
  return {'refused', redis.call('HGETALL', job.key)}
end
local isKnown = job.version == tonumber(args.version)
step_begins(job)
unwatch(job)
change(job, '${to}', '${kind}', {worker = args.worker},
  {epoch = job.epoch + 1, step = args.step, worker = args.worker, phase = '', owner = '', nextAttemptAt = ''})
return {'claimed', isKnown and now or redis.call('HGETALL', job.key)}
`,
  });
const CLAIM = claimScript('claim', 'submitting', 'claimed');
const CLAIM_FINISH = claimScript('store', 'storing', 'storing');

/** By which step a worker comes. */
export interface Claimant {
  /** Queue, slash, step ID. */
  readonly step: string;
  /** Epoch for which the step was added. */
  readonly epoch: number;
  readonly worker: string;
  /** Processes that have ended with the job in their hands, this step's and those of the attempts before. */
  readonly deaths?: number;
}

/** `refused` holds the job as it is: ended, running already, or claimed by a later step. Null: the record is gone. */
export type Claim =
  | { readonly claimed: true; readonly job: Job }
  | { readonly claimed: false; readonly job: Job | null };

/**
 * Takes a job for submission and raises its epoch: from now on nobody else's writes count.
 *
 * @throws UnreadableRecord, and then nothing was changed.
 */
export const claim = (redis: RedisClient, id: JobId, by: Claimant): Promise<Claim> => run(redis, CLAIM, id, by);

/** The same for storing its result. */
export const claimFinish = (redis: RedisClient, id: JobId, by: Claimant): Promise<Claim> =>
  run(redis, CLAIM_FINISH, id, by);

async function run(redis: RedisClient, script: typeof CLAIM, id: JobId, by: Claimant): Promise<Claim> {
  // Read before it is claimed: the script judges version and state, but only here is every field looked at, and a claim
  // of what cannot be read would leave the job in the hands of nobody.
  const hash = await reading(`Job ${id}`, redis.hgetall(keysOf(shardOfJob(id)).job(id)));
  if (Object.keys(hash).length === 0) return { claimed: false, job: null };
  const read = parseRecord(id, hash);
  const args = { step: by.step, stepEpoch: by.epoch, worker: by.worker, version: read.version };
  const [outcome, told] = replyOf(await script.run(redis, id, args));
  if (outcome === 'gone') return { claimed: false, job: null };
  const job = typeof told === 'number' ? asClaimed(read, script, by, told) : parseRecord(id, hashOf(told));
  // The record counts them when the job is put back: until then its step does.
  return { claimed: outcome === 'claimed', job: { ...job, deaths: by.deaths ?? job.deaths } };
}

/** A record that was claimed as it was read, at that time. */
const asClaimed = (read: Job, script: typeof CLAIM, { step, worker }: Claimant, updatedAt: number): Job => ({
  ...read,
  ...{
    state: script === CLAIM ? 'submitting' : 'storing',
    epoch: read.epoch + 1,
    version: read.version + 1,
    updatedAt,
  },
  ...{ step, worker, phase: null, owner: null, nextAttemptAt: null },
});
