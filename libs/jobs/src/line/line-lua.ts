import { luaSet } from '../scripts/lua-set.js';

/** States in which a job stands in a line, or will once its time comes. */
const IN_LINE = ['accepted', 'retrying'];
/** States in which it has been let out, and holds its slots. */
const LET_OUT = ['queued', 'submitting', 'running', 'storing'];

/** How much a step of priority outweighs, in microseconds of waiting. */
const PRIORITY_MICROS = 60_000_000;

/**
 * The lines in which jobs wait for admission, in Lua. Needs `RECORDS` up to `open`, and `CAPS`.
 *
 * A line holds jobs that the same caps allow or hold back: those of one tenant and profile that read, or write, or write one table.
 * A job's place in it is the time of its acceptance, moved by its priority, so that whatever waits grows older and comes to the head.
 * A line is open while its head may go, and parked under the cap that holds it back; whoever frees a slot of that cap opens one line,
 * and a line that closes without having used the room of another cap hands that on. So no admission looks at more than a few lines,
 * however many wait.
 */
export const LINES = `
local IN_LINE, LET_OUT = ${luaSet(IN_LINE)}, ${luaSet(LET_OUT)}
local LATER = prefix .. 'later'
-- Whether something may have become able to start.
local moved = false

local function line_of(job)
  return job.tenant .. '/' .. job.profile .. '/' .. (job.lane == '' and 'read' or job.lane)
end

local function needs_handler(job)
  return job.handler ~= '' and job.built ~= '1'
end

-- Who holds least for its weight goes first; among equals, who was served longest ago.
local function turn(tenant, weight)
  local held = redis.call('SCARD', prefix .. 'slots:tenant:' .. tenant)
  local served = tonumber(redis.call('HGET', prefix .. 'served', tenant) or 0)
  return math.min(math.floor(held * 64 / weight), 4194303) * 2147483648 + served % 2147483648
end

local function close(line)
  local workload = workload_of(line)
  local lines = prefix .. 'lines:' .. workload.tenant
  redis.call('ZREM', lines, line)
  if redis.call('EXISTS', lines) == 0 then redis.call('ZREM', TURNS, workload.tenant)
  else redis.call('ZADD', TURNS, 'XX', turn(workload.tenant, workload.weight), workload.tenant) end
end

-- A line that nothing holds back stands where its head does. False: nobody is in it.
local function open_line(line)
  local head = redis.call('ZRANGE', prefix .. 'line:' .. line, 0, 0, 'WITHSCORES')
  if not head[1] then
    close(line)
    return false
  end
  local workload = workload_of(line)
  redis.call('ZADD', prefix .. 'lines:' .. workload.tenant, head[2], line)
  redis.call('ZADD', TURNS, turn(workload.tenant, workload.weight), workload.tenant)
  missing, moved = nil, true
  return true
end

local function unpark(line, cap)
  redis.call('ZREM', prefix .. 'parked:' .. cap, line)
  redis.call('HDEL', PARKED, line)
  redis.call('ZREM', LATER, 'line ' .. line)
end

-- Opens the line that has waited for this cap in its turn, if it has room now.
local function wake(name)
  local line = redis.call('ZRANGE', prefix .. 'parked:' .. name, 0, 0)[1]
  if not line then return end
  for _, cap in ipairs(workload_of(line).caps) do
    if cap.name == name and not room_in(cap) then return end
  end
  unpark(line, name)
  open_line(line)
end

-- A line is closed or parked: others may use what room its caps have.
local function hand_on(line)
  if not is_there(PARKED) then return end
  for _, cap in ipairs(workload_of(line).caps) do wake(cap.name) end
end

local function park(line, cap, due)
  local workload = workload_of(line)
  redis.call('ZADD', prefix .. 'parked:' .. cap.name, turn(workload.tenant, workload.weight), line)
  redis.call('HSET', PARKED, line, cap.name)
  missing = nil
  if due then redis.call('ZADD', LATER, due, 'line ' .. line) end
  close(line)
  hand_on(line)
end

local function is_parked(line)
  return is_there(PARKED) and redis.call('HEXISTS', PARKED, line) == 1
end

local function flight_of(job)
  return prefix .. 'flight:' .. job.tenant .. ':' .. job.flight
end

local function is_first_in(set, job)
  if not redis.call('ZSCORE', set, job.id) then
    local last = redis.call('ZRANGE', set, -1, -1, 'WITHSCORES')
    redis.call('ZADD', set, (tonumber(last[2]) or 0) + 1, job.id)
  end
  return redis.call('ZRANGE', set, 0, 0)[1] == job.id
end

-- Jobs of one order key go one after the other, and equal reads as one: only the first of them stands in a line.
local function is_first(job)
  if job.orderKey ~= '' then return is_first_in(prefix .. 'order:' .. job.tenant .. ':' .. job.orderKey, job) end
  return job.flight == '' or is_first_in(flight_of(job), job)
end

-- What waits grows older, and comes to the head.
local function place_in_line(job)
  local since = job.acceptedAt * 1000 + (tonumber(job.micros) or 999)
  return since - (tonumber(job.priority) or 0) * ${PRIORITY_MICROS}
end

-- Whether a worker lives that reads its plan. That of most jobs every worker reads.
local function has_reader(job)
  return job.planVersion == '' or redis.call('EXISTS', prefix .. 'reads-plans:' .. job.planVersion) == 1
end

-- What nobody can start holds no slot, and keeps nobody waiting: it stands aside until somebody comes who reads its plan.
local function enlist(job)
  if not is_first(job) then return end
  if not has_reader(job) then
    redis.call('ZADD', prefix .. 'aside:' .. job.planVersion, job.acceptedAt, job.id)
    return
  end
  local line = line_of(job)
  redis.call('ZADD', prefix .. 'line:' .. line, place_in_line(job), job.id)
  if not is_parked(line) then open_line(line) end
end

local function leave(job)
  if job.is_out then return end
  redis.call('ZREM', LATER, job.id)
  if job.planVersion ~= '' then redis.call('ZREM', prefix .. 'aside:' .. job.planVersion, job.id) end
  local line = line_of(job)
  if redis.call('ZREM', prefix .. 'line:' .. line, job.id) == 0 then return end
  local cap = redis.call('HGET', PARKED, line)
  if not cap then
    if not open_line(line) then hand_on(line) end
  elseif redis.call('EXISTS', prefix .. 'line:' .. line) == 0 then
    unpark(line, cap)
  end
end

-- The next one of its order key may go. What is not there any more keeps nobody waiting.
local function let_next(job)
  local order = prefix .. 'order:' .. job.tenant .. ':' .. job.orderKey
  redis.call('ZREM', order, job.id)
  for _ = 1, 10 do
    local first = redis.call('ZRANGE', order, 0, 0)[1]
    local other = first and open(first)
    if not other then return end
    if other.exists and not ENDED[other.state] then
      if IN_LINE[other.state] and not redis.call('ZSCORE', LATER, other.id) then enlist(other) end
      return
    end
    redis.call('ZREM', order, first)
  end
end

local function hold(job)
  local names = {}
  for _, cap in ipairs(workload_of(line_of(job)).caps) do
    if take_from(cap, job.id) then names[#names + 1] = cap.name end
  end
  redis.call('HSET', prefix .. 'holding', job.id, table.concat(names, '\\n'))
end

-- Whoever has been in the hands of a step does not wait for one.
local function free(job, from)
  if not LET_OUT[from] or from == 'queued' then redis.call('SREM', prefix .. 'slots:starting', job.id) end
  local held = redis.call('HGET', prefix .. 'holding', job.id)
  if not held then return end
  redis.call('HDEL', prefix .. 'holding', job.id)
  for name in string.gmatch(held, '[^\\n]+') do redis.call('SREM', prefix .. 'slots:' .. name, job.id) end
  local line = line_of(job)
  if is_there(TURNS, job.tenant) then
    local workload = workload_of(line)
    redis.call('ZADD', TURNS, 'XX', turn(workload.tenant, workload.weight), workload.tenant)
    moved = true
  end
  if not is_there(PARKED) then return end
  local workload = workload_of(line)
  local cap = redis.call('HGET', PARKED, line)
  if cap then
    redis.call('ZADD', prefix .. 'parked:' .. cap, 'XX', turn(workload.tenant, workload.weight), line)
  end
  for name in string.gmatch(held, '[^\\n]+') do wake(name) end
end

-- A step has the job. One that came by the queue of an earlier version takes its slots now.
local function step_begins(job)
  if LET_OUT[job.state] and job.state ~= 'queued' then return end
  if redis.call('SREM', prefix .. 'slots:starting', job.id) == 1 then moved = true
  elseif not needs_handler(job) and redis.call('HEXISTS', prefix .. 'holding', job.id) == 0 then hold(job) end
end

local function stands(job)
  if job.state == 'accepted' then return not needs_handler(job) end
  return job.state == 'retrying' and job.unresolved == 'none'
end

-- Where a job waits and what it holds follows from its state alone. Gives whether it stands in a line, or will.
local function place(job, from)
  local to = job.state
  if from == to then return stands(job) end
  if LET_OUT[to] and not IN_LINE[from] then return false end
  if IN_LINE[from] then leave(job) end
  if LET_OUT[to] or (to == 'retrying' and job.unresolved ~= 'none') then return false end
  free(job, from)
  if ENDED[to] and job.orderKey ~= '' then let_next(job) end
  if not stands(job) then return false end
  job.place = 'line'
  local due = tonumber(job.nextAttemptAt) or 0
  if due > now then redis.call('ZADD', LATER, due, job.id)
  else enlist(job) end
  return true
end
`;
