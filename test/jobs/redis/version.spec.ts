import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireRedis } from '@firn/jobs';
import { Redis } from 'ioredis';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { startRedis } from '../../support/redis.js';
import { refusedStart } from '../../support/refused-start.js';

const OLD = 'Firn needs Redis 7.0 or newer, and the one at FIRN_REDIS_URL is 6.2.14.';

/** A server that answers every HELLO and INFO as Redis of some version does, and everything else with OK. */
async function serverOf(version: string): Promise<Server> {
  const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
  const hello = `*4\r\n${['server', 'redis', 'version', version].map(bulk).join('')}`;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const [, name = ''] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        if (/^hello$/i.test(name)) socket.write(hello);
        else if (/^info$/i.test(name)) socket.write(bulk(`redis_version:${version}\r\nloading:0\r\n`));
        else socket.write('+OK\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the version of Redis', () => {
  let folder: string;
  let old: Server;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firn-old-redis-'));
    const profile = { name: 'local', tenant: 'default', ...localConnection('http://127.0.0.1:1') };
    writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ profiles: [profile] }), { mode: 0o600 });
    const key = { id: 'old', tenant: 'default', sha256: 'a'.repeat(64) };
    writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [key] }), { mode: 0o600 });
    old = await serverOf('6.2.14');
  });
  afterAll(() => {
    old.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['api', 'worker'] as const)(
    'stops the %s at its start with status 78 and one sentence, below 7.0',
    async (app) => {
      const { port } = old.address() as AddressInfo;
      const said = await refusedStart(app, {
        FIRN_REDIS_URL: `redis://127.0.0.1:${port}`,
        FIRN_DATA_DIR: join(folder, 'data'),
        FIRN_PROFILES_FILE: join(folder, 'profiles.json'),
        FIRN_LOG_LEVEL: 'silent',
        ...(app === 'api' && { FIRN_API_KEYS_FILE: join(folder, 'keys.json'), FIRN_API_PORT: '0' }),
      });
      expect(said).toEqual({ code: 78, out: '', err: `${OLD}\n` });
    },
    60_000,
  );

  it('is taken from the one that runs here', async () => {
    const server = await startRedis();
    const redis = new Redis(server.url);
    await expect(requireRedis(redis)).resolves.toBeUndefined();
    redis.disconnect();
    await server.stop();
  });
});
