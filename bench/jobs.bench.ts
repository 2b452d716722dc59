import { FirnClient } from '@firn/client';
import { LOCAL_PROFILE, startSystem } from '../scripts/system/system.js';
import { startBareLoop } from './bare/bare-loop.js';
import { celery } from './peers/celery.js';
import { lanes, paced, perSecond, type Rate } from './support/lanes.js';
import { costLines, scriptCosts } from './support/script-commands.js';
import { type Usage, UsageMeter } from './support/usage.js';

const JOBS = Number(process.env.FIRN_BENCH_JOBS ?? 1_000);
const AT_ONCE = 32;
const ALONE = 100;
/** Jobs whose commands are looked at one by one. */
const WATCHED = 200;
/** Jobs at half of the rate that all at once reach: how long one takes where nothing is full. */
const HALVED = 300;
const WORKERS = 2;
const SQL = 'select 1';

type Figures = Usage & Partial<Rate> & { readonly perSecond: number };

/**
 * `select 1` as a durable job, from submit to result in hand: one by one with so many at once, and as one batch; beside a bare loop of
 * BullMQ and the driver on the same server in the same run, and beside Celery with Snowpark Python where FIRN_BENCH_PYTHON names a
 * Python that has both.
 */
export async function run(): Promise<object> {
  const system = await startSystem({ workers: WORKERS, requestsPerMinute: 10_000_000 });
  const bare = await startBareLoop(system.snowflake.url, WORKERS);
  const meters: UsageMeter[] = [];
  try {
    let requests = 0;
    const counted: typeof fetch = (input, init) => {
      requests += 1;
      return fetch(input, init);
    };
    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey, fetch: counted });
    const request = { profile: LOCAL_PROFILE, sql: SQL };
    const server = [system.snowflake.pid];
    const firn = new UsageMeter({
      redisUrl: system.redis.url,
      snowflakeUrl: system.snowflake.url,
      apiRequests: () => requests,
      parts: {
        client: [process.pid],
        api: system.apis.map(({ pid }) => pid),
        worker: system.workers.map(({ pid }) => pid),
        redis: [system.redis.service.pid],
        server,
      },
    });
    const loop = new UsageMeter({
      redisUrl: bare.redisUrl,
      snowflakeUrl: system.snowflake.url,
      apiRequests: () => 0,
      parts: { client: [process.pid], worker: bare.workerPids, redis: [bare.redisPid], server },
    });
    meters.push(firn, loop);
    const single = () => client.run(request);
    const batch = async (count: number) => {
      const { batch: made } = await client.submitBatch(Array.from({ length: count }, () => request));
      const { succeeded } = await client.waitBatch(made.id);
      if (succeeded !== count) throw new Error(`${succeeded} of ${count} jobs of a batch succeeded.`);
    };
    await lanes(200, AT_ONCE, single);
    await lanes(200, AT_ONCE, () => bare.run(SQL));
    await batch(200);

    const figures: Record<string, Figures> = {};
    const alone = { firn: await lanes(ALONE, 1, single), bare: await lanes(ALONE, 1, () => bare.run(SQL)) };
    figures.singly = await measured(firn, () => lanes(JOBS, AT_ONCE, single));
    figures.bare = await measured(loop, () => lanes(JOBS, AT_ONCE, () => bare.run(SQL)));
    figures.batch = await measured(firn, () => timed(() => batch(JOBS)));
    figures.bareBulk = await measured(loop, () => timed(() => bare.runAll(Array.from({ length: JOBS }, () => SQL))));
    const half = await paced(Math.min(JOBS, HALVED), Math.max(1, figures.singly.perSecond / 2), single);
    for (const [name, of] of Object.entries(figures)) process.stdout.write(`${line(name, of)}\n`);
    const sample = Math.min(JOBS, WATCHED);
    const scripts = await scriptCosts(system.redis.url, sample, () => lanes(sample, AT_ONCE, single));
    process.stdout.write(`Redis commands a job, singly, by script:\n${costLines(scripts)}`);
    const batchScripts = await scriptCosts(system.redis.url, sample, () => batch(sample));
    process.stdout.write(`the same in a batch:\n${costLines(batchScripts)}`);
    process.stdout.write(`at half of that rate: p50 ${half.p50} ms, p99 ${half.p99} ms\n`);
    process.stdout.write(`one at a time: firn p50 ${alone.firn.p50} ms, bare p50 ${alone.bare.p50} ms\n`);

    const peer = await celery(system.snowflake, JOBS);
    if (peer !== null) process.stdout.write(`celery: ${JSON.stringify(peer)}\n`);
    const ratio = (a: number | undefined, b: number | undefined) => Math.round(((a ?? 0) / (b ?? 1)) * 100) / 100;
    const ratios = {
      singlyToBare: ratio(figures.singly.perSecond, figures.bare.perSecond),
      batchToBare: ratio(figures.batch.perSecond, figures.bare.perSecond),
      halfP99ToP50: ratio(half.p99, half.p50),
      ...(peer !== null && {
        singlyToCelery: ratio(figures.singly.perSecond, peer.perSecond),
        batchToCelery: ratio(figures.batch.perSecond, peer.perSecond),
        aloneP50ToCelery: ratio(alone.firn.p50, peer.p50),
      }),
    };
    process.stdout.write(`${JSON.stringify(ratios)}\n`);
    return { ...figures, scripts, batchScripts, alone, half, ratios, ...(peer !== null && { celery: peer }) };
  } finally {
    for (const meter of meters) meter.close();
    await bare.stop();
    await system.stop();
  }
}

async function measured(
  meter: UsageMeter,
  work: () => Promise<Partial<Rate> & { readonly perSecond: number }>,
): Promise<Figures> {
  let rate: (Partial<Rate> & { readonly perSecond: number }) | undefined;
  const usage = await meter.during(JOBS, async () => {
    rate = await work();
  });
  return { ...usage, ...rate, perSecond: rate?.perSecond ?? 0 };
}

async function timed(work: () => Promise<unknown>): Promise<{ readonly perSecond: number }> {
  const begun = performance.now();
  await work();
  return { perSecond: perSecond(JOBS, begun) };
}

function line(name: string, { perSecond: rate, p50, p99, cpu, cpuInAll, ...counts }: Figures): string {
  const ms = Object.entries(cpu).map(([part, value]) => `${part} ${value}`);
  const { redisCommands, redisScripts, snowflakeRequests, apiRequests } = counts;
  return [
    `${name.padEnd(9)} ${rate} jobs/s${p50 === undefined ? '' : `, p50 ${p50} ms, p99 ${p99} ms`}`,
    `  CPU ms a job: ${ms.join(', ')}, in all ${cpuInAll}`,
    `  a job: ${redisCommands} Redis commands, ${redisScripts} scripts, ${apiRequests} API requests, ${snowflakeRequests} Snowflake requests`,
  ].join('\n');
}
