import { HandlerName, JobId } from '@firn/contract';
import { z } from 'zod';
import { keysOf, prefixOf } from '../keys.js';
import type { NextStep } from '../queues/step-queues.js';
import type { RedisClient } from '../redis/client.js';
import { RECORDS } from '../scripts/record-lua.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';
import { reading } from '../unreadable.js';
import { ADMIT } from './admit-lua.js';

/** `turns` is only there to name the shard. Gives what was let out, whether more may start, and when the next thing is due. */
const ADMIT_NOW = new Script({
  keys: ['turns'],
  args: ['prefix', 'most'],
  lua: `local prefix = args.prefix
${RECORDS}${ADMIT}
local admitted = admit(tonumber(args.most))
local due = redis.call('ZRANGE', LATER, 0, 0, 'WITHSCORES')[2]
return {admitted, more_may_start() and 1 or 0, due and math.max(0, tonumber(due) - now) or -1}
`,
});

const Admitted = z.array(z.union([z.string(), z.number()]));
const Reply = z.tuple([Admitted, z.union([z.literal(0), z.literal(1)]), z.number()]);

const AdmittedJob = z.tuple([
  JobId,
  z.number(),
  z.union([z.literal(''), HandlerName]),
  z.union([z.literal(''), z.literal('1')]),
  z.union([z.literal(''), z.coerce.number().int()]),
]);

/** Reads the flat list that `admit` gives in Lua. */
export function admittedOf(flat: unknown): readonly NextStep[] {
  const values = Admitted.parse(flat);
  const jobs: NextStep[] = [];
  for (let at = 0; at < values.length; at += 5) {
    const [id, epoch, handler, built, planVersion] = AdmittedJob.parse(values.slice(at, at + 5));
    jobs.push({
      ...{ id, epoch, handler: handler === '' ? null : handler, built: built === '' ? null : built },
      planVersion: planVersion === '' ? null : planVersion,
    });
  }
  return jobs;
}

export interface Admission {
  /** Jobs that have been let out: their steps are to be added now. */
  readonly admitted: readonly NextStep[];
  /** More may start right now. */
  readonly more: boolean;
  /** Milliseconds until something is due that waits for its time; null where nothing does. */
  readonly dueInMs: number | null;
}

/** Lets out of the lines of a shard what may start now, `most` at once. */
export async function admit(redis: RedisClient, shard: Shard, most: number): Promise<Admission> {
  const reply = await reading(
    `The lines of shard ${shard}`,
    ADMIT_NOW.run(redis, { turns: keysOf(shard).turns }, { prefix: prefixOf(shard), most }),
  );
  const [admitted, more, dueInMs] = Reply.parse(reply);
  return { admitted: admittedOf(admitted), more: more === 1, dueInMs: dueInMs < 0 ? null : dueInMs };
}
