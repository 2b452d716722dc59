import { AsyncJob, col, lit, type Session, SnowflakeError, sum, whenMatched } from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';
import { until } from '../../support/until.js';

let direct: Direct;
let session: Session;

beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
});
afterAll(async () => {
  await direct?.stop();
});

const one = (value: number) => session.sql(`select ${value} as a`);
const slow = () => session.sql('select count(*) as n from table(generator(rowcount => 3000000000))');
const failing = () => session.sql('select 1/0 as a');
const failure = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => 'nothing failed',
    (error: unknown) => error,
  );

describe('several jobs', () => {
  it('all: give their answers in their order, whatever kinds they are of', async () => {
    const rows = await one(1).collectNowait();
    const count = await one(2).countNowait();
    const first = await one(3).firstNowait();
    const [all, number, row] = await AsyncJob.all([rows, count, first]);
    const typed: number = number;
    expect([all.map((each) => each.get('A')), typed, row?.get('A')]).toEqual([[1n], 1, 3n]);
    expect(await AsyncJob.all([])).toEqual([]);
  });

  it('all: fail with the first failure, and the others are cancelled', async () => {
    const endless = await slow().collectNowait();
    const broken = await failing().collectNowait();
    const error = await failure(AsyncJob.all([endless, broken]));
    expect(error).toMatchObject({ code: '100051' });
    expect(await endless.wait()).toBe('cancelled');
  });

  it('any: give the first success, past failures, and the others are cancelled', async () => {
    const endless = await slow().collectNowait();
    const broken = await failing().collectNowait();
    const fine = await one(5).countNowait();
    expect(await AsyncJob.any([endless, broken, fine])).toBe(1);
    expect(await endless.wait()).toBe('cancelled');
    const none = await failure(AsyncJob.any([await failing().collectNowait(), await failing().firstNowait()]));
    expect(none).toBeInstanceOf(AggregateError);
    expect(none instanceof AggregateError && none.errors.map((each: SnowflakeError) => each.code)).toEqual([
      '100051',
      '100051',
    ]);
  });

  it('race: give the first that ends, also a failure, and the others are cancelled', async () => {
    const endless = await slow().countNowait();
    expect(await failure(AsyncJob.race([endless, await failing().collectNowait()]))).toMatchObject({ code: '100051' });
    expect(await endless.wait()).toBe('cancelled');
  });

  it('end at once where there are none', async () => {
    expect(await AsyncJob.all([])).toEqual([]);
    const none = await failure(AsyncJob.any([]));
    expect(none instanceof AggregateError && none.errors).toEqual([]);
    expect(await failure(AsyncJob.race([]))).toMatchObject({ name: 'UsageError', code: 'invalid_argument' });
    await expect(AsyncJob.race([])).rejects.toThrow('race(jobs): expected a list of at least 1, each a job');
    expect(await AsyncJob.asCompleted([]).next()).toEqual({ done: true, value: undefined });
  });

  it('end when the caller’s time or patience does, and all are cancelled', async () => {
    const endless = await slow().countNowait();
    await expect(AsyncJob.all([endless], { timeoutMs: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await endless.wait()).toBe('cancelled');
    const signal = AbortSignal.abort(new Error('enough'));
    const another = await slow().countNowait();
    await expect(AsyncJob.any([another], { signal })).rejects.toThrow('enough');
    expect(await another.wait()).toBe('cancelled');
  });

  it('asCompleted: come as they end, however they do', async () => {
    const endless = await slow().countNowait();
    const quick = await one(1).countNowait();
    const broken = await failing().firstNowait();
    const seen: string[] = [];
    for await (const job of AsyncJob.asCompleted([endless, quick, broken])) {
      seen.push(job.id);
      if (seen.length === 2) await endless.cancel();
    }
    expect(new Set(seen.slice(0, 2))).toEqual(new Set([quick.id, broken.id]));
    expect(seen[2]).toBe(endless.id);
    const other = await slow().countNowait();
    const waiting = AsyncJob.asCompleted([other], { timeoutMs: 20 });
    await expect(waiting.next()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(await other.status()).toBe('running');
    await other.cancel();
  });
});

describe('a job', () => {
  it('is a stream of its rows, and so is the promise of one', async () => {
    const frame = session.range(3).sort('id');
    const seen: unknown[] = [];
    for await (const row of await frame.collectNowait()) seen.push(row.get('ID'));
    for await (const row of frame.collectNowait()) seen.push(row.get('ID'));
    for await (const row of frame.collect({ block: false })) seen.push(row.get('ID'));
    for await (const row of frame.toLocalIterator()) seen.push(row.get('ID'));
    for await (const row of frame.toLocalIteratorNowait()) seen.push(row.get('ID'));
    expect(seen).toEqual([0n, 1n, 2n, 0n, 1n, 2n, 0n, 1n, 2n, 0n, 1n, 2n, 0n, 1n, 2n]);
  });

  it('tells how far it is', async () => {
    const job = await slow().collectNowait();
    await until('it runs', async () => (await job.progress()).phase === 'running');
    expect(await job.progress()).toMatchObject({ status: 'running', percent: null });
    await job.cancel();
    await job.wait();
    const done = await session.range(7).collectNowait();
    await done.result();
    expect(await done.progress()).toMatchObject({ status: 'succeeded', phase: null, rows: 7, percent: 100 });
  });

  it.each([
    ['wait', (job: AsyncJob<unknown, object>, limit: object) => job.wait(limit)],
    ['result', (job: AsyncJob<unknown, object>, limit: object) => job.result('rows', limit)],
    ['toDf', (job: AsyncJob<unknown, object>, limit: object) => job.toDf(limit)],
  ])('%s ends when the caller’s time or patience does, and the query goes on', async (_, wait) => {
    const job = await slow().collectNowait();
    await expect(wait(job, { timeoutMs: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    const controller = new AbortController();
    const waiting = failure(wait(job, { signal: controller.signal }));
    controller.abort(new Error('enough'));
    expect(String(await waiting)).toBe('Error: enough');
    expect(await job.status()).toBe('running');
    await job.cancel({ timeoutMs: 10_000 });
    expect(await job.wait()).toBe('cancelled');
  });

  it.each([
    ['a failure while it runs', () => failing()],
    ['a table that is not there', () => session.table('no_such_table')],
    ['a column that is not there', () => session.sql('select 1 as a').filter('nope = 1')],
    ['SQL that is none', () => session.sql('selec 1')],
  ])('fails with the same error and words as the action that waits: %s', async (_, frame) => {
    const told = (error: unknown) =>
      error instanceof SnowflakeError
        ? [error.constructor, error.code, error.sqlState, error.text, error.cure, error.queryId !== null]
        : error;
    const blocking = told(await failure(frame().collect()));
    const byJob = told(
      await failure(
        frame()
          .collectNowait()
          .then((job) => job.result()),
      ),
    );
    const streamed = told(
      await failure(
        frame()
          .toLocalIteratorNowait()
          .then((job) => job.result()),
      ),
    );
    expect(byJob).toEqual(blocking);
    expect(streamed).toEqual(blocking);
    expect(Array.isArray(blocking)).toBe(true);
  });

  it('is taken up by another session with its kind, counts of a merge among them', async () => {
    await session.sql('create or replace table target (k int, v int) as select 1, 1 union all select 2, 2').collect();
    const target = session.table('target');
    const source = session.sql('select 1 as k, 10 as v');
    const clauses = [whenMatched().update({ v: source.col('v') })];
    const job = await target.mergeNowait(source, target.col('k').eq(source.col('k')), clauses);
    const counted = await session.range(5).agg(sum('id').as('n')).countNowait();
    const other = await direct.open();
    try {
      const text = JSON.stringify([job, counted]);
      const [merged, count] = JSON.parse(text);
      expect(await other.restoreJob(merged).result()).toEqual({ rowsInserted: 0, rowsUpdated: 1, rowsDeleted: 0 });
      expect(await other.restoreJob(count).result()).toBe(1);
      await expect(other.restoreJob({ ...merged, kind: 'delete' }).result()).rejects.toThrow(
        'cannot be read as delete',
      );
      await expect(other.restoreJob({ ...count, kind: 'merge' }).result()).rejects.toThrow('cannot be read as merge');
      expect(() => other.restoreJob({ ...merged, kind: 'pandas' })).toThrow('No result kind pandas');
    } finally {
      await other.close();
    }
  });

  it('taken up by its own session goes on with what was made for it', async () => {
    const many = session.createDataFrame(
      Array.from({ length: 600 }, (_, at) => [at]),
      ['x'],
    );
    const history = session.queryHistory();
    const json = JSON.parse(JSON.stringify(await many.collectNowait()));
    expect(await session.restoreJob(json).result()).toHaveLength(600);
    expect(history.queries.filter(({ sqlText }) => sqlText.startsWith('DROP TABLE'))).toHaveLength(1);
    history.close();
  });

  it('gives free what was made for it when its scope ends', async () => {
    const history = session.queryHistory();
    {
      await using job = await session
        .createDataFrame(
          Array.from({ length: 600 }, (_, at) => [at]),
          ['x'],
        )
        .countNowait();
      expect(job.kind).toBe('count');
    }
    await until('the table is dropped', async () =>
      history.queries.some(({ sqlText }) => sqlText.startsWith('DROP TABLE')),
    );
    history.close();
  });
});

it('every action has its twin, which gives what the action gives', async () => {
  await session.sql('create or replace table twin as select 1 as a').collect();
  const table = session.table('twin');
  const frame = table.select(col('a').plus(lit(1)).as('b'));
  const twins: readonly (readonly [unknown, PromiseLike<{ result(): PromiseLike<unknown> }>])[] = [
    [await frame.count(), frame.countNowait()],
    [await frame.explain(), frame.explainNowait()],
    [await frame.createOrReplaceView('v'), frame.createOrReplaceViewNowait('v')],
    [await frame.write.mode('overwrite').saveAsTable('s'), frame.write.mode('overwrite').saveAsTableNowait('s')],
    [await table.update({ a: 2 }), table.updateNowait({ a: 3 })],
    [
      await session.table('s').dropTable(),
      session
        .sql('create table s (a int)')
        .collect()
        .then(() => session.table('s').dropTableNowait()),
    ],
    [await table.delete('a = 77'), table.deleteNowait('a = 77')],
  ];
  for (const [answer, twin] of twins) expect(String(await (await twin).result())).toEqual(String(answer));
});

describe('a job whose answer is made here of what Snowflake answered', () => {
  beforeAll(async () => {
    await session.sql('create or replace table made as select 1 as a, 2 as b union all select 3, 6').collect();
  });

  it('gives what the action gives: numbers, frames, schemas, names of files', async () => {
    const frame = session.table('made');
    const cached = await (await frame.cacheResultNowait()).result();
    expect(await cached.count()).toBe(2);
    const across = await (await frame.stat.crosstabNowait('a', 'b')).result();
    expect(await across.count()).toBe(2);
    expect(await (await frame.stat.corrNowait('a', 'b')).result()).toBeCloseTo(1);
    expect(await (await frame.stat.cov('a', 'b', { block: false })).result()).toBeCloseTo(4);
    expect(await (await frame.stat.approxQuantileNowait('a', [0, 1])).result()).toEqual([1, 3]);
    expect(await (await frame.stat.approxQuantileNowait(['a'], [0, 1])).result()).toEqual([[1, 3]]);

    const shown: string[] = [];
    const showing = await frame.sort('a').showNowait(1, { print: (text) => shown.push(text) });
    expect(shown).toEqual([]);
    await showing.result();
    expect(shown.join()).toContain('| 1 | 2 |');

    await session.sql('create or replace stage made_files').collect();
    await frame.write.parquet('@made_files/a', { header: true });
    const schema = await (await session.read.format('parquet').inferSchemaNowait('@made_files/a')).result();
    expect(schema.names).toEqual(['A', 'B']);
    const files = await (await session.file.listNowait('@made_files')).result();
    expect(files.map(({ name }) => name)).toHaveLength(1);
    expect(await (await session.file.removeNowait('@made_files')).result()).toEqual(files.map(({ name }) => name));
  });

  it('restored, or asked for another kind, gives what Snowflake answered', async () => {
    const job = await session.table('made').stat.corrNowait('a', 'b');
    expect((await job.result('rows')).map(String)).toHaveLength(1);
    const restored = session.restoreJob<'first'>(JSON.parse(JSON.stringify(job)));
    expect((await restored.result())?.get(0)).toBeCloseTo(1);
  });

  it('fails with what is wrong when its answer is asked for', async () => {
    await session.sql('create or replace stage none_made').collect();
    const job = await session.read.format('csv').inferSchemaNowait('@none_made');
    await expect(job.result()).rejects.toMatchObject({ code: 'schema_not_inferred' });
  });
});
