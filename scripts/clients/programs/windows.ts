import {
  avg,
  col,
  count,
  cumeDist,
  denseRank,
  firstValue,
  lag,
  lastValue,
  lead,
  max,
  min,
  nthValue,
  ntile,
  percentRank,
  rank,
  rowNumber,
  sum,
  Window,
} from '@firn/snowpark';
import type { Program } from './program.js';

const inOrder = Window.partitionBy('g').orderBy('at', 'v');

export const windows: Readonly<Record<string, Program>> = {
  ranks_with_ties: (s) => {
    const w = Window.partitionBy('g').orderBy('at');
    return s
      .table('steps')
      .select(
        'g',
        'at',
        rank().over(w).as('r'),
        denseRank().over(w).as('d'),
        percentRank().over(w).as('p'),
        cumeDist().over(w).as('c'),
      )
      .sort('g', 'at', 'r');
  },
  window_rows_frame: (s) => {
    const w = inOrder.rowsBetween(-1, Window.currentRow);
    return s
      .table('steps')
      .select('g', 'at', 'v', sum('v').over(w).as('s'), count('v').over(w).as('n'))
      .sort('g', 'at', 'v');
  },
  window_rows_following: (s) => {
    const w = inOrder.rowsBetween(1, Window.unboundedFollowing);
    return s.table('steps').select('g', 'at', 'v', min('v').over(w).as('m')).sort('g', 'at', 'v');
  },
  window_range_frame: (s) => {
    const w = Window.partitionBy('g').orderBy('at').rangeBetween(-1, 1);
    return s.table('steps').select('g', 'at', 'v', sum('v').over(w).as('s')).sort('g', 'at', 'v');
  },
  window_default_frame_has_peers: (s) => {
    const w = Window.partitionBy('g').orderBy('at');
    return s
      .table('steps')
      .select('g', 'at', 'v', sum('v').over(w).as('s'), avg('v').over(w).as('a'))
      .sort('g', 'at', 'v');
  },
  lag_lead_with_default: (s) =>
    s
      .table('steps')
      .select(
        'g',
        'at',
        'v',
        lag('v', 1, 0).over(inOrder).as('b'),
        lead('v', 2).over(inOrder).as('f'),
        lag('v', 1, null, { ignoreNulls: true }).over(inOrder).as('i'),
      )
      .sort('g', 'at', 'v'),
  first_last_nth_value: (s) => {
    const whole = inOrder.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing);
    return s
      .table('steps')
      .select(
        'g',
        'at',
        firstValue('v').over(inOrder).as('f'),
        lastValue('v').over(whole).as('l'),
        nthValue('v', 2, { ignoreNulls: true }).over(whole).as('n'),
      )
      .sort('g', 'at', 'l');
  },
  ntile_and_sort_helpers: (s) => {
    const w = Window.orderBy(col('v').descNullsLast());
    return s.table('steps').select('v', ntile(3).over(w).as('t')).sort(col('v').descNullsFirst());
  },
  newest_of_each_group: (s) => {
    const w = Window.partitionBy('g').orderBy(col('at').desc(), col('v'));
    return s.table('steps').withColumn('rn', rowNumber().over(w)).filter(col('rn').eq(1)).drop('rn').sort('g');
  },
  share_of_the_group: (s) => {
    const share = col('amount').divide(sum('amount').over(Window.partitionBy('region')));
    return s.table('orders').select('id', 'region', share.as('share')).sort('id');
  },
  aggregate_over_the_whole: (s) =>
    s.table('orders').select('id', sum('amount').over().as('s'), max('price').over().as('m')).sort('id'),
};
