import { FirnClient } from '@firn/client';
import { LOCAL_PROFILE, startSystem } from '../scripts/system/system.js';
import { startBareLoop } from './bare/bare-loop.js';
import { perSecond } from './support/lanes.js';
import { costLines, scriptCosts } from './support/script-commands.js';
import { UsageMeter } from './support/usage.js';

const LINES = Number(process.env.FIRN_BENCH_JOBS ?? 100_000);
/** Lines whose commands are looked at one by one. */
const WATCHED = 2_000;

/** Lines of one batch accepted, while nobody runs them, against BullMQ's `addBulk` of as many jobs in the same run. */
export async function run(): Promise<object> {
  const system = await startSystem({ workers: 0, requestsPerMinute: 10_000_000 });
  const bare = await startBareLoop(system.snowflake.url, 0);
  let requests = 0;
  const counted: typeof fetch = (input, init) => {
    requests += 1;
    return fetch(input, init);
  };
  const meter = new UsageMeter({
    redisUrl: system.redis.url,
    snowflakeUrl: system.snowflake.url,
    apiRequests: () => requests,
    parts: {
      client: [process.pid],
      api: system.apis.map(({ pid }) => pid),
      redis: [system.redis.service.pid],
    },
  });
  try {
    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey, fetch: counted });
    async function* lines(count: number) {
      for (let at = 0; at < count; at += 1) yield { profile: LOCAL_PROFILE, sql: 'select 1' };
    }
    await client.submitBatch(lines(2_000));
    await bare.addBulk(2_000);
    let rate = 0;
    const usage = await meter.during(LINES, async () => {
      const begun = performance.now();
      const { batch } = await client.submitBatch(lines(LINES));
      rate = perSecond(LINES, begun);
      if (batch.jobs !== LINES) throw new Error(`${batch.jobs} of ${LINES} lines were accepted.`);
    });
    const bulkRate = Math.round((LINES / (await bare.addBulk(LINES))) * 10_000) / 10;
    const ratio = Math.round((rate / bulkRate) * 100) / 100;
    process.stdout.write(`accepted ${rate} lines/s, addBulk ${bulkRate} jobs/s: ${ratio} ×\n`);
    process.stdout.write(`a line: ${usage.redisCommands} Redis commands, CPU ms ${JSON.stringify(usage.cpu)}\n`);
    const scripts = await scriptCosts(system.redis.url, WATCHED, () => client.submitBatch(lines(WATCHED)));
    process.stdout.write(`Redis commands a line, by script:\n${costLines(scripts)}`);
    return { lines: LINES, perSecond: rate, addBulkPerSecond: bulkRate, ratio, ...usage, scripts };
  } finally {
    meter.close();
    await bare.stop();
    await system.stop();
  }
}
