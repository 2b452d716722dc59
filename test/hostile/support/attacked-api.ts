import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, startApplication } from '../../../scripts/system/apps.js';
import { startRedis } from '../../../scripts/system/redis.js';
import { writeAccessFiles } from '../../api/support/api.js';
import { Meters } from './meters.js';

export interface AttackedApi {
  readonly api: Application;
  readonly meters: Meters;
  stop(): Promise<void>;
}

/** An API as a process that is metered, and its Redis: nothing behind it does what it accepts. */
export async function startAttackedApi(env: Readonly<Record<string, string>> = {}): Promise<AttackedApi> {
  const folder = mkdtempSync(join(tmpdir(), 'firn-hostile-'));
  const meters = new Meters(join(folder, 'meters'));
  const redis = await startRedis({ folder: join(folder, 'redis'), durable: false });
  const stopRedis = async () => {
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const api = await startApplication('api', {
      logFolder: folder,
      env: {
        ...writeAccessFiles(folder),
        FIRN_API_PORT: '0',
        FIRN_DATA_DIR: join(folder, 'data'),
        FIRN_REDIS_URL: redis.url,
        ...env,
        ...meters.env,
      },
    });
    await meters.look(); // what starting took
    const stop = async () => {
      await api.stop();
      await stopRedis();
    };
    return { api, meters, stop };
  } catch (error) {
    await stopRedis();
    throw error;
  }
}
