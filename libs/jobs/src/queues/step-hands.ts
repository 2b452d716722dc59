import { jobKey, keysOf, prefixOf } from '../keys.js';
import type { RedisClient } from '../redis/client.js';
import { luaSet } from '../scripts/lua-set.js';
import { Script } from '../scripts/script.js';
import { together } from '../scripts/together.js';
import { shardOfId } from '../shard.js';
import type { StepKind, StepSubject } from './steps.js';

/** For so long it is remembered in whose hands a step was; each that takes it up renews that. */
const KEEP_MS = 86_400_000;
/** The first that took a step has no name before the step is lost: it goes by the step's. */
const OUT = 'out';

/** In whose hands a step is that was lost once. */
export interface InHands {
  /** It was lost: a process ended with it in its hands, or let its lock lapse. */
  readonly wasLost: boolean;
  /** Processes that took it, did not come out of it, and do not live any more. */
  readonly gone: number;
}

/** An instance without a heartbeat is gone; so is a first one that has not said that it came out. */
const LOOK = new Script({
  keys: ['hands'],
  args: ['prefix', 'first'],
  lua: `
if args.first ~= '' then
  redis.call('HSETNX', keys.hands, args.first, '')
  redis.call('PEXPIRE', keys.hands, ${KEEP_MS})
end
local all, gone = redis.call('HGETALL', keys.hands), 0
for at = 1, #all, 2 do
  if all[at + 1] ~= '${OUT}' and redis.call('EXISTS', args.prefix .. 'heartbeat:' .. all[at]) == 0 then gone = gone + 1 end
end
return {#all / 2, gone}
`,
});

/** Those of before count no longer once the job is past what this kind of step does. */
const LEAVE = new Script({
  keys: ['hands', 'job'],
  args: ['instance'],
  lua: `
redis.call('HDEL', keys.hands, args.instance)
local stays = ${luaSet(['accepted', 'queued', 'submitting', 'retrying', 'waiting', 'storing'])}
if not stays[redis.call('HGET', keys.job, 'state') or ''] then redis.call('DEL', keys.hands) end
return 1
`,
});

/**
 * In whose hands the steps are that were lost once. BullMQ counts how often a lock lapsed, which happens to a process too that only got
 * no processor; a step has ended a process where that took it, never came out of it, and is gone. Of a job those count together that
 * took a step of the same kind, over its attempts.
 */
export class StepHands {
  constructor(
    private readonly redis: RedisClient,
    private readonly shards: number,
  ) {}

  /**
   * In whose hands it was, as far as is known.
   *
   * @param lostStep the ID of the step, where BullMQ says that it was lost
   */
  async look(kind: StepKind, of: StepSubject, lostStep: string | null): Promise<InHands> {
    const key = this.key(kind, of);
    if (lostStep === null && (await this.redis.exists(key)) === 0) return { wasLost: false, gone: 0 }; // nearly all
    const args = { prefix: prefixOf(this.shardOf(of)), first: lostStep ?? '' };
    const reply = await LOOK.run(this.redis, { hands: key }, args);
    const [known, gone] = Array.isArray(reply) ? reply.map(Number) : [];
    if (known === undefined || gone === undefined) throw new TypeError(`A script answered ${JSON.stringify(reply)}.`);
    return { wasLost: known > 0, gone };
  }

  /**
   * Before the work of a step that was lost: if `instance` ends from here on, it is known.
   *
   * @param firstOf the ID of a step that this instance is the first to take: it needs no other name
   */
  async enter(kind: StepKind, of: StepSubject, instance: string, firstOf: string | null): Promise<void> {
    const key = this.key(kind, of);
    const known = firstOf === null ? [] : [firstOf, OUT];
    await together(this.redis, ['HSET', key, instance, '', ...known], ['PEXPIRE', key, KEEP_MS]);
  }

  /** After it, however it went: the step is no longer what it may die of. */
  async leave(kind: StepKind, of: StepSubject, instance: string): Promise<void> {
    const job = jobKey(this.shardOf(of), of);
    await LEAVE.run(this.redis, { hands: this.key(kind, of), job }, { instance });
  }

  /** Whoever took a step first comes out of it after all, though its lock has lapsed. */
  async cameOut(kind: StepKind, of: StepSubject, step: string): Promise<void> {
    const key = this.key(kind, of);
    await together(this.redis, ['HSET', key, step, OUT], ['PEXPIRE', key, KEEP_MS]);
  }

  private key(kind: StepKind, of: StepSubject): string {
    return keysOf(this.shardOf(of)).hands(kind, of);
  }

  private shardOf(of: StepSubject) {
    return shardOfId(of, this.shards);
  }
}
