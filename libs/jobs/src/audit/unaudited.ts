import { z } from 'zod';
import { NOW } from '../due/now.js';
import { keysOf } from '../keys.js';
import { tellOfRoom } from '../line/room.js';
import type { RedisClient } from '../redis/client.js';
import { Script } from '../scripts/script.js';
import type { Shard } from '../shard.js';

/**
 * Which life of the server this is that has the shard, in Lua: another one after each start, be it that nothing was lost, and another one
 * wherever a replica has become the master, or a slot has moved. A master that was a replica meanwhile runs on, with another history.
 */
export const RUN_ID = `
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  .. '-' .. string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
`;

/** Jobs that one script lets go: few enough that Redis is free again soon. */
const CHUNK = 500;
/** Whoever of them waits still has its time moved forward. Gives how many are left, and whether anybody was told. */
const LET_GO = new Script({
  keys: ['unaudited', 'later'],
  lua: `${NOW}
local ids = redis.call('SPOP', keys.unaudited, ${CHUNK})
for _, id in ipairs(ids) do redis.call('ZADD', keys.later, 'XX', 'LT', now, id) end
return {redis.call('SCARD', keys.unaudited), #ids}
`,
});

const Reply = z.tuple([z.int(), z.int()]);

/** Some of those that waited for the audit of a profile go on. True: there are more of them. */
export async function letAuditedGo(redis: RedisClient, shard: Shard, profile: string): Promise<boolean> {
  const { unaudited, later } = keysOf(shard);
  const [left, told] = Reply.parse(await LET_GO.run(redis, { unaudited: unaudited(profile), later }, {}));
  if (told > 0) tellOfRoom(redis, shard);
  return left > 0;
}
