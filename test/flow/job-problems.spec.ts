import { durableSession, FirnClient, FirnProblem } from '@firn/client';
import type { JobRequestInput, JobView, ProblemCode } from '@firn/contract';
import { col, SnowflakeError } from '@firn/snowpark';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';

/** A job that is accepted and fails: how it ends, and what its problem says to whoever reads it. */
interface Row {
  readonly job: string;
  readonly request: Omit<JobRequestInput, 'profile'>;
  readonly state: JobView['state'];
  readonly code: ProblemCode;
  readonly cure: RegExp;
  /** Snowflake's own code and state, where it answered. */
  readonly snowflake?: readonly [code: string, sqlState: string];
}

const ROWS: readonly Row[] = [
  {
    job: 'a table that there is not',
    request: { sql: 'select * from nowhere' },
    ...{ state: 'failed', code: 'snowflake_error', cure: /correct the statement/ },
    snowflake: ['002003', '42S02'],
  },
  {
    job: 'SQL that is none',
    request: { sql: 'selectt 1' },
    ...{ state: 'failed', code: 'snowflake_error', cure: /correct the statement/ },
    snowflake: ['001003', '42000'],
  },
  {
    job: 'a division by zero',
    request: { sql: 'select 1 / a from (select 0 as a)' },
    ...{ state: 'failed', code: 'snowflake_error', cure: /the data/ },
    snowflake: ['100051', '22012'],
  },
  {
    job: 'a query longer than its timeout',
    request: { sql: 'select system$wait(120)', timeoutMs: 1_500 },
    ...{ state: 'timed_out', code: 'timeout', cure: /larger timeoutMs/ },
  },
  {
    job: 'a query ID that is not of this tenant',
    request: { action: { kind: 'adopt', queryId: '01b2c3d4-0000-1a2b-0000-000000000001' } },
    ...{ state: 'failed', code: 'adopt_refused', cure: /same tenant/ },
  },
];

describe('failures inside a job', () => {
  let system: System;
  let client: FirnClient;
  beforeAll(async () => {
    system = await startSystem({ workers: 1 });
    client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
  }, 120_000);
  afterAll(() => system?.stop());
  const run = async (request: Omit<JobRequestInput, 'profile'>) => {
    const { id } = await client.submit({ profile: LOCAL_PROFILE, ...request });
    return client.wait(id, { timeoutMs: 60_000 });
  };

  it.each(ROWS.map((row) => [row.job, row.state, row] as const))(
    '%s: %s',
    async (_job, _state, row) => {
      const job = await run(row.request);
      expect({ state: job.state, code: job.problem?.code }).toEqual({ state: row.state, code: row.code });
      expect(job.problem?.cure).toMatch(row.cure);
      if (row.snowflake !== undefined) {
        const [code, sqlState] = row.snowflake;
        expect(job.problem?.snowflake).toMatchObject({ code, sqlState });
      }

      const error = await client.result(job.id).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(FirnProblem);
      expect(error).toMatchObject({ code: 'no_result', status: 409 });
    },
    90_000,
  );

  it('throws the same in a durable session as a direct one does', async () => {
    const session = await durableSession({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE });
    const missing = await session
      .table('nowhere')
      .collect()
      .catch((thrown: unknown) => thrown);
    expect(missing).toBeInstanceOf(SnowflakeError);
    expect(missing).toMatchObject({ code: '002003', sqlState: '42S02', queryId: expect.any(String) });

    await session.createDataFrame([[1]], ['k']).write.saveAsTable('fails_inside', { mode: 'overwrite' });
    const append = session.sql("select 'x' as k").write.saveAsTable('fails_inside', { mode: 'append' });
    await expect(append).rejects.toMatchObject({
      name: 'SnowflakeError',
      code: '100038',
      sqlState: '22018',
      text: expect.stringContaining("failed on column K with error: Numeric value 'x' is not recognized"),
    });

    const wrong = session.sql('select 1 as a').select(col('b'));
    await expect(wrong.collect()).rejects.toBeInstanceOf(SnowflakeError);

    const running = await session.sql('select system$wait(1) as w, 7 as n').collectNowait();
    expect(String(await (await running.toDf()).select('n').first())).toBe('Row(N=7)');

    const waiting = await session.sql('select system$wait(120)').collectNowait();
    await waiting.queryId();
    await waiting.cancel();
    await expect(waiting.result()).rejects.toMatchObject({ name: 'SnowflakeError', code: '000604' });
    await expect(waiting.result()).rejects.toThrow('SQL execution canceled');

    const limited = await session.sql('select system$wait(120)').collectNowait({ timeoutMs: 1_500 });
    await expect(limited.result()).rejects.toMatchObject({
      name: 'SnowflakeError',
      code: '000630',
      sqlState: '57014',
      cause: { name: 'FirnProblem', code: 'timeout' },
    });
    await expect(limited.result()).rejects.toThrow('timeout of 2 second(s) and was canceled');
    await session.close();
  }, 90_000);

  describe('Snowflake away', () => {
    it('accepts, says why it waits, and goes on once Snowflake is back', async () => {
      await system.snowflake.kill();
      const { id } = await client.submit({ profile: LOCAL_PROFILE, sql: 'select 7 as n' });
      const waiting = await client.waitUntil(id, ({ state }) => state === 'retrying', { timeoutMs: 60_000 });
      expect(waiting.problem).toMatchObject({
        code: 'snowflake_unavailable',
        retryable: true,
        cure: expect.stringContaining('retrying'),
      });
      expect(waiting.nextAttemptAt).toEqual(expect.any(String));

      await system.restartSnowflake();
      expect(await client.wait(id, { timeoutMs: 90_000 })).toMatchObject({
        state: 'succeeded',
        result: { inline: [[7]] },
      });
    }, 180_000);

    it('ends at its timeout, although it never reached Snowflake', async () => {
      await system.snowflake.kill();
      try {
        const job = await run({ sql: 'select 1', timeoutMs: 4_000 });
        expect(job).toMatchObject({
          state: 'timed_out',
          problem: { code: 'timeout', detail: expect.stringContaining('4000 ms') },
        });
      } finally {
        await system.restartSnowflake();
      }
    }, 120_000);
  });
});
