import type { QueryEngine } from './support/query-engine.js';
import { shop } from './support/shop.js';

let engine: QueryEngine;
beforeAll(async () => {
  engine = await shop();
});
afterAll(() => engine.close());

const TERMS = 2_000;
const times = (count: number, part: (at: number) => string, separator = ''): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(separator);
const answer = async (sql: string): Promise<string | null | undefined> => (await engine.query(sql)).rows[0]?.[0];

describe('what leans to the left costs a loop, in the front end and in the engine', () => {
  it.each([
    ['+ of literals', `select ${times(TERMS, () => '1', '+')}`, '2000'],
    ['- of literals', `select ${times(TERMS, () => '1', '-')}`, '-1998'],
    ['+ and - in turn', `select ${times(TERMS, (at) => `x ${at % 2 === 0 ? '-' : '+'} `)}1 from (select 5 as x)`, '1'],
    ['+ in parentheses', `select ${'('.repeat(1_000)}x${times(1_000, () => '+1)')} from (select 1 as x)`, '1001'],
    ['+ with a scale', `select ${times(TERMS, () => 'x', '+')} from (select 1.25 as x)`, '2500.00'],
    ['+ of FLOAT', `select ${times(TERMS, () => 'x', '+')} from (select 0.5::float as x)`, '1000'],
    ['*', `select ${times(TERMS, () => '1', '*')}`, '1'],
    ['/', `select ${times(TERMS, () => '1', '/')}`, '1.000000000000'],
    ['%', `select ${times(TERMS, () => '7', '%')}`, '0'],
    ['comparisons', `select ${times(TERMS, () => 'true', ' = ')}`, '1'],
    ['AND', `select ${times(TERMS, () => 'x = 1', ' and ')} from (select 1 as x)`, '1'],
    ['|| of 100,000 literals', `select length(${times(100_000, () => "'a'", '||')})`, '100000'],
    ['|| of columns', `select length(${times(TERMS, () => 'x', '||')}) from (select 'abc' as x)`, '6000'],
    ['|| with a NULL', `select ${times(TERMS, () => 'x', '||')} || null from (select 'abc' as x)`, null],
    ['CONCAT', `select length(concat(${times(TERMS, () => 'x', ',')})) from (select 'ab' as x)`, '4000'],
    ['casts', `select '1'${times(TERMS, (at) => (at % 2 === 0 ? '::int' : '::varchar'))}`, '1'],
    ['UNION and UNION ALL in turn', `select count(*) from (${unions()})`, '2000'],
  ])('%s', async (_, sql, expected) => {
    expect(await answer(sql)).toBe(expected);
  });

  it('reads 10,000 rows of literals that UNION ALL joins as one list, in their order and in one type', async () => {
    const rows = times(10_000, (at) => `select ${at} as n, ${at % 2 === 0 ? "'x'" : 'null'} as c`, ' union all ');
    const all = await engine.query(`select * from (${rows}) limit 3 offset 9997`);
    expect(all.rows).toEqual([
      ['9997', null],
      ['9998', 'x'],
      ['9999', null],
    ]);
    const mixed = await engine.query(
      "select 1 as a, 'x' as b union all select 2.5, null union all select n, 'q' from (select 7 as n) union all select -1, 'yy'",
    );
    expect(mixed.rows).toEqual([
      ['1.0', 'x'],
      ['2.5', null],
      ['7.0', 'q'],
      ['-1.0', 'yy'],
    ]);
  });

  it('keeps the type of each step: the sum of many NUMBER(3,2) has 38 digits, a quotient its scale', async () => {
    const sum = await engine.query(`select ${times(100, () => 'x', '+')} as s from (select 1.25 as x)`);
    expect([sum.types, sum.rows]).toEqual([['NUMBER(38,2)'], [['125.00']]]);
    const quotient = await engine.query(`select x${times(100, () => ' / 1')} as q from (select 10.5 as x)`);
    expect(quotient.rows).toEqual([['10.500000000000']]);
  });

  it('stops where a step leaves 38 digits, as a short sum does', async () => {
    const nines = '9'.repeat(38);
    await expect(answer(`select ${times(50, () => nines, '+')}`)).rejects.toThrow(
      'Overflow in addition of DECIMAL(38)',
    );
    expect(await answer(`select x - ${times(50, () => '1', '-')} + ${nines} from (select 0 as x)`)).toBe(
      `${'9'.repeat(36)}49`,
    );
  });

  it('stops at a divisor of zero in the middle of a chain', async () => {
    const sql = `select 1${times(100, (at) => ` / ${at === 60 ? 'x' : '1'}`)} from (select 0 as x)`;
    await expect(answer(sql)).rejects.toThrow('Division by zero');
  });
});

describe('columns that use each other', () => {
  it.each([
    [
      '500 aliases, each using the last',
      `select 1 as a0, ${times(500, (at) => `a${at} + 1 as a${at + 1}`, ', ')}`,
      '501',
    ],
    [
      '60 aliases that double',
      `select 1 as a0, ${times(60, (at) => `a${at} + a${at} as a${at + 1}`, ', ')}`,
      String(2n ** 60n),
    ],
  ])('%s', async (_, sql, expected) => {
    const { rows } = await engine.query(sql);
    expect(rows[0]?.at(-1)).toBe(expected);
  });

  it('are computed in front of WHERE, and per row of the table', async () => {
    const doubling = times(12, (at) => `a${at} || a${at} as a${at + 1}`, ', ');
    const { rows } = await engine.query(
      `select name as a0, ${doubling} from customers where length(a9) > 0 order by id`,
    );
    expect(rows.map((row) => row.at(-1)?.length)).toEqual(rows.map((row) => (row[0]?.length ?? 0) * 4_096));
  });
});

describe('common tables', () => {
  const doubling = times(2_000, (at) => `, c${at + 1} as (select * from c${at} union all select * from c${at})`);

  it('are written once however often they are used, and not at all where they are not', () => {
    const { sql, columns } = engine.bind(`with c0 as (select 1 as x)${doubling} select * from c3`);
    expect(columns).toHaveLength(1);
    expect(sql.match(/ AS \(/g)).toHaveLength(4);
  });

  it('make a chain of 1,000', async () => {
    const chain = times(1_000, (at) => `, c${at + 1} as (select x + 1 as x from c${at})`);
    expect(await answer(`with c0 as (select 1 as x)${chain} select * from c1000`)).toBe('1001');
  });

  it('are refused by name where the engine would be too deep', () => {
    const chain = times(2_000, (at) => `, c${at + 1} as (select x + 1 as x from c${at})`);
    expect(() => engine.bind(`with c0 as (select 1 as x)${chain} select * from c2000`)).toThrow(
      "Unsupported feature 'more than 1400 nested levels'",
    );
  });

  it('of calls that change are computed once, those of a UNION ALL too', async () => {
    const sql = 'with r as (select random() as x union all select 1) select count(*) from r a join r b on a.x = b.x';
    expect(await answer(sql)).toBe('2');
  });
});

function unions(): string {
  return times(TERMS, (at) => `select ${at} as x`, '\u0000')
    .split('\u0000')
    .reduce((all, part, at) => `${all} ${at % 2 === 0 ? 'union all' : 'union'} ${part}`);
}

describe('sub-queries of expressions inside each other, and joins on one key', () => {
  it.each([
    ['100 scalar sub-queries', `select ${'(select '.repeat(100)}1${')'.repeat(100)}`, '1'],
    [
      '60 scalar sub-queries over a table',
      `select ${'(select max(id) + '.repeat(60)}0${' from customers where id = 1)'.repeat(60)}`,
      '60',
    ],
    ['60 times EXISTS', `select count(*) from customers where ${nested(60)}`, '4'],
    [
      '100 joins',
      `select count(*) from customers c0 ${times(100, (at) => `join customers c${at + 1} on c${at}.id = c${at + 1}.id`, ' ')}`,
      '4',
    ],
  ])('%s are planned in a time that grows with their number', async (_, sql, expected) => {
    expect(await answer(sql)).toBe(expected);
  });
});

describe('many sources in one FROM clause', () => {
  const sources = (count: number, separator: string): string => times(count, (at) => `customers c${at}`, separator);
  const onOneKey = (count: number): string => times(count - 1, (at) => `c${at}.id = c${at + 1}.id`, ' and ');

  it.each([
    ['100 parted by commas', `select count(*) from ${sources(100, ', ')} where ${onOneKey(100)}`, '4'],
    ['50 in a CROSS JOIN', `select count(*) from ${sources(50, ' cross join ')} where ${onOneKey(50)}`, '4'],
    [
      'conditions of several, of one, with OR and with a sub-query',
      `select count(*) from ${sources(12, ', ')} where ${onOneKey(12)} and (c3.id = 1 or c7.id = 2 or c9.id = 3)
         and c5.id > 1 and exists (select 1 from customers c where c.id = c11.id and c.id <> c0.id - 1)`,
      '2',
    ],
    [
      'an outer join among them',
      `select count(*) from ${sources(10, ', ')}, customers a left join customers b on b.id = a.id + 100
         where ${onOneKey(10)} and a.id = c9.id and b.id is null`,
      '4',
    ],
  ])('%s are planned in a time that grows with their number', async (_, sql, expected) => {
    expect(await answer(sql)).toBe(expected);
  });

  it('is refused by name and place beyond what the engine bears, however they are joined', () => {
    const refusal = "Unsupported feature 'more than 500 joined sources and sub-queries in one statement'";
    for (const separator of [', ', ' cross join ', ' natural join '])
      expect(() => engine.bind(`select count(*) from ${sources(501, separator)}`)).toThrow(refusal);
    const joins = times(501, (at) => `left join customers c${at + 1} on c0.id = c${at + 1}.id`, ' ');
    expect(() => engine.bind(`select count(*) from customers c0 ${joins}`)).toThrow(refusal);
    for (const separator of ['+', ', '])
      expect(() => engine.bind(`select ${times(501, () => '(select 1)', separator)}`)).toThrow(refusal);
    expect(engine.bind(`select ${times(400, () => '(select 1)', '+')}`).columns).toHaveLength(1);
    const halves = `(select c0.id from ${sources(300, ', ')})`;
    expect(() => engine.bind(`select count(*) from ${halves} a, ${halves} b`)).toThrow(refusal);
  });
});

describe('constants inside each other', () => {
  it.each([
    ['300 calls', `select ${'upper('.repeat(300)}'x'${')'.repeat(300)}`, 'X'],
    ['300 signs', `select ${'- '.repeat(300)}1`, '1'],
    ['a sum that leans to the right', `select ${'1 + ('.repeat(300)}1${')'.repeat(300)}`, '301'],
    ['arrays', `select array_size(${'['.repeat(100)}1, 2${']'.repeat(100)})`, '1'],
    ['an aggregate of them', `select sum(${'abs('.repeat(100)}1${')'.repeat(100)}) from customers`, '4'],
  ])('%s are planned in a time that grows with their number', async (_, sql, expected) => {
    expect(await answer(sql)).toBe(expected);
  });
});

function nested(levels: number): string {
  return `${'exists (select 1 from customers where '.repeat(levels)}true${')'.repeat(levels)}`;
}
