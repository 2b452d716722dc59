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

const newUlid = (): string => ulid(undefined, randomFraction);

/**
 * A new job's ID. Its shard follows tenant and idempotency key, so that the same key always meets the same shard; without a
 * key it follows the ULID.
 */
export function newJobId(tenant: string, idempotencyKey: string | null, shards: number): JobId {
  const id = newUlid();
  return `job_${shardOf(idempotencyKey === null ? id : `${tenant}\n${idempotencyKey}`, shards)}${id}`;
}

export const newBatchId = (): BatchId => `bat_${newUlid()}`;
export const newSessionId = (): SessionId => `ses_${newUlid()}`;
export const newCancelId = (): CancelId => `can_${newUlid()}`;

export const shardOfId = (id: JobId | BatchId | SessionId | CancelId, shards: number): Shard =>
  id.startsWith('job_') ? shardOfJob(id) : shardOf(id, shards);
