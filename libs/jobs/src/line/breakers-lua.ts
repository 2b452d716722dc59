/** Failures in a row that open the breaker of an account; a quota that is spent opens that of its warehouse at once. */
const FAILURES = 5;
/** For how long it is open the first time, and at most: doubled each time that the try afterwards fails. */
const ACCOUNT_MS = { first: 500, longest: 10_000 };
const QUOTA_MS = { first: 15_000, longest: 300_000 };

/**
 * Breakers, in Lua. Needs `LINES`. `fail` hears of a failure for which the job is put back, `succeed` of an answer of the account
 * or, with a query that ended well, of the warehouse.
 */
export const BREAKERS = `
local function trip(name, problem, enough, first, longest)
  local told = redis.call('HGET', BREAKERS, name)
  local broken = told and cjson.decode(told) or {failures = 0, opened = 0, till = 0, since = now}
  if broken.till > now then return end
  broken.failures = broken.failures + 1
  broken.code, broken.detail = problem.code, problem.detail
  if broken.failures >= enough then
    broken.till = now + math.min(first * 2 ^ broken.opened, longest)
    broken.opened = broken.opened + 1
  end
  redis.call('HSET', BREAKERS, name, cjson.encode(broken))
  missing, anything_broken = nil, true
end

local function fail(job, problem)
  local workload = workload_of(line_of(job))
  if not workload.account then return end
  if problem.code == 'snowflake_unavailable' then
    trip(workload.account, problem, ${FAILURES}, ${ACCOUNT_MS.first}, ${ACCOUNT_MS.longest})
  elseif problem.code == 'warehouse_quota' then
    trip(workload.warehouse, problem, 1, ${QUOTA_MS.first}, ${QUOTA_MS.longest})
  end
end

-- What waited for it may go at once; what is not opened here, its time or the audit opens.
local function mend(name)
  if redis.call('HDEL', BREAKERS, name) == 0 then return end
  anything_broken = nil
  moved = true
  for _ = 1, 100 do
    if not redis.call('ZRANGE', prefix .. 'parked:breaker:' .. name, 0, 0)[1] then return end
    wake('breaker:' .. name)
  end
end

local function succeed(job, which)
  if not is_there(BREAKERS, job.tenant) then return end
  local name = workload_of(line_of(job))[which]
  if name then mend(name) end
end
`;
