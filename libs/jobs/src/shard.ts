import { createHash } from 'node:crypto';
import { type BatchId, type CancelId, type JobId, type SessionId, shardOfJob } from '@firn/contract';
import { ulid } from 'ulid';
import { randomFraction } from './random.js';

/** Two lower-case hexadecimal characters, `00` where there is one shard. */
export type Shard = string;

/** All shards, in order. 1 to 256. */
export const allShards = (count: number): readonly Shard[] =>
  Array.from({ length: count }, (_, index) => shardName(index));

const shardName = (index: number): Shard => index.toString(16).padStart(2, '0');

/** The shard of a text: the same for the same text and count, whichever process asks. */
export function shardOf(text: string, count: number): Shard {
  if (count === 1) return shardName(0);
  return shardName(createHash('sha256').update(text).digest().readUInt32BE(0) % count);
}

/** The first one, which is always there: what belongs to no job, session or batch is in it. */
export const HOME: Shard = shardName(0);

const newUlid = (): string => ulid(undefined, randomFraction);

/**
 * A new job's ID. Its shard follows tenant and order key, so that jobs of one order key meet; without one tenant and idempotency key,
 * so that the same key always meets the same shard; without either what equal reads have in common, or else the ULID.
 */
export function newJobId(
  tenant: string,
  idempotencyKey: string | null,
  shards: number,
  { orderKey, flight }: { readonly orderKey?: string | undefined; readonly flight?: string | undefined } = {},
): JobId {
  const id = newUlid();
  const together =
    orderKey !== undefined
      ? `${tenant}\norder\n${orderKey}`
      : idempotencyKey !== null
        ? `${tenant}\n${idempotencyKey}`
        : flight !== undefined
          ? `${tenant}\nflight\n${flight}`
          : id;
  return `job_${shardOf(together, shards)}${id}`;
}

export const newBatchId = (): BatchId => `bat_${newUlid()}`;
export const newSessionId = (): SessionId => `ses_${newUlid()}`;
export const newCancelId = (): CancelId => `can_${newUlid()}`;

export const shardOfId = (id: JobId | BatchId | SessionId | CancelId, shards: number): Shard =>
  id.startsWith('job_') ? shardOfJob(id) : shardOf(id, shards);
