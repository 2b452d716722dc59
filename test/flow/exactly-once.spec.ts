import { FirnClient } from '@firn/client';
import type { JobId } from '@firn/contract';
import { type AdminSession, adminSession } from '../support/admin-session.js';
import { propertyRuns } from '../support/property-runs.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';

const PAIRS = propertyRuns(20, 1_000);
/** Pairs whose requests are on their way at the same time. */
const AT_ONCE = 10;
/** Pairs after which the history is read: it shows no more than 10,000 statements, and each job has several. */
const PER_LOOK = 200;

jest.setTimeout(120_000 + PAIRS * 2_000);

/** Of each pair one request goes to each of two APIs, and two workers take what they accept. */
describe('two identical submissions of a write that happens exactly once, at the same instant', () => {
  let system: System;
  let admin: AdminSession;
  let clients: readonly FirnClient[];
  beforeAll(async () => {
    system = await startSystem({ workers: 2, apis: 2, requestsPerMinute: 1_000_000 });
    clients = system.apis.map(({ url }) => new FirnClient({ url, apiKey: system.apiKey }));
    admin = await adminSession(system.snowflake.url);
    await admin.rows('create table TOTALS (MARK int, AMOUNT int)');
  });
  afterAll(async () => {
    await admin?.close();
    await system?.stop();
  });

  const sqlOf = (mark: number) => `insert into TOTALS select ${mark}, column1 from values (1), (2), (3)`;
  const pair = async (mark: number): Promise<JobId> => {
    const request = { profile: LOCAL_PROFILE, sql: sqlOf(mark), delivery: 'exactly_once' } as const;
    const [one, other] = await Promise.all(
      clients.map((client) => client.submit(request, { idempotencyKey: `pair-${mark}` })),
    );
    if (one === undefined) throw new Error('Nobody was asked.');
    expect(other?.id).toBe(one.id);
    return one.id;
  };

  it(`is done once for each of ${PAIRS}, by row totals, claims and history`, async () => {
    const jobs: JobId[] = [];
    const written = new Map<string, string>();
    for (let from = 0; from < PAIRS; from += AT_ONCE) {
      const marks = Array.from({ length: Math.min(AT_ONCE, PAIRS - from) }, (_, at) => from + at);
      const ids = await Promise.all(marks.map(pair));
      const ended = await Promise.all(ids.map((id) => clients[0]?.wait(id, { timeoutMs: 60_000 })));
      for (const job of ended)
        expect(job).toMatchObject({ state: 'succeeded', problem: null, result: { rows: 1, inline: [[3]] } });
      jobs.push(...ids);
      if (jobs.length % PER_LOOK === 0 || jobs.length === PAIRS) await look(written);
    }
    // A client that comes again later is told of the same run.
    expect(await pair(0)).toBe(jobs[0]);

    expect(
      await admin.rows('select count(*) as N, count(distinct MARK) as MARKS, sum(AMOUNT) as S from TOTALS'),
    ).toEqual([{ N: String(3 * PAIRS), MARKS: String(PAIRS), S: String(6 * PAIRS) }]);
    expect(await claims()).toEqual({ done: PAIRS });
    expect([...written.values()].sort()).toEqual([...jobs].sort());
  });

  /** Entries of all ledgers, by their state. */
  async function claims(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    for (const { name } of await admin.rows("show tables like 'FIRN_LEDGER_%' in schema FIRN.FIRN_SCRATCH")) {
      const rows = await admin.rows(
        `select STATE, count(*) as N from FIRN.FIRN_SCRATCH.${String(name)} group by STATE`,
      );
      for (const { STATE, N } of rows) counts[String(STATE)] = (counts[String(STATE)] ?? 0) + Number(N);
    }
    return counts;
  }

  /** Adds each INSERT that the history shows as done, with its job: the statement inside of the block that claims it. */
  async function look(written: Map<string, string>): Promise<void> {
    const rows = await admin.rows(
      "select QUERY_ID, QUERY_TAG from table(information_schema.query_history(result_limit => 10000)) where QUERY_TYPE = 'INSERT' and upper(EXECUTION_STATUS) = 'SUCCESS' and startswith(QUERY_TEXT, 'insert into TOTALS')",
    );
    for (const { QUERY_ID, QUERY_TAG } of rows) {
      const { job } = JSON.parse(String(QUERY_TAG)) as { readonly job: string };
      written.set(String(QUERY_ID), job);
    }
  }
});
