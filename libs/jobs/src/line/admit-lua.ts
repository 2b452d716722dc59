/** Due entries that one admission takes up. */
const MOST_DUE = 100;

/**
 * Admission itself, in Lua. Needs `RECORDS`.
 *
 * `admit` lets jobs out, `most` at once: it gives their IDs, epochs, handlers and versions of plans in turn. They hold their slots, and somebody has to
 * add their steps now. Looks at a bounded number of lines, whatever waits in them.
 */
export const ADMIT = `
-- A record that is damaged, or newer than this process: the reconciler tells of it, and puts it back once it can be read.
local function leave_to_repair(id)
  redis.call('ZADD', prefix .. 'reconcile', now, id)
end

local function take_up_due()
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', LATER, '-inf', now, 'LIMIT', 0, ${MOST_DUE})) do
    redis.call('ZREM', LATER, entry)
    local line = string.match(entry, '^line (.+)$')
    local cap = line and redis.call('HGET', PARKED, line)
    if cap then
      unpark(line, cap)
      open_line(line)
    elseif not line then
      local job = open(entry)
      if not job then leave_to_repair(entry)
      elseif job.exists and stands(job) then enlist(job) end
    end
  end
end

local function cap_without_room(line)
  for _, cap in ipairs(workload_of(line).caps) do
    local has_room, due = room_in(cap)
    if not has_room then return cap, due end
  end
end

-- It holds its slots, and waits for a step that takes it.
local function start(job, admitted)
  hold(job)
  redis.call('SADD', prefix .. 'slots:starting', job.id)
  for _, value in ipairs({job.id, job.epoch, job.handler, job.built, job.planVersion}) do admitted[#admitted + 1] = value end
end

local function let_out(line, id, admitted)
  redis.call('ZREM', prefix .. 'line:' .. line, id)
  local job = open(id)
  if not job then leave_to_repair(id)
  elseif job.exists and stands(job) and line_of(job) == line then
    if has_reader(job) then
      job.is_out = true -- of its line, and it stood nowhere else
      start(job, admitted)
      redis.call('HSET', prefix .. 'served', job.tenant, redis.call('INCR', prefix .. 'turn'))
      change(job, 'queued', 'queued', {}, {})
    else enlist(job) end -- it was gone meanwhile: the job stands aside
  end
  if not open_line(line) then hand_on(line) end
end

local function admit(most)
  local admitted, looks = {}, 4 * most + 4
  take_up_due()
  while #admitted < 5 * most and looks > 0 and starting_has_room() do
    looks = looks - 1
    local tenant = redis.call('ZRANGE', TURNS, 0, 0)[1]
    if not tenant then break end
    local line = redis.call('ZRANGE', prefix .. 'lines:' .. tenant, 0, 0)[1]
    local id = line and redis.call('ZRANGE', prefix .. 'line:' .. line, 0, 0)[1]
    if not line then redis.call('ZREM', TURNS, tenant)
    elseif not id then
      close(line)
      hand_on(line)
    else
      local cap, due = cap_without_room(line)
      if cap then park(line, cap, due) else let_out(line, id, admitted) end
    end
  end
  return admitted
end

-- Nobody waits whom it would pass by, and nothing holds its line back: it need not have stood there. No turn is counted, since nobody
-- waits for one.
local function starts_at_once(job)
  if not stands(job) or job.orderKey ~= '' or job.flight ~= '' or is_there(TURNS, job.tenant) then return false end
  local line = line_of(job)
  return not is_parked(line) and starting_has_room() and not cap_without_room(line)
end

local function more_may_start()
  return is_there(TURNS) and starting_has_room()
end
`;
