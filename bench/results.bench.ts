import { durableSession, FirnClient } from '@firn/client';
import { directSession } from '@firn/snowflake';
import type { Session } from '@firn/snowpark';
import type {} from '@firn/snowpark/arrow';
import { localConnection } from '../scripts/system/local-connection.js';
import { LOCAL_PROFILE, type System, startSystem } from '../scripts/system/system.js';
import { type Driver, openDriver } from './bare/driver-rows.js';
import { cpuMsOf, residentMbOf } from './support/usage.js';

const ROWS = Number(process.env.FIRN_BENCH_ROWS ?? 1_000_000);
/** Rounds of all ways; the fastest of each counts, since others may hold the machine meanwhile. */
const ROUNDS = Number(process.env.FIRN_BENCH_ROUNDS ?? 3);
const MEMORY_EVERY_MS = 50;
/** Names of the ways to measure, with commas between; all of them where nothing is said. */
const WAYS = process.env.FIRN_BENCH_WAYS?.split(',');

/** Ten columns of the types that tables have. */
const TABLE = `create or replace table WIDE as select
  seq4() as ID, (seq4() * 7919)::number(18, 0) as AMOUNT, (seq4() / 100)::number(12, 2) as PRICE, (seq4() / 7)::float as SHARE,
  'name ' || seq4() as NAME, 'a text of some length, as comments have: ' || mod(seq4(), 1000) as NOTE, mod(seq4(), 2) = 0 as FLAG,
  dateadd(day, mod(seq4(), 9999), '2000-01-01'::date) as DAY, dateadd(second, seq4(), '2020-01-01'::timestamp_ntz) as MOMENT,
  iff(mod(seq4(), 3) = 0, null, mod(seq4(), 77)) as MAYBE
  from table(generator(rowcount => ${ROWS}))`;
const SQL = 'select * from WIDE';

interface Figure {
  readonly seconds: number;
  /** Seconds of CPU that each part took. */
  readonly cpu: Readonly<Record<string, number>>;
  /** Megabytes by which each part grew at most. */
  readonly grownMb: Readonly<Record<string, number>>;
}

/**
 * A result of so many rows and ten columns: as a durable job, from submit to the last byte of NDJSON and to an Arrow table, and over
 * a direct session as rows and as Arrow; beside the driver's `streamRows` on the same server in the same run.
 */
export async function run(): Promise<object> {
  const system = await startSystem({ workers: 1, requestsPerMinute: 10_000_000 });
  const access = { url: system.apiUrl, apiKey: system.apiKey };
  const client = new FirnClient(access);
  const durable = await durableSession({ ...access, profile: LOCAL_PROFILE });
  const direct = await directSession(localConnection(system.snowflake.url));
  const driver = await openDriver(system.snowflake.url);
  try {
    await client.run({ profile: LOCAL_PROFILE, sql: TABLE });
    const best: Record<string, Figure> = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, way] of Object.entries(waysOf(system, client, durable, direct, driver))) {
        if (WAYS !== undefined && !WAYS.includes(name)) continue;
        const figure = await measured(system, way);
        if (figure.seconds < (best[name]?.seconds ?? Infinity)) best[name] = figure;
        process.stdout.write(`${name.padEnd(16)} ${JSON.stringify(figure)}\n`);
      }
    }
    const driverSeconds = best.streamRows?.seconds ?? 0;
    const ratios = Object.fromEntries(
      Object.entries(best).map(([name, { seconds }]) => [name, Math.round((driverSeconds / seconds) * 100) / 100]),
    );
    process.stdout.write(`times as fast as the driver's streamRows: ${JSON.stringify(ratios)}\n`);
    return { rows: ROWS, ...best, ratios };
  } finally {
    await driver.close();
    await durable.close();
    await direct.close();
    await system.stop();
  }
}

/** Ways to have all rows, by name. Each gives how many came. */
function waysOf(
  system: System,
  client: FirnClient,
  durable: Session,
  direct: Session,
  driver: Driver,
): Readonly<Record<string, () => Promise<number>>> {
  return {
    streamRows: () => driver.streamRows(SQL),
    durableNdjson: async () => {
      const { id } = await client.submit({ profile: LOCAL_PROFILE, sql: SQL });
      await client.wait(id);
      const response = await fetch(`${system.apiUrl}/v1/jobs/${id}/result?format=ndjson`, {
        headers: { authorization: `Bearer ${system.apiKey}` },
      });
      return rowLinesIn(response);
    },
    durableArrow: async () => (await durable.sql(SQL).toArrow()).numRows,
    durableIterator: async () => rowsIn(await durable.sql(SQL).toLocalIterator()),
    directCollect: async () => (await direct.sql(SQL).collect()).length,
    directIterator: async () => rowsIn(await direct.sql(SQL).toLocalIterator()),
    directArrow: async () => (await direct.sql(SQL).toArrow()).numRows,
  };
}

async function rowsIn(rows: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of rows) count += 1;
  return count;
}

/** Rows in an answer: its lines without the heading. */
async function rowLinesIn({ body }: Response): Promise<number> {
  let count = -1;
  if (body === null) return 0;
  for await (const piece of body) {
    for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) count += 1;
  }
  return count;
}

const NEWLINE = 0x0a;

async function measured(system: System, way: () => Promise<number>): Promise<Figure> {
  const parts: Readonly<Record<string, readonly number[]>> = {
    client: [process.pid],
    api: system.apis.map(({ pid }) => pid),
    worker: system.workers.map(({ pid }) => pid),
    server: [system.snowflake.pid],
  };
  const all = (of: (pid: number) => number) =>
    Object.fromEntries(
      Object.entries(parts).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + of(pid), 0)]),
    );
  const [cpuBefore, before, peak] = [all(cpuMsOf), all(residentMbOf), all(residentMbOf)];
  const watch = setInterval(() => {
    for (const [name, mb] of Object.entries(all(residentMbOf))) peak[name] = Math.max(peak[name] ?? 0, mb);
  }, MEMORY_EVERY_MS);
  const begun = performance.now();
  try {
    const rows = await way();
    if (rows !== ROWS) throw new Error(`${rows} of ${ROWS} rows came.`);
  } finally {
    clearInterval(watch);
  }
  const seconds = rounded((performance.now() - begun) / 1_000);
  const after = all(cpuMsOf);
  const each = (value: (name: string) => number) =>
    Object.fromEntries(Object.keys(parts).map((name) => [name, value(name)]));
  return {
    seconds,
    cpu: each((name) => rounded(((after[name] ?? 0) - (cpuBefore[name] ?? 0)) / 1_000)),
    grownMb: each((name) => (peak[name] ?? 0) - (before[name] ?? 0)),
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
