import { avg, col, count, countDistinct, listagg, max, sum, upper } from '@firn/snowpark';
import { offline, sentBy, textOf, UNDESCRIBED } from './offline.js';

const session = offline();
const t = session.table('t');
const u = session.table('u');
const v = session.table('v');

describe('a join', () => {
  it('by a condition', () => {
    expect(textOf(t.join(v, t.col('a').eq(v.col('e'))))).toBe(
      'SELECT * FROM "T" AS "FIRN_LEFT" INNER JOIN "V" AS "FIRN_RIGHT" ON ("A" = "E")',
    );
  });

  it('renames what both sides have, numbered within the plan', () => {
    const joined = t.join(u, t.col('a').eq(u.col('a')));
    const text =
      'SELECT * FROM (SELECT "A" AS "L_0001_A", "B", "C" FROM "T") AS "FIRN_LEFT" INNER JOIN (SELECT "A" AS "R_0001_A", "D" FROM "U") AS "FIRN_RIGHT" ON ("L_0001_A" = "R_0001_A")';
    expect(textOf(joined)).toBe(text);
    expect(textOf(joined)).toBe(text);
    const narrow = text.replace('"L_0001_A", "B", "C"', '"L_0001_A"').replace('"R_0001_A", "D"', '"R_0001_A"');
    expect(textOf(joined.join(v, t.col('a').eq(v.col('e'))).select(u.col('a').as('x'), 'f'))).toBe(
      `SELECT "R_0001_A" AS "X", "F" FROM (${narrow}) AS "FIRN_LEFT" INNER JOIN "V" AS "FIRN_RIGHT" ON ("L_0001_A" = "E")`,
    );
    expect(() => textOf(joined.filter(col('a').gt(1)))).toThrow('called L_0001_A and R_0001_A');
  });

  it('renames by suffix, which folds as the name does', () => {
    const on = t.col('a').eq(u.col('a'));
    expect(textOf(t.join(u, on, { leftSuffix: '_l', rightSuffix: '_r' }).select('a_l', 'a_r'))).toBe(
      'SELECT "A_L", "A_R" FROM (SELECT "A" AS "A_L" FROM "T") AS "FIRN_LEFT" INNER JOIN (SELECT "A" AS "A_R" FROM "U") AS "FIRN_RIGHT" ON ("A_L" = "A_R")',
    );
    expect(textOf(t.join(u, on, { rightSuffix: '_r' }).select('a', u.col('a')))).toBe(
      'SELECT "A", "A_R" FROM "T" AS "FIRN_LEFT" INNER JOIN (SELECT "A" AS "A_R" FROM "U") AS "FIRN_RIGHT" ON ("A" = "A_R")',
    );
    expect(() => t.join(u, on, { leftSuffix: '_x', rightSuffix: '_x' })).toThrow('would still clash');
    expect(() => textOf(t.join(u.select('a', col('d').as('a_r')), on, { rightSuffix: '_r' }))).toThrow(
      'Choose another suffix',
    );
  });

  it('by names gives them once, first', () => {
    const joined = t.join(u, 'a', 'left');
    expect(textOf(joined.withColumn('x', col('d')))).toBe(
      'SELECT *, "D" AS "X" FROM "T" AS "FIRN_LEFT" LEFT OUTER JOIN "U" AS "FIRN_RIGHT" USING ("A")',
    );
    expect(textOf(joined.select(t.col('a'), u.col('a').as('same')))).toBe(
      'SELECT "A", "A" AS "SAME" FROM "T" AS "FIRN_LEFT" LEFT OUTER JOIN "U" AS "FIRN_RIGHT" USING ("A")',
    );
    expect(() => textOf(t.join(v, 'a'))).toThrow('No column A. Available: E, F.');
  });

  it('of every kind', () => {
    const on = t.col('a').eq(v.col('e'));
    expect(textOf(t.join(v, on, 'right'))).toContain('RIGHT OUTER JOIN');
    expect(textOf(t.join(v, on, 'full'))).toContain('FULL OUTER JOIN');
    expect(textOf(t.join(v))).toContain('CROSS JOIN "V" AS "FIRN_RIGHT"');
    expect(textOf(t.crossJoin(v))).toContain('CROSS JOIN "V" AS "FIRN_RIGHT"');
    expect(textOf(t.join(v, on, 'semi').filter(col('a').gt(1)))).toBe(
      'SELECT * FROM (SELECT * FROM "T" AS "FIRN_LEFT" WHERE EXISTS (SELECT 1 FROM "V" AS "FIRN_RIGHT" WHERE ("A" = "E"))) WHERE ("A" > ?)',
    );
    expect(textOf(t.join(u, 'a', 'anti'))).toBe(
      'SELECT * FROM "T" AS "FIRN_LEFT" WHERE NOT EXISTS (SELECT 1 FROM (SELECT "A" AS "R_0001_A" FROM "U") AS "FIRN_RIGHT" WHERE ("A" = "R_0001_A"))',
    );
    const sideways: string = 'sideways';
    // @ts-expect-error: no such kind
    expect(() => t.join(v, on, sideways)).toThrow(
      'No join sideways. There are inner, left, right, full, cross, semi, anti, asof.',
    );
  });

  it('with itself goes by an alias', () => {
    const other = t.alias('other');
    const joined = t.join(other, t.col('a').eq(other.col('b')));
    expect(textOf(joined.select(t.col('c').as('c1'), other.col('c').as('c2'), col('other', 'a').as('a2')))).toBe(
      'SELECT "L_0001_C" AS "C1", "R_0001_C" AS "C2", "R_0001_A" AS "A2" FROM (SELECT "A" AS "L_0001_A", "C" AS "L_0001_C" FROM "T") AS "FIRN_LEFT" INNER JOIN (SELECT "A" AS "R_0001_A", "B" AS "R_0001_B", "C" AS "R_0001_C" FROM "T") AS "FIRN_RIGHT" ON ("L_0001_A" = "R_0001_B")',
    );
    expect(() => textOf(t.join(t, t.col('a').eq(t.col('b'))))).toThrow("frame.alias('other')");
    expect(() => textOf(t.filter(col('nobody', 'a').eq(1)))).toThrow('No input has the alias NOBODY');
  });

  it('takes a column of a frame from the side that it is, not from one that it is inside', () => {
    const sums = t.groupBy('a').agg(sum('b').as('s'));
    expect(textOf(t.join(sums, t.col('a').eq(sums.col('a'))).select(t.col('a').as('k'), 's'))).toContain(
      'SELECT "L_0001_A" AS "K", "S" FROM',
    );
  });
});

describe('set operators', () => {
  it('stay flat in a chain, and enclose another operator', () => {
    const [a, b] = [t.select('a'), u.select('a')];
    expect(textOf(a.union(b))).toBe('(SELECT "A" FROM "T") UNION (SELECT "A" FROM "U")');
    expect(textOf(a.unionAll(b).unionAll(a))).toBe(
      '(SELECT "A" FROM "T") UNION ALL (SELECT "A" FROM "U") UNION ALL (SELECT "A" FROM "T")',
    );
    expect(textOf(a.unionAll(b.unionAll(a)))).toBe(
      '(SELECT "A" FROM "T") UNION ALL ((SELECT "A" FROM "U") UNION ALL (SELECT "A" FROM "T"))',
    );
    expect(textOf(a.union(b).intersect(b).except(a))).toBe(
      '(((SELECT "A" FROM "T") UNION (SELECT "A" FROM "U")) INTERSECT (SELECT "A" FROM "U")) EXCEPT (SELECT "A" FROM "T")',
    );
    expect(textOf(a.unionAll(b).filter(col('a').gt(1)))).toBe(
      'SELECT * FROM ((SELECT "A" FROM "T") UNION ALL (SELECT "A" FROM "U")) WHERE ("A" > ?)',
    );
    expect(textOf(a.sort('a').limit(1).unionAll(b))).toBe(
      '(SELECT "A" FROM "T" ORDER BY "A" ASC NULLS FIRST LIMIT 1) UNION ALL (SELECT "A" FROM "U")',
    );
    expect(() => textOf(t.union(u))).toThrow('UNION of 3 and 2 columns');
  });

  it('by name put the right side in order', () => {
    expect(textOf(t.unionAllByName(t.select('c', 'b', 'a')))).toBe(
      '(SELECT * FROM "T") UNION ALL (SELECT "A", "B", "C" FROM "T")',
    );
    expect(() => textOf(t.unionByName(u))).toThrow('Only one side has B, C, D');
    expect(textOf(t.unionByName(u, { allowMissingColumns: true }))).toBe(
      '(SELECT "A", "B", "C", NULL AS "D" FROM "T") UNION (SELECT "A", NULL AS "B", NULL AS "C", "D" FROM "U")',
    );
  });
});

describe('aggregation', () => {
  it('joins the SELECT that filters, and is closed above', () => {
    expect(
      sentBy(t.filter(col('c').gt(0)).groupBy('a').agg(sum('b').as('s'), count('*').as('n')).filter(col('n').gt(1))),
    ).toEqual([
      'SELECT * FROM (SELECT "A", SUM("B") AS "S", COUNT(*) AS "N" FROM "T" WHERE ("C" > ?) GROUP BY "A") WHERE ("N" > ?)',
      ['0', '1'],
    ]);
    expect(textOf(t.sort('a').groupBy('a').count().limit(1))).toBe(
      'SELECT "A", COUNT(*) AS "COUNT" FROM "T" GROUP BY "A" LIMIT 1',
    );
    expect(textOf(t.limit(9).groupBy('a').max('b'))).toBe(
      'SELECT "A", MAX("B") AS "MAX(B)" FROM (SELECT * FROM "T" LIMIT 9) GROUP BY "A"',
    );
  });

  it('groups by position where a name could mean two things', () => {
    expect(textOf(t.groupBy(upper('a').as('a')).agg(max('b').as('m')))).toBe(
      'SELECT UPPER("A") AS "A", MAX("B") AS "M" FROM "T" GROUP BY 1',
    );
    expect(textOf(t.groupBy(col('a').as('k')).agg(max('b').as('a')))).toBe(
      'SELECT "A" AS "K", MAX("B") AS "A" FROM "T" GROUP BY 1',
    );
    expect(textOf(t.filter(col('b').gt(1)).groupBy('a').agg(max('b').as('b')))).toBe(
      'SELECT "A", MAX("B") AS "B" FROM (SELECT * FROM "T" WHERE ("B" > ?)) GROUP BY "A"',
    );
  });

  it('gives one row without keys, and keys once', () => {
    expect(textOf(t.agg(max('a').as('m')))).toBe('SELECT MAX("A") AS "M" FROM "T"');
    expect(textOf(t.groupBy('a', 'a').count())).toBe('SELECT "A", COUNT(*) AS "COUNT" FROM "T" GROUP BY "A"');
    expect(textOf(t.rollup('a', 'b').count())).toContain('GROUP BY ROLLUP("A", "B")');
    expect(textOf(t.rollup(upper('a').as('a'), 'b').agg(max('a').as('m')))).toBe(
      'SELECT "FIRN_KEY_1" AS "A", "FIRN_KEY_2" AS "B", MAX("A") AS "M" FROM (SELECT UPPER("A") AS "FIRN_KEY_1", "B" AS "FIRN_KEY_2", "A" FROM "T") GROUP BY ROLLUP("FIRN_KEY_1", "FIRN_KEY_2")',
    );
    expect(textOf(t.cube('a', 'b').avg('c'))).toContain('AVG("C") AS "AVG(C)" FROM "T" GROUP BY CUBE("A", "B")');
  });

  it('writes every form of an aggregate', () => {
    expect(
      textOf(
        t.agg(
          countDistinct('a', 'b').as('n'),
          avg('c').as('m'),
          listagg('a', "', '").withinGroup(col('b').desc()).as('l'),
        ),
        UNDESCRIBED,
      ),
    ).toBe(
      `SELECT COUNT(DISTINCT "A", "B") AS "N", AVG("C") AS "M", LISTAGG("A", ''', ''') WITHIN GROUP (ORDER BY "B" DESC NULLS LAST) AS "L" FROM "T"`,
    );
  });
});

describe('functions by column', () => {
  it('are aggregates of these columns, in the order given', () => {
    expect(textOf(t.agg({ b: 'sum', a: ['min', 'max'], '*': 'count' }))).toBe(
      'SELECT SUM("B") AS "SUM(B)", MIN("A") AS "MIN(A)", MAX("A") AS "MAX(A)", COUNT(*) AS "COUNT(*)" FROM "T"',
    );
    expect(textOf(t.groupBy('a').agg({ b: 'mean' }, max('c').as('m')))).toBe(
      'SELECT "A", AVG("B") AS "AVG(B)", MAX("C") AS "M" FROM "T" GROUP BY "A"',
    );
  });

  it('are given as pairs too, one by one or as a list', () => {
    const text =
      'SELECT SUM("B") AS "SUM(B)", AVG("A") AS "AVG(A)", STDDEV("A") AS "STDDEV(A)", COUNT(*) AS "COUNT(*)" FROM "T"';
    expect(textOf(t.agg(['b', 'sum'], [col('a'), 'average'], [t.col('a'), 'std'], ['*', 'size']))).toBe(text);
    expect(textOf(t.agg([['b', 'sum'], [col('a'), 'average'], { a: 'std' }, count('*')]))).toBe(text);
    expect(textOf(t.groupBy('a').agg(['b', 'mode']))).toBe('SELECT "A", MODE("B") AS "MODE(B)" FROM "T" GROUP BY "A"');
  });

  it('are refused by name', () => {
    const given: readonly [unknown, string][] = [
      [{ b: 'total' }, 'agg(aggregates.b): expected one of any_value, approx_count_distinct, array_agg,'],
      [{ b: [] }, 'agg(aggregates.b): expected one of any_value'],
      [
        {},
        "agg(aggregates): expected at least one, each a Column, a pair such as ['amount', 'sum'], or functions by column such as { amount: 'sum' }",
      ],
      [['b', 'total'], 'agg(aggregates[1]): expected one of any_value'],
      [[5, 'sum'], 'agg(aggregates[0]): expected a Column or the name of one, found the number 5'],
      [['b'], 'agg(aggregates[0]): expected a Column'],
      [{ '': 'sum' }, 'agg(aggregates)'],
    ];
    for (const [value, message] of given) expect(() => t.agg(value as never)).toThrow(message);
  });
});

describe('a subquery', () => {
  it('compares with the only column of another frame', () => {
    expect(
      sentBy(
        t.filter(
          col('a')
            .in(u.filter(col('d').gt(5)).select('a'))
            .and(col('b').eq(1)),
        ),
      ),
    ).toEqual(['SELECT * FROM "T" WHERE (("A" IN (SELECT "A" FROM "U" WHERE ("D" > ?))) AND ("B" = ?))', ['5', '1']]);
    expect(() => textOf(t.filter(col('a').in(u)))).toThrow('has 2 columns and is compared with 1');
  });
});
