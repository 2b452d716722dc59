import { JobState, TERMINAL_STATES } from '@firn/contract';
import { NOW } from '../due/now.js';
import { FLIGHTS } from '../flight/flight-lua.js';
import { CHANGES_AT } from '../keys.js';
import { BREAKERS } from '../line/breakers-lua.js';
import { CAPS } from '../line/caps-lua.js';
import { LINES } from '../line/line-lua.js';
import { RECORD_VERSION } from '../record.js';
import { luaSet } from './lua-set.js';

const list = (names: readonly string[]): string => `{${names.map((name) => `'${name}'`).join(', ')}}`;
const blank = (names: readonly string[]): string => `{${names.map((name) => `${name} = ''`).join(', ')}}`;

/** What scripts decide by, as texts; what is absent is empty. `NUMBERS` have to be there. */
const NUMBERS = ['schema', 'epoch', 'version', 'acceptedAt', 'timeoutMs'];
const TEXTS = [
  ...['tenant', 'state', 'phase', 'wish', 'wishAt', 'wishBy', 'wishReason', 'unresolved', 'queryId', 'owner'],
  ...['worker', 'step', 'batch', 'handler', 'built', 'reruns', 'nextAttemptAt', 'endedSession', 'problem'],
  ...['profile', 'lane', 'priority', 'orderKey', 'bytes', 'flight', 'passedFrom', 'planVersion'],
  ...['deadlineAt', 'queueTimeoutMs', 'runTimeoutMs', 'runningAt', 'startedAt', 'waiter', 'told'],
];

/** Kinds of which a job may have any number: its history keeps the beginning, and what matters. */
const REPEATED = ['claimed', 'released', 'retry', 'phase', 'watched', 'evidence'];
/** Of the kinds that leave the state as it is, those that a viewer of the job sees. */
const SEEN = ['phase', 'retry', 'cancel_requested', 'late_answer', 'evidence'];

/** Changes of a record after which its history takes no more of them. */
const MOST_REPEATED = 400;

/**
 * Bytes of its history that a record holds itself, written anew with each change. Most jobs come to no more, and need no list beside it.
 * A longer field would cost more memory than a list: Redis packs a record whose fields are short (docs/production.md).
 */
const TOLD_IN_RECORD = 1_000;

/** Far less than what the reconciler leaves alone: of a job that changes so soon after its acceptance no change is written there. */
const YOUNG_MS = 1_000;

/** Entries of a tenant's log of changes; whoever is further behind is told that some are missing. */
const EVENTS_KEPT = 10_000;

/**
 * Records, in Lua. Needs `prefix`, that of the shard; time is Redis' own, in epoch milliseconds.
 *
 * `open` reads what scripts decide by. For a record that is newer than this process, or that lacks some of it, it gives no job but
 * the reply that says so. `change` is the one way a record changes: it writes the fields, raises the version, moves the job between
 * indexes, adds to its history and tells whoever waits. `finish` is `change` into an ended state. What is new is made of the same
 * pieces, many at once.
 */
export const RECORDS = `${NOW}
local NUMBERS, ABSENT = ${list(NUMBERS)}, {__index = ${blank([...NUMBERS, ...TEXTS])}}
local ENDED, REPEATED, SEEN = ${luaSet(TERMINAL_STATES)}, ${luaSet(REPEATED)}, ${luaSet(SEEN)}
local KNOWN = {
  state = ${luaSet(JobState.options)}, wish = ${luaSet(['none', 'user', 'timeout'])}, unresolved = ${luaSet(['none', 'read', 'write'])},
}

local function damaged(detail)
  return nil, {'unreadable', 'damaged', detail}
end

-- A job of these fields, which are taken over.
local function job_of(id, fields)
  fields.id, fields.key, fields.history = id, prefix .. 'job:' .. id, prefix .. 'history:' .. id
  fields.exists, fields.place, fields.micros, fields.is_out = false, nil, nil, false
  return setmetatable(fields, ABSENT)
end

-- All of it: to look up each field that is asked for takes Redis several times as long.
local function open(id)
  local values, fields = redis.pcall('HGETALL', prefix .. 'job:' .. id), {}
  if values.err then return damaged('its key holds a ' .. redis.call('TYPE', prefix .. 'job:' .. id).ok .. '.') end
  for at = 1, #values, 2 do fields[values[at]] = values[at + 1] end
  local job = job_of(id, fields)
  if #values == 0 then return job end
  job.exists = true
  if (tonumber(job.schema) or 0) > ${RECORD_VERSION} then return nil, {'unreadable', 'newer', job.schema} end
  for _, name in ipairs(NUMBERS) do
    if not string.match(job[name], '^%d+$') then return damaged('its ' .. name .. ' is no number.') end
  end
  for name, known in pairs(KNOWN) do
    if not known[job[name]] then return damaged('its ' .. name .. ' is "' .. job[name] .. '".') end
  end
  if job.tenant == '' then return damaged('its tenant is "".') end
  job.epoch, job.version = tonumber(job.epoch), tonumber(job.version)
  return job
end

local function news_of(job)
  return cjson.encode({
    id = job.id, tenant = job.tenant, state = job.state, version = job.version, at = now,
    cancelling = not ENDED[job.state] and job.wishAt ~= '',
  })
end

local TURNS, PARKED, BREAKERS = prefix .. 'turns', prefix .. 'parked', prefix .. 'breakers'
-- Whether there is what most jobs do not meet: somebody who waits in a line or is held back, a breaker, somebody who follows the tenant.
-- The first question is for all of them. A script that makes one of them says so by \`missing\`.
local missing
local function is_there(key, tenant)
  if not missing then
    missing = {}
    local keys = {TURNS, PARKED, BREAKERS, tenant and prefix .. 'listened:' .. tenant}
    if redis.call('EXISTS', unpack(keys)) == 0 then
      for _, name in ipairs(keys) do missing[name] = true end
    end
  end
  return not missing[key] and redis.call('EXISTS', key) == 1
end

-- A tenant has a log while somebody follows it. Its readers are woken once: none of them reads before the script has ended.
local listened = {}
local function log_change(job)
  local tenant = job.tenant
  if listened[tenant] == nil then
    listened[tenant] = is_there(prefix .. 'listened:' .. tenant, tenant)
    if listened[tenant] then redis.call('PUBLISH', prefix .. 'changes-of:' .. tenant, '') end
  end
  if not listened[tenant] then return end
  redis.call('XADD', prefix .. 'events:' .. tenant, 'MAXLEN', '~', ${EVENTS_KEPT}, '*', 'change', news_of(job))
end

-- Whoever waits for the job has a channel of its own, and nobody else hears of it. The process that waits for it since its acceptance
-- listens to one channel for all such jobs, and hears when it has settled.
local function tell(job, waiter)
  local news = news_of(job)
  redis.call('PUBLISH', prefix .. 'changes:' .. job.id, news)
  if waiter ~= '' and (ENDED[job.state] or job.state == 'needs_review') then
    redis.call('PUBLISH', '${CHANGES_AT}' .. waiter, news)
  end
  log_change(job)
end

local function line_of_history(job, kind, event)
  event.at, event.version, event.epoch, event.kind, event.state = now, job.version, tonumber(job.epoch), kind, job.state
  return cjson.encode(event)
end

-- Tells in \`fields\`, which are still to be written, how the job came to its version.
local function note(job, kind, event, fields)
  if REPEATED[kind] and job.version >= ${MOST_REPEATED} then return end
  local told = {version = job.version, state = job.state, epoch = fields.epoch or job.epoch}
  local line, before = line_of_history(told, kind, event), fields.told or job.told
  if #before + #line < ${TOLD_IN_RECORD} then fields.told = before == '' and line or before .. '\\n' .. line
  -- A history that is damaged must not keep its job from going on: whoever reads it is told.
  else redis.pcall('RPUSH', job.history, line) end
end

-- A change that is written together with the next one, as if it had come just before: its state is told of here.
local function with_next(job, kind, event, state, fields)
  job.version = job.version + 1
  local then_it_is = {version = job.version, state = state, told = job.told, history = job.history}
  note(then_it_is, kind, event, fields)
end

-- Fields of a record, which are those of \`job\` from now on. What is empty is left out: of a small record it would be a third.
local function write(job, fields)
  local values, absent = {}, {}
  for name, value in pairs(fields) do
    if value ~= '' then
      values[#values + 1] = name
      values[#values + 1] = value
    elseif job.exists and (job[name] or '') ~= '' then absent[#absent + 1] = name end
    job[name] = value
  end
  if #absent > 0 then redis.call('HDEL', job.key, unpack(absent)) end
  redis.call('HSET', job.key, 'state', job.state, 'version', job.version, 'updatedAt', now, unpack(values))
end

-- Bytes of a tenant's jobs that have not ended. A count that is damaged begins anew, and never falls below nothing: the bound is met
-- later for a while, and no job is kept from coming or from ending.
local function count_bytes(tenant, by)
  local count = redis.pcall('HINCRBY', prefix .. 'bytes', tenant, by)
  if type(count) == 'number' and count >= 0 then return count end
  redis.call('HSET', prefix .. 'bytes', tenant, math.max(by, 0))
  return math.max(by, 0)
end

${CAPS}${LINES}${BREAKERS}
local function change(job, to, kind, event, fields)
  local from, waiter, bytes = job.state, job.waiter, job.bytes
  job.state, job.version = to, job.version + 1
  note(job, kind, event, fields)
  write(job, fields)
  if from ~= to then
    local states = prefix .. 'jobs:' .. job.tenant .. ':state:'
    redis.call('ZREM', states .. from, job.id)
    redis.call('ZADD', states .. to, job.acceptedAt, job.id)
    if from == 'waiting' then redis.call('ZREM', prefix .. 'waiting:' .. job.handler, job.id) end
  end
  local in_line = place(job, from)
  if in_line then
    -- The record and its place in the line are written in one step: nothing can be missing.
    if from ~= to then redis.call('ZREM', prefix .. 'reconcile', job.id) end
  elseif not ENDED[to] then
    -- A person decides about a review; nothing can be missing that a look would find. Of an intent the same step has the job still.
    -- Nor does anybody look at a job so young: it stands there since it was let out.
    local is_young = LET_OUT[from] and LET_OUT[to] and now - job.acceptedAt < ${YOUNG_MS}
    if (kind ~= 'intent' or from ~= to) and not is_young then
      redis.call('ZADD', prefix .. 'reconcile', to == 'needs_review' and '+inf' or now, job.id)
    end
  elseif from ~= to then
    redis.call('ZREM', prefix .. 'reconcile', job.id)
    redis.call('ZREM', prefix .. 'deadlines', job.id)
    if bytes ~= '' then count_bytes(job.tenant, -(tonumber(bytes) or 0)) end
  end
  if from ~= to or SEEN[kind] then tell(job, waiter) end
end

-- The time of the part that the job is in begins: to run, or else to wait until it runs. The job's own time may be over before.
local function begin(job, from)
  local part = job.runningAt ~= '' and job.runTimeoutMs or job.queueTimeoutMs
  if job.runTimeoutMs == '' and job.queueTimeoutMs == '' then return end
  local due = tonumber(job.deadlineAt)
  if part ~= '' then due = math.min(due, from + tonumber(part)) end
  redis.call('ZADD', prefix .. 'deadlines', 'XX', due, job.id)
end

-- Its query is watched no more.
local function unwatch(job)
  if job.owner ~= '' then redis.call('HDEL', prefix .. 'tracked:' .. job.owner, job.id) end
end

-- The problem of a job that ends as it was wished: who wished it, or what the job was waiting for when its time was over.
local function wished(job, template, wish, obstacle)
  local problem = cjson.decode(template)
  if wish == 'user' then
    problem.detail = 'Cancelled by ' .. job.wishBy .. (job.wishReason == '' and '.' or ': ' .. job.wishReason)
  else
    if job.wishReason == 'queueTimeoutMs' then
      problem.detail = 'Snowflake did not run the statement within the queueTimeoutMs of ' .. job.queueTimeoutMs .. ' ms.'
    elseif job.wishReason == 'runTimeoutMs' then
      problem.detail = 'The statement did not end within the runTimeoutMs of ' .. job.runTimeoutMs .. ' ms.'
    else
      problem.detail = 'The job did not end within its timeout of ' .. job.timeoutMs .. ' ms.'
    end
    if obstacle == '' then obstacle = job.problem end
    if obstacle ~= '' then problem.detail = problem.detail .. ' Before that: ' .. cjson.decode(obstacle).detail end
  end
  if job.queryId ~= '' then problem.queryId = job.queryId end
  return cjson.encode(problem)
end

local land
local function finish(job, to, event, fields, keepMs, keepResultMs)
  unwatch(job)
  fields.endedAt, fields.expiresAt = now, now + keepMs
  fields.phase, fields.nextAttemptAt, fields.unresolved, fields.owner = '', '', 'none', ''
  -- Nobody goes on with it: what an attempt needs goes at once, and the plan of what needs no second one.
  for _, name in ipairs({'intent', 'step', 'bytes', 'endedSession', 'waiter'}) do fields[name] = '' end
  if to == 'succeeded' then fields.plan = '' end
  if job.wish ~= 'none' then redis.call('ZREM', prefix .. 'wishes', job.id) end
  redis.call('ZADD', prefix .. 'expiring', now + keepMs, job.id)
  if keepResultMs > 0 then
    redis.call('ZADD', prefix .. 'results-expiring', now + keepResultMs, job.id)
    fields.resultExpiresAt = now + keepResultMs
  end
  if job.batch ~= '' then
    -- Damaged counts make their batch unreadable; a job must not wait for that.
    local counts = prefix .. 'batch-count:' .. job.batch
    local ended = redis.pcall('HINCRBY', counts, 'ended', 1)
    redis.pcall('HINCRBY', counts, to, 1)
    redis.pcall('HSET', counts, 'lastEndedAt', now, ended == 1 and 'firstEndedAt' or 'lastEndedAt', now)
    redis.call('PEXPIRE', counts, keepMs * 2)
    redis.call('PUBLISH', prefix .. 'changes:' .. job.batch, to)
  end
  change(job, to, 'ended', event, fields)
  if job.flight ~= '' then land(job, to, keepMs, keepResultMs) end
end
${FLIGHTS}`;
