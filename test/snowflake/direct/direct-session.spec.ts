import { directSession, failureOf } from '@firn/snowflake';
import { col, type Session, SnowflakeError, UsageError } from '@firn/snowpark';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { type AdminSession, adminSession } from '../../support/admin-session.js';
import { Faults } from '../../support/faults.js';
import { queryHistory } from '../../support/history.js';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { until } from '../../support/until.js';
import { countingProxy } from '../support/counting-proxy.js';
import { rejection } from '../support/sessions.js';

/** Enough cells that local data is loaded into a temporary table first. */
const manyRows = Array.from({ length: 600 }, (_, row) => [row, `name ${row}`]);

describe('a direct session', () => {
  let snowflake: LocalSnowflake;
  let admin: AdminSession;
  let session: Session;

  beforeAll(async () => {
    snowflake = await startLocalSnowflake({ faults: true });
    admin = await adminSession(snowflake.url);
  });
  afterAll(async () => {
    await admin?.close();
    await snowflake?.stop();
  });
  beforeEach(async () => {
    session = await open();
  });
  afterEach(() => session.close());

  const open = (accessUrl = snowflake.url) => directSession(localConnection(accessUrl));
  const generated = async (within: Session): Promise<string[]> => {
    const shown = [...(await within.sql('SHOW TABLES').collect()), ...(await within.sql('SHOW STAGES').collect())];
    return shown.map((row) => String(row.get('name'))).filter((name) => name.startsWith('FIRN_'));
  };

  it('runs what it is given', async () => {
    expect((await session.sql('select 1 as a').collect()).map((row) => row.toObject())).toEqual([{ A: 1n }]);
  });

  it('asks for the columns of a frame once, and again after its own changes', async () => {
    const proxy = await countingProxy(snowflake.url);
    const counted = await open(proxy.url);
    try {
      await counted.sql('create or replace table described (a int, b int)').collect();
      const t = counted.table('described');
      const joined = t.withColumn('c', t.col('a').plus(1)).join(t.alias('o').as(), ['a'], { rightSuffix: '_o' });
      proxy.take();
      await joined.collect();
      expect(proxy.take()).toHaveLength(3);
      await joined.filter('c > 1').collect();
      expect(proxy.take()).toHaveLength(2);
      await counted.sql('alter table described add column d int').collect();
      proxy.take();
      expect(await joined.columns()).toContain('D');
      await counted.table('described').drop('a').collect();
      await admin.rows('alter table firn.public.described drop column d');
      await expect(joined.collect()).rejects.toThrow('invalid identifier');
      expect((await joined.collect()).length).toBe(0);
    } finally {
      await counted.close();
      await proxy.close();
    }
  });

  it('gives a job whose ID is the query ID, known at once', async () => {
    const job = await session.sql('select 1 as a').collect({ block: false });
    expect(job.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await job.queryId()).toBe(job.id);
    expect(await job.query()).toBe('select 1 as a');
    expect((await job.result()).map((row) => row.toObject())).toEqual([{ A: 1n }]);
    expect(await job.status()).toBe('succeeded');
    const [seen] = await queryHistory(snowflake.url, (row) => row.QUERY_ID === job.id);
    expect(String(seen?.EXECUTION_STATUS)).toMatch(/^success$/i);
  });

  describe('a plan that runs as a block fails as its statement does', () => {
    const failures: readonly [string, (within: Session) => Promise<unknown>, string, string, RegExp][] = [
      [
        'an append whose value does not fit',
        (within) => within.sql("select 'it''s \\\\ \n x' as k").write.saveAsTable('block_failures', { mode: 'append' }),
        '100038',
        '22018',
        /failed on column K with error: Numeric value 'it's \\ \n x' is not recognized/,
      ],
      [
        'an append in an order of names',
        (within) =>
          within.sql("select 'x' as k").write.saveAsTable('block_failures', { mode: 'append', columnOrder: 'name' }),
        '100038',
        '22018',
        /failed on column K with error: Numeric value 'x' is not recognized/,
      ],
      [
        'rows that are replaced',
        (within) =>
          within
            .sql('select 1 / 0 as k')
            .write.saveAsTable('block_failures', { mode: 'overwrite', overwriteCondition: col('k').eq(1) }),
        '100051',
        '22012',
        /^DML operation to table BLOCK_FAILURES failed on column K with error: Division by zero/,
      ],
      [
        'a frame over SHOW',
        (within) => within.sql('show tables').selectExpr('"name"::int as n').collect(),
        '100038',
        '22018',
        /^Numeric value 'BLOCK/,
      ],
      [
        'a frame over a SHOW of what is not there',
        (within) => within.sql('show tables in schema nowhere').selectExpr('"name"').collect(),
        '002043',
        '02000',
        /^SQL compilation error:\nObject does not exist, or operation cannot be performed/,
      ],
    ];

    beforeAll(async () => {
      await admin.rows('CREATE OR REPLACE TABLE block_failures (k INT)');
    });

    it.each(failures)('%s', async (_, act, code, sqlState, text) => {
      const blocking = await rejection(act(session));
      expect(blocking).toBeInstanceOf(SnowflakeError);
      expect(blocking).toMatchObject({ code, sqlState, text: expect.stringMatching(text) });
      expect(String(blocking)).not.toMatch(/uncaught|exception/i);
    });
  });

  describe('drops the temporary table of large local data', () => {
    it('after the result', async () => {
      const job = await session.createDataFrame(manyRows, ['A', 'B']).collectNowait();
      expect(await job.result()).toHaveLength(600);
      expect(await generated(session)).toEqual([]);
    });

    it('after a failure', async () => {
      const frame = session.createDataFrame(manyRows, ['A', 'B']).selectExpr('1 / (A - A) as x');
      expect(failureOf(await rejection(frame.collect())).code).toBe('100051');
      expect(await generated(session)).toEqual([]);
    });

    it('after a refusal at the submit', async () => {
      const frame = session.createDataFrame(manyRows, ['A', 'B']).selectExpr('no_such_function(A) as x');
      expect(failureOf(await rejection(frame.collect())).class).toBe('compile');
      expect(await generated(session)).toEqual([]);
    });

    it('after a cancel', async () => {
      const job = await session
        .createDataFrame(manyRows, ['A', 'B'])
        .selectExpr('SYSTEM$WAIT(60) as x')
        .collectNowait();
      await job.cancel();
      expect(await job.status()).toBe('cancelled');
      expect(await generated(session)).toEqual([]);
    });

    it('when the handle is disposed of, but not before the query has ended', async () => {
      const frame = session.createDataFrame(manyRows, ['A', 'B']).selectExpr('A', 'SYSTEM$WAIT(5) as w');
      {
        await using job = await frame.collectNowait();
        expect(await job.isDone()).toBe(false);
      }
      expect(await generated(session)).toHaveLength(1);
      await until('the table is gone', async () => (await generated(session)).length === 0);
    });

    it('once, whoever asks and how often', async () => {
      const job = await session.createDataFrame(manyRows, ['A', 'B']).collectNowait();
      await Promise.all([job.wait(), job.result(), job.result('iterator')]);
      const table = /FIRN_TEMP_[0-9A-F]+_1/.exec((await job.query()) ?? '')?.[0] ?? 'none';
      const about = await queryHistory(snowflake.url, (row) => String(row.QUERY_TEXT).includes(table));
      expect(about.filter((row) => String(row.QUERY_TEXT).startsWith('DROP TABLE'))).toHaveLength(1);
    });
  });

  it('makes a stage of its own, which goes with it', async () => {
    const stage = await session.getSessionStage();
    expect(stage).toMatch(/^@"FIRN"\."PUBLIC"\.FIRN_STAGE_[0-9A-F]{12}$/);
    expect(await session.getSessionStage()).toBe(stage);
    expect(await generated(session)).toHaveLength(1);
    await session.close();
    const stages = await admin.rows('SHOW STAGES');
    expect(stages.filter((row) => String(row.name).startsWith('FIRN_STAGE_'))).toEqual([]);
  });

  it('lets a running job run on after its close; another session finds it by its ID', async () => {
    const job = await session.sql('select SYSTEM$WAIT(1) as w').collectNowait();
    await session.close();
    await expect(job.status()).rejects.toThrow(UsageError);
    const other = await open();
    const found = await other.createAsyncJob(job.id);
    expect(await found.wait()).toBe('succeeded');
    expect(await found.query()).toBe('select SYSTEM$WAIT(1) as w');
    expect(await found.result()).toHaveLength(1);
    await other.close();
  });

  it('is written down as JSON and found again with its kind', async () => {
    const json = JSON.stringify(
      (await session.sql('select 1 as a union all select 2').count({ block: false })).toJSON(),
    );
    const other = await open();
    const job = other.restoreJob(JSON.parse(json));
    expect(await job.result()).toBe(2);
    await other.close();
  });

  it('refuses to restore a durable job', () => {
    const durable = { version: 1, kind: 'rows', execution: { via: 'durable', id: 'job_00X' } } as const;
    expect(() => session.restoreJob(durable)).toThrow('this session is direct');
  });

  it('says that an unknown query is unknown, whatever is asked of it', async () => {
    const job = await session.createAsyncJob('01b2c3d4-0000-1a2b-0000-00000000dead');
    expect(await job.query()).toBeNull();
    const asked = [job.result(), job.status(), job.wait(), job.isDone(), job.isFailed(), job.toDf()];
    for (const error of await Promise.all(asked.map((answer) => rejection(answer)))) {
      expect(error).toBeInstanceOf(SnowflakeError);
      expect(failureOf(error).code).toBe('000709');
    }
  });

  describe('a statement that does not compile', () => {
    const failures = async (within: Session) => [
      await rejection(within.table('nowhere').collect()),
      await rejection(within.table('nowhere').count()),
      await rejection(
        within
          .sql('selectt 1')
          .collectNowait()
          .then((job) => job.result()),
      ),
      await rejection(within.table('nowhere').write.saveAsTable('copy')),
    ];

    it('fails alike, whether Snowflake says so to the submit or by status and result', async () => {
      const faults = new Faults(snowflake.url);
      const later = await failures(session);
      await faults.set({ route: 'query-request', phase: 'after', action: 'fail_post' });
      const atOnce = await failures(session);
      await faults.clear();
      for (const [at, error] of later.entries()) {
        expect(error).toBeInstanceOf(SnowflakeError);
        const { code, sqlState, text } = error as SnowflakeError;
        expect(atOnce[at]).toMatchObject({ name: 'SnowflakeError', code, sqlState, text });
        expect(atOnce[at]).toMatchObject({ queryId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
        expect(error).toMatchObject({ queryId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      }
    });

    it('is told by the handle as a failed job', async () => {
      const job = await session.table('nowhere').collectNowait();
      expect(await job.wait()).toBe('failed');
      expect(await job.isFailed()).toBe(true);
      expect(failureOf(await rejection(job.toDf())).code).toBe('002003');
    });
  });

  describe('a frame over the result of a job', () => {
    it('waits for a query that runs', async () => {
      const job = await session.sql('select SYSTEM$WAIT(1) as w, 7 as n').collectNowait();
      expect(await job.status()).toBe('running');
      expect((await (await job.toDf()).select('n').collect()).map((row) => row.toObject())).toEqual([{ N: 7n }]);
    });

    it('fails as the query did, and waits no longer than it is told', async () => {
      const failed = await session
        .sql('select 1 / (SEQ4() - SEQ4()) from table(generator(rowcount => 2))')
        .collectNowait();
      expect(failureOf(await rejection(failed.toDf())).code).toBe('100051');
      const slow = await session.sql('select SYSTEM$WAIT(60) as w').collectNowait();
      await expect(slow.toDf({ timeoutMs: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
      await slow.cancel();
      expect(failureOf(await rejection(slow.toDf())).class).toBe('cancelled');
    });
  });

  it.each([
    ['merge', 'select 5 as n', 'its columns are N'],
    ['update', 'select 5 as n', 'its columns are N'],
    ['delete', 'select 5 as "number of rows updated"', 'its columns are number of rows updated'],
    ['update', 'select 5::float as "number of rows updated"', 'holds no count'],
    ['update', 'select 5 as "number of rows updated" union all select 6', 'more than one row'],
    ['count', 'select 5 as n union all select 6', 'more than one row'],
    ['count', 'select 5 as n, 6 as m', 'it has 2 columns'],
    ['count', "select 'x' as n", 'its column N holds no count'],
    ['count', 'select 5 as n where false', 'it has no row'],
  ] as const)('does not read as %s the result of %s', async (kind, text, why) => {
    const job = await session.sql(text).collectNowait();
    const error = await rejection(job.result(kind));
    expect(error).toMatchObject({ code: 'wrong_result_kind', message: expect.stringContaining(why) });
  });

  it('gives the timeout and the reason of a signal, and leaves the query alone', async () => {
    const job = await session.sql('select SYSTEM$WAIT(60) as w').collectNowait();
    await expect(job.wait({ timeoutMs: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    const reason = new Error('enough');
    await expect(job.wait({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await job.isDone()).toBe(false);
    await job.cancel();
    expect(await job.wait()).toBe('cancelled');
  });

  it('streams a local iterator and stops the transfer when the reader leaves', async () => {
    const frame = session.sql(
      "select SEQ8() as id, RPAD('x', 100, 'y') as t from table(generator(rowcount => 200000))",
    );
    let rows = 0;
    for await (const _row of await frame.toLocalIterator()) {
      rows += 1;
      if (rows === 1_000) break;
    }
    expect(rows).toBe(1_000);
  });

  it('does not silently open another session when Snowflake has ended this one', async () => {
    const faults = new Faults(snowflake.url);
    await session.sql('create temporary table mine as select 1 as a').collect();
    await faults.set({
      route: 'query-request',
      phase: 'before',
      action: 'expire_session',
      times: 1,
      match: { sqlText: 'from mine' },
    });
    const error = await rejection(session.sql('select a from mine').collect());
    expect(failureOf(error).class).toBe('session_lost');
    expect(failureOf(await rejection(session.sql('select 1').collect())).class).toBe('session_lost');
    await faults.clear();
  });

  it('names every option that is wrong', async () => {
    await expect(directSession({ account: '', user: '', auth: { kind: 'password', password: '' } })).rejects.toThrow(
      /account[\s\S]*user[\s\S]*password/,
    );
  });

  it('is not made with a wrong password', async () => {
    const refused = await rejection(
      directSession({
        account: 'local',
        accessUrl: snowflake.url,
        user: 'firn',
        auth: { kind: 'password', password: 'no' },
      }),
    );
    expect(failureOf(refused)).toMatchObject({ class: 'access', code: '390100' });
  });

  it('ends the session in Snowflake when nothing runs on it', async () => {
    await session.sql('create temporary table gone as select 1 as a').collect();
    await session.close();
    await until('the temporary table is gone', async () => {
      const tables = await admin.rows("SHOW TABLES LIKE 'GONE'");
      return tables.length === 0;
    });
  });
});
