import { col, max, SnowDate, sum, upper, Window } from '@firn/snowpark';
import type { Program } from './program.js';

export const chains: Readonly<Record<string, Program>> = {
  with_column_replaces: (s) =>
    s
      .table('steps')
      .withColumn('v', col('v').multiply(2))
      .withColumn('w', col('v').plus(1))
      .select('at', 'v', 'w')
      .sort('at', 'v'),
  with_columns_read_the_old_ones: (s) =>
    s
      .table('steps')
      .withColumns({ at: col('v'), v: col('at') })
      .select('g', 'at', 'v')
      .sort('g', 'at', 'v'),
  sort_then_limit_then_sort: (s) => s.table('steps').sort(col('v').descNullsLast()).limit(3).sort('v').select('v'),
  sort_sort_breaks_ties: (s) => s.table('steps').sort('v').sort('at').select('at', 'v'),
  limit_offset: (s) => s.table('orders').sort('id').limit(3, 2).select('id'),
  filter_after_limit: (s) => s.table('orders').sort('id').limit(3).filter(col('id').gt(1)).select('id').sort('id'),
  rename_and_drop: (s) =>
    s
      .table('orders')
      .rename({ id: 'key', who: '"lower"' })
      .drop('price', 'nothing')
      .withColumnRenamed('amount', 'a')
      .sort('key')
      .limit(1),
  select_star_and_more: (s) => s.table('steps').select('*', col('v').plus(1).as('w')).sort('g', 'at', 'v').limit(2),
  select_unaliased: (s) =>
    s
      .table('steps')
      .filter(col('v').eq(7))
      .select('v', upper(col('g')).as('u')),
  distinct_after_select: (s) => s.table('orders').select('region').distinct().sort(col('region').ascNullsFirst()),
  distinct_then_sort_by_expression: (s) =>
    s.table('orders').select('amount').distinct().sort(col('amount').neg().ascNullsLast()),
  filter_by_sql_text: (s) =>
    s.table('orders').filter('amount > 5 or who is null').filter('id < 6').select('id').sort('id'),
  select_expr: (s) => s.table('orders').selectExpr('id', 'amount * 2 as twice', 'upper(who)  as w').sort('id').limit(2),
  col_ilike: (s) => s.table('orders').sort('id').colIlike('%i%').limit(1),
  to_df: (s) => s.table('steps').toDf('x', 'y', 'z').sort('x', 'y', 'z').limit(1),
  sum_of_filtered_window_of_join: (s) => {
    const [o, p] = [s.table('orders'), s.table('people')];
    const run = sum('amount').over(Window.partitionBy('boss').orderBy('id'));
    return o
      .join(p, o.col('who').eq(p.col('who')), 'left')
      .select(o.col('id'), o.col('who').as('who'), p.col('boss'), o.col('amount'))
      .withColumn('run', run)
      .filter(col('run').gt(5))
      .groupBy('boss')
      .agg(max('run').as('m'))
      .sort(col('boss').ascNullsLast());
  },
  moving_agg: (s) =>
    s
      .table('steps')
      .filter(col('g').eq('a'))
      .analytics.movingAgg({ aggs: { v: ['SUM', 'AVG'] }, windowSizes: [2], orderBy: ['at'], groupBy: ['g'] })
      .sort('at'),
  cumulative_agg: (s) =>
    s
      .table('steps')
      .filter(col('g').eq('a'))
      .analytics.cumulativeAgg({ aggs: { v: ['SUM', 'MIN'] }, orderBy: ['at'], groupBy: ['g'], isForward: true })
      .sort('at'),
  compute_lag: (s) =>
    s
      .table('steps')
      .filter(col('g').eq('a'))
      .analytics.computeLag({ columns: ['v'], distances: [1, 2], orderBy: ['at'], groupBy: ['g'] })
      .sort('at'),
  time_series_agg: (s) =>
    s
      .createDataFrame(
        [
          ['a', SnowDate.of(2026, 1, 1), 1],
          ['a', SnowDate.of(2026, 1, 2), 2],
          ['a', SnowDate.of(2026, 1, 4), 4],
          ['a', SnowDate.of(2026, 1, 9), 9],
        ],
        ['g', 'day', 'v'],
      )
      .analytics.timeSeriesAgg({ timeColumn: 'day', aggs: { v: ['SUM'] }, windows: ['-3D', '2D'], groupBy: ['g'] })
      .select('day', 'v', col('"V_SUM_-3D"').as('back'), 'v_sum_2d')
      .sort('day'),
};
