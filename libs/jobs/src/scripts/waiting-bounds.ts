/** What may wait of one tenant in all shards together; absent: any number. */
export interface WaitingBounds {
  readonly jobs: number;
  /** Of plans and records. */
  readonly bytes: number;
}

/** What a record takes beside its plan, about. */
export const RECORD_BYTES = 2_048;

/**
 * In Lua: why no more of a tenant is taken, where too much of it waits; nil where more may come. `0` is no bound. Needs `RECORDS`.
 * `reserve` counts the bytes of all that have come before the first of them is judged, `taken` those of one that is there, and
 * `give_back` what was not taken.
 */
export const BOUNDS = `
local waiting, held = nil, 0
local function reserve(tenant, bytes)
  held = count_bytes(tenant, bytes) - bytes
end

local function too_much_waits(tenant, most_jobs, most_bytes, bytes)
  if most_jobs > 0 then
    if not waiting then
      waiting = 0
      for _, state in ipairs({'accepted', 'retrying', 'waiting'}) do
        waiting = waiting + redis.call('ZCARD', prefix .. 'jobs:' .. tenant .. ':state:' .. state)
      end
    end
    if waiting >= most_jobs then return {'full', 'jobs', waiting} end
  end
  if most_bytes > 0 and held + bytes > most_bytes then return {'full', 'bytes', held} end
end

local function taken(bytes, waits)
  held = held + bytes
  if waits and waiting then waiting = waiting + 1 end
end

local function give_back(tenant, bytes)
  if bytes > 0 then count_bytes(tenant, -bytes) end
end
`;
