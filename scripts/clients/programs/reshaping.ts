import { col, count, explode, explodeOuter, flatten, get, lit, max, parseJson, sum, typeof_ } from '@firn/snowpark';
import type { Program } from './program.js';

const region = col('region').ascNullsLast();

export const reshaping: Readonly<Record<string, Program>> = {
  pivot_with_nulls: (s) =>
    s.table('orders').select('region', 'who', 'amount').pivot('who', ['ann', 'bob', 'zed']).sum('amount').sort(region),
  pivot_default_on_null: (s) =>
    s.table('orders').select('region', 'who', 'amount').pivot('who', ['ann', 'bob'], 0).sum('amount').sort(region),
  pivot_of_a_group: (s) => s.table('orders').groupBy('region').pivot('who', ['ann', 'cid']).max('amount').sort(region),
  pivot_any: (s) => s.table('steps').select('g', 'v').pivot('g').sum('v'),
  pivot_by_numbers: (s) => s.table('steps').groupBy('g').pivot('at', [1, 3]).agg(sum('v')).sort('g'),
  pivot_several_aggregates: (s) =>
    s.table('steps').groupBy('g').pivot('at', [1, 3]).agg(sum('v'), count('v')).sort('g'),
  pivot_several_of_texts: (s) =>
    s.table('orders').groupBy('region').pivot('who', ['ann', 'bob']).agg(sum('amount'), max('id')).sort(region),
  unpivot: (s) =>
    s.table('steps').select('g', 'at', 'v').unpivot('value', 'name', ['at', 'v']).sort('g', 'name', 'value'),
  unpivot_with_nulls: (s) =>
    s
      .table('steps')
      .filter(col('g').eq('a'))
      .unpivot('value', 'name', ['at', 'v'], { includeNulls: true })
      .sort('name', col('value').ascNullsFirst()),
  explode_array: (s) => s.table('events').select('id', explode('tags').as('tag')).sort('id', 'tag'),
  explode_outer_array: (s) => s.table('events').select('id', explodeOuter('tags').as('tag')).sort('id', 'tag'),
  explode_object: (s) => s.table('events').select('id', explode('bag').as('k', 'v')).sort('id', 'k'),
  flatten_a_path: (s) =>
    s
      .table('events')
      .joinTableFunction(flatten(col('body'), { path: 'list' }))
      .select('id', 'index', 'value')
      .sort('id', 'index'),
  flatten_outer_recursive: (s) =>
    s
      .table('events')
      .joinTableFunction('flatten', { input: col('body'), outer: true, recursive: true })
      .select('id', 'path')
      .sort('id', 'path'),
  split_to_rows: (s) =>
    s
      .createDataFrame(
        [
          ['a b', 1],
          ['c', 2],
        ],
        ['t', 'i'],
      )
      .joinTableFunction('split_to_table', col('t'), lit(' '))
      .select('i', 'index', 'value')
      .sort('i', 'index'),
  session_flatten: (s) =>
    s
      .tableFunction('flatten', { input: parseJson(lit('{"a": 1, "b": [2]}')) })
      .select('key', 'value')
      .sort('key'),
  nested_access: (s) => {
    const body = col('body');
    return s
      .table('events')
      .select(
        'id',
        body.getItem('user').getItem('name').as('name'),
        body.getItem('list').getItem(1).as('second'),
        body.getItem("a'b").as('odd'),
        get(col('tags'), lit(0)).as('tag'),
      )
      .sort('id');
  },
  nested_access_typed: (s) => {
    const body = col('body');
    return s
      .table('events')
      .select(
        'id',
        body.getItem('user').getItem('age').cast('int').as('age'),
        body.getItem('user').getItem('name').cast('string').as('name'),
        typeof_(body.getItem('list')).as('t'),
      )
      .sort('id');
  },
};
