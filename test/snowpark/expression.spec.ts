import type { AnyColumn } from '@firn/snowpark';
import {
  callFunction,
  coalesce,
  col,
  Decimal,
  DecimalType,
  DoubleType,
  dateadd,
  iff,
  in_,
  lag,
  lit,
  not,
  round,
  SnowDate,
  SnowTime,
  SnowTimestamp,
  StringType,
  sum,
  upper,
  Window,
  when,
} from '@firn/snowpark';
import { collected, offline } from './offline.js';

const t = offline().table('t');

function written(column: AnyColumn & { as(name: string): AnyColumn }): readonly unknown[] {
  const { text, binds } = collected(t.select(column.as('x'))).main;
  return [
    /^SELECT (.*) AS "X" FROM "T"$/.exec(text)?.[1] ?? text,
    ...binds.map((bind) => `${bind.type} ${bind.value}`),
  ];
}

describe('an expression', () => {
  const a = col('a');
  const b = col('b');

  it.each([
    [a.eq(1), '("A" = ?)', 'FIXED 1'],
    [a.neq('x'), '("A" != ?)', 'TEXT x'],
    [a.plus(b).multiply(a.neg()), '(("A" + "B") * (- "A"))'],
    [a.mod(2).leq(b), '(("A" % ?) <= "B")', 'FIXED 2'],
    [a.pow(2), 'POWER("A", ?)', 'FIXED 2'],
    [a.isNull().eq(b.isNotNull()), '(("A" IS NULL) = ("B" IS NOT NULL))'],
    [a.gt(1).and(not(b.lt(2)).or(a.eq(b))), '(("A" > ?) AND ((NOT ("B" < ?)) OR ("A" = "B")))', 'FIXED 1', 'FIXED 2'],
    [a.between(1, 5), '(("A" >= ?) AND ("A" <= ?))', 'FIXED 1', 'FIXED 5'],
    [a.in(1, 2, 3), '("A" IN (?, ?, ?))', 'FIXED 1', 'FIXED 2', 'FIXED 3'],
    [a.in([1, 2]), '("A" IN (?, ?))', 'FIXED 1', 'FIXED 2'],
    [a.in([]), 'FALSE'],
    [
      in_(
        ['a', 'b'],
        [
          [1, 'x'],
          [2, null],
        ],
      ),
      '(("A", "B") IN ((?, ?), (?, NULL)))',
      'FIXED 1',
      'TEXT x',
      'FIXED 2',
    ],
    [a.like('x%'), '("A" LIKE ?)', 'TEXT x%'],
    [a.rlike('x+', 'i'), `RLIKE("A", ?, 'i')`, 'TEXT x+'],
    [a.startswith('x').and(a.contains(b)), '(STARTSWITH("A", ?) AND CONTAINS("A", "B"))', 'TEXT x'],
    [a.substr(2, 3), 'SUBSTR("A", ?, ?)', 'FIXED 2', 'FIXED 3'],
    [a.getItem('k').getItem(0), `"A"['k'][0]`],
    [a.getItem("it's \\"), `"A"['it''s \\\\']`],
    [a.cast(DecimalType(10, 2)), 'CAST("A" AS NUMBER(10, 2))'],
    [a.tryCast('varchar(5)'), 'TRY_CAST("A" AS VARCHAR(5))'],
    [a.equalNull(b), 'EQUAL_NULL("A", "B")'],
    [a.equalNan(), '("A" = ?::FLOAT)', 'REAL NaN'],
    [
      when(a.gt(1), 'x').when(b.gt(1), b).otherwise('z'),
      'CASE WHEN ("A" > ?) THEN ? WHEN ("B" > ?) THEN "B" ELSE ? END',
      'FIXED 1',
      'TEXT x',
      'FIXED 1',
      'TEXT z',
    ],
    [when(a.gt(1), 'x'), 'CASE WHEN ("A" > ?) THEN ? END', 'FIXED 1', 'TEXT x'],
    [iff(a.gt(b), 1, b), 'IFF(("A" > "B"), ?, "B")', 'FIXED 1'],
    [coalesce('a', b, 0), 'COALESCE("A", "B", ?)', 'FIXED 0'],
    [round('a', 2), 'ROUND("A", 2)'],
    [upper('b'), 'UPPER("B")'],
    [dateadd('day', 3, 'a'), `DATEADD('day', ?, "A")`, 'FIXED 3'],
    [callFunction('db.sc.my_func', 1, a), 'db.sc.my_func(?, "A")', 'FIXED 1'],
    [
      sum('a').over(Window.partitionBy('b').orderBy(a.desc()).rowsBetween(-2, 0)),
      'SUM("A") OVER (PARTITION BY "B" ORDER BY "A" DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)',
    ],
    [
      sum('a').over(Window.orderBy('b').rangeBetween(Window.unboundedPreceding, 3)),
      'SUM("A") OVER (ORDER BY "B" ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND 3 FOLLOWING)',
    ],
    [sum('a').over(), 'SUM("A") OVER ()'],
    [
      lag('a', 2, 0, { ignoreNulls: true }).over(Window.orderBy('b')),
      'LAG("A", 2, ?) IGNORE NULLS OVER (ORDER BY "B" ASC NULLS FIRST)',
      'FIXED 0',
    ],
  ])('%#', (column, ...expected) => {
    expect(written(column)).toEqual(expected);
  });

  it.each([
    [lit(1), '?', 'FIXED 1'],
    [lit(2 ** 53, DoubleType), '?::FLOAT', `REAL ${2 ** 53}`],
    [lit(2n ** 60n), '?::NUMBER(38, 0)', 'FIXED 1152921504606846976'],
    [lit(1.5), '?::FLOAT', 'REAL 1.5'],
    [lit(1, DoubleType), '?::FLOAT', 'REAL 1'],
    [lit(-Infinity), '?::FLOAT', 'REAL -inf'],
    [lit(new Decimal('-0.050')), '?::NUMBER(2, 2)', 'FIXED -0.05'],
    [
      lit(new Decimal('12345678901234567890123456789012345678')),
      '?::NUMBER(38, 0)',
      'FIXED 12345678901234567890123456789012345678',
    ],
    [lit('1.50', StringType), '?', 'TEXT 1.50'],
    [lit(true), '?', 'BOOLEAN true'],
    [lit(null), 'NULL'],
    [lit(null, DoubleType), 'NULL::FLOAT'],
    [lit(SnowDate.of(2020, 1, 31)), '?::DATE', 'DATE 2020-01-31'],
    [lit(SnowTime.parse('01:02:03.000000004')), '?::TIME', 'TIME 01:02:03.000000004'],
    [lit(SnowTimestamp.parse('2020-01-02T03:04:05.5')), '?::TIMESTAMP_NTZ', 'TIMESTAMP_NTZ 2020-01-02T03:04:05.5'],
    [
      lit(SnowTimestamp.parse('2020-01-02T03:04:05+01:30')),
      '?::TIMESTAMP_TZ',
      'TIMESTAMP_TZ 2020-01-02T03:04:05+01:30',
    ],
    [lit(new Date('2020-01-02T03:04:05.678Z')), '?::TIMESTAMP_LTZ', 'TIMESTAMP_LTZ 2020-01-02T03:04:05.678Z'],
    [lit(Uint8Array.of(1, 171)), `TO_BINARY(?, 'HEX')`, 'BINARY 01AB'],
    [lit([1, 'x', 2n ** 70n]), 'PARSE_JSON(?)::ARRAY', 'TEXT [1,"x",1180591620717411303424]'],
    [lit({ a: null, b: new Decimal('1.10') }), 'PARSE_JSON(?)::OBJECT', 'TEXT {"a":null,"b":1.1}'],
  ])('value %#', (column, ...expected) => {
    expect(written(column)).toEqual(expected);
  });

  it('refuses what is no value, no name and no type', () => {
    expect(() => lit(10n ** 38n)).toThrow('cannot hold');
    expect(() => lit(Symbol('x'))).toThrow('cannot hold');
    expect(() => a.eq(t)).toThrow('A DataFrame is no value');
    expect(() => lit('x', DoubleType)).toThrow('x is no value of type FLOAT');
    expect(() => a.cast('strnig')).toThrow('No type strnig');
    expect(() => a.cast('number(39, 2)')).toThrow('No type number(39, 2)');
    expect(() => callFunction('x(); drop table t')).toThrow('Not the name of a function');
    expect(() => a.getItem(-1)).toThrow('no member -1');
    expect(() => Window.rowsBetween(0.5, 1)).toThrow('whole number of rows');
  });
});
