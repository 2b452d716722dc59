import type { Redis } from 'ioredis';
import { until } from '../../test/support/until.js';

/** Resolves once the workers of these names, or all that live, have so many queries in their charge. */
export async function untilWatched(redis: Redis, count: number, ...names: readonly string[]): Promise<void> {
  const of = names.length === 0 ? ['worker-*'] : names.map((name) => `${name}:*`);
  await until(
    `${count} queries are watched`,
    async () => {
      const keys = (await Promise.all(of.map((name) => redis.keys(`firn:*:tracked:${name}`)))).flat();
      const sizes = await Promise.all(keys.map((key) => redis.hlen(key)));
      return sizes.reduce((sum, size) => sum + size, 0) >= count;
    },
    300_000,
  );
}
