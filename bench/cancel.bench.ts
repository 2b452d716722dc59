import { FirnClient } from '@firn/client';
import { directSession } from '@firn/snowflake';
import { localConnection } from '../scripts/system/local-connection.js';
import { LOCAL_PROFILE, startSystem } from '../scripts/system/system.js';
import { percentiles } from './support/percentiles.js';

const ROUNDS = 50;

/**
 * From the acceptance of a cancel until the job is `cancelled`, for a running SYSTEM$WAIT and for a running join, against the
 * same cancel sent by a direct session.
 */
export async function run(): Promise<object> {
  const system = await startSystem({ workers: 2, requestsPerMinute: 1_000_000 });
  try {
    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
    const measure = async (sql: string) => {
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const { id } = await client.submit({ profile: LOCAL_PROFILE, sql });
        await client.waitUntil(id, ({ state }) => state === 'running');
        const started = performance.now();
        await client.cancel(id);
        await client.wait(id);
        times.push(performance.now() - started);
      }
      return percentiles(times);
    };
    const wait = await measure('select system$wait(60)');
    const join = await measure(
      'select count(*) from table(generator(rowcount => 300000)) a join table(generator(rowcount => 300000)) b on true',
    );
    const direct = percentiles(await cancelDirectly(system.snowflake.url));
    process.stdout.write(`accepted to stopped, milliseconds of ${ROUNDS} cancels\n`);
    process.stdout.write(`  running SYSTEM$WAIT   p50 ${wait.p50}  p99 ${wait.p99}\n`);
    process.stdout.write(`  running join          p50 ${join.p50}  p99 ${join.p99}\n`);
    process.stdout.write(`  SYSTEM$WAIT, by a direct session   p50 ${direct.p50}  p99 ${direct.p99}\n`);
    process.stdout.write(`  ratio durable to direct, p50   ${(wait.p50 / direct.p50).toFixed(1)}\n`);
    return { wait, join, direct };
  } finally {
    await system.stop();
  }
}

/** Directly over the library, without API and queue: submit, cancel, see the status end. */
async function cancelDirectly(accessUrl: string): Promise<readonly number[]> {
  const session = await directSession(localConnection(accessUrl));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const job = await session.sql('select system$wait(60)').collectNowait();
    const started = performance.now();
    await job.cancel();
    await job.wait();
    times.push(performance.now() - started);
  }
  await session.close();
  return times;
}
