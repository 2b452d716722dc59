import * as F from '@firn/snowpark';
import { type AnyColumn, lit, Window } from '@firn/snowpark';
import { useDirect } from '../../support/direct.js';

const direct = useDirect();

/** Y is 2 × X + 1; G is the same for the first two; K is a text of its own for each; B says whether X is above 1. */
const four = () =>
  direct.session.sql(
    `select column1 as x, column2 as y, column3 as g, column4 as k, column1 > 1 as b
     from values (1, 3, 'p', 'a'), (2, 5, 'p', 'b'), (3, 7, 'q', 'c'), (4, 9, 'q', 'd')`,
  );

const AGGREGATES: Readonly<Record<string, readonly [AnyColumn, string | null]>> = {
  anyValue: [F.anyValue(F.col('g').isNotNull()), 'true'],
  approxCountDistinct: [F.approxCountDistinct('g'), '2'],
  approxPercentile: [F.approxPercentile('x', 0.5), '2.5'],
  percentileApprox: [F.percentileApprox('x', 0.5), '2.5'],
  arrayAgg: [F.arraySize(F.arrayAgg('x')), '4'],
  arrayUniqueAgg: [F.arraySize(F.arrayUniqueAgg('g')), '2'],
  collectSet: [F.arraySize(F.collectSet('g')), '2'],
  collectList: [F.arraySize(F.collectList('x')), '4'],
  avg: [F.avg('x'), '2.5'],
  mean: [F.mean('x'), '2.5'],
  bitandAgg: [F.bitandAgg('x'), '0'],
  bitorAgg: [F.bitorAgg('x'), '7'],
  bitxorAgg: [F.bitxorAgg('x'), '4'],
  boolandAgg: [F.boolandAgg('b'), 'false'],
  boolorAgg: [F.boolorAgg('b'), 'true'],
  boolxorAgg: [F.boolxorAgg(F.col('x').eq(1)), 'true'],
  corr: [F.round(F.corr('x', 'y'), 6), '1'],
  count: [F.count('x'), '4'],
  countDistinct: [F.countDistinct('g'), '2'],
  covarPop: [F.covarPop('x', 'y'), '2.5'],
  covarSamp: [F.round(F.covarSamp('x', 'y'), 3), '3.333'],
  listagg: [F.listagg('k', '-').withinGroup(F.col('k').desc()), 'd-c-b-a'],
  max: [F.max('x'), '4'],
  maxBy: [F.maxBy('k', 'x'), 'd'],
  median: [F.median('x'), '2.5'],
  min: [F.min('x'), '1'],
  minBy: [F.minBy('k', 'x'), 'a'],
  objectAgg: [F.get(F.objectAgg('k', F.toVariant('x')), lit('c')), '3'],
  percentileCont: [F.percentileCont(0.5).withinGroup('x'), '2.5'],
  regrAvgx: [F.regrAvgx('y', 'x'), '2.5'],
  regrAvgy: [F.regrAvgy('y', 'x'), '6'],
  regrCount: [F.regrCount('y', 'x'), '4'],
  regrIntercept: [F.regrIntercept('y', 'x'), '1'],
  regrR2: [F.round(F.regrR2('y', 'x'), 6), '1'],
  regrSlope: [F.regrSlope('y', 'x'), '2'],
  regrSxx: [F.regrSxx('y', 'x'), '5'],
  regrSxy: [F.regrSxy('y', 'x'), '10'],
  regrSyy: [F.regrSyy('y', 'x'), '20'],
  skew: [F.skew('x'), '0'],
  kurtosis: [F.round(F.kurtosis('x'), 3), '-1.2'],
  stddev: [F.round(F.stddev('x'), 3), '1.291'],
  stddevPop: [F.round(F.stddevPop('x'), 3), '1.118'],
  stddevSamp: [F.round(F.stddevSamp('x'), 3), '1.291'],
  sum: [F.sum('x'), '10'],
  sumDistinct: [F.sumDistinct(F.col('x').mod(2)), '1'],
  varPop: [F.varPop('x'), '1.25'],
  varSamp: [F.round(F.varSamp('x'), 3), '1.667'],
  variance: [F.round(F.variance('x'), 3), '1.667'],
};

const shown = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value instanceof F.Decimal ? value.toNumber() : value);

it('aggregates give what Snowflake’s give', async () => {
  const columns = Object.entries(AGGREGATES).map(([name, [column]]) => new F.Column(column.expr).as(`"${name}"`));
  const [row] = await four()
    .agg(...columns)
    .collect();
  const found = Object.fromEntries(Object.keys(AGGREGATES).map((name, at) => [name, shown(row?.get(at))]));
  const wanted = Object.fromEntries(Object.entries(AGGREGATES).map(([name, [, expected]]) => [name, expected]));
  expect(found).toEqual(wanted);
});

it('functions over windows give what Snowflake’s give, row by row', async () => {
  const byX = Window.orderBy('x');
  const inG = Window.partitionBy('g').orderBy('x');
  const whole = inG.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing);
  const frame = four()
    .select(
      F.col('x'),
      F.cumeDist().over(byX).as('cume'),
      F.denseRank().over(Window.orderBy('g')).as('dense'),
      F.rank().over(Window.orderBy('g')).as('rank'),
      F.percentRank().over(byX).as('percent'),
      F.rowNumber().over(inG).as('row'),
      F.ntile(2).over(byX).as('tile'),
      F.firstValue('x').over(whole).as('first'),
      F.lastValue('x').over(whole).as('last'),
      F.nthValue('x', 2).over(whole).as('nth'),
      F.lag('x', 1, 0).over(byX).as('before'),
      F.lead('x').over(byX).as('after'),
      F.sum('x').over(byX.rowsBetween(-1, Window.currentRow)).as('two'),
    )
    .sort('x');
  expect((await frame.collect()).map((row) => row.toArray().map((value) => shown(value)?.slice(0, 5) ?? null))).toEqual(
    [
      ['1', '0.25', '1', '1', '0', '1', '1', '1', '2', '2', '0', '2', '1'],
      ['2', '0.5', '1', '1', '0.333', '2', '1', '1', '2', '2', '1', '3', '3'],
      ['3', '0.75', '2', '3', '0.666', '1', '2', '3', '4', '4', '2', '4', '5'],
      ['4', '1', '2', '3', '1', '2', '2', '3', '4', '4', '3', null, '7'],
    ],
  );
});

it('grouped frames aggregate by name', async () => {
  const grouped = () => four().groupBy('g');
  const rows = async (frame: F.DataFrame) => (await frame.sort('g').collect()).map((row) => row.toArray().map(shown));
  expect(await rows(grouped().avg('x').as())).toEqual([
    ['p', '1.5'],
    ['q', '3.5'],
  ]);
  expect(await rows(grouped().median('x').as())).toEqual([
    ['p', '1.5'],
    ['q', '3.5'],
  ]);
  expect(await rows(grouped().function('max')('x').as())).toEqual([
    ['p', '2'],
    ['q', '4'],
  ]);
  expect(await rows(grouped().count().as())).toEqual([
    ['p', '2'],
    ['q', '2'],
  ]);
});
