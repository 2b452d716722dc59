import { col } from '@firn/snowpark';
import type { Program } from './program.js';

export const sets: Readonly<Record<string, Program>> = {
  union_by_name: (s) =>
    s
      .createDataFrame([[1, 'x']], ['a', 'b'])
      .unionByName(
        s.createDataFrame(
          [
            ['y', 2],
            ['x', 1],
          ],
          ['b', 'a'],
        ),
      )
      .sort('a'),
  union_all_by_name_missing: (s) =>
    s
      .createDataFrame([[1, 'x']], ['a', 'b'])
      .unionAllByName(s.createDataFrame([['z', 2]], ['c', 'a']), { allowMissingColumns: true })
      .sort('a'),
  union_by_position_keeps_left_names: (s) =>
    s
      .table('orders')
      .select('who')
      .union(s.table('people').select(col('boss').as('other')).as())
      .sort('who'),
  except_and_intersect_with_nulls: (s) => {
    const o = s.table('orders').select('who').as();
    const p = s.table('people').select('boss').as();
    return o.except(p).unionAll(o.intersect(p)).sort('who');
  },
  union_chain_mixed: (s) => {
    const one = s.createDataFrame([[1], [2], [2]], ['a']);
    return one.unionAll(one).union(one).unionAll(one).sort('a');
  },
  drop_duplicates_of_all: (s) => s.table('steps').select('g', 'at').dropDuplicates().sort('g', 'at'),
  drop_duplicates_keeps_columns: (s) => s.table('steps').dropDuplicates('g', 'at').select('g', 'at').sort('g', 'at'),
};
