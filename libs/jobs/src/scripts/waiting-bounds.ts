/** What may wait of one tenant in all shards together; absent: any number. */
export interface WaitingBounds {
  readonly jobs: number;
  /** Of plans and records. */
  readonly bytes: number;
}

/** What a record takes beside its plan, about. */
export const RECORD_BYTES = 2_048;

/**
 * In Lua: why no more of a tenant is taken, where too much of it waits; nil where more may come. `0` is no bound. What was looked up
 * is kept, and `taken` counts what has come since.
 */
export const BOUNDS = `
local waiting, held = nil, nil
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
  if most_bytes > 0 then
    held = held or tonumber(redis.call('HGET', prefix .. 'bytes', tenant) or 0)
    if held + bytes > most_bytes then return {'full', 'bytes', held} end
  end
end

local function taken(bytes)
  waiting, held = waiting and waiting + 1, held and held + bytes
end
`;
