import { col, count, countDistinct, hash, objectConstruct, objectConstructKeepNull } from '@firn/snowpark';
import type { Program } from './program.js';

/** All columns by a star: as arguments, of one side of a join, beside others. */
export const stars: Readonly<Record<string, Program>> = {
  object_of_all_columns: (s) =>
    s.table('steps').select('g', 'at', 'v', objectConstruct('*').as('o')).sort('g', 'at', 'v'),
  object_of_all_columns_keeps_null: (s) =>
    s.table('steps').select('g', 'at', 'v', objectConstructKeepNull('*').as('o')).sort('g', 'at', 'v'),
  object_of_a_step_before: (s) =>
    s.table('orders').select('id', col('amount').as('n')).select('id', objectConstructKeepNull('*').as('o')).sort('id'),
  hash_of_all_columns: (s) =>
    s
      .table('steps')
      .select(
        'g',
        'at',
        'v',
        hash('*')
          .eq(hash('g', 'at', 'v'))
          .as('same'),
      )
      .sort('g', 'at', 'v'),
  hash_of_a_step_before: (s) =>
    s
      .table('steps')
      .select('g', 'at')
      .select('g', 'at', hash('*').eq(hash('g', 'at')).as('same'))
      .sort('g', 'at'),
  rows_by_hash_of_all_columns: (s) =>
    s.table('orders').select('region').groupBy(hash('*').as('h')).agg(count('*').as('n')).select('n').sort('n'),
  count_distinct_of_all_columns: (s) => s.table('marks').select('k', 'n').select(countDistinct('*').as('d')),
  count_distinct_of_all_columns_by_key: (s) =>
    s
      .table('orders')
      .select('region', 'who')
      .groupBy('region')
      .agg(countDistinct('*').as('d'), count('*').as('n'))
      .sort(col('region').ascNullsFirst()),
  star_of_one_side_beside_others: (s) => {
    const orders = s.table('orders');
    const people = s.table('people').select(col('who').as('name'), 'boss');
    return orders
      .join(people, orders.col('who').eq(people.col('name')))
      .select(people.col('boss'), orders.col('*'))
      .sort('id');
  },
  stars_of_both_sides: (s) => {
    const orders = s.table('orders').select('id', 'who');
    const people = s.table('people').select(col('who').as('name'), 'boss');
    return orders
      .join(people, orders.col('who').eq(people.col('name')), 'left')
      .select(people.col('*'), orders.col('*'))
      .sort('id');
  },
  star_behind_others: (s) => s.table('steps').select(col('v').as('w'), '*').sort('g', 'at', 'v').limit(3),
};
