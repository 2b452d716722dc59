import { JobId } from '@firn/contract';
import { z } from 'zod';
import type { RedisClient } from '../redis/client.js';
import { RecordScript } from '../scripts/record-script.js';

/**
 * Reads where a job stands, in one step. Nothing is changed: a line whose head may go is not let out by asking for it, so `cap` is the
 * one that its line is parked under, or else the first without room.
 */
const LINE_FACTS = new RecordScript({
  lua: `
local facts = {}
if not job.exists then return cjson.encode(facts) end
local line = line_of(job)
local due = redis.call('ZSCORE', LATER, job.id)
facts.due = due and tonumber(due) or nil
facts.ahead = redis.call('ZRANK', prefix .. 'line:' .. line, job.id) or nil
if job.orderKey ~= '' then
  local order = prefix .. 'order:' .. job.tenant .. ':' .. job.orderKey
  facts.orderRank, facts.first = redis.call('ZRANK', order, job.id) or nil, redis.call('ZRANGE', order, 0, 0)[1]
end
if job.flight ~= '' then facts.leader = redis.call('ZRANGE', flight_of(job), 0, 0)[1] end
facts.aside = job.planVersion ~= '' and redis.call('ZSCORE', prefix .. 'aside:' .. job.planVersion, job.id) ~= false
local parked = redis.call('HGET', PARKED, line)
for _, cap in ipairs(workload_of(line).caps) do
  local has_room, due = room_in(cap)
  if not facts.cap and (cap.name == parked or (not parked and not has_room)) then
    facts.cap = {name = cap.name, used = redis.call('SCARD', prefix .. 'slots:' .. cap.name), most = cap.most}
    facts.due = facts.due or due
    if cap.breaker then facts.breaker = breaker_of(cap) end
  end
end
facts.starting = redis.call('SCARD', prefix .. 'slots:starting')
facts.busy = not starting_has_room()
return cjson.encode(facts)
`,
});

const Facts = z.object({
  due: z.number().optional(),
  ahead: z.number().optional(),
  orderRank: z.number().optional(),
  first: JobId.optional(),
  leader: JobId.optional(),
  cap: z.object({ name: z.string(), used: z.number(), most: z.number().optional() }).optional(),
  breaker: z.object({ code: z.string(), detail: z.string(), since: z.number(), till: z.number() }).optional(),
  aside: z.boolean().default(false),
  starting: z.number().default(0),
  busy: z.boolean().default(false),
});
/** Where a job stands. Times are epoch milliseconds. */
export type LineFacts = Readonly<z.infer<typeof Facts>>;

export async function lineFacts(redis: RedisClient, id: JobId): Promise<LineFacts> {
  const text = z.string().parse(await LINE_FACTS.run(redis, id, {}));
  return Facts.parse(text === '[]' ? {} : JSON.parse(text));
}
