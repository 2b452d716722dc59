import { parseRedisUrl, reportOutages, serverOptions } from '@firn/jobs';
import { Redis } from 'ioredis';
import { freePort } from '../../../scripts/system/ports.js';
import { startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

/** As API and workers connect, and more impatient. */
function connectTo(url: string): Redis {
  const address = parseRedisUrl(url);
  if (address.kind === 'cluster') throw new Error('One server is meant.');
  return new Redis({ ...serverOptions(address), retryStrategy: () => 10 });
}

describe('a Redis that cannot be reached', () => {
  it('is said once, with its address, its setting and the reason, and once more when it is back', async () => {
    const port = await freePort();
    const lines: string[] = [];
    const write = (_: object, message: string) => void lines.push(message);
    const redis = connectTo(`redis://user:a-password@127.0.0.1:${port}`);
    reportOutages(redis, 'commands', `127.0.0.1:${port}`, { info: write, warn: write });
    try {
      await until('the first line', async () => lines.length > 0);
      let attempts = 0;
      redis.on('error', () => {
        attempts += 1;
      });
      await until('more attempts', async () => attempts > 3);
      expect(lines).toEqual([
        `Redis at 127.0.0.1:${port} (FIRN_REDIS_URL) cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}. It is tried until it answers.`,
      ]);
    } finally {
      redis.disconnect();
    }
  });

  it('is back, and says so', async () => {
    const server = await startRedis();
    const lines: string[] = [];
    const write = (_: object, message: string) => void lines.push(message);
    const redis = connectTo(server.url);
    reportOutages(redis, 'commands', `127.0.0.1:${server.port}`, { info: write, warn: write });
    try {
      await redis.ping();
      redis.emit('error', new Error(''));
      await redis.call('CLIENT', 'KILL', 'SKIPME', 'no').catch(() => undefined);
      await until('it is back', async () => lines.some((line) => line.endsWith('is back')));
      expect(lines[0]).toContain('no reason is given');
    } finally {
      redis.disconnect();
      await server.stop();
    }
  });

  it('holds no process that has left it', async () => {
    const server = await startRedis();
    const redis = connectTo(server.url);
    redis.on('error', () => undefined);
    await redis.ping();
    await server.stop();
    await until('it is tried again', async () => redis.status === 'reconnecting');
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    redis.disconnect();
    await until('no timer of it is left', async () => timers() < before, 5_000);
  });
});
