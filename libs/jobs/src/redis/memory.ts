import { mastersOf, type RedisClient } from './client.js';

/** Bytes of memory that the data of Redis takes, in all servers that hold some. */
export async function memoryBytes(redis: RedisClient): Promise<number> {
  const told = await Promise.all(mastersOf(redis).map((server) => server.info('memory')));
  return told.reduce((sum, text) => sum + Number(/^used_memory_dataset:(\d+)/m.exec(text)?.[1] ?? Number.NaN), 0);
}
