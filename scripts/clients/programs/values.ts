import {
  coalesce,
  col,
  concat,
  Decimal,
  dateadd,
  datediff,
  dateTrunc,
  dayname,
  iff,
  lit,
  round,
  SnowDate,
  toChar,
  upper,
  when,
  year,
} from '@firn/snowpark';
import type { Program } from './program.js';

export const values: Readonly<Record<string, Program>> = {
  dates: (s) => {
    const day = col('day');
    return s
      .table('orders')
      .select(
        'id',
        year(day).as('y'),
        dateadd('month', lit(1), day).as('next'),
        datediff('day', day, lit(SnowDate.of(2026, 3, 1))).as('n'),
        dateTrunc('quarter', day).as('q'),
        dayname(day).as('w'),
      )
      .sort('id');
  },
  timestamps: (s) => {
    const born = col('born');
    return s
      .table('people')
      .select(
        'who',
        dateTrunc('hour', born).as('h'),
        toChar(born, 'YYYY-MM-DD HH24:MI:SS.FF3').as('t'),
        born.cast('date').as('d'),
        dateadd('second', lit(1), born).as('s'),
      )
      .sort('who');
  },
  decimals: (s) => {
    const price = col('price');
    return s
      .table('orders')
      .select(
        'id',
        price.multiply(3).as('t'),
        price.divide(3).as('q'),
        price.plus(lit(new Decimal('0.001'))).as('a'),
        round(price, 1).as('r'),
        price.cast('int').as('i'),
        price.mod(2).as('m'),
      )
      .sort('id');
  },
  integer_division: (s) => {
    const amount = col('amount');
    return s
      .table('orders')
      .select('id', amount.divide(4).as('d'), amount.mod(4).as('m'), amount.neg().as('n'), amount.pow(2).as('p'))
      .sort('id');
  },
  case_when: (s) => {
    const amount = col('amount');
    return s
      .table('orders')
      .select(
        'id',
        when(amount.gt(20), 'big').when(amount.isNull(), 'none').otherwise('small').as('w'),
        when(amount.gt(20), 1).as('e'),
        iff(amount.isNull(), 0, amount).as('i'),
      )
      .sort('id');
  },
  three_valued_logic: (s) => {
    const [ok, n] = [col('ok'), col('n')];
    return s
      .table('marks')
      .select(
        'n',
        'x',
        ok.and(n.gt(1)).as('a'),
        ok.or(n.gt(1)).as('o'),
        ok.not().as('t'),
        ok.equalNull(lit(null)).as('e'),
        n.in(1, 2).as('i'),
        n.between(1, 2).as('b'),
      )
      .sort(n.ascNullsLast(), 'x');
  },
  nan_comparisons: (s) => {
    const x = col('x');
    return s
      .table('marks')
      .select('x', x.equalNan().as('e'), x.gt(1).as('g'), coalesce(x, lit(0)).as('c'))
      .sort(x.ascNullsLast());
  },
  text_operations: (s) => {
    const who = col('who');
    return s
      .table('orders')
      .select(
        'id',
        concat(who, lit('-'), col('region')).as('c'),
        upper(who).as('u'),
        who.like('%n%').as('l'),
        who.startswith('a').as('s'),
        who.substr(1, 2).as('p'),
        who.rlike('a.*').as('r'),
      )
      .sort('id');
  },
  in_a_frame: (s) =>
    s
      .table('orders')
      .filter(col('who').in(s.table('people').select('who')))
      .select('id')
      .sort('id'),
  not_in_a_frame_with_null: (s) =>
    s
      .table('orders')
      .filter(col('who').in(s.table('people').select('boss')).not())
      .select('id')
      .sort('id'),
  mixed_rows_of_dicts: (s) =>
    s.createDataFrame([{ a: 1, b: 'x' }, { a: null, b: null }, { a: 3 }]).sort(col('a').ascNullsLast()),
  rows_with_schema: (s) =>
    s
      .createDataFrame(
        [
          [1, new Decimal('2.5'), SnowDate.of(2026, 1, 2), { k: [1] }, true],
          [null, null, null, null, null],
        ],
        'a int, b number(10, 3), c date, d variant, e boolean',
      )
      .sort(col('a').ascNullsLast()),
  rows_of_scalars: (s) => s.createDataFrame([3, 1, 2], ['n']).sort('n'),
  rows_without_names: (s) =>
    s
      .createDataFrame([
        [1, 'a'],
        [2, 'b'],
      ])
      .sort('_1'),
  short_list_of_names: (s) => s.createDataFrame([[1, 'a', true]], ['x']),
  empty_with_schema: (s) => s.createDataFrame([], 'a int, b string'),
  values_of_range: (s) => s.range(10, 1, -3).sort('id'),
};
