import { JobId, shardOfJob } from '@firn/contract';
import { keysOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';

/** IDs in one message: enough for few messages, few enough to be read at once. */
const MOST_IDS = 200;

/** What workers tell each other. It may be lost: whoever is meant looks again by itself. */
export type Nudge =
  /** Somebody wants a job to end. `to` is the instance that watches its query, else the name of the worker that last had it. */
  | { readonly kind: 'wish'; readonly id: JobId; readonly to: string }
  /** An instance has gone, and said so. */
  | { readonly kind: 'gone' }
  /** The query of a job that ended goes on for another one. `from` watched it; empty: nobody did. */
  | { readonly kind: 'passed'; readonly from: string; readonly id: JobId; readonly heir: JobId }
  /** Snowflake's history says that the queries of these jobs have ended. */
  | { readonly kind: 'ended'; readonly ids: readonly JobId[] };

const GONE = 'gone:';
const ENDED = 'ended:';
const PASSED = 'passed:';

/** Null for what a newer process says. */
export function parseNudge(message: string): Nudge | null {
  if (message.startsWith(GONE)) return { kind: 'gone' };
  if (message.startsWith(ENDED)) {
    const ids = message.slice(ENDED.length).split(',');
    return { kind: 'ended', ids: ids.filter((id) => JobId.safeParse(id).success) };
  }
  if (message.startsWith(PASSED)) {
    const [from = '', ...ids] = message.slice(PASSED.length).split(',');
    const [id, heir] = ids.map((one) => JobId.safeParse(one).data);
    return id === undefined || heir === undefined ? null : { kind: 'passed', from, id, heir };
  }
  const [name, ...to] = message.split(':'); // an instance has such a sign too
  const id = JobId.safeParse(name);
  return id.success ? { kind: 'wish', id: id.data, to: to.join(':') } : null;
}

/** Tells whoever watches them. */
export async function tellEnded(redis: RedisClient, ids: readonly JobId[]): Promise<void> {
  const told: Promise<unknown>[] = [];
  for (const shard of new Set(ids.map(shardOfJob))) {
    const ofShard = ids.filter((id) => shardOfJob(id) === shard);
    for (let at = 0; at < ofShard.length; at += MOST_IDS)
      told.push(redis.publish(keysOf(shard).nudges, ENDED + ofShard.slice(at, at + MOST_IDS).join(',')));
  }
  await Promise.all(told);
}
