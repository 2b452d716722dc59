/** What may wait of one tenant in all shards together; absent: any number. */
export interface WaitingBounds {
  readonly jobs: number;
  /** Of plans and records. */
  readonly bytes: number;
}

/** What a record takes beside its plan, about. */
export const RECORD_BYTES = 2_048;

/** In Lua: what a tenant has waiting, and why no more is taken; nil where more may. `0` is no bound. */
export const BOUNDS = `
local function too_much_waits(tenant, most_jobs, most_bytes, bytes)
  if most_jobs > 0 then
    local waiting = 0
    for _, state in ipairs({'accepted', 'retrying', 'waiting'}) do
      waiting = waiting + redis.call('ZCARD', prefix .. 'jobs:' .. tenant .. ':state:' .. state)
    end
    if waiting >= most_jobs then return {'full', 'jobs', waiting} end
  end
  local held = tonumber(redis.call('HGET', prefix .. 'bytes', tenant) or 0)
  if most_bytes > 0 and held + bytes > most_bytes then return {'full', 'bytes', held} end
end
`;
