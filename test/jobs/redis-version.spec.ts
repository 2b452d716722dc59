import { type AddressInfo, createServer, type Server } from 'node:net';
import { requireRedis, UnsupportedRedis } from '@firn/jobs';
import { Redis } from 'ioredis';
import { startRedis } from '../support/redis.js';

/** A server that answers HELLO as Redis of some version does, and nothing else. */
async function serverOf(version: string): Promise<Server> {
  const hello = ['server', 'redis', 'version', version].map((word) => `$${word.length}\r\n${word}\r\n`).join('');
  const server = createServer((socket) => socket.on('data', () => socket.write(`*4\r\n${hello}`)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('the version of Redis', () => {
  it('is refused below 7.0, in one sentence', async () => {
    const server = await serverOf('6.2.14');
    const { port } = server.address() as AddressInfo;
    const redis = new Redis({ port, enableReadyCheck: false, disableClientInfo: true });
    try {
      const refused = requireRedis(redis);
      await expect(refused).rejects.toThrow(UnsupportedRedis);
      await expect(refused).rejects.toThrow('Firn needs Redis 7.0 or newer, and the one at FIRN_REDIS_URL is 6.2.14.');
    } finally {
      redis.disconnect();
      server.close();
    }
  });

  it('is taken from the one that runs here', async () => {
    const server = await startRedis();
    const redis = new Redis(server.url);
    await expect(requireRedis(redis)).resolves.toBeUndefined();
    redis.disconnect();
    await server.stop();
  });
});
