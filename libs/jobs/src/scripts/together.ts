import type { RedisClient } from '../redis/client.js';
import { Script } from './script.js';

const TOGETHER = new Script({
  keys: ['...keys'],
  args: ['commands'],
  lua: `
local fault
for _, command in ipairs(cjson.decode(args.commands)) do
  local reply = redis.pcall(unpack(command))
  if type(reply) == 'table' and reply.err then fault = fault or reply end
end
return fault or 1
`,
});

/** Name, key, and what else it takes. */
export type KeyCommand = readonly [name: string, key: string, ...rest: readonly (string | number)[]];

/**
 * Runs commands on keys of one shard as one step; one that Redis refuses keeps none of the others from being run. A script does, and no MULTI: while a Cluster moves the slot, the client tries that one
 * again and gives up the other.
 */
export async function together(redis: RedisClient, ...commands: readonly KeyCommand[]): Promise<void> {
  const keys = [...new Set(commands.map(([, key]) => key))];
  const texts = commands.map((command) => command.map(String)); // as every command of Redis takes them
  await TOGETHER.run(redis, { keys }, { commands: JSON.stringify(texts) });
}
