import { directConnector } from '@firn/snowflake';
import {
  ascNullsFirst,
  callTableFunction,
  col,
  descNullsFirst,
  descNullsLast,
  explodeOuter,
  lit,
  Session,
  sum,
  tableFunction,
} from '@firn/snowpark';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { useDirect } from '../../support/direct.js';

const direct = useDirect();

/** A is 1, 2 and NULL; B is `x`, NULL and `z`; AT the days 1, 2 and 5 of January 2020. */
const t = () =>
  direct.session.sql(
    `select column1 as a, column2 as b, column3::timestamp_ntz as at
     from values (1, 'x', '2020-01-01'), (2, null, '2020-01-02'), (null, 'z', '2020-01-05')`,
  );
type Rows = { collect(): Promise<readonly { toArray(): readonly unknown[] }[]> };
const rows = async (frame: Rows) =>
  (await frame.collect()).map((row) => row.toArray().map((value) => (value === null ? null : String(value))));
const first = async (frame: Rows) => (await rows(frame)).map(([value]) => value);

it('sorts NULL where it is told to', async () => {
  const orders = [
    [col('a').ascNullsFirst(), ascNullsFirst('a'), [null, '1', '2']],
    [col('a').descNullsFirst(), descNullsFirst('a'), [null, '2', '1']],
    [col('a').descNullsLast(), descNullsLast('a'), ['2', '1', null]],
    [col('a').asc(), 'a', [null, '1', '2']],
  ] as const;
  for (const [method, key, expected] of orders) {
    expect(await first(t().sort(method))).toEqual(expected);
    expect(await first(t().sort(key))).toEqual(expected);
  }
});

it('keeps what a condition is true of', async () => {
  expect(await first(t().where(col('a').leq(1)))).toEqual(['1']);
  expect(await first(t().where(col('a').geq(1).and(col('b').isNull())))).toEqual(['2']);
  expect(await first(t().where(col('b').rlike(lit('[xy]'))))).toEqual(['1']);
  expect(await rows(t().colIlike('%a%').sort('at').limit(1))).toEqual([['1', '2020-01-01T00:00:00']]);
});

it('adds columns over rows before and after', async () => {
  const over = { groupBy: [], orderBy: ['at'] };
  const last = async (frame: Rows) => (await rows(frame)).map((row) => row.slice(3));
  const { analytics } = t().as();
  expect(await last(analytics.movingAgg({ ...over, aggs: { a: ['sum'] }, windowSizes: [2] }).sort('at'))).toEqual([
    ['1'],
    ['3'],
    ['2'],
  ]);
  expect(await last(analytics.cumulativeAgg({ ...over, aggs: { a: ['sum'] } }).sort('at'))).toEqual([
    ['1'],
    ['3'],
    ['3'],
  ]);
  expect(await last(analytics.computeLag({ ...over, columns: ['a'], distances: [1] }).sort('at'))).toEqual([
    [null],
    ['1'],
    ['2'],
  ]);
  expect(await last(analytics.computeLead({ ...over, columns: ['a'], distances: [1] }).sort('at'))).toEqual([
    ['2'],
    [null],
    [null],
  ]);
  const series = analytics.timeSeriesAgg({ timeColumn: 'at', aggs: { a: ['sum'] }, windows: ['-1d'], groupBy: [] });
  expect(await last(series.sort('at'))).toEqual([['1'], ['3'], [null]]);
});

it('gives an Arrow table, and batches of one', async () => {
  const table = await t().select('a').toArrow();
  expect([table.numRows, table.numCols]).toEqual([3, 1]);
  let count = 0;
  for await (const batch of t().toArrowBatches()) count += batch.numRows;
  expect(count).toBe(3);
});

it('opens arrays that are empty or NULL into a row, where it is told to', async () => {
  const arrays = direct.session.sql(`select 1 as n, parse_json('[7]') as v union all select 2, parse_json('[]')`);
  expect(await rows(arrays.select('n', explodeOuter('v').as('el')).sort('n'))).toEqual([
    ['1', '7'],
    ['2', null],
  ]);
});

it('calls table functions by name', async () => {
  const call = callTableFunction('split_to_table', lit('a b'), lit(' '));
  expect(await first(direct.session.tableFunction(call).select('value'))).toEqual(['a', 'b']);
  const joined = t()
    .joinTableFunction(tableFunction('split_to_table')(col('b'), lit('x')))
    .select('a', 'index');
  expect(await rows(joined.sort('a', 'index'))).toEqual([
    [null, '1'],
    ['1', '1'],
    ['1', '2'],
  ]);
});

it('groups by every set of keys, and joins frames by name', async () => {
  expect(await rows(t().cube('a').agg(sum('a').as('s')).sort('a', 's').limit(3))).toHaveLength(3);
  const more = direct.session.sql(`select 'y' as b, 9 as a`);
  expect(await rows(t().select('a', 'b').unionByName(more.select('b', 'a')).sort(col('a').desc()).limit(1))).toEqual([
    ['9', 'y'],
  ]);
  expect(
    await rows(
      t()
        .withColumns({ c: lit(1), d: col('a') })
        .select('c', 'd')
        .sort('d')
        .limit(1),
    ),
  ).toEqual([['1', null]]);
});

it('defines a table that is kept up to date', async () => {
  const { session } = direct;
  await session.sql('create or replace table source (a int) as select 1').collect();
  await session
    .table('source')
    .createOrReplaceDynamicTable('kept_up', { warehouse: 'compute_wh', lag: '1 hour', comment: "it's" });
  expect(await first(session.table('kept_up'))).toEqual(['1']);
});

it('writes and reads files by the type that is told', async () => {
  const { session } = direct;
  await session.sql('create or replace stage files').collect();
  await session.range(2).write.format('csv').save('@files/out/');
  expect(await first(session.read.schema('a int').format('csv').load('@files/out/').sort('a'))).toEqual(['0', '1']);
});

it('opens a session with options that are told one by one', async () => {
  let builder = Session.builder.using(directConnector);
  for (const [key, value] of Object.entries(localConnection(direct.url))) builder = builder.config(key, value);
  const session = await builder.create();
  expect(await session.range(3).count()).toBe(3);
  await session.close();
});
