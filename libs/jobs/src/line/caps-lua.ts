/** Jobs that have been let out and that no worker has taken yet, in one shard: enough to keep workers busy, few to wait behind. */
export const MOST_STARTING = 128;

const LONGEST_TRY_MS = 30_000;

/**
 * What holds jobs back, in Lua. Needs `prefix` and `now`.
 *
 * A cap is a set of the jobs that hold its slots, never a counter: a crash cannot leak a slot, and who holds one can be asked. A rate
 * is a bucket of one second's worth. A breaker that is open lets nothing through; when its time is over one job tries.
 */
export const CAPS = `
local workloads = {}

-- What is known of the workload of a line, whose name is tenant, profile and lane with slashes between.
local function workload_of(line)
  if workloads[line] then return workloads[line] end
  local tenant, profile, lane = string.match(line, '^([^/]*)/([^/]*)/(.*)$')
  local name = tenant .. '/' .. profile
  local told = redis.call('HGET', prefix .. 'workloads', name)
  local limits = told and cjson.decode(told) or {}
  local caps = {
    {name = 'profile:' .. name, most = limits.statements},
    {name = 'tenant:' .. tenant, most = limits.tenantStatements},
  }
  local function add(cap) caps[#caps + 1] = cap end
  if limits.warehouse then
    if limits.warehouseStatements then
      add({name = 'warehouse:' .. limits.warehouse, most = limits.warehouseStatements})
    end
    add({name = 'breaker:' .. limits.account, breaker = limits.account})
    add({name = 'breaker:' .. limits.warehouse, breaker = limits.warehouse})
  end
  if lane ~= 'read' then add({name = 'writes:' .. name, most = limits.writes}) end
  if string.sub(lane, 1, 6) == 'table-' then add({name = lane .. ':' .. name, most = limits.tableWrites}) end
  if limits.rate then add({name = 'rate:' .. name, rate = limits.rate}) end
  workloads[line] = {
    tenant = tenant, weight = limits.weight or 1, caps = caps, account = limits.account, warehouse = limits.warehouse,
  }
  return workloads[line]
end

local anything_broken = nil
local function breaker_of(cap)
  if anything_broken == nil then anything_broken = is_there(BREAKERS) end
  local told = anything_broken and redis.call('HGET', BREAKERS, cap.breaker)
  return told and cjson.decode(told) or nil
end

local function tokens_of(cap)
  local burst = math.max(1, cap.rate)
  local told = redis.call('HMGET', prefix .. cap.name, 'tokens', 'at')
  -- A bucket of a time to come: the clock was set back.
  if not told[1] or tonumber(told[2]) > now then return burst end
  return math.min(burst, tonumber(told[1]) + (now - tonumber(told[2])) * cap.rate / 1000)
end

-- Gives besides when there will be room, where time alone brings it.
local function room_in(cap)
  if cap.breaker then
    local broken = breaker_of(cap)
    if not broken or broken.opened == 0 then return true end
    if broken.till > now then return false, broken.till end
    if redis.call('SCARD', prefix .. 'slots:' .. cap.name) == 0 then return true end
    -- A try that has not failed for so long is as good as one that went well.
    return now > broken.till + ${LONGEST_TRY_MS}, broken.till + ${LONGEST_TRY_MS}
  end
  if cap.rate then
    local tokens = tokens_of(cap)
    if tokens >= 1 then return true end
    return false, now + math.ceil((1 - tokens) * 1000 / cap.rate)
  end
  return not cap.most or redis.call('SCARD', prefix .. 'slots:' .. cap.name) < cap.most
end

-- True: the job holds a slot of it from now on.
local function take_from(cap, id)
  if cap.rate then
    redis.call('HSET', prefix .. cap.name, 'tokens', tokens_of(cap) - 1, 'at', now)
    redis.call('PEXPIRE', prefix .. cap.name, 60000)
    return false
  end
  if cap.breaker then
    local broken = breaker_of(cap)
    if not broken or broken.opened == 0 then return false end
  end
  redis.call('SADD', prefix .. 'slots:' .. cap.name, id)
  return true
end

local function starting_has_room()
  return redis.call('SCARD', prefix .. 'slots:starting') < ${MOST_STARTING}
end
`;
