/** Jobs that have been let out and that no worker has taken yet, in one shard: enough to keep workers busy, few to wait behind. */
export const MOST_STARTING = 128;

/**
 * What holds jobs back, in Lua. Needs `prefix` and `now`.
 *
 * A cap is a set of the jobs that hold its slots, never a counter: a crash cannot leak a slot, and who holds one can be asked.
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
  if limits.warehouse then
    caps[#caps + 1] = {name = 'warehouse:' .. limits.warehouse, most = limits.warehouseStatements}
  end
  if lane ~= 'read' then caps[#caps + 1] = {name = 'writes:' .. name, most = limits.writes} end
  if string.sub(lane, 1, 6) == 'table-' then
    caps[#caps + 1] = {name = lane .. ':' .. name, most = limits.tableWrites}
  end
  workloads[line] = {tenant = tenant, weight = limits.weight or 1, caps = caps}
  return workloads[line]
end

local function room_in(cap)
  return not cap.most or redis.call('SCARD', prefix .. 'slots:' .. cap.name) < cap.most
end

-- True: the job holds a slot of it from now on.
local function take_from(cap, id)
  redis.call('SADD', prefix .. 'slots:' .. cap.name, id)
  return true
end

local function starting_has_room()
  return redis.call('SCARD', prefix .. 'slots:starting') < ${MOST_STARTING}
end
`;
