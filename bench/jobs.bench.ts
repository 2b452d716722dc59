import { FirnClient } from '@firn/client';
import { directSession } from '@firn/snowflake';
import { localConnection } from '../scripts/system/local-connection.js';
import { LOCAL_PROFILE, startSystem } from '../scripts/system/system.js';
import { percentiles } from './support/percentiles.js';

const JOBS = 500;
const AT_ONCE = 32;

/** `select 1` as a durable job, from submit to result in hand, against the same asynchronous query over a direct session. */
export async function run(): Promise<object> {
  const system = await startSystem({ workers: 2, requestsPerMinute: 1_000_000 });
  try {
    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
    const session = await directSession(localConnection(system.snowflake.url));
    const durable = async () => {
      const { id } = await client.submit({ profile: LOCAL_PROFILE, sql: 'select 1' });
      await client.wait(id);
    };
    const direct = async () => {
      const job = await session.sql('select 1').collectNowait();
      await job.result();
    };
    await many(durable, 50);
    await many(direct, 50);
    const figures = { durable: await many(durable, JOBS), direct: await many(direct, JOBS) };
    await session.close();
    for (const [name, { perSecond, p50, p99 }] of Object.entries(figures)) {
      process.stdout.write(
        `${name.padEnd(8)} ${perSecond} jobs/s with ${AT_ONCE} at once, p50 ${p50} ms, p99 ${p99} ms\n`,
      );
    }
    const ratio = Number((figures.durable.perSecond / figures.direct.perSecond).toFixed(2));
    process.stdout.write(`ratio durable to direct  ${ratio}\n`);
    return { ...figures, ratio };
  } finally {
    await system.stop();
  }
}

async function many(job: () => Promise<void>, count: number) {
  const times: number[] = [];
  let left = count;
  const started = performance.now();
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      await job();
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { perSecond: Math.round((count / (performance.now() - started)) * 1000), ...percentiles(times) };
}
