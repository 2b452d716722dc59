import { FirnClient } from '@firn/client';
import { type System, startSystem } from '../scripts/system/system.js';
import { adminSession } from '../test/support/admin-session.js';
import { percentiles } from './support/percentiles.js';

const MANY = Number(process.env.FIRN_BENCH_JOBS ?? 20_000);
const OTHERS = 20;
/** Ten beside 20,000: fewer jobs of the big one leave less room for the work of the others, which is no matter of fairness. */
const EACH = Math.max(1, Math.round((10 * MANY) / 20_000));
const SINGLE_CANCELS = 20;
const CANCELS_AT_ONCE = 200;
const WRITES = Number(process.env.FIRN_BENCH_WRITES ?? 600);
/** Names of the parts to measure, with commas between; all of them where nothing is said. */
const PARTS = process.env.FIRN_BENCH_PARTS?.split(',');
const BIG = 'big';
const others = Array.from({ length: OTHERS }, (_, at) => `small-${at}`);
const sql = 'select 1';

/**
 * One tenant sends a batch of many jobs, twenty others some jobs each meanwhile: how long theirs take against an idle system, and how fast
 * the big one is against alone. Then cancels beside as many jobs, and how often each of many slow writes is claimed.
 */
export async function run(): Promise<object> {
  const system = await startSystem({
    workers: 2,
    requestsPerMinute: 10_000_000,
    tenants: [BIG, ...others],
    limits: { statements: 64, exclusiveSessions: 16 },
  });
  const figures: Record<string, unknown> = {};
  const tell = (name: string, value: unknown) => {
    figures[name] = value;
    process.stdout.write(`${name}: ${JSON.stringify(value)}\n`);
  };
  try {
    const big = clientOf(system, BIG);
    const isAsked = (part: string) => PARTS === undefined || PARTS.includes(part);
    await smallJobs(system); // warm
    if (isAsked('shares')) await shares(system, big, tell);
    if (isAsked('cancels')) {
      await throughput(big, MANY, async () => {
        tell('cancelMs', await cancels(clientOf(system, 'small-0'), profileOf('small-0')));
      });
    }
    if (isAsked('writes')) tell('claimsOfAWrite', await claimsOfWrites(system));
    return figures;
  } finally {
    await system.stop();
  }
}

async function shares(system: System, big: FirnClient, tell: (name: string, value: unknown) => void): Promise<void> {
  tell('waitAloneMs', percentiles(await smallJobs(system)));
  const alone = await throughput(big, MANY / 10, async () => undefined);
  tell('bigAlonePerSecond', alone);
  const beside = await throughput(big, MANY, async () => {
    tell('waitBesideMs', percentiles(await smallJobs(system)));
  });
  tell('bigBesidePerSecond', beside);
  tell('bigShare', Math.round((beside / alone) * 100) / 100);
}

const clientOf = (system: System, tenant: string) =>
  new FirnClient({ url: system.apiUrl, apiKey: system.keys[tenant] ?? '' });
const profileOf = (tenant: string) => (tenant === BIG ? 'local' : `local-${tenant}`);

/** From acceptance to the end of each job of the small tenants, one after the other in each, in milliseconds. */
async function smallJobs(system: System): Promise<readonly number[]> {
  const times = await Promise.all(
    others.map(async (tenant) => {
      const client = clientOf(system, tenant);
      const submitted = await Promise.all(
        Array.from({ length: EACH }, () => client.submit({ profile: profileOf(tenant), sql })),
      );
      const ended = await Promise.all(submitted.map(({ id }) => client.wait(id)));
      return ended.map(({ acceptedAt, startedAt }) => Date.parse(startedAt ?? '') - Date.parse(acceptedAt));
    }),
  );
  return times.flat();
}

/** Jobs of one batch that end in a second, while something else is done. */
async function throughput(client: FirnClient, jobs: number, meanwhile: () => Promise<void>): Promise<number> {
  const { batch } = await client.submitBatch(Array.from({ length: jobs }, () => ({ profile: profileOf(BIG), sql })));
  const others = meanwhile();
  const { perSecond } = await client.waitBatch(batch.id);
  await others;
  return perSecond ?? 0;
}

/** Of running queries: one after the other, then many at once, in milliseconds until they have ended. */
async function cancels(client: FirnClient, profile: string): Promise<object> {
  const submit = async () => {
    const { id } = await client.submit({ profile, sql: 'select system$wait(600)' });
    await client.waitUntil(id, ({ state }) => state === 'running');
    return id;
  };
  const times: number[] = [];
  for (let at = 0; at < SINGLE_CANCELS; at += 1) {
    const id = await submit();
    const began = performance.now();
    await client.cancel(id);
    await client.wait(id);
    times.push(performance.now() - began);
  }
  const submitted = await Promise.all(
    Array.from({ length: CANCELS_AT_ONCE }, () => client.submit({ profile, sql: 'select system$wait(600)' })),
  );
  const began = performance.now();
  await Promise.all(submitted.map(({ id }) => client.cancel(id)));
  await Promise.all(submitted.map(({ id }) => client.wait(id)));
  return { ...percentiles(times), atOnce: CANCELS_AT_ONCE, atOnceMs: Math.round(performance.now() - began) };
}

/** Slow writes, of which only some may run at the same time: a claim that found no session would be one more. */
async function claimsOfWrites(system: System): Promise<number> {
  const admin = await adminSession(system.snowflake.url);
  await admin.rows('create table BENCH_WRITES (N number)');
  await admin.close();
  const client = clientOf(system, BIG);
  const { lines } = await client.submitBatch(
    Array.from({ length: WRITES }, (_, at) => ({
      profile: profileOf(BIG),
      sql: `insert into BENCH_WRITES select ${at} where system$wait(200, 'MILLISECONDS') is not null`,
    })),
  );
  let claims = 0;
  for (const line of lines) {
    if (!('id' in line)) throw new Error('A write was refused.');
    const { state } = await client.wait(line.id);
    if (state !== 'succeeded') throw new Error(`A write is ${state}.`);
    const history = await client.history(line.id);
    claims += history.filter(({ kind }) => kind === 'claimed').length;
  }
  return Math.round((claims / WRITES) * 100) / 100;
}
