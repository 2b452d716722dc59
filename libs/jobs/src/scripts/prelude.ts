import { JobState } from '@firn/contract';
import { endedList, stateList } from '../machine/guards.js';
import { RECORD_VERSION } from '../record.js';
import { Script } from './script.js';

/**
 * What every script on a record begins with. KEYS[1] is the record, ARGV[1] the prefix of the shard, ARGV[2] the job's ID.
 *
 * `change` is the one way a record changes: it writes the fields, raises the version, moves the job between indexes, adds to its
 * history and tells whoever waits. `finish` is `change` into an ended state. Time is Redis' own, in epoch milliseconds.
 *
 * A record that is newer than this process, or that lacks what scripts decide by, is left untouched: `runOn` throws then.
 */
const PRELUDE = `
local key, prefix, id = KEYS[1], ARGV[1], ARGV[2]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function within(list, state)
  return string.find(',' .. list .. ',', ',' .. state .. ',', 1, true) ~= nil
end

local function field(name)
  return redis.call('HGET', key, name) or ''
end

local function unreadable()
  local kind, told = redis.call('TYPE', key).ok, redis.call('TYPE', prefix .. 'history:' .. id).ok
  if kind == 'none' then return nil end
  if kind ~= 'hash' then return {'unreadable', 'damaged', 'its key holds a ' .. kind .. '.'} end
  local schema = redis.call('HGET', key, 'schema')
  if schema and (tonumber(schema) or 0) > ${RECORD_VERSION} then return {'unreadable', 'newer', schema} end
  if told ~= 'list' and told ~= 'none' then return {'unreadable', 'damaged', 'the key of its history holds a ' .. told .. '.'} end
  local numbers = {'schema', 'epoch', 'version', 'acceptedAt', 'timeoutMs'}
  for at, value in ipairs(redis.call('HMGET', key, unpack(numbers))) do
    if not value or not string.match(value, '^%d+$') then
      return {'unreadable', 'damaged', 'its ' .. numbers[at] .. ' is no number.'}
    end
  end
  local names = {'tenant', 'state', 'wish', 'unresolved'}
  local known = {'', '${stateList(JobState.options)}', 'none,user,timeout', 'none,read,write'}
  for at, value in ipairs(redis.call('HMGET', key, unpack(names))) do
    if not value or value == '' or (known[at] ~= '' and not within(known[at], value)) then
      return {'unreadable', 'damaged', 'its ' .. names[at] .. ' is "' .. tostring(value or '') .. '".'}
    end
  end
  return nil
end

local refused = unreadable()
if refused then return refused end

local function move(tenant, acceptedAt, from, to)
  if from == to then return end
  local states = prefix .. 'jobs:' .. tenant .. ':state:'
  if from ~= '' then redis.call('ZREM', states .. from, id) end
  redis.call('ZADD', states .. to, acceptedAt, id)
  if from == 'waiting' then redis.call('ZREM', prefix .. 'waiting:' .. field('handler'), id) end
end

local function change(to, kind, event, fields)
  local from = field('state')
  redis.call('HSET', key, 'state', to, 'updatedAt', now, unpack(fields))
  local version = redis.call('HINCRBY', key, 'version', 1)
  local job = redis.call('HMGET', key, 'tenant', 'acceptedAt', 'epoch', 'wishAt')
  move(job[1], job[2], from, to)
  local ended = within('${endedList}', to)
  if ended then
    redis.call('ZREM', prefix .. 'reconcile', id)
    redis.call('ZREM', prefix .. 'outbox', id)
    redis.call('ZREM', prefix .. 'deadlines', id)
  else
    -- A person decides about a review; nothing can be missing that a look would find.
    redis.call('ZADD', prefix .. 'reconcile', to == 'needs_review' and '+inf' or now, id)
  end
  event.at, event.version, event.epoch, event.kind, event.state = now, version, tonumber(job[3]), kind, to
  local history = prefix .. 'history:' .. id
  -- A job that waits for long is put back again and again; its history keeps the beginning and what matters.
  if not within('claimed,released,retry,phase', kind) or redis.call('LLEN', history) < 400 then
    redis.call('RPUSH', history, cjson.encode(event))
  end
  redis.call('PUBLISH', prefix .. 'changes', cjson.encode({
    id = id, tenant = job[1], state = to, version = version, cancelling = not ended and job[4] ~= '',
  }))
  return version
end

-- The problem of a job that ends as it was wished: who wished it, or what the job was waiting for when its time was over.
local function wished(template, wish)
  local problem = cjson.decode(template)
  if wish == 'user' then
    local reason = field('wishReason')
    problem.detail = 'Cancelled by ' .. field('wishBy') .. (reason == '' and '.' or ': ' .. reason)
  else
    problem.detail = 'The job did not end within its timeout of ' .. field('timeoutMs') .. ' ms.'
    local obstacle = field('problem')
    if obstacle ~= '' then problem.detail = problem.detail .. ' Before that: ' .. cjson.decode(obstacle).detail end
  end
  if field('queryId') ~= '' then problem.queryId = field('queryId') end
  return cjson.encode(problem)
end

local function finish(to, event, fields, keepMs, keepResultMs)
  local worker = field('owner')
  if worker ~= '' then redis.call('HDEL', prefix .. 'tracked:' .. worker, id) end
  local more = {'endedAt', now, 'expiresAt', now + keepMs, 'phase', '', 'nextAttemptAt', '', 'unresolved', 'none', 'owner', ''}
  for _, value in ipairs(fields) do more[#more + 1] = value end
  redis.call('ZADD', prefix .. 'expiring', now + keepMs, id)
  if keepResultMs > 0 then
    redis.call('ZADD', prefix .. 'results-expiring', now + keepResultMs, id)
    more[#more + 1] = 'resultExpiresAt'
    more[#more + 1] = now + keepResultMs
  end
  local batch = field('batch')
  if batch ~= '' then
    -- Damaged counts make their batch unreadable; a job must not wait for that.
    local counts = prefix .. 'batch-count:' .. batch
    redis.pcall('HINCRBY', counts, 'ended', 1)
    redis.pcall('HINCRBY', counts, to, 1)
    redis.call('PEXPIRE', counts, keepMs * 2)
  end
  return change(to, 'ended', event, more)
end
`;

/** A script on one record. */
export const recordScript = (body: string): Script => new Script(PRELUDE + body);
