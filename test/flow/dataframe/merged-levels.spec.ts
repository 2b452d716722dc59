import { col, count, type DataFrame, rowNumber, type Session, seq4, sqlExpr, sum, Window } from '@firn/snowpark';
import { useDirect } from '../../support/direct.js';

const direct = useDirect();
beforeAll(async () => {
  const rows = [
    [1, 10, 'x'],
    [2, null, 'y'],
    [2, 20, 'x'],
    [3, 5, null],
  ];
  await direct.session.createDataFrame(rows, 'a int, b int, c string').write.saveAsTable('t', { mode: 'overwrite' });
});

const numbered = rowNumber().over(Window.orderBy('b'));
const plusOne = col('b').plus(1);

type Case = readonly [
  rule: string,
  frame: (t: DataFrame, session: Session) => DataFrame,
  text: string,
  rows: unknown[][],
];

/** Steps that join the SELECT under construction. */
const JOINED: readonly Case[] = [
  ['select joins a select', (t) => t.select('a', 'b').select('a').as(), 'SELECT "A" FROM "T"', [[1], [2], [2], [3]]],
  [
    'select joins a filter',
    (t) => t.filter(col('a').gt(1)).select('b').as(),
    'SELECT "B" FROM "T" WHERE ("A" > ?)',
    [[null], [20], [5]],
  ],
  [
    'select joins a sort',
    (t) => t.sort('a', 'b').select('b').as(),
    'SELECT "B" FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST',
    [[10], [null], [20], [5]],
  ],
  [
    'select joins a limit',
    (t) => t.sort('a', 'b').limit(2).select('b').as(),
    'SELECT "B" FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 2',
    [[10], [null]],
  ],
  [
    'a computed select joins a filter',
    (t) => t.filter(col('a').gt(1)).select(plusOne.as('x')).as(),
    'SELECT ("B" + ?) AS "X" FROM "T" WHERE ("A" > ?)',
    [[null], [21], [6]],
  ],
  [
    'a computed select joins a sort and a limit',
    (t) => t.sort('a', 'b').limit(1).select(plusOne.as('x')).as(),
    'SELECT ("B" + ?) AS "X" FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 1',
    [[11]],
  ],
  [
    'a select swaps names',
    (t) => t.select(col('b').as('a'), col('a').as('b')).select('a').as(),
    'SELECT "B" AS "A" FROM "T"',
    [[10], [null], [20], [5]],
  ],
  [
    'independent columns join each other',
    (t) => t.withColumn('x', plusOne).withColumn('y', col('a').plus(2)).select('x', 'y').as(),
    'SELECT ("B" + ?) AS "X", ("A" + ?) AS "Y" FROM "T"',
    [
      [11, 3],
      [null, 4],
      [21, 4],
      [6, 5],
    ],
  ],
  [
    'a replaced column joins',
    (t) => t.withColumn('b', plusOne).select('b').as(),
    'SELECT ("B" + ?) AS "B" FROM "T"',
    [[11], [null], [21], [6]],
  ],
  [
    'select joins everything and more',
    (t) => t.select('*', plusOne.as('x')).select('a').as(),
    'SELECT "A" FROM "T"',
    [[1], [2], [2], [3]],
  ],
  [
    'drop joins a select',
    (t) => t.select('a', 'b', 'c').drop('b', 'c').as(),
    'SELECT "A" FROM "T"',
    [[1], [2], [2], [3]],
  ],
  [
    'rename joins a filter',
    (t) => t.filter(col('a').gt(2)).rename({ b: 'x' }).as(),
    'SELECT "A", "B" AS "X", "C" FROM "T" WHERE ("A" > ?)',
    [[3, 5, null]],
  ],
  [
    'filter joins a filter',
    (t) => t.filter(col('a').gt(1)).filter(col('b').lt(10)).as(),
    'SELECT * FROM "T" WHERE ("A" > ?) AND ("B" < ?)',
    [[3, 5, null]],
  ],
  [
    'filter joins a select of columns as they are',
    (t) => t.select('a', 'b').filter(col('a').gt(2)).as(),
    'SELECT "A", "B" FROM "T" WHERE ("A" > ?)',
    [[3, 5]],
  ],
  [
    'filter joins a sort',
    (t) => t.sort('b').filter(col('a').eq(2)).as(),
    'SELECT * FROM "T" WHERE ("A" = ?) ORDER BY "B" ASC NULLS FIRST',
    [
      [2, null, 'y'],
      [2, 20, 'x'],
    ],
  ],
  [
    'filter joins everything and more',
    (t) => t.select('*', plusOne.as('x')).filter(col('a').gt(2)).as(),
    'SELECT *, ("B" + ?) AS "X" FROM "T" WHERE ("A" > ?)',
    [[3, 5, null, 6]],
  ],
  [
    'filter joins a renamed column',
    (t) => t.select(col('a').as('x')).filter(col('x').gt(2)).as(),
    'SELECT "A" AS "X" FROM "T" WHERE ("A" > ?)',
    [[3]],
  ],
  [
    'sort joins a filter',
    (t) => t.filter(col('a').gt(1)).sort('b').as(),
    'SELECT * FROM "T" WHERE ("A" > ?) ORDER BY "B" ASC NULLS FIRST',
    [
      [2, null, 'y'],
      [3, 5, null],
      [2, 20, 'x'],
    ],
  ],
  [
    'sort joins a sort, and leads',
    (t) => t.sort('b').sort('a').as(),
    'SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST',
    [
      [1, 10, 'x'],
      [2, null, 'y'],
      [2, 20, 'x'],
      [3, 5, null],
    ],
  ],
  [
    'sort joins computed columns, by others',
    (t) => t.select('a', plusOne.as('x')).filter(col('a').eq(1)).sort('a').as(),
    'SELECT "A", ("B" + ?) AS "X" FROM "T" WHERE ("A" = ?) ORDER BY "A" ASC NULLS FIRST',
    [[1, 11]],
  ],
  [
    'sort joins everything and more',
    (t) => t.select('*', plusOne.as('x')).sort('a', 'b').limit(1).as(),
    'SELECT *, ("B" + ?) AS "X" FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 1',
    [[1, 10, 'x', 11]],
  ],
  [
    'limit joins a sort',
    (t) => t.sort('a', 'b').limit(1).as(),
    'SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 1',
    [[1, 10, 'x']],
  ],
  [
    'limit joins a limit',
    (t) => t.sort('a', 'b').limit(3).limit(1).as(),
    'SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 1',
    [[1, 10, 'x']],
  ],
  [
    'limit joins a limit with an offset',
    (t) => t.sort('a', 'b').limit(3, 1).limit(1).as(),
    'SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 1 OFFSET 1',
    [[2, null, 'y']],
  ],
  [
    'distinct joins a select',
    (t) => t.select(col('a').gt(9).as('x')).distinct().as(),
    'SELECT DISTINCT ("A" > ?) AS "X" FROM "T"',
    [[false]],
  ],
  [
    'distinct joins a filter',
    (t) => t.filter(col('a').gt(9)).distinct().as(),
    'SELECT DISTINCT * FROM "T" WHERE ("A" > ?)',
    [],
  ],
  [
    'an aggregate joins a filter',
    (t) => t.filter(col('a').eq(2)).groupBy('a').agg(sum('b').as('s')).as(),
    'SELECT "A", SUM("B") AS "S" FROM "T" WHERE ("A" = ?) GROUP BY "A"',
    [[2, 20]],
  ],
  [
    'everything like a pattern joins a sort',
    (_, session) => session.table('t').sort('a').colIlike('%a%').limit(1).as(),
    `SELECT * ILIKE '%a%' FROM "T" ORDER BY "A" ASC NULLS FIRST LIMIT 1`,
    [[1]],
  ],
];

/** Steps that begin a SELECT of their own: in the one before them they would mean something else, or a relation is read whole. */
const NESTED: readonly Case[] = [
  [
    'select of a computed column',
    (t) => t.filter(col('a').eq(1)).select(plusOne.as('x')).select(col('x').multiply(2).as('y')).as(),
    'SELECT ("X" * ?) AS "Y" FROM (SELECT ("B" + ?) AS "X" FROM "T" WHERE ("A" = ?))',
    [[22]],
  ],
  [
    'select of a name that the condition reads',
    (t) => t.filter(col('a').eq(3)).select(plusOne.as('a')).as(),
    'SELECT ("B" + ?) AS "A" FROM (SELECT * FROM "T" WHERE ("A" = ?))',
    [[6]],
  ],
  [
    'select of a name that the order reads',
    (t) => t.sort('b').select(col('a').neg().as('b')).as(),
    'SELECT (- "A") AS "B" FROM (SELECT * FROM "T" ORDER BY "B" ASC NULLS FIRST)',
    [[-2], [-3], [-1], [-2]],
  ],
  [
    'select of a window over a condition',
    (t) => t.filter(col('a').gt(1)).select('a', numbered.as('n')).filter(col('n').eq(1)).as(),
    'SELECT * FROM (SELECT "A", ROW_NUMBER() OVER (ORDER BY "B" ASC NULLS FIRST) AS "N" FROM (SELECT * FROM "T" WHERE ("A" > ?))) WHERE ("N" = ?)',
    [[2, 1]],
  ],
  [
    'select of a window over a limit',
    (t) => t.sort('a', 'b').limit(1).select(numbered.as('n')).as(),
    'SELECT ROW_NUMBER() OVER (ORDER BY "B" ASC NULLS FIRST) AS "N" FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 1)',
    [[1]],
  ],
  [
    'select over distinct',
    (t) => t.select('a').distinct().select(col('a').gt(9).as('x')).as(),
    'SELECT ("A" > ?) AS "X" FROM (SELECT DISTINCT "A" FROM "T")',
    [[false], [false], [false]],
  ],
  [
    'select over an aggregate',
    (t) => t.groupBy('a').agg(count('*').as('n')).select(col('n').plus(1).as('m')).sort('m').as(),
    'SELECT * FROM (SELECT ("N" + ?) AS "M" FROM (SELECT "A", COUNT(*) AS "N" FROM "T" GROUP BY "A")) ORDER BY "M" ASC NULLS FIRST',
    [[2], [2], [3]],
  ],
  [
    'select of SQL over a computed column',
    (t) => t.filter(col('a').eq(1)).select(plusOne.as('x')).select(sqlExpr('x + 1').as('y')).as(),
    'SELECT x + 1 AS "Y" FROM (SELECT ("B" + ?) AS "X" FROM "T" WHERE ("A" = ?))',
    [[12]],
  ],
  [
    'a column that reads a new one',
    (t) => t.withColumn('x', plusOne).withColumn('y', col('x').plus(1)).filter(col('a').eq(1)).select('y').as(),
    'SELECT ("X" + ?) AS "Y" FROM (SELECT "A", ("B" + ?) AS "X" FROM "T") WHERE ("A" = ?)',
    [[12]],
  ],
  [
    'filter by a computed column',
    (t) => t.select(plusOne.as('x')).filter(col('x').gt(11)).as(),
    'SELECT * FROM (SELECT ("B" + ?) AS "X" FROM "T") WHERE ("X" > ?)',
    [[21]],
  ],
  [
    'filter by a replaced column',
    (t) => t.withColumn('b', plusOne).filter(col('b').eq(11)).select('b').as(),
    'SELECT "B" FROM (SELECT ("B" + ?) AS "B" FROM "T") WHERE ("B" = ?)',
    [[11]],
  ],
  [
    'filter over a window',
    (t) => t.select('b', numbered.as('n')).filter(col('b').eq(10)).as(),
    'SELECT * FROM (SELECT "B", ROW_NUMBER() OVER (ORDER BY "B" ASC NULLS FIRST) AS "N" FROM "T") WHERE ("B" = ?)',
    [[10, 3]],
  ],
  [
    'filter over generated numbers',
    (t) => t.sort('a', 'b').select('b', seq4().as('n')).filter(col('b').eq(5)).select('b').as(),
    'SELECT "B" FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST) WHERE ("B" = ?)',
    [[5]],
  ],
  [
    'filter over a limit',
    (t) => t.sort('a', 'b').limit(1).filter(col('a').eq(2)).as(),
    'SELECT * FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 1) WHERE ("A" = ?)',
    [],
  ],
  [
    'filter over an offset',
    (t) => t.sort('a', 'b').limit(2, 1).filter(col('a').eq(1)).as(),
    'SELECT * FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 2 OFFSET 1) WHERE ("A" = ?)',
    [],
  ],
  [
    'filter over distinct',
    (t) => t.select('a').distinct().filter(col('a').eq(2)).as(),
    'SELECT * FROM (SELECT DISTINCT "A" FROM "T") WHERE ("A" = ?)',
    [[2]],
  ],
  [
    'sort over a limit',
    (t) => t.sort('a', 'b').limit(2).sort(col('a').desc()).as(),
    'SELECT * FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 2) ORDER BY "A" DESC NULLS LAST',
    [
      [2, null, 'y'],
      [1, 10, 'x'],
    ],
  ],
  [
    'sort by a computed column',
    (t) => t.select(plusOne.as('x')).sort('x').as(),
    'SELECT * FROM (SELECT ("B" + ?) AS "X" FROM "T") ORDER BY "X" ASC NULLS FIRST',
    [[null], [6], [11], [21]],
  ],
  [
    'sort over a window',
    (t) => t.select('a', numbered.as('n')).sort('a', 'n').limit(1).as(),
    'SELECT * FROM (SELECT "A", ROW_NUMBER() OVER (ORDER BY "B" ASC NULLS FIRST) AS "N" FROM "T") ORDER BY "A" ASC NULLS FIRST, "N" ASC NULLS FIRST LIMIT 1',
    [[1, 3]],
  ],
  [
    'sort by all over a select',
    (t) => t.select('a', 'b').sort().limit(1).as(),
    'SELECT * FROM (SELECT "A", "B" FROM "T") ORDER BY ALL ASC NULLS FIRST LIMIT 1',
    [[1, 10]],
  ],
  [
    'an offset over a limit',
    (t) => t.sort('a', 'b').limit(3).limit(5, 2).as(),
    'SELECT * FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 3) LIMIT 5 OFFSET 2',
    [[2, 20, 'x']],
  ],
  [
    'distinct over a limit',
    (t) => t.sort('a').limit(1).select('a').distinct().as(),
    'SELECT DISTINCT * FROM (SELECT "A" FROM "T" ORDER BY "A" ASC NULLS FIRST LIMIT 1)',
    [[1]],
  ],
  [
    'distinct over a window',
    (t) => t.select(numbered.gt(0).as('n')).distinct().as(),
    'SELECT DISTINCT * FROM (SELECT (ROW_NUMBER() OVER (ORDER BY "B" ASC NULLS FIRST) > ?) AS "N" FROM "T")',
    [[true]],
  ],
  [
    'distinct over an order by another column',
    (t) => t.sort('b').select('a').distinct().filter(col('a').eq(3)).as(),
    'SELECT * FROM (SELECT DISTINCT * FROM (SELECT "A" FROM "T" ORDER BY "B" ASC NULLS FIRST)) WHERE ("A" = ?)',
    [[3]],
  ],
  [
    'an aggregate over a limit',
    (t) => t.sort('a', 'b').limit(2).agg(sum('a').as('s')).as(),
    'SELECT SUM("A") AS "S" FROM (SELECT * FROM "T" ORDER BY "A" ASC NULLS FIRST, "B" ASC NULLS FIRST LIMIT 2)',
    [[3]],
  ],
  [
    'an aggregate over distinct',
    (t) => t.select('a').distinct().agg(sum('a').as('s')).as(),
    'SELECT SUM("A") AS "S" FROM (SELECT DISTINCT "A" FROM "T")',
    [[6]],
  ],
  [
    'a filter over an aggregate',
    (t) => t.groupBy('a').agg(count('*').as('n')).filter(col('n').gt(1)).as(),
    'SELECT * FROM (SELECT "A", COUNT(*) AS "N" FROM "T" GROUP BY "A") WHERE ("N" > ?)',
    [[2, 2]],
  ],
  [
    'a filter over a set operator',
    (t) => t.select('a').unionAll(t.select('a').as()).filter(col('a').eq(3)).as(),
    'SELECT * FROM ((SELECT "A" FROM "T") UNION ALL (SELECT "A" FROM "T")) WHERE ("A" = ?)',
    [[3], [3]],
  ],
  [
    'a filter over a join',
    (t) => t.select('a').join(t.select('a', 'c').as(), 'a').filter(col('a').eq(3)).select('a').as(),
    'SELECT "A" FROM (SELECT "A" FROM "T") AS "FIRN_LEFT" INNER JOIN (SELECT "A" FROM "T") AS "FIRN_RIGHT" USING ("A") WHERE ("A" = ?)',
    [[3]],
  ],
  [
    'a filter over a sample',
    (t) => t.sample(1).filter(col('a').eq(1)).select('a').as(),
    'SELECT "A" FROM (SELECT * FROM "T" SAMPLE (100)) WHERE ("A" = ?)',
    [[1]],
  ],
  [
    'a filter over SQL of the caller',
    (_, session) => session.sql('select a from t limit 2').filter(col('a').gt(9)).as(),
    'SELECT * FROM (select a from t limit 2) WHERE ("A" > ?)',
    [],
  ],
  [
    'a filter over local rows',
    (_, session) =>
      session
        .createDataFrame([[1], [2]], ['a'])
        .filter(col('a').eq(2))
        .as(),
    'SELECT * FROM (SELECT NULLIF($1, NULL)::NUMBER(38, 0) AS "A" FROM VALUES (?), (?)) WHERE ("A" = ?)',
    [[2]],
  ],
  [
    'a filter over a table function',
    (_, session) => session.range(3).filter(col('id').eq(2)).as(),
    'SELECT * FROM (SELECT (((ROW_NUMBER() OVER (ORDER BY SEQ8() ASC NULLS FIRST) - 1) * 1) + 0) AS "ID" FROM TABLE(GENERATOR(ROWCOUNT => 3))) WHERE ("ID" = ?)',
    [[2]],
  ],
];

async function holds(...[, frame, text, rows]: Case): Promise<void> {
  const made = frame(direct.session.table('t').as(), direct.session);
  expect((await made.queries()).main.text).toBe(text);
  const found = (await made.collect()).map((row) =>
    row.toArray().map((value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  );
  const ordered = text.includes('ORDER BY');
  const sorted = (of: unknown[][]): unknown[][] => (ordered ? of : of.toSorted(byText));
  expect(sorted(found)).toEqual(sorted(rows));
}
const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

describe('an operation joins the SELECT under construction', () => {
  it.each(JOINED)('%s', holds);
});
describe('an operation begins a SELECT of its own', () => {
  it.each(NESTED)('%s', holds);
});
