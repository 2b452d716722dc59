import { type JobId, shardOfJob } from '@firn/contract';
import type { Redis } from 'ioredis';
import { keysOf } from '../keys.js';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import { type Job, parseRecord } from '../record.js';
import { reading } from '../unreadable.js';
import { recordScript } from './prelude.js';
import { hashOf, replyOf } from './reply.js';
import { runOn } from './target.js';

/**
 * ARGV[3] allowed states, [4] state afterwards, [5] step, [6] epoch for which the step was added, [7] worker
 *
 * A step may claim if it is the one that the record waits for: added under the record's epoch, or the same step again after its
 * worker died. Any other is a leftover, and would fence out a step that works.
 */
const CLAIM = recordScript(`
local state = field('state')
if state == '' then return {'gone'} end
local epoch = tonumber(field('epoch'))
if not within(ARGV[3], state) then return {'refused', redis.call('HGETALL', key)} end
if epoch ~= tonumber(ARGV[6]) and field('step') ~= ARGV[5] then return {'refused', redis.call('HGETALL', key)} end
redis.call('ZREM', prefix .. 'outbox', id)
change(ARGV[4], ARGV[4] == 'storing' and 'storing' or 'claimed', {worker = ARGV[7]},
  {'epoch', epoch + 1, 'step', ARGV[5], 'worker', ARGV[7], 'phase', '', 'nextAttemptAt', ''})
return {'claimed', redis.call('HGETALL', key)}
`);

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
export const claim = (redis: Redis, id: JobId, by: Claimant): Promise<Claim> =>
  run(redis, id, by, stateList(ALLOWED_IN.claim), 'submitting');

/** The same for storing its result. */
export const claimFinish = (redis: Redis, id: JobId, by: Claimant): Promise<Claim> =>
  run(redis, id, by, stateList(ALLOWED_IN.store), 'storing');

async function run(redis: Redis, id: JobId, by: Claimant, allowed: string, to: string): Promise<Claim> {
  // Read before it is claimed: the script judges version and state, but only here is every field looked at, and a claim
  // of what cannot be read would leave the job in the hands of nobody.
  const hash = await reading(`Job ${id}`, redis.hgetall(keysOf(shardOfJob(id)).job(id)));
  if (Object.keys(hash).length === 0) return { claimed: false, job: null };
  parseRecord(id, hash);
  const [outcome, claimed] = replyOf(await runOn(redis, CLAIM, id, [allowed, to, by.step, by.epoch, by.worker]));
  if (outcome === 'gone') return { claimed: false, job: null };
  const job = parseRecord(id, hashOf(claimed));
  // The record counts them when the job is put back: until then BullMQ does, for this step.
  return { claimed: outcome === 'claimed', job: { ...job, deaths: by.deaths ?? job.deaths } };
}
