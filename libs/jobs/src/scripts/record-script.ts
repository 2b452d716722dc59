import type { JobId } from '@firn/contract';
import { shardOfJob } from '@firn/contract';
import { keysOf, prefixOf } from '../keys.js';
import { ADMIT } from '../line/admit-lua.js';
import { tellOfRoom } from '../line/room.js';
import { ALLOWED_IN } from '../machine/guards.js';
import type { MachineEventKind } from '../machine/machine-event.js';
import { type Job, newerRecord } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import type { Shard } from '../shard.js';
import { reading, UnreadableRecord } from '../unreadable.js';
import { luaSet } from './lua-set.js';
import { RECORDS } from './record-lua.js';
import { replyOf } from './reply.js';
import { NamedScript, type NamedValues, type ScriptArgument, type ScriptValues } from './script.js';

export interface RecordScriptDefinition<Arg extends string, Key extends string> {
  /** The event that it is: Lua finds the states in which that may happen in `allowed`. */
  readonly event?: MachineEventKind;
  readonly args?: readonly Arg[];
  /** Keys besides those of the record. */
  readonly keys?: readonly Key[];
  /** Finds the record as `job`, and what it is given as `args.name`. */
  readonly lua: string;
}

/** A script on the record of one job. One that cannot be read is left as it is. */
export class RecordScript<const Arg extends string = never, const Key extends string = never> {
  private readonly script: NamedScript;

  constructor(definition: RecordScriptDefinition<Arg, Key>) {
    this.script = onRecord(definition);
  }

  /** @throws UnreadableRecord, and then nothing was changed. */
  run(
    redis: RedisClient,
    id: JobId,
    args: ScriptValues<Arg, ScriptArgument>,
    ...[keys]: [Key] extends [never] ? [] : [ScriptValues<Key, string>]
  ): Promise<unknown> {
    return runOn(redis, this.script, id, args, keys);
  }
}

/** Takes off the word that something may start now, and passes it on. */
function withoutRoom(redis: RedisClient, shard: Shard, reply: unknown): unknown {
  if (!Array.isArray(reply) || reply[0] !== 'room') return reply;
  tellOfRoom(redis, shard);
  return reply[1];
}

/**
 * What a fenced write answers. `stale`: a later epoch has the job, the caller's work is void.
 * `wished`: somebody wants the job to end.
 */
export type Fenced =
  | { readonly stale: true }
  | {
      readonly stale: false;
      readonly wished: boolean;
      /** The job stands in its line, or will: admission adds its next step. */
      readonly inLine: boolean;
      /** When it was written, in epoch milliseconds. */
      readonly at: number;
    };

/** A write that counts only under the epoch of the step that says it, and in the states in which its event may happen. */
export class FencedScript<const Arg extends string = never> {
  private readonly script: NamedScript;

  constructor({ event, args = [], lua }: RecordScriptDefinition<Arg, never> & { readonly event: MachineEventKind }) {
    const fenced = `
if job.epoch ~= tonumber(args.fence) or not allowed[job.state] then return {'stale'} end
${lua}
return {'ok', job.wish, job.place or '', now}
`;
    this.script = onRecord({ event, args: ['fence', ...args], lua: fenced });
  }

  /** @param job as the caller claimed it. @throws UnreadableRecord */
  async run(
    redis: RedisClient,
    job: Pick<Job, 'id' | 'epoch'>,
    args: ScriptValues<Arg, ScriptArgument>,
  ): Promise<Fenced> {
    const [outcome, wish, place, at] = replyOf(await runOn(redis, this.script, job.id, { ...args, fence: job.epoch }));
    if (outcome !== 'ok') return { stale: true };
    return { stale: false, wished: wish !== 'none', inLine: place === 'line', at: Number(at) };
  }
}

function onRecord({ event, args = [], keys = [], lua }: RecordScriptDefinition<string, string>): NamedScript {
  const prelude = `local prefix = args.prefix
${RECORDS}
local allowed = ${luaSet(event === undefined ? [] : ALLOWED_IN[event])}
local job, unreadable = open(args.id)
if not job then return unreadable end
${ADMIT}
local function act()
${lua}
end
local reply = act()
if moved and more_may_start() then return {'room', reply} end
return reply
`;
  return new NamedScript(['record', ...keys], ['prefix', 'id', ...args], prelude);
}

async function runOn(
  redis: RedisClient,
  script: NamedScript,
  id: JobId,
  args: NamedValues<ScriptArgument>,
  keys: NamedValues<string> = {},
): Promise<unknown> {
  const shard = shardOfJob(id);
  const record = keysOf(shard).job(id);
  const sent = script.run(redis, { ...keys, record }, { ...args, prefix: prefixOf(shard), id });
  const reply = withoutRoom(redis, shard, await reading(`Job ${id}`, sent));
  if (!Array.isArray(reply) || reply[0] !== 'unreadable') return reply;
  if (reply[1] === 'newer') throw newerRecord(id, Number(reply[2]));
  throw new UnreadableRecord(`Job ${id}`, 'damaged', `is damaged: ${String(reply[2])}`);
}
