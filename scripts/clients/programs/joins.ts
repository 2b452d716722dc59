import { col, count } from '@firn/snowpark';
import type { Program } from './program.js';

export const joins: Readonly<Record<string, Program>> = {
  join_by_name: (s) => s.table('orders').join(s.table('people'), 'who').sort('id'),
  join_by_two_names_left: (s) =>
    s
      .table('orders')
      .join(s.table('people'), ['who', 'region'], 'left')
      .select('who', 'region', 'id', 'boss')
      .sort('id'),
  join_full_by_name: (s) =>
    s
      .table('orders')
      .select('who', 'id')
      .join(s.table('people').select('who', 'boss'), 'who', 'full')
      .sort(col('id').ascNullsLast(), 'who'),
  join_right_by_name: (s) =>
    s
      .table('orders')
      .select('who', 'id')
      .join(s.table('people').select('who', 'boss'), 'who', 'right')
      .sort(col('id').ascNullsLast(), 'who'),
  join_with_both_suffixes: (s) => {
    const o = s.table('orders').select('id', 'who', 'region');
    const p = s.table('people').select('who', 'region', 'boss');
    return o.join(p, o.col('who').eq(p.col('who')), { leftSuffix: '_o', rightSuffix: '_p' }).sort('id');
  },
  join_with_right_suffix: (s) => {
    const o = s.table('orders').select('id', 'who', 'region');
    const p = s.table('people').select('who', 'region');
    const on = o
      .col('who')
      .eq(p.col('who'))
      .and(o.col('region').eq(p.col('region')));
    return o.join(p, on, { rightSuffix: '_p' }).sort('id');
  },
  join_with_suffix_of_lower_case: (s) => {
    const m = s.table('marks').select('k', 'n', '"lower name"');
    const other = s.table('marks').select('n', '"lower name"').filter(col('n').eq(4));
    return m.join(other, m.col('n').eq(other.col('n')), { leftSuffix: '_l', rightSuffix: '_r' });
  },
  join_columns_of_both_sides: (s) => {
    const [o, p] = [s.table('orders'), s.table('people')];
    const joined = o.join(p, o.col('who').eq(p.col('who')), 'left');
    return joined.select(o.col('id'), o.col('region').as('from_o'), p.col('region').as('from_p')).sort('id');
  },
  self_join_by_alias: (s) => {
    const people = s.table('people');
    return people
      .alias('l')
      .join(people.alias('r'), col('l', 'boss').eq(col('r', 'who')))
      .select(col('l', 'who').as('who'), col('r', 'who').as('boss'))
      .sort('who');
  },
  join_chain_of_three: (s) => {
    const [o, p, m] = [s.table('orders'), s.table('people'), s.table('marks')];
    const first = o.join(p, o.col('who').eq(p.col('who'))).select(o.col('id'), p.col('boss'), o.col('amount'));
    return first
      .join(m, first.col('id').eq(m.col('n')))
      .select('id', 'boss', 'k', 'x')
      .sort('id', 'k');
  },
  join_semi_by_name: (s) => s.table('orders').join(s.table('people'), 'who', 'semi').select('id', 'who').sort('id'),
  join_anti_by_condition: (s) => {
    const [o, p] = [s.table('orders'), s.table('people')];
    return o
      .join(p, o.col('who').eq(p.col('who')), 'anti')
      .select('id')
      .sort('id');
  },
  cross_join_with_suffixes: (s) => {
    const one = s.table('marks').select('k').distinct();
    return one
      .crossJoin(one.select('k').filter(col('k').eq('a')), { leftSuffix: '_1', rightSuffix: '_2' })
      .sort(col('k_1').ascNullsLast());
  },
  natural_join: (s) =>
    s.table('orders').naturalJoin(s.table('people')).select('id', 'who', 'region', 'boss').sort('id'),
  asof_join: (s) => {
    const left = s.table('steps').filter(col('g').eq('a')).select('g', 'at', 'v');
    const right = s.createDataFrame(
      [
        ['a', 2, 'two'],
        ['a', 4, 'four'],
      ],
      ['g2', 'at2', 'word'],
    );
    const matchCondition = left.col('at').geq(right.col('at2'));
    return left
      .join(right, left.col('g').eq(right.col('g2')), { how: 'asof', matchCondition })
      .select('at', 'word')
      .sort('at');
  },
  join_then_with_column_of_the_side: (s) => {
    const [o, p] = [s.table('orders'), s.table('people')];
    const joined = o.join(p, o.col('who').eq(p.col('who')));
    return joined
      .withColumn('same', o.col('region').eq(p.col('region')))
      .select('id', 'same')
      .sort('id');
  },
  join_without_a_condition: (s) =>
    s.table('people').select('boss').join(s.table('marks').select('k').limit(1)).agg(count('*').as('n')),
};
