import {
  arrayAgg,
  arraySize,
  avg,
  col,
  count,
  grouping,
  listagg,
  max,
  median,
  mode,
  month,
  percentileCont,
  sum,
} from '@firn/snowpark';
import type { Program } from './program.js';

const region = col('region').ascNullsLast();

export const aggregates: Readonly<Record<string, Program>> = {
  agg_pair: (s) => s.table('orders').agg(['amount', 'sum'], ['price', 'max']),
  agg_pairs_in_a_list: (s) =>
    s.table('orders').agg([
      ['amount', 'avg'],
      ['*', 'count'],
    ]),
  agg_map: (s) => s.table('orders').agg({ amount: 'sum', price: 'mean' }),
  agg_words: (s) =>
    s
      .table('steps')
      .groupBy('g')
      .agg(['v', 'average'], ['v', 'size'], ['v', 'std'], ['v', 'mode'], ['v', 'median'], ['v', 'count'])
      .sort('g'),
  agg_of_a_column_pair: (s) => {
    const o = s.table('orders');
    return o
      .groupBy('region')
      .agg([o.col('amount'), 'max'], [col('id'), 'count'])
      .sort(region);
  },
  group_by_unaliased: (s) =>
    s
      .table('orders')
      .groupBy('region')
      .agg(sum('amount'), avg(col('price')), count('*'))
      .sort(region),
  group_by_methods: (s) => s.table('orders').groupBy('region').sum('amount', 'price').sort(region),
  group_by_mean_count: (s) =>
    s.table('orders').groupBy('who', 'region').count().sort(col('who').ascNullsLast(), region),
  group_by_expression: (s) =>
    s.table('orders').groupBy(month('day').as('m')).agg(sum('amount').as('s')).sort(col('m').ascNullsLast()),
  group_by_nothing: (s) => s.table('orders').groupBy().agg(max('amount').as('m')),
  group_by_function: (s) =>
    s
      .table('orders')
      .groupBy('region')
      .function('array_agg')('id')
      .select('region', arraySize(col('"ARRAY_AGG(ID)"')).as('n'))
      .sort(region),
  rollup: (s) =>
    s
      .table('steps')
      .rollup('g', 'at')
      .agg(sum('v').as('s'), grouping('at').as('q'))
      .sort(col('g').ascNullsLast(), col('at').ascNullsLast()),
  cube: (s) =>
    s.table('orders').cube('who', 'region').agg(count('*').as('n')).sort(col('who').ascNullsLast(), region, 'n'),
  grouping_sets: (s) =>
    s
      .table('steps')
      .groupByGroupingSets(['g', 'at'], ['g'], [])
      .agg(count('*').as('n'))
      .sort(col('g').ascNullsLast(), col('at').ascNullsLast()),
  having: (s) => s.table('orders').groupBy('region').agg(sum('amount').as('s')).filter(col('s').gt(10)).sort('s'),
  aggregates_of_nothing: (s) =>
    s
      .table('orders')
      .filter(col('id').gt(100))
      .agg(sum('amount').as('s'), count('*').as('n'), listagg('who', ',').as('l'), arrayAgg('who').as('a')),
  listagg_within_group: (s) =>
    s
      .table('orders')
      .groupBy('region')
      .agg(listagg('who', '-').withinGroup(col('who').desc()).as('l'))
      .sort(region),
  percentiles: (s) =>
    s.table('steps').agg(percentileCont(0.5).withinGroup('v').as('p'), median('v').as('m'), mode('g').as('o')),
  describe: (s) => s.table('orders').select('amount', 'price', 'who').describe(),
  describe_one: (s) => s.table('marks').describe('x'),
  crosstab: async (s) => (await s.table('orders').stat.crosstab('region', 'who')).sort(region),
  approx_quantile: (s) => s.table('steps').stat.approxQuantile('v', [0, 0.5, 1]),
  approx_quantile_of_two: (s) => s.table('steps').stat.approxQuantile(['v', 'at'], [0, 1]),
  corr_and_cov: async (s) => {
    const { stat } = s.table('steps');
    return [round9(await stat.corr('at', 'v')), round9(await stat.cov('at', 'v'))];
  },
};

const round9 = (value: number | null): number | null => (value === null ? null : Number(value.toFixed(9)));
