import { reportOutages } from '@firn/jobs';
import { Redis } from 'ioredis';
import { freePort } from '../../../scripts/system/ports.js';
import { startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

describe('a Redis that cannot be reached', () => {
  it('is said once, with its address, its setting and the reason, and once more when it is back', async () => {
    const port = await freePort();
    const lines: string[] = [];
    const write = (_: object, message: string) => void lines.push(message);
    const redis = new Redis(`redis://user:a-password@127.0.0.1:${port}`, { retryStrategy: () => 10 });
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
    const redis = new Redis(server.url, { retryStrategy: () => 10 });
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
});
