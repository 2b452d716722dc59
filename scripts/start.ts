import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensurePrivateFolder } from '@firn/results';
import { isPortFree } from './system/ports.js';
import { interrupted, untilAborted } from './system/signals.js';
import { supervise } from './system/supervise.js';
import { LOCAL_PROFILE, startSystem } from './system/system.js';

/** The whole system until Ctrl-C, its data under .data/ of the checkout unless FIRN_DATA_DIR says otherwise. */
export async function main(): Promise<number> {
  const stop = interrupted();
  const apiPort = await freePortIn('FIRN_API_PORT', 3000);
  const snowflakePort = await freePortIn('FIRN_LOCAL_PORT', 8084);
  const folder = dataFolder();
  const system = await startSystem({ folder, apiPort, snowflakePort });
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
  const watched = supervise(system.parts, (text) => process.stdout.write(`${text}\n`), stop);
  await untilAborted(stop);
  process.stdout.write('\nstopping\n');
  await watched;
  await system.stop();
  return 0;
}

/** Made before anything is started, once nothing else is in the way. */
function dataFolder(): string {
  const folder = (process.env.FIRN_DATA_DIR ?? join(import.meta.dirname, '..', '.data')).replace(/^~/, homedir());
  try {
    ensurePrivateFolder(folder);
    return folder;
  } catch (error) {
    throw new Error(`FIRN_DATA_DIR: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
  }
}

/** Looked at before anything is started. */
async function freePortIn(variable: string, preset: number): Promise<number> {
  const text = process.env[variable] ?? String(preset);
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`${variable} is '${text}'; allowed is a port from 0, which picks a free one, to 65535.`);
  }
  if (port !== 0 && !(await isPortFree(port))) {
    throw new Error(`Port ${port} is taken by another process. Stop it, or choose another port with ${variable}.`);
  }
  return port;
}
