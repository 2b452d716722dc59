import {
  coalesce,
  col,
  count,
  type DataFrame,
  Decimal,
  dateadd,
  datediff,
  iff,
  lag,
  listagg,
  lit,
  regexpReplace,
  round,
  rowNumber,
  type Session,
  SnowDate,
  SnowTime,
  SnowTimestamp,
  splitPart,
  sqlExpr,
  sum,
  toDecimal,
  upper,
  Window,
  when,
} from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';

let direct: Direct;
let session: Session;
beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
});
afterAll(() => direct?.stop());

const t = (): DataFrame =>
  session
    .createDataFrame(
      [
        [1, 10, 'x'],
        [2, 20, 'y'],
        [3, null, 'x'],
        [3, 30, "o'z\\"],
      ],
      ['a', 'b', 'c'],
    )
    .as();
const u = (): DataFrame =>
  session
    .createDataFrame(
      [
        [1, 'one'],
        [3, 'three'],
        [4, 'four'],
      ],
      ['a', 'd'],
    )
    .as();

/** All rows as lists, whole numbers as plain ones. */
async function rowsOf(frame: DataFrame): Promise<unknown[][]> {
  const rows = await frame.collect();
  return rows.map((row) => row.toArray().map((value: unknown) => (typeof value === 'bigint' ? Number(value) : value)));
}

describe('a frame that runs', () => {
  it.each<[string, () => DataFrame, unknown[][]]>([
    [
      'filters',
      () => t().filter(col('b').gt(10)).select('a', 'c').as(),
      [
        [2, 'y'],
        [3, "o'z\\"],
      ],
    ],
    ['computes', () => t().select(col('a').multiply(2).as('n'), upper('c').as('u')).limit(1).as(), [[2, 'X']]],
    [
      'decides',
      () =>
        t()
          .select(when(col('a').eq(1), 'one').when(col('b').isNull(), 'none').otherwise('many').as('w'))
          .as(),
      [['one'], ['many'], ['none'], ['many']],
    ],
    [
      'joins by a condition',
      () => {
        const [left, right] = [t(), u()];
        return left
          .join(right, left.col('a').eq(right.col('a')))
          .select(left.col('a').as('l'), 'd', 'c')
          .sort('l', 'c')
          .as();
      },
      [
        [1, 'one', 'x'],
        [3, 'three', "o'z\\"],
        [3, 'three', 'x'],
      ],
    ],
    [
      'joins by name',
      () => t().join(u(), 'a', 'left').select('a', 'd').sort('a').as(),
      [
        [1, 'one'],
        [2, null],
        [3, 'three'],
        [3, 'three'],
      ],
    ],
    ['joins in full', () => t().join(u(), 'a', 'full').select('a').distinct().sort('a').as(), [[1], [2], [3], [4]]],
    [
      'keeps rows with a partner',
      () => t().join(u(), 'a', 'semi').select('a', 'b').sort('a', 'b').as(),
      [
        [1, 10],
        [3, null],
        [3, 30],
      ],
    ],
    ['keeps rows without a partner', () => t().join(u(), 'a', 'anti').as(), [[2, 20, 'y']]],
    ['multiplies', () => t().crossJoin(u().select('d')).agg(count('*').as('n')).as(), [[12]]],
    [
      'joins with itself',
      () => {
        const [frame, other] = [t(), t().alias('o')];
        return frame
          .join(other, frame.col('a').multiply(10).eq(other.col('b')))
          .select(frame.col('a').as('l'), col('o', 'c').as('r'))
          .sort('l', 'r')
          .as();
      },
      [
        [1, 'x'],
        [2, 'y'],
        [3, "o'z\\"],
        [3, "o'z\\"],
      ],
    ],
    [
      'groups',
      () => t().groupBy('c').agg(sum('b').as('s'), count('*').as('n')).filter(col('n').gt(1)).as(),
      [['x', 10, 2]],
    ],
    [
      'groups by an expression',
      () =>
        t()
          .groupBy(col('a').mod(2).as('odd'))
          .agg(listagg('c', '|').withinGroup(col('c')).as('l'))
          .sort('odd')
          .as(),
      [
        [0, 'y'],
        [1, "o'z\\|x|x"],
      ],
    ],
    [
      'sums up',
      () => t().rollup('c').sum('a').sort(col('c').ascNullsLast()).as(),
      [
        ["o'z\\", 3],
        ['x', 4],
        ['y', 2],
        [null, 9],
      ],
    ],
    ['unites', () => t().select('a').union(u().select('a')).sort('a').as(), [[1], [2], [3], [4]]],
    [
      'subtracts and intersects',
      () =>
        t()
          .select('a')
          .except(u().select('a'))
          .unionAll(t().select('a').intersect(u().select('a')))
          .sort('a')
          .as(),
      [[1], [2], [3]],
    ],
    [
      'unites by name',
      () => u().unionAllByName(t().select('a'), { allowMissingColumns: true }).filter(col('d').isNull()).sort('a').as(),
      [
        [1, null],
        [2, null],
        [3, null],
        [3, null],
      ],
    ],
    [
      'keeps the first of a window',
      () =>
        t()
          .withColumn('rn', rowNumber().over(Window.partitionBy('c').orderBy(col('a').desc())))
          .filter(col('rn').eq(1))
          .select('c', 'a')
          .sort('c')
          .as(),
      [
        ["o'z\\", 3],
        ['x', 3],
        ['y', 2],
      ],
    ],
    [
      'looks back',
      () =>
        t()
          .select('a', lag('a', 1, 0).over(Window.orderBy('a', 'b')).as('p'))
          .sort('a', 'p')
          .as(),
      [
        [1, 0],
        [2, 1],
        [3, 2],
        [3, 3],
      ],
    ],
    [
      'slides',
      () =>
        t()
          .select(sum('a').over(Window.orderBy('a', 'b').rowsBetween(-1, 0)).as('s'))
          .sort('s')
          .as(),
      [[1], [3], [5], [6]],
    ],
    ['keeps one of equal rows', () => t().dropDuplicates('c').select('c').sort('c').as(), [["o'z\\"], ['x'], ['y']]],
    [
      'asks another frame',
      () =>
        t()
          .filter(col('a').in(u().filter(col('d').like('t%')).select('a')))
          .select('b')
          .sort('b')
          .as(),
      [[null], [30]],
    ],
    ['limits before it filters', () => t().sort('a', 'b').limit(2, 1).filter(col('a').eq(3)).as(), [[3, null, 'x']]],
    [
      'reads what is no query',
      () => session.sql('show schemas').select('"name"').filter(col('"name"').eq('PUBLIC')).as(),
      [['PUBLIC']],
    ],
    [
      'reads two of them',
      () =>
        session
          .sql('show schemas')
          .select('"name"')
          .unionAll(session.sql('show warehouses').select('"name"'))
          .filter(col('"name"').neq('INFORMATION_SCHEMA'))
          .sort('"name"')
          .as(),
      [['COMPUTE_WH'], ['PUBLIC']],
    ],
    [
      'binds',
      () => session.sql('select ?::number as n, ? as t -- ?', [5, "it's"]).withColumn('m', col('n').plus(1)).as(),
      [[5, "it's", 6]],
    ],
    [
      'takes SQL as it is',
      () => t().filter('a = 1 or b = 20').select(sqlExpr('a * 2').as('n')).sort('n').as(),
      [[2], [4]],
    ],
    [
      'calls functions',
      () =>
        t()
          .limit(1)
          .select(
            coalesce('b', 0).as('c1'),
            round(lit(2.567), 1).as('c2'),
            datediff('day', dateadd('day', 1, lit(SnowDate.of(2020, 1, 31))), lit(SnowDate.of(2020, 3, 1))).as('c3'),
            toDecimal(lit('1.239'), 10, 2).as('c4'),
            splitPart(lit('a,b'), ',', 2).as('c5'),
            regexpReplace(lit('abc'), 'b', 'X').as('c6'),
            iff(lit(true), 1, 2).as('c7'),
          )
          .as(),
      [[10, 2.6, 29, new Decimal('1.24'), 'b', 'aXc', 1]],
    ],
  ])('%s', async (_, frame, expected) => expect(await rowsOf(frame())).toEqual(expected));

  it('brings values back as they were given', async () => {
    const values = {
      f: 1.5,
      whole: 7,
      big: 2n ** 70n,
      d: new Decimal('1.50'),
      small: new Decimal('-0.0000000000000000000000000000000000001'),
      dt: SnowDate.of(2020, 1, 2),
      tm: SnowTime.parse('01:02:03.000000004'),
      ntz: SnowTimestamp.parse('0001-02-03T04:05:06.123456789'),
      tz: SnowTimestamp.parse('2020-01-02T03:04:05.5+01:30'),
      ltz: SnowTimestamp.fromDate(new Date(5)),
      x: Uint8Array.of(0, 255),
      s: 'it\'s \\ $$ " \n?',
      nan: Number.NaN,
      ok: true,
      nothing: null,
    };
    const literals = Object.entries(values).map(([name, value]) => lit(value).as(name));
    const [selected] = await session
      .sql('select 1 as one')
      .select(...literals)
      .collect();
    const local = session.createDataFrame([values]);
    const [stored] = await local.collect();
    const [loaded] = await session
      .createDataFrame(Array.from({ length: 40 }, () => values))
      .limit(1)
      .collect();
    const expected = Object.values({ ...values, whole: 7n });
    for (const row of [selected, stored, loaded]) expect(row?.toArray()).toEqual(expected);
  });

  it('goes 250 dependent steps deep', async () => {
    let frame = t();
    for (let at = 0; at < 250; at += 1)
      frame = frame.withColumn(`x${at}`, col(at === 0 ? 'a' : `x${at - 1}`).plus(1)).as();
    expect(await rowsOf(frame.select('a', 'x249').sort('a').limit(1).as())).toEqual([[1, 251]]);
  });

  it('knows its columns without running', async () => {
    const frame = t().withColumn('"d e"', lit(1.5));
    expect(await frame.columns()).toEqual(['A', 'B', 'C', '"d e"']);
    expect((await frame.schema()).fields.map(({ type }) => type.kind)).toEqual([
      'integer',
      'integer',
      'string',
      'double',
    ]);
    expect(await session.sql('show schemas').select('"name"').columns()).toEqual(['"name"']);
    expect((await t().drop('b').queries()).main.text).toContain('SELECT "A", "C" FROM');
  });

  it('names what is wrong', async () => {
    await t().write.saveAsTable('wrong', { mode: 'overwrite' });
    await expect(session.table('wrong').select('nope').collect()).rejects.toMatchObject({
      code: '000904',
      text: expect.stringContaining('NOPE'),
    });
    await expect(session.table('wrong').drop('a').select('a').collect()).rejects.toThrow(
      'No column A. Available: B, C.',
    );
    await expect(session.table('missing').collect()).rejects.toMatchObject({ code: '002003', sqlState: '42S02' });
  });
});

it('gives the key of a join by name as the kept side has it, and where both are kept as what holds both', async () => {
  const left = session.createDataFrame([['1.50'], ['3.00']], 'k decimal(10, 2)');
  const right = session.createDataFrame([[3], [4]], 'k int');
  const keys = async (how: 'inner' | 'right' | 'full') =>
    (await left.join(right, 'k', how).sort('k').collect()).map((row) => row.get('K'));
  expect(await keys('inner')).toEqual([new Decimal(3)]);
  expect(await keys('right')).toEqual([3n, 4n]);
  expect(await keys('full')).toEqual([new Decimal('1.5'), new Decimal(3), new Decimal(4)]);

  const days = session.createDataFrame([[SnowDate.of(2024, 2, 29)]], 'd date');
  const moments = session.createDataFrame([[SnowTimestamp.parse('2024-03-01T10:00:00')]], 'd timestamp_ntz');
  const full = await days.join(moments, 'd', 'full').sort('d').collect();
  expect(full.map((row) => row.get('D') instanceof SnowTimestamp)).toEqual([true, true]);
});
