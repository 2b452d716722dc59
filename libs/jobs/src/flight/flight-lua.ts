import { PASSING_STATES } from '../machine/guards.js';
import { luaSet } from '../scripts/lua-set.js';

/**
 * Jobs that one end takes along: few enough that Redis is free again at once. Of the others one sends the query again, so that even a crowd
 * of equal reads takes a query a hundred.
 */
const MOST_LANDED = 100;

/**
 * Reads that share a query, in Lua. Needs `RECORDS` up to `finish`, and `LINES`.
 *
 * Equal reads of a tenant are a flight: a sorted set in the order in which they came. The first leads: it stands in a line, is sent and
 * stored as any other job. The others are accepted, and wait. When the leader has succeeded or failed, they end with it in the same step,
 * so that no crash can come between. When it is cancelled, the next one goes on with its query; when it is cancelled before it has one, or
 * its time is over, the next one leads and sends its own. So a query ends early only with the last job that wants it.
 */
export const FLIGHTS = `
-- The one behind the leader. What is not there any more, or cannot be read, keeps nobody waiting.
local function next_in(flight, at)
  while true do
    local id = redis.call('ZRANGE', flight, at, at)[1]
    if not id then return nil end
    local job, unreadable = open(id)
    if job and job.exists and job.state == 'accepted' and job.unresolved == 'none' then return job end
    redis.call('ZREM', flight, id)
    if unreadable then redis.call('ZADD', prefix .. 'reconcile', now, id) end
  end
end

-- What a query has in the record of the job that sent it.
local function query_of(job, ...)
  local names = {'queryId', 'queryText', 'resultKind', 'writes', 'startedAt', 'runningAt', ...}
  local values, fields = redis.call('HMGET', job.key, unpack(names)), {}
  for at, name in ipairs(names) do fields[name] = values[at] or '' end
  return fields
end

-- For how long those have been there that ended with their leader, in milliseconds.
local landed = {}

land = function (job, to, keepMs, keepResultMs)
  local flight = flight_of(job)
  local led = redis.call('ZRANGE', flight, 0, 0)[1] == job.id
  redis.call('ZREM', flight, job.id)
  if not led then return end
  if to == 'succeeded' or to == 'failed' then
    for _ = 1, ${MOST_LANDED} do
      local other = next_in(flight, 0)
      if not other then return end
      redis.call('ZREM', flight, other.id)
      local fields = query_of(job, 'result', 'inline', 'problem')
      local event = {sharedWith = job.id, queryId = fields.queryId ~= '' and fields.queryId or nil}
      if fields.problem ~= '' then event.problem = cjson.decode(fields.problem) end
      fields.sharedFrom = job.id
      finish(other, to, event, fields, keepMs, keepResultMs)
      landed[#landed + 1] = now - other.acceptedAt
    end
  end
  local other = next_in(flight, 0)
  if other then enlist(other) end
end

-- Who goes on with the query of a leader that is not wanted any more. What the leader made for it in Snowflake goes with the leader.
local function heir_of(job)
  if job.flight == '' or not (${luaSet(PASSING_STATES)})[job.state] or job.queryId == '' then return nil end
  if redis.call('EXISTS', prefix .. 'scratch:' .. job.id) == 1 then return nil end
  local flight = flight_of(job)
  return redis.call('ZRANGE', flight, 0, 0)[1] == job.id and next_in(flight, 1) or nil
end

local function pass_on(job, heir, to, problem, fields, keepMs)
  local owner, held = job.owner, redis.call('HGET', prefix .. 'holding', job.id) or ''
  local sender = job.passedFrom ~= '' and job.passedFrom or job.id
  fields.passedTo = heir.id
  finish(job, to, {problem = problem, sharedWith = heir.id}, fields, keepMs, 0)
  -- The tag of the query names who sent it.
  local first = sender ~= job.id and open(sender)
  if first and first.exists then change(first, first.state, 'passed', {sharedWith = heir.id}, {passedTo = heir.id}) end
  local taken = query_of(job)
  taken.passedFrom, taken.phase, taken.epoch = sender, 'running', heir.epoch + 1
  change(heir, 'running', 'passed', {queryId = taken.queryId, sharedWith = job.id}, taken)
  for name in string.gmatch(held, '[^\\n]+') do redis.call('SADD', prefix .. 'slots:' .. name, heir.id) end
  redis.call('HSET', prefix .. 'holding', heir.id, held)
  begin(heir, now)
  -- Nobody watches it yet: whoever watched it before is told, and recovery looks at it first.
  redis.call('ZADD', prefix .. 'reconcile', 0, heir.id)
  redis.call('PUBLISH', prefix .. 'nudges', 'passed:' .. owner .. ',' .. job.id .. ',' .. heir.id)
end
`;
