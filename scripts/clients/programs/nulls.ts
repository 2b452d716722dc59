import { col, type DataFrame, type Session } from '@firn/snowpark';
import type { Program } from './program.js';

const marks = (s: Session): DataFrame => s.table('marks').as();
const byNumber = (frame: DataFrame): DataFrame => frame.sort(col('n').ascNullsLast(), 'k');
const byNumberAndX = (frame: DataFrame): DataFrame => frame.sort(col('n').ascNullsLast(), 'x');

export const nulls: Readonly<Record<string, Program>> = {
  na_fill_int_in_all: (s) => marks(s).na.fill(0).sort('n', 'k'),
  na_fill_text_in_all: (s) => byNumber(marks(s).na.fill('?')),
  na_fill_float_skips_ints: (s) => byNumber(marks(s).na.fill(1.5)),
  na_fill_map: (s) => marks(s).na.fill({ k: 'none', n: -1, '"lower name"': 'l', ok: false }).sort('n', 'k'),
  na_fill_wrong_types: (s) => byNumber(marks(s).na.fill({ k: 5, n: 'x', x: 3 })),
  na_fill_bool: (s) => byNumber(marks(s).na.fill(true)),
  na_fill_decimal: (s) =>
    s.table('orders').na.fill(9, { includeDecimal: true }).select('id', 'amount', 'price').sort('id'),
  na_fill_no_decimal: (s) => s.table('orders').na.fill(9).select('id', 'amount', 'price').sort('id'),
  na_fill_subset: (s) =>
    s
      .table('orders')
      .na.fill('nobody', { subset: ['who'] })
      .select('id', 'who', 'region')
      .sort('id'),
  na_drop_any: (s) => marks(s).na.drop().sort('n'),
  na_drop_all_of_subset: (s) =>
    marks(s)
      .na.drop({ how: 'all', subset: ['k', 'x'] })
      .sort('n'),
  na_drop_thresh: (s) => byNumber(marks(s).na.drop({ thresh: 4 })),
  na_replace_value: (s) => byNumber(marks(s).na.replace(1, 100)),
  na_replace_map: (s) => byNumberAndX(marks(s).na.replace({ a: 'A', b: null })),
  na_replace_list: (s) => byNumberAndX(marks(s).na.replace(['p', 'q'], ['P', 'Q'], { subset: ['"lower name"'] })),
  na_replace_null: (s) =>
    marks(s)
      .na.replace(null, 0, { subset: ['n'] })
      .sort('n', 'k', 'x'),
  na_replace_wrong_type: (s) => byNumberAndX(marks(s).na.replace('a', 5)),
};
