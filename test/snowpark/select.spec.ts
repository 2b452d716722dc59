import { callFunction, col, lit, max, random, rowNumber, sqlExpr, Window } from '@firn/snowpark';
import { offline, sentBy, textOf, UNDESCRIBED } from './offline.js';

const session = offline();
const t = session.table('t');

describe('levels of SELECT', () => {
  it('join while each clause may still be added', () => {
    const frame = t
      .filter(col('a').gt(1))
      .filter(col('b').lt(2))
      .select(col('a').as('x'), col('b').multiply(2).as('y'), lit('z').as('z'))
      .sort('x')
      .limit(5);
    expect(sentBy(frame)).toEqual([
      'SELECT "A" AS "X", ("B" * ?) AS "Y", ? AS "Z" FROM "T" WHERE ("A" > ?) AND ("B" < ?) ORDER BY "A" ASC NULLS FIRST LIMIT 5',
      ['2', 'z', '1', '2'],
    ]);
  });

  it('need no schema for that', () => {
    expect(textOf(t.select('a').filter(col('a').gt(1)), UNDESCRIBED)).toBe('SELECT "A" FROM "T" WHERE ("A" > ?)');
  });

  it('are separate where a computed column is read', () => {
    expect(textOf(t.select(col('a').plus(1).as('x')).filter(col('x').gt(1)))).toBe(
      'SELECT * FROM (SELECT ("A" + ?) AS "X" FROM "T") WHERE ("X" > ?)',
    );
  });

  it('are separate where a new column takes a name that WHERE or ORDER BY reads', () => {
    expect(textOf(t.filter(col('a').gt(1)).select(col('b').as('a')))).toBe(
      'SELECT "B" AS "A" FROM (SELECT * FROM "T" WHERE ("A" > ?))',
    );
    expect(textOf(t.sort('a').select(col('b').as('a')))).toBe(
      'SELECT "B" AS "A" FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST)',
    );
  });

  it('are separate above a swap of names', () => {
    expect(textOf(t.select(col('a').as('b'), col('b').as('a')).filter(col('a').gt(1)))).toBe(
      'SELECT * FROM (SELECT "A" AS "B", "B" AS "A" FROM "T") WHERE ("A" > ?)',
    );
  });

  it('keep a limit below whatever chooses or orders rows after it', () => {
    expect(textOf(t.limit(5).filter(col('a').gt(1)))).toBe('SELECT * FROM (SELECT * FROM "T" LIMIT 5) WHERE ("A" > ?)');
    expect(textOf(t.sort('a').limit(5).filter(col('a').gt(1)))).toBe(
      'SELECT * FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST LIMIT 5) WHERE ("A" > ?)',
    );
    expect(textOf(t.limit(5).sort('a'))).toBe('SELECT * FROM (SELECT * FROM "T" LIMIT 5) ORDER BY "A" ASC NULLS FIRST');
    expect(textOf(t.limit(5).distinct())).toBe('SELECT DISTINCT * FROM (SELECT * FROM "T" LIMIT 5)');
    expect(textOf(t.limit(5).select(max('a').as('m')))).toBe('SELECT MAX("A") AS "M" FROM (SELECT * FROM "T" LIMIT 5)');
    expect(textOf(t.limit(5).select(callFunction('my_sum', col('a')).as('m')))).toBe(
      'SELECT my_sum("A") AS "M" FROM (SELECT * FROM "T" LIMIT 5)',
    );
    expect(textOf(t.limit(5).select('a'))).toBe('SELECT "A" FROM "T" LIMIT 5');
  });

  it('take the smaller of two limits, and nest an offset over a limit', () => {
    expect(textOf(t.limit(5).limit(3))).toBe('SELECT * FROM "T" LIMIT 3');
    expect(textOf(t.limit(3, 2).limit(5))).toBe('SELECT * FROM "T" LIMIT 3 OFFSET 2');
    expect(textOf(t.limit(5).limit(3, 1))).toBe('SELECT * FROM (SELECT * FROM "T" LIMIT 5) LIMIT 3 OFFSET 1');
    expect(() => t.limit(-1)).toThrow('whole number from 0');
  });

  it('never move a filter below a window or a value that is new at each call', () => {
    expect(textOf(t.select('a', rowNumber().over(Window.orderBy('b')).as('rn')).filter(col('a').eq(1)))).toBe(
      'SELECT * FROM (SELECT "A", ROW_NUMBER() OVER (ORDER BY "B" ASC NULLS FIRST) AS "RN" FROM "T") WHERE ("A" = ?)',
    );
    expect(textOf(t.select('a', random(7).as('r')).filter(col('a').eq(1)))).toBe(
      'SELECT * FROM (SELECT "A", RANDOM(7) AS "R" FROM "T") WHERE ("A" = ?)',
    );
    expect(textOf(t.select(random(7).as('r')).select(col('r').as('x'), col('r').as('y')))).toBe(
      'SELECT "R" AS "X", "R" AS "Y" FROM (SELECT RANDOM(7) AS "R" FROM "T")',
    );
  });

  it('put later sort keys first', () => {
    expect(textOf(t.sort('a', col('b').desc()).sort(col('c').ascNullsLast()))).toBe(
      'SELECT * FROM "T" ORDER BY "C" ASC NULLS LAST, "A" ASC NULLS FIRST, "B" DESC NULLS LAST',
    );
    expect(textOf(t.sort())).toBe('SELECT * FROM "T" ORDER BY ALL ASC NULLS FIRST');
  });

  it('enclose SQL of the caller', () => {
    expect(textOf(t.filter('a = 1 or b = 2').filter(sqlExpr('c').eq(3)))).toBe(
      'SELECT * FROM "T" WHERE (a = 1 or b = 2) AND ((c) = ?)',
    );
    expect(textOf(t.select(col('a').as('x')).filter('x = 1'))).toBe(
      'SELECT * FROM (SELECT "A" AS "X" FROM "T") WHERE (x = 1)',
    );
    expect(textOf(t.selectExpr('a + 1 as b').limit(1))).toBe('SELECT a + 1 as b FROM "T" LIMIT 1');
  });
});

describe('columns', () => {
  it('are added beside a star, and replaced in their place', () => {
    expect(textOf(t.withColumn('x', col('a').plus(1)))).toBe('SELECT *, ("A" + ?) AS "X" FROM "T"');
    expect(textOf(t.withColumn('b', col('a').plus(1)))).toBe('SELECT "A", ("A" + ?) AS "B", "C" FROM "T"');
    expect(textOf(t.withColumn('b', col('a').plus(1), { keepColumnOrder: false }))).toBe(
      'SELECT "A", "C", ("A" + ?) AS "B" FROM "T"',
    );
    expect(textOf(t.withColumns({ x: col('a'), a: col('b') }))).toBe(
      'SELECT "B" AS "A", "B", "C", "A" AS "X" FROM "T"',
    );
  });

  it('that are independent stay in one SELECT, dependent ones each start another', () => {
    expect(textOf(t.withColumn('x', col('a').plus(1)).withColumn('y', col('b').plus(1)))).toBe(
      'SELECT *, ("A" + ?) AS "X", ("B" + ?) AS "Y" FROM "T"',
    );
    expect(textOf(t.withColumn('x', col('a').plus(1)).withColumn('y', col('x').plus(1)))).toBe(
      'SELECT *, ("X" + ?) AS "Y" FROM (SELECT *, ("A" + ?) AS "X" FROM "T")',
    );
  });

  it('go away by drop, unknown free names without a word', () => {
    expect(textOf(t.drop('a', 'nope'))).toBe('SELECT "B", "C" FROM "T"');
    expect(textOf(t.drop('nope'))).toBe('SELECT * FROM "T"');
    expect(() => textOf(t.drop('a', 'b', 'c'))).toThrow('leaves no column');
    expect(() => textOf(t.drop(col('a').plus(1)))).toThrow('drop takes columns');
  });

  it('get new names', () => {
    expect(textOf(t.withColumnRenamed('a', 'x'))).toBe('SELECT "A" AS "X", "B", "C" FROM "T"');
    expect(textOf(t.rename({ a: 'x', b: '"y"' }))).toBe('SELECT "A" AS "X", "B" AS "y", "C" FROM "T"');
    expect(textOf(t.rename(col('a'), 'x'))).toBe('SELECT "A" AS "X", "B", "C" FROM "T"');
    expect(textOf(t.toDf('x', 'y', 'z').filter(col('y').eq(1)))).toBe(
      'SELECT "A" AS "X", "B" AS "Y", "C" AS "Z" FROM "T" WHERE ("B" = ?)',
    );
    expect(() => textOf(t.withColumnRenamed('"a"', 'x'))).toThrow('No column "a". Did you mean A?');
    expect(() => textOf(t.rename({ a: 'b' }))).toThrow('column B is there twice');
    expect(() => textOf(t.toDf('x'))).toThrow('1 names for 3 columns');
  });

  it('without an alias are named by their text', () => {
    expect(textOf(t.select(max('a'), col('a').plus(1), col('b').isNull()).filter(col('"MAX(A)"').gt(1)))).toBe(
      'SELECT * FROM (SELECT MAX("A") AS "MAX(A)", ("A" + ?) AS "(A + 1)", ("B" IS NULL) AS "B IS NULL" FROM "T") WHERE ("MAX(A)" > ?)',
    );
  });

  it('are checked as soon as the columns are known', () => {
    expect(() => textOf(t.select('nope'))).toThrow('No column NOPE. Available: A, B, C.');
    // @ts-expect-error: after the select, the compiler knows it too
    expect(() => textOf(t.select('a').filter(col('b').eq(1)), UNDESCRIBED)).toThrow('No column B. Available: A.');
    expect(() => textOf(t.select('a', 'a').select('a'))).toThrow('Column A is there 2 times');
    expect(() => textOf(t.select(col('a').as('x').plus(1)))).toThrow('An alias names an output column');
  });

  it('of a frame keep their meaning when that is replaced or renamed', () => {
    expect(textOf(t.withColumn('a', col('a').plus(1)).filter(t.col('a').gt(1)))).toBe(
      'SELECT * FROM (SELECT ("A" + ?) AS "A", "B", "C" FROM "T") WHERE ("A" > ?)',
    );
    expect(textOf(t.rename('a', 'x').filter(t.col('a').gt(1)))).toBe(
      'SELECT "A" AS "X", "B", "C" FROM "T" WHERE ("A" > ?)',
    );
    expect(() => textOf(t.drop('a').filter(t.col('a').gt(1)))).toThrow('No column A');
    expect(() => textOf(t.filter(session.table('t').col('a').gt(1)))).toThrow('no input here');
  });

  it('by star', () => {
    expect(textOf(t.select('*'))).toBe('SELECT * FROM "T"');
    expect(textOf(t.select('*', lit(1).as('one')))).toBe('SELECT *, ? AS "ONE" FROM "T"');
    expect(textOf(t.select('*', lit(1).as('one')), UNDESCRIBED)).toBe('SELECT *, ? AS "ONE" FROM "T"');
    expect(textOf(t.select('a', t.col('*')))).toBe('SELECT "A", "A", "B", "C" FROM "T"');
  });
});

describe('rows', () => {
  it('each once, or once by some columns', () => {
    expect(textOf(t.distinct())).toBe('SELECT DISTINCT * FROM "T"');
    expect(textOf(t.select('a').distinct().sort('a'))).toBe(
      'SELECT * FROM (SELECT DISTINCT "A" FROM "T") ORDER BY "A" ASC NULLS FIRST',
    );
    expect(textOf(t.sort('a').distinct())).toBe('SELECT DISTINCT * FROM "T" ORDER BY "A" ASC NULLS FIRST');
    expect(textOf(t.sort(col('a').cast('string')).distinct())).toBe(
      'SELECT DISTINCT * FROM (SELECT * FROM "T" ORDER BY CAST("A" AS VARCHAR) ASC NULLS FIRST)',
    );
    expect(textOf(t.dropDuplicates('a', 'b').limit(1))).toBe(
      'SELECT * FROM (SELECT * FROM "T" QUALIFY (row_number() OVER (PARTITION BY "A", "B" ORDER BY "A", "B") = 1)) LIMIT 1',
    );
    expect(textOf(t.dropDuplicates())).toBe('SELECT DISTINCT * FROM "T"');
  });
});

describe('columns that nothing reads', () => {
  const u = session.table('u');
  const v = session.table('v');

  it('are left out of the levels below, and levels that then only choose columns are left out themselves', () => {
    const wide = t.withColumn('x', col('a').plus(1)).withColumn('y', col('x').plus(1));
    expect(textOf(wide.select('y'))).toBe('SELECT ("X" + ?) AS "Y" FROM (SELECT ("A" + ?) AS "X" FROM "T")');
    expect(textOf(wide.filter(col('y').gt(1)).select('b'))).toBe(
      'SELECT "B" FROM (SELECT "B", ("X" + ?) AS "Y" FROM (SELECT "B", ("A" + ?) AS "X" FROM "T")) WHERE ("Y" > ?)',
    );
    expect(
      textOf(
        t
          .withColumn('x', rowNumber().over(Window.orderBy('a')))
          .filter(col('x').gt(0))
          .select('x'),
      ),
    ).toBe('SELECT "X" FROM (SELECT ROW_NUMBER() OVER (ORDER BY "A" ASC NULLS FIRST) AS "X" FROM "T") WHERE ("X" > ?)');
    expect(
      textOf(
        t
          .withColumn('x', rowNumber().over(Window.orderBy('a')))
          .filter(col('b').gt(0))
          .select('b'),
      ),
    ).toBe('SELECT "B" FROM "T" WHERE ("B" > ?)');
    expect(textOf(wide.groupBy('b').agg(max('c').as('m')))).toBe('SELECT "B", MAX("C") AS "M" FROM "T" GROUP BY "B"');
  });

  it('are left out on both sides of a join', () => {
    const left = t.withColumn('x', col('a').plus(1));
    const right = v.withColumn('y', col('e').plus(1));
    expect(textOf(left.join(right, col('x').eq(col('e'))).select('b', 'f'))).toBe(
      'SELECT "B", "F" FROM (SELECT "B", ("A" + ?) AS "X" FROM "T") AS "FIRN_LEFT" INNER JOIN (SELECT "E", "F" FROM "V") AS "FIRN_RIGHT" ON ("X" = "E")',
    );
    expect(textOf(t.join(u.withColumn('y', col('d').plus(1)), ['a']).select('b', 'd'))).toBe(
      'SELECT "B", "D" FROM "T" AS "FIRN_LEFT" INNER JOIN (SELECT "A", "D" FROM "U") AS "FIRN_RIGHT" USING ("A")',
    );
  });

  it('stay where DISTINCT, groups, an order by everything or SQL of the caller goes by them', () => {
    expect(textOf(t.select('a', 'b').distinct().select('a'))).toBe(
      'SELECT "A" FROM (SELECT DISTINCT "A", "B" FROM "T")',
    );
    const once = t.select('a', 'b').limit(5).distinct();
    expect(textOf(once.select('a'))).toBe(
      'SELECT "A" FROM (SELECT DISTINCT * FROM (SELECT "A", "B" FROM "T" LIMIT 5))',
    );
    expect(textOf(once.groupBy('a').agg(max('a').as('m')))).toBe(
      'SELECT "A", MAX("A") AS "M" FROM (SELECT DISTINCT * FROM (SELECT "A", "B" FROM "T" LIMIT 5)) GROUP BY "A"',
    );
    expect(textOf(t.groupBy('a').agg(max('b').as('m'), max('c').as('n')).select('m'))).toBe(
      'SELECT "M" FROM (SELECT "A", MAX("B") AS "M", MAX("C") AS "N" FROM "T" GROUP BY "A")',
    );
    expect(textOf(t.select(col('a').plus(1).as('x'), 'b').filter('x > 1').select('b'))).toBe(
      'SELECT "B" FROM (SELECT ("A" + ?) AS "X", "B" FROM "T") WHERE (x > 1)',
    );
  });
});
