import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run(`create table sales as select column1 as who, column2 as amount, column3 as quarter from values
    (1, 10, 'Q1'), (1, 4, 'Q1'), (2, 45, 'Q1'), (1, 5, 'Q2'), (2, 2, 'Q2'), (3, 1, 'Q4')`);
  await engine.run('create table months (id int, jan int, feb int)');
  await engine.run('insert into months values (1, 10, null), (2, 40, 50)');
  await engine.run(`create table numbers as select seq4() as n from table(generator(rowcount => 20000))`);
});
afterAll(() => engine.stop());

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });

describe('PIVOT', () => {
  it.each([
    [
      `in ('Q1', 'Q2')`,
      ['WHO', `'Q1'`, `'Q2'`],
      [
        ['1', '14', '5'],
        ['2', '45', '2'],
        ['3', null, null],
      ],
    ],
    [
      `in ('Q1' as first, 'Q4' last)`,
      ['WHO', 'FIRST', 'LAST'],
      [
        ['1', '14', null],
        ['2', '45', null],
        ['3', null, '1'],
      ],
    ],
    [
      `in ('Q2') default on null (0)`,
      ['WHO', `'Q2'`],
      [
        ['1', '5'],
        ['2', '2'],
        ['3', '0'],
      ],
    ],
    [
      `in (any order by quarter desc)`,
      ['WHO', `'Q4'`, `'Q2'`, `'Q1'`],
      [
        ['1', null, '5', '14'],
        ['2', null, '2', '45'],
        ['3', '1', null, null],
      ],
    ],
    [
      `in (select quarter from sales where amount > 4 order by quarter desc)`,
      ['WHO', `'Q2'`, `'Q1'`],
      [
        ['1', '5', '14'],
        ['2', '2', '45'],
        ['3', null, null],
      ],
    ],
  ])('turns values into columns: %s', async (values, columns, rows) => {
    const answer = await engine.run(`select * from sales pivot (sum(amount) for quarter ${values}) order by who`);
    expect({ columns: answer.columns, rows: answer.rows }).toEqual({ columns, rows });
  });

  it('groups by every other column, by none where there is none, and takes an alias', async () => {
    expect(
      await engine.rows(`select * from (select amount, quarter from sales) pivot (max(amount) for quarter in (any))`),
    ).toEqual([['45', '5', '1']]);
    const { columns, rows } = await engine.run(
      `select * from sales pivot (count(*) for who in (1, 2)) as p (a, q, one, two) where q = 'Q1' order by a`,
    );
    expect(columns).toEqual(['A', 'Q', 'ONE', 'TWO']);
    expect(rows).toEqual([
      ['4', 'Q1', '1', '0'],
      ['10', 'Q1', '1', '0'],
      ['45', 'Q1', '0', '1'],
    ]);
    expect(
      await engine.rows(
        'select * from (select * from sales) pivot (sum("AMOUNT") for "WHO" in (1 :: int, 2 :: int)) order by 1',
      ),
    ).toEqual([
      ['Q1', '14', '45'],
      ['Q2', '5', '2'],
      ['Q4', null, null],
    ]);
  });

  it('takes its values from rows under WITH and in CREATE TABLE AS, whose columns they become', async () => {
    const turned = 'pivot (sum(amount) for quarter in (any order by quarter))';
    const expected = { columns: ['WHO', "'Q1'", "'Q2'"], rows: [['1', '14', '5']] };
    const under = `with a as (select who, amount, quarter from sales where who = 1), b as (select * from a)`;
    const read = async (sql: string) => {
      const { columns, rows } = await engine.run(sql);
      return { columns, rows };
    };
    expect(await read(`${under} select * from b ${turned}`)).toEqual(expected);
    expect(await read(`${under}, c as (select * from b ${turned}) select * from c`)).toEqual(expected);
    expect(await read(`select * from (${under} select * from b ${turned})`)).toEqual(expected);
    await engine.run(`create or replace table turned as ${under} select * from b ${turned}`);
    expect(await read('select * from turned')).toEqual(expected);
    await engine.run(`create or replace temporary table turned2 as select * from sales ${turned} order by 1`);
    expect((await read('select * from turned2')).columns).toEqual(['WHO', "'Q1'", "'Q2'", "'Q4'"]);
    await engine.run(`create or replace table turned as select * from turned2`);
    await refused(`create table turned as select * from sales ${turned}`, '002002', `Object 'TURNED' already exists`);
    expect(await engine.rows(`create table if not exists turned as select * from sales ${turned}`)).toEqual([
      ['TURNED already exists, statement succeeded.'],
    ]);
  });

  it('refuses what it cannot turn', async () => {
    await refused(`select * from sales pivot (sum(amount) for nope in (1))`, '000904', `invalid identifier 'NOPE'`);
    await refused(
      `select * from sales pivot (upper(quarter) for who in (1))`,
      '002035',
      'PIVOT needs an aggregate function, not UPPER',
    );
    await refused(
      `create view v as select * from sales pivot (sum(amount) for quarter in (any))`,
      '000002',
      'outside of a SELECT and CREATE TABLE AS',
    );
    await refused(
      `select * from numbers pivot (count(*) for n in (any))`,
      '000002',
      'more than 4000 values of a PIVOT',
    );
    await refused(
      `select * from sales pivot (sum(amount), max(amount) for quarter in ('Q1'))`,
      '000002',
      'several aggregates of PIVOT',
    );
  });
});

describe('UNPIVOT', () => {
  it('turns columns into rows, those of NULL only by INCLUDE NULLS', async () => {
    const answer = await engine.run('select * from months unpivot (sold for month in (jan, feb))');
    expect(answer.columns).toEqual(['ID', 'MONTH', 'SOLD']);
    expect(answer.rows).toEqual([
      ['1', 'JAN', '10'],
      ['2', 'JAN', '40'],
      ['2', 'FEB', '50'],
    ]);
    expect(
      await engine.rows(
        `select * from months unpivot include nulls (sold for month in (jan as 'J', feb as f)) as u (a, b, c)`,
      ),
    ).toEqual([
      ['1', 'J', '10'],
      ['1', 'F', null],
      ['2', 'J', '40'],
      ['2', 'F', '50'],
    ]);
  });

  it('refuses columns of several types, and unknown ones', async () => {
    await refused(
      `select * from (select id, jan, 'x' as t from months) unpivot (v for n in (jan, t))`,
      '002131',
      `The type of column 'T' conflicts`,
    );
    await refused('select * from months unpivot (v for n in (jan, nope))', '000904', `invalid identifier 'NOPE'`);
  });
});

describe('SAMPLE', () => {
  it.each([
    ['numbers sample (10)', 1_500, 2_500],
    ['numbers tablesample bernoulli (25.5)', 4_500, 5_700],
    ['numbers as x sample row (0)', 0, 0],
    ['numbers sample (100) as x', 20_000, 20_000],
    ['numbers sample (7 rows)', 7, 7],
    ['numbers sample (999999 rows)', 20_000, 20_000],
    ['(select * from numbers where n < 3) sample (2 rows)', 2, 2],
    ['numbers sample system (50)', 0, 20_000],
  ])('chooses rows of %s', async (source, least, most) => {
    const [row] = await engine.rows(`select count(*), count(distinct n) from ${source}`);
    expect(row?.[0]).toBe(row?.[1]);
    expect(Number(row?.[0])).toBeGreaterThanOrEqual(least);
    expect(Number(row?.[0])).toBeLessThanOrEqual(most);
  });

  it('chooses the same rows by the same seed, and others by another', async () => {
    const sum = (seed: number) => engine.value(`select sum(n) from numbers sample (50) seed (${seed})`);
    const [first, again, other] = [await sum(7), await sum(7), await sum(8)];
    expect([again, other === first]).toEqual([first, false]);
  });

  it('applies to what it stands behind, and refuses what makes no sense', async () => {
    expect(await engine.rows('select count(*) from months a join months b sample (0) on a.id = b.id')).toEqual([['0']]);
    await refused('select * from months sample (101)', '001008', 'a number from 0 to 100');
    await refused('select * from months sample (1.5 rows)', '001008', 'a whole number from 0 to 1000000');
    await refused('select * from months sample (1 rows) seed (1)', '001003', 'SAMPLE (n ROWS) takes no SEED');
  });
});

describe('ASOF JOIN', () => {
  beforeAll(async () => {
    await engine.run(`create table trades as select column1 as s, column2::timestamp_ntz as t, column3 as p from values
      ('A', '2024-01-01 10:00:03', 1), ('A', '2024-01-01 09:00:00', 2), ('B', '2024-01-01 10:00:00.000000002', 3)`);
    await engine.run(`create table quotes as select column1 as s, column2::timestamp_ntz as t, column3 as q from values
      ('A', '2024-01-01 10:00:00', 10), ('A', '2024-01-01 10:00:02', 20), ('B', '2024-01-01 10:00:00.000000001', 30)`);
  });

  it.each([
    [
      'match_condition (trades.t >= quotes.t) on trades.s = quotes.s',
      [
        ['1', '20'],
        ['2', null],
        ['3', '30'],
      ],
    ],
    [
      'match_condition (trades.t >= quotes.t) using (s)',
      [
        ['1', '20'],
        ['2', null],
        ['3', '30'],
      ],
    ],
    [
      'match_condition (trades.t < quotes.t)',
      [
        ['1', null],
        ['2', '10'],
        ['3', '20'],
      ],
    ],
  ])('finds the nearest row: %s', async (condition, expected) => {
    expect(await engine.rows(`select p, q from trades asof join quotes ${condition} order by p`)).toEqual(expected);
  });

  it('refuses a condition that is no order', async () => {
    await refused(
      'select * from trades asof join quotes match_condition (trades.t = quotes.t)',
      '002039',
      'MATCH_CONDITION must compare',
    );
  });
});
