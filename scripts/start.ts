import { homedir } from 'node:os';
import { join } from 'node:path';
import { interrupted, untilAborted } from './system/signals.js';
import { LOCAL_PROFILE, startSystem } from './system/system.js';

/** The whole system until Ctrl-C, its data under .data/ of the checkout unless FIRN_DATA_DIR says otherwise. */
export async function main(): Promise<number> {
  const stop = interrupted();
  const folder = (process.env.FIRN_DATA_DIR ?? join(import.meta.dirname, '..', '.data')).replace(/^~/, homedir());
  const system = await startSystem({
    folder,
    apiPort: Number(process.env.FIRN_API_PORT ?? 3000),
    snowflakePort: Number(process.env.FIRN_LOCAL_PORT ?? 8084),
  });
  process.stdout.write(`
API               ${system.apiUrl}        (documentation: ${system.apiUrl}/docs)
local Snowflake   ${system.snowflake.url}        (user firn, password firn)
Redis             ${system.redis.url}
data and logs     ${folder}

For another terminal, to be pasted there (the key stays the same as long as the data is kept):

  export FIRN_URL=${system.apiUrl} FIRN_KEY=${system.apiKey}

A first job:

  curl -s -X POST "$FIRN_URL/v1/jobs" -H "Authorization: Bearer $FIRN_KEY" -H 'Content-Type: application/json' \\
    -d '{"profile":"${LOCAL_PROFILE}","sql":"select 1 as A"}'

Ctrl-C stops everything.
`);
  await untilAborted(stop);
  process.stdout.write('\nstopping\n');
  await system.stop();
  return 0;
}
