import { col, count, explode, lit, makeInterval, type Session, seq4, sum, Window } from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';

let direct: Direct;
let session: Session;

beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
  await session.sql('create or replace table t (a int, b float, c varchar, d variant, at timestamp_ntz)').collect();
  await session
    .sql(
      `insert into t
       select 1, 1.5, 'x', parse_json('[1,2]'), '2020-01-01 00:00:00' union all
       select 2, 2.5, null, parse_json('[3]'), '2020-01-01 12:00:00' union all
       select null, null, 'z', null, '2020-01-05 00:00:00'`,
    )
    .collect();
});
afterAll(async () => {
  await direct?.stop();
});

const t = () => session.table('t');
type Collecting = { collect(): Promise<readonly { toArray(): readonly unknown[] }[]> };
const rowsOf = async (frame: Collecting) =>
  (await frame.collect()).map((row) => row.toArray().map((value) => (value === null ? null : String(value))));

describe('table functions', () => {
  it('open a column into rows', async () => {
    expect(await rowsOf(t().flatten('d').select('a', 'value').sort('a', 'value'))).toEqual([
      ['1', '1'],
      ['1', '2'],
      ['2', '3'],
    ]);
    expect(await rowsOf(t().select('a', explode('d').as('el')).filter(col('el').gt(1)).sort('el'))).toEqual([
      ['1', '2'],
      ['2', '3'],
    ]);
  });
  it('are relations, with a range and generated rows among them', async () => {
    expect(await rowsOf(session.tableFunction('split_to_table', lit('a b'), ' ').select('value'))).toEqual([
      ['a'],
      ['b'],
    ]);
    expect(await rowsOf(session.range(1, 10, 4).sort('id'))).toEqual([['1'], ['5'], ['9']]);
    expect(await rowsOf(session.range(3, 0, -1).sort('id'))).toEqual([['1'], ['2'], ['3']]);
    expect(await session.generator([seq4().as('n')], { rowcount: 3 }).count()).toBe(3);
  });
});

it('pivots and goes on over columns that only Snowflake knows', async () => {
  const wide = t().select('a', 'c').pivot('c', ['x', 'z']).sum('a');
  expect(await rowsOf(wide)).toEqual([['1', null]]);
  expect(await rowsOf(wide.withColumn('more', lit(1)).drop(`"'z'"`))).toEqual([['1', '1']]);
  expect(
    await rowsOf(
      t()
        .select('a', 'b')
        .filter('a = 1')
        .withColumn('a', col('a').cast('float'))
        .unpivot('v', 'n', ['a', 'b'])
        .sort('n'),
    ),
  ).toEqual([
    ['A', '1'],
    ['B', '1.5'],
  ]);
});

it('samples and splits rows', async () => {
  expect(await t().sample(1).count()).toBe(3);
  expect(await t().sample({ rows: 2 }).count()).toBe(2);
  const parts = await Promise.all(
    t()
      .randomSplit([1, 1, 1], 5)
      .map((part) => part.count()),
  );
  expect(parts.reduce((all, part) => all + part, 0)).toBe(3);
  expect(await t().sampleBy('c', { x: 1, none: 1 }).count()).toBe(1);
});

it('drops, fills and replaces what is missing, by types', async () => {
  const abc = t().select('a', 'b', 'c');
  expect(await rowsOf(abc.dropna())).toEqual([['1', '1.5', 'x']]);
  expect(await rowsOf(abc.dropna({ thresh: 2 }).sort('a'))).toEqual([
    ['1', '1.5', 'x'],
    ['2', '2.5', null],
  ]);
  expect(await rowsOf(abc.fillna(0).sort('a'))).toEqual([
    ['0', '0', 'z'],
    ['1', '1.5', 'x'],
    ['2', '2.5', null],
  ]);
  expect(await rowsOf(abc.na.fill({ c: 'none' }).select('c').sort('c'))).toEqual([['none'], ['x'], ['z']]);
  expect(await rowsOf(abc.replace({ x: 'y' }).select('c').sort('c'))).toEqual([[null], ['y'], ['z']]);
  const twice = abc.withColumn('d', col('c'));
  expect(await rowsOf(twice.na.replace({ x: 'y' }, { subset: 'd' }).select('c', 'd').sort('c'))).toEqual([
    [null, null],
    ['x', 'y'],
    ['z', 'z'],
  ]);
});

it('describes columns', async () => {
  expect(await rowsOf(t().describe('a', 'c'))).toEqual([
    ['count', '2', '2'],
    ['mean', '1.5', null],
    ['stddev', String(Math.SQRT1_2), null],
    ['min', '1', 'x'],
    ['max', '2', 'z'],
  ]);
});

it('tells statistics', async () => {
  expect(await t().stat.corr('a', 'b')).toBeCloseTo(1);
  expect(await t().stat.cov('a', 'b')).toBeCloseTo(0.5);
  expect(await t().stat.approxQuantile(['a', 'b'], [0.5])).toEqual([[1.5], [2]]);
  expect(await rowsOf((await t().stat.crosstab('c', 'a')).sort('c'))).toEqual([
    [null, '0', '1'],
    ['x', '1', '0'],
    ['z', '0', '0'],
  ]);
});

it('groups by sets of columns', async () => {
  const frame = t().groupByGroupingSets(['a', 'c'], []).agg(count('*').as('n'));
  expect((await rowsOf(frame.sort('n', 'a'))).at(-1)).toEqual([null, null, '3']);
  expect(await frame.count()).toBe(4);
});

it('computes over windows of rows and of time', async () => {
  const window = { groupBy: [], orderBy: ['at'] };
  expect(
    await rowsOf(
      t()
        .select('a', 'at')
        .analytics.computeLag({ columns: ['a'], distances: [1], ...window })
        .sort('at')
        .select('a', 'a_lag_1'),
    ),
  ).toEqual([
    ['1', null],
    ['2', '1'],
    [null, '2'],
  ]);
  const day = Window.orderBy('at').rangeBetween(makeInterval({ days: 1 }).neg(), 0);
  expect(await rowsOf(t().select('at', sum('a').over(day).as('s')).sort('at').select('s'))).toEqual([
    ['1'],
    ['3'],
    [null],
  ]);
});

it('joins naturally, by the nearest before, and with rows that read the left side', async () => {
  const left = t().select('a');
  const numbers = session.range(3).toDf('e');
  expect(await rowsOf(left.naturalJoin(t().select('a', 'c')).sort('a'))).toEqual([
    ['1', 'x'],
    ['2', null],
  ]);
  expect(
    await rowsOf(
      left
        .dropna()
        .lateralJoin(numbers, col('a').gt(col('e')))
        .sort('a', 'e'),
    ),
  ).toEqual([
    ['1', '0'],
    ['2', '0'],
    ['2', '1'],
  ]);
  const before = { how: 'asof', matchCondition: col('a').geq(col('e')) } as const;
  const asof = left
    .dropna()
    .withColumn('k', lit(1))
    .join(session.range(2).toDf('e').withColumn('k', lit(1)), 'k', before)
    .select('a', 'e');
  expect(await rowsOf(asof.sort('a'))).toEqual([
    ['1', '1'],
    ['2', '1'],
  ]);
});

it('defines views, explains, and keeps a result', async () => {
  await t().filter(col('a').gt(1)).select('a').createOrReplaceView('v');
  expect(await rowsOf(session.table('v'))).toEqual([['2']]);
  const job = await t().select('c').createOrReplaceTempViewNowait('tv');
  await job.result();
  expect(await session.table('tv').count()).toBe(3);
  expect(String((await t().explain())[0]?.get(0))).toContain('TableScan');
  const cached = await t().select('a').cacheResult();
  expect(await cached.count()).toBe(3);
  expect(await t().dtypes()).toContainEqual(['AT', 'TIMESTAMP_NTZ']);
});

it('has a transaction, a place and a tag of its own', async () => {
  await session.beginTransaction();
  await session.sql('insert into t (a) select 9').collect();
  await session.rollback();
  expect(await t().count()).toBe(3);
  expect(await session.getFullyQualifiedCurrentSchema()).toBe('"FIRN"."PUBLIC"');
  expect(await session.getFullyQualifiedNameIfPossible('s.x')).toBe('"FIRN"."S"."X"');
  await session.setQueryTag('{"a":1}');
  await session.updateQueryTag({ b: 2 });
  expect(await session.getQueryTag()).toBe('{"a":1,"b":2}');
  await session.setQueryTag(null);
  expect(await session.getQueryTag()).toBeNull();
});

it('inserts into a table that is there, writes files and drops a table', async () => {
  await expect(t().select('a').write.insertInto('missing')).rejects.toThrow('does not exist');
  await t().select('a').write.saveAsTable('copied');
  await t().select('a').write.insertInto('copied');
  expect(await session.table('copied').count()).toBe(6);
  await t().select('a').write.insertInto('copied', { overwrite: true });
  expect(await session.table('copied').count()).toBe(3);
  const stage = await session.getSessionStage();
  const [unloaded] = await t()
    .select('a')
    .write.csv(`${stage}/copied.csv`, { copyOptions: { SINGLE: true } });
  expect(unloaded?.get('rows_unloaded')).toBe(3n);
  await session.table('copied').dropTable();
  await expect(session.table('copied').count()).rejects.toThrow('does not exist');
});
