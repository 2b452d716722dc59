import { statusMeaning } from '@firn/snowflake';
import {
  AsyncJob,
  arrayUnion,
  col,
  Decimal,
  type Execution,
  IntegerType,
  lit,
  type ResultColumn,
  Row,
  type Session,
  SnowflakeError,
  StructField,
  StructType,
  whenMatched,
} from '@firn/snowpark';
import { Table as ArrowTable } from 'apache-arrow';
import { textOf } from '../../snowpark/offline.js';
import { type Direct, startDirect } from '../../support/direct.js';
import { until } from '../../support/until.js';

// What Snowpark for Python does otherwise than it should, each with its answer and with ours.

let direct: Direct;
let session: Session;

beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
  await session.sql('create or replace table t (a int, b varchar, c boolean)').collect();
  await session.sql("insert into t values (1, 'x', true), (2, null, false), (3, 'xyz', null)").collect();
});
afterAll(async () => {
  await direct?.stop();
});

const t = () => session.table('t');
type Collecting = { collect(): PromiseLike<readonly { toArray(): readonly unknown[] }[]> };
const rowsOf = async (frame: Collecting): Promise<readonly (readonly unknown[])[]> =>
  (await frame.collect()).map((row) => row.toArray());
/** More cells than travel within a statement: they are loaded into a temporary table first. */
const large = () =>
  session.createDataFrame(
    Array.from({ length: 600 }, (_, at) => [at]),
    ['x'],
  );
const failure = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => 'nothing failed',
    (error: unknown) => error,
  );

const COUNTED: ResultColumn = {
  name: 'number of rows updated',
  type: 'fixed',
  nullable: true,
  precision: 38,
  scale: 0,
  length: null,
};
/** A query whose answer is given batch by batch; `pulled` counts the batches that were asked for. */
function answering(
  columns: readonly ResultColumn[],
  batches: readonly (readonly (readonly [string])[])[],
  texts: (string | null)[] = [],
) {
  const pulled = { batches: 0 };
  const id = '01b2c3d4-0000-1a2b-0000-000000000001';
  const execution: Execution = {
    id,
    reference: { via: 'direct', id },
    queryId: async () => id,
    queryText: async () => texts.shift() ?? null,
    status: async () => 'succeeded',
    wait: async () => 'succeeded',
    progress: async () => ({
      status: 'succeeded',
      phase: null,
      elapsedMs: null,
      rows: null,
      bytes: null,
      percent: 100,
    }),
    result: async () => ({
      columns,
      batches: async function* () {
        for (const batch of batches) {
          pulled.batches += 1;
          yield batch;
        }
      },
    }),
    cancel: async () => undefined,
    dispose: async () => undefined,
  };
  const job = (kind: 'update' | 'iterator' | 'rows') =>
    new AsyncJob<unknown, object>(execution, kind, { frame: () => t().as(), explain: async (error) => error });
  return { job, pulled };
}

it('defect-01: a filter behind a limit came before it; here it comes after', async () => {
  const firstTwo = session.sql('select * from t order by a').limit(2);
  expect(await rowsOf(firstTwo.filter('a >= 2').select('a'))).toEqual([[2n]]);
  expect(textOf(t().limit(2).filter('a >= 2'))).toBe('SELECT * FROM (SELECT * FROM "T" LIMIT 2) WHERE (a >= 2)');
});

it('defect-02: True | column was an AND; here lit(true).or(column) is an OR', async () => {
  expect(
    await rowsOf(
      t()
        .select(lit(true).or(col('c')).as('o'))
        .limit(1),
    ),
  ).toEqual([[true]]);
});

it('defect-03: an asynchronous plan over two SHOW failed; here each has the ID of its own statement', async () => {
  const shown = (what: string) => session.sql(`show ${what}`).select(col('"name"').as('n'));
  const job = await shown("tables like 'T'").unionAll(shown("schemas like 'PUBLIC'")).sort('n').collectNowait();
  expect((await job.result()).map((row) => row.get('N'))).toEqual(['PUBLIC', 'T']);
});

it('defect-04: what was made for a query stayed after a failure, and went again with each result; here it goes once', async () => {
  const drops = (history: { queries: readonly { sqlText: string }[] }) =>
    history.queries.filter(({ sqlText }) => sqlText.startsWith('DROP TABLE')).length;
  const failed = session.queryHistory();
  const broken = await large()
    .select(lit(1).divide(col('x')))
    .collectNowait();
  await expect(broken.result()).rejects.toMatchObject({ code: '100051' });
  await expect(broken.result()).rejects.toMatchObject({ code: '100051' });
  expect(drops(failed)).toBe(1);
  failed.close();
  const read = session.queryHistory();
  const job = await large().collectNowait();
  await job.result();
  await job.result();
  expect(drops(read)).toBe(1);
  read.close();
  const left = session.queryHistory();
  await (await large().collectNowait())[Symbol.asyncDispose]();
  await until('it is dropped', async () => drops(left) === 1);
  left.close();
  const cancelled = session.queryHistory();
  const endless = large().crossJoin(session.sql('select 1 as o from table(generator(rowcount => 2000000000))'));
  await (await endless.countNowait()).cancel();
  expect(drops(cancelled)).toBe(1);
  cancelled.close();
});

it('defect-05: asynchronous to_arrow gave rows; here it gives an Arrow table, and batches', async () => {
  expect(await (await t().toArrowNowait()).result()).toBeInstanceOf(ArrowTable);
  let rows = 0;
  for await (const batch of (await t().toArrowBatchesNowait()).result()) rows += batch.numRows;
  expect(rows).toBe(3);
});

it('defect-06: asynchronous first() gave a list; here it gives a row or null', async () => {
  expect(await (await t().sort('a').firstNowait()).result()).toBeInstanceOf(Row);
  expect(await (await t().filter('false').firstNowait()).result()).toBeNull();
});

it('defect-07: an asynchronous update needed two counts; here one is enough', async () => {
  const { job } = answering([COUNTED], [[['3']]]);
  expect(await job('update').result()).toEqual({ rowsUpdated: 3, multiJoinedRowsUpdated: null });
});

it('defect-08: an asynchronous failure was of another class, without its query; here it is the same', async () => {
  const frame = session.sql('select 1/0 as a');
  const told = (error: unknown) => (error instanceof SnowflakeError ? [error.code, error.sqlState, error.text] : error);
  const [blocking, job] = [await failure(frame.collect()), await frame.collectNowait()];
  const byJob = await failure(job.result());
  expect(told(byJob)).toEqual(told(blocking));
  expect(byJob).toMatchObject({ queryId: job.id });
});

it('defect-09: an asynchronous iterator fetched everything first; here it streams', async () => {
  const { job, pulled } = answering([COUNTED], [[['1']], [['2']], [['3']]]);
  for await (const row of job('iterator').result('iterator')) {
    expect([row.get(0), pulled.batches]).toEqual([1n, 1]);
    break;
  }
});

it('defect-10: a job that was made again from its ID had lost its kind; here it is written down with it', async () => {
  const job = await t().countNowait();
  const json = JSON.parse(JSON.stringify(job));
  expect(await session.restoreJob(json).result()).toBe(3);
});

it('defect-11: to_df of several statements read the ID of their parent; here it reads the rows', async () => {
  const job = await session.sql("show tables like 'T'").select(col('"name"').as('n')).collectNowait();
  expect(await rowsOf(await job.toDf())).toEqual([['T']]);
});

it('defect-12: renaming a column in a name that is not there did nothing; here it is refused', async () => {
  await expect(t().withColumnRenamed('"a"', 'x').collect()).rejects.toThrow(/"a"/);
});

it('defect-13: new names went out as they were written; here they are quoted', async () => {
  expect(await t().rename({ a: 'two words' }).columns()).toEqual(['"two words"', 'B', 'C']);
  const spaced = session.sql('select 1 as "k k", 2 as v');
  expect(await rowsOf(spaced.join(session.sql('select 1 as "k k", 3 as w'), '"k k"'))).toEqual([[1n, 2n, 3n]]);
  expect(await t().select('a').unpivot('the value', 'the name', ['a']).columns()).toEqual([
    '"the name"',
    '"the value"',
  ]);
});

it('defect-14: whether a table is there was asked with LIKE; here a name means itself', async () => {
  await session.sql('create or replace table d14x (z int)').collect();
  await session.sql('drop table if exists d14_').collect();
  await session.sql('select 1 as a').write.mode('append').saveAsTable('d14_');
  expect(await rowsOf(session.table('d14_'))).toEqual([[1n]]);
});

it('defect-15: rows with a NOT NULL field made a temporary table at once; here nothing is sent for them', async () => {
  const history = session.queryHistory({ includeDescribe: true });
  const frame = session.createDataFrame([[1]], StructType.of([StructField('a', IntegerType, false)]));
  expect((await frame.collect())[0]?.toObject()).toEqual({ A: 1n });
  expect(history.queries).toHaveLength(1);
  history.close();
});

it('defect-16: a temporary view over large local data left its table; here the view is refused, with what to do', async () => {
  const error = await failure(large().createOrReplaceTempView('d16'));
  expect(String(error)).toContain('Make it over (await frame.cacheResult()), whose table lives as long.');
  const kept = await large().cacheResult();
  await kept.createOrReplaceTempView('d16');
  expect(await session.table('d16').count()).toBe(600);
});

it('defect-17: random_split wrote a temporary table at once; here it sends nothing', async () => {
  const history = session.queryHistory({ includeDescribe: true });
  const parts = t().randomSplit([1, 2], 7);
  expect(history.queries).toEqual([]);
  const counts = await Promise.all(parts.map((part) => part.count()));
  expect(counts.reduce((sum, each) => sum + each, 0)).toBe(3);
  history.close();
});

it('defect-18: IS NULL and the like had no parentheses; here an operand stands for itself', async () => {
  const same = t()
    .sort('a')
    .select(col('b').isNull().eq(col('c').isNull()).as('same'));
  expect(await rowsOf(same)).toEqual([[true], [false], [false]]);
  expect(textOf(t().filter(col('a').isNull().eq(col('b').like('x'))))).toContain('(("A" IS NULL) = ("B" LIKE ');
});

it('defect-19: contains took the name of a column, startswith a text; here both take a text', async () => {
  expect(await rowsOf(t().filter(col('b').contains('y')).select('a'))).toEqual([[3n]]);
  expect(await rowsOf(t().filter(col('b').startswith('xy')).select('a'))).toEqual([[3n]]);
  expect(
    await rowsOf(
      t()
        .filter(col('b').contains(col('b')))
        .select('a')
        .sort('a'),
    ),
  ).toEqual([[1n], [3n]]);
});

it('defect-20: a replaced column moved to the end; here it keeps its place', async () => {
  expect(await t().withColumn('a', col('a').plus(1)).columns()).toEqual(['A', 'B', 'C']);
});

it('defect-21: a selective overwrite that failed had lost the rows; here it is rolled back', async () => {
  await session.sql('create or replace table d21 as select 1 as a union all select 2').collect();
  const broken = session.sql('select 1/(a - a) as a from t');
  const write = broken.write.mode('overwrite').saveAsTable('d21', { overwriteCondition: 'a = 1' });
  await expect(write).rejects.toMatchObject({ code: '100051' });
  expect(await rowsOf(session.table('d21').sort('a'))).toEqual([[1n], [2n]]);
});

it('defect-22: an empty clause of a merge was "Invalid type, analyze. None"; here it is said', async () => {
  const empty = JSON.parse('{}');
  await expect(t().merge(t().alias('s').as(), 'true', [empty])).rejects.toThrow('whenMatched().delete()');
  const open: unknown = whenMatched();
  await expect(t().merge(t().alias('s').as(), 'true', [open as never])).rejects.toThrow('Finish it with .update(…)');
  await expect(t().update({ a: 1 }, undefined, { source: t() })).rejects.toThrow('which rows belong together');
});

it('defect-23: names of a join had numbers of the process; here the text of a plan is the same each time', () => {
  const joined = () => {
    const [left, right] = [session.table('t'), session.table('u')];
    return textOf(left.join(right, left.col('a').eq(right.col('a'))));
  };
  expect(joined()).toBe(joined());
});

it('defect-24: whole and other numbers did not go together; here all values decide on a column', async () => {
  expect(await rowsOf(session.createDataFrame([[1], [1.5], [null]], ['n']))).toEqual([[1], [1.5], [null]]);
  const prices = session.createDataFrame([[new Decimal('1.50')], [new Decimal('123.4567')]], ['d']);
  expect((await rowsOf(prices)).map(([price]) => String(price))).toEqual(['1.5', '123.4567']);
  expect((await rowsOf(session.createDataFrame([[[null, 1]]], ['l']))).flat()).toEqual(['[\n  null,\n  1\n]']);
});

it('defect-25: ABORTING was done and RESTARTED was nothing; here both run', () => {
  expect(statusMeaning('ABORTING')).toMatchObject({ state: 'running', aborting: true });
  expect(statusMeaning('RESTARTED')).toMatchObject({ state: 'running' });
});

it('defect-26: a wait had no end; here it has the caller’s', async () => {
  const job = await session.sql('select count(*) from table(generator(rowcount => 3000000000))').collectNowait();
  await expect(job.wait({ timeoutMs: 10 })).rejects.toMatchObject({ name: 'TimeoutError' });
  await expect(job.wait({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  await job.cancel();
});

it('defect-27: a text that was not known once was never known; here it is asked for again', async () => {
  const { job } = answering([COUNTED], [], [null, 'select 1']);
  const asked = job('rows');
  expect([await asked.query(), await asked.query()]).toEqual([null, 'select 1']);
});

it('defect-28: array_union keeps what is there twice; here it has the name and the meaning of Snowflake’s function', async () => {
  const frame = session.sql('select [1, 2] as a, [2, 3] as b').select(arrayUnion('a', 'b').as('u'));
  expect(textOf(frame)).toMatch(/array_cat/i);
  expect(JSON.parse(String((await rowsOf(frame))[0]?.[0]))).toEqual([1, 2, 2, 3]);
});

it('defect-29: cancel_all passed over the newest; here it ends whatever runs', async () => {
  const endless = () => session.sql('select count(*) from table(generator(rowcount => 3000000000))').collectNowait();
  const jobs = [await endless(), await endless()];
  await session.cancelAll();
  expect(await Promise.all(jobs.map((job) => job.wait()))).toEqual(['cancelled', 'cancelled']);
});
