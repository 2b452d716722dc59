import { MAX_NESTING } from '../../../apps/snowflake-local/src/parse/reader.js';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type HttpSession, logIn } from './support/http.js';

let server: LocalSnowflake;
let session: HttpSession;
beforeAll(async () => {
  server = await startLocalSnowflake();
  session = await logIn(server.url, { STATEMENT_TIMEOUT_IN_SECONDS: 60 });
});
afterAll(() => server.stop());

const around = (open: string, inside: string, close: string) => (levels: number) =>
  open.repeat(levels) + inside + close.repeat(levels);
const each = (levels: number, part: (at: number) => string): string =>
  Array.from({ length: levels }, (_, at) => part(at)).join('');

/** Every way to nest, with the levels that are answered whatever else the machine does. */
const WAYS: readonly (readonly [way: string, answered: number, sql: (levels: number) => string])[] = [
  ['parentheses', 1_300, (levels) => `select ${around('(', '1', ')')(levels)}`],
  ['calls', 300, (levels) => `select ${around('abs(', 'x', ')')(levels)} from (select 1 as x)`],
  ['calls over a constant', 200, (levels) => `select ${around('abs(', '1', ')')(levels)}`],
  ['CASE', 300, (levels) => `select ${around('case when x = 1 then ', '1', ' end')(levels)} from (select 1 as x)`],
  ['NOT', 300, (levels) => `select ${'not '.repeat(levels)}x from (select true as x)`],
  ['signs', 300, (levels) => `select ${'- '.repeat(levels)}x from (select 1 as x)`],
  ['sums that lean to the right', 300, (levels) => `select ${around('1 + (', 'x', ')')(levels)} from (select 1 as x)`],
  ['arrays', 300, (levels) => `select ${around('[', '1', ']')(levels)}`],
  ['objects', 300, (levels) => `select ${around("{'a': ", '1', '}')(levels)}`],
  ['casts', 300, (levels) => `select ${around('cast(', 'x', ' as int)')(levels)} from (select '1' as x)`],
  ['a chain of casts', 30, (levels) => `select x${'::int::varchar'.repeat(levels)} from (select '1' as x)`],
  ['paths by index', 100, (levels) => `select ${around('x[', '0', ']')(levels)} from (select parse_json('[0]') as x)`],
  ['IN', 200, (levels) => `select 1 where ${around('1 in (select 1 where ', '1 = 1', ')')(levels)}`],
  ['EXISTS', 200, (levels) => `select 1 where ${around('exists (select 1 where ', '1 = 1', ')')(levels)}`],
  ['scalar sub-queries', 200, (levels) => `select ${around('(select ', '1', ')')(levels)}`],
  ['sub-queries of FROM', 500, (levels) => `select * from ${around('(select * from ', '(select 1)', ')')(levels)}`],
  ['set operators', 300, (levels) => around('(select 1 union all ', 'select 1', ')')(levels)],
  [
    'common tables that use each other',
    300,
    (levels) =>
      `with c0 as (select 1 as x)${each(levels, (at) => `, c${at + 1} as (select x from c${at})`)} select * from c${levels}`,
  ],
  [
    'common tables that are set operations of each other',
    12,
    (levels) =>
      `with c0 as (select 1 as x)${each(levels, (at) => `, c${at + 1} as (select x from c${at} union all select x from c${at})`)} select count(*) from c${levels}`,
  ],
  ['INTERSECT', 150, (levels) => around('(select 1 intersect ', 'select 1', ')')(levels)],
  ['EXCEPT', 150, (levels) => around('(select 1 except ', 'select 2', ')')(levels)],
  [
    'aggregates of aggregates',
    300,
    (levels) => `select * from ${around('(select max(x) as x from ', '(select 1 as x)', ')')(levels)}`,
  ],
  [
    'common tables that are aggregates of each other',
    100,
    (levels) =>
      `with c0 as (select 1 as x)${each(levels, (at) => `, c${at + 1} as (select max(x) as x from c${at} group by x)`)} select * from c${levels}`,
  ],
  [
    'sub-queries with aggregates',
    40,
    (levels) => `select ${around('(select max(y) + ', '1', ' from (select 2 as y))')(levels)} from (select 1 as x)`,
  ],
  [
    'windows over windows',
    300,
    (levels) =>
      `select * from ${around('(select sum(x) over (partition by x) as x from ', '(select 1 as x)', ')')(levels)}`,
  ],
  ['REPLACE', 100, (levels) => `select ${around('replace(', 'x', ", 'a', 'b')")(levels)} from (select 'a' as x)`],
  ['divisions', 100, (levels) => `select ${around('1 / (', 'x', ')')(levels)} from (select 1 as x)`],
  [
    'casts to VARIANT and back',
    50,
    (levels) => `select ${around('cast(cast(', 'x', ' as variant) as int)')(levels)} from (select 1 as x)`,
  ],
  ['NULLIF', 300, (levels) => `select ${around('nullif(', 'x', ', 2)')(levels)} from (select 1 as x)`],
  ['BETWEEN', 300, (levels) => `select ${around('(', 'x', ' between 0 and 2)::int')(levels)} from (select 1 as x)`],
  ['lambda expressions', 10, (levels) => `select ${around('transform([1], x -> ', 'x', ')')(levels)}`],
  ['arrays of lambda expressions', 20, (levels) => `select ${around('filter(', '[1]', ', x -> x = 1)')(levels)}`],
  [
    'joins in parentheses',
    100,
    (levels) => `select 1 from ${'('.repeat(levels)}dual${each(levels, (at) => ` join dual d${at})`)}`,
  ],
  ['blocks', 300, (levels) => `execute immediate $$${around('begin ', 'return 1; ', 'end; ')(levels)}$$`],
  [
    'IF in a block',
    300,
    (levels) => `execute immediate $$begin ${around('if (true) then ', 'return 1; ', 'end if; ')(levels)}end$$`,
  ],
];

describe('every way to nest', () => {
  it.each(WAYS)('is answered: %s, %i levels', async (_, answered, sql) => {
    expect(await session.query(sql(answered))).toMatchObject({ success: true });
  });

  it.each(WAYS)('is refused by name beyond the limit: %s', async (_, __, sql) => {
    const answer = await session.query(sql(MAX_NESTING + 100));
    expect(answer).toMatchObject({ success: false, code: '000002' });
    expect(answer.message).toMatch(/more than (?:1400 nested levels|500 joined sources)/);
    expect(await session.query('select 1')).toMatchObject({ data: { rowset: [['1']] } });
  });

  it.each(WAYS.filter(([way]) => ['arrays', 'objects', 'IN'].includes(way)))(
    'is refused by name where DuckDB bears less: %s, 1,390 levels',
    async (_, __, sql) => {
      expect(await session.query(sql(1_390))).toMatchObject({ success: false, code: '000002' });
    },
  );

  it.each([
    ['lambda expressions', 10, (levels: number) => `select ${around('transform([1], x -> ', 'x', ')')(levels)}`],
    [
      'outer joins',
      100,
      (joins: number) =>
        `select count(*) from dual${each(joins, (at) => ` left join (select 1 as x) a${at} on a${at}.x = 1`)}`,
    ],
  ])('has a limit of its own for %s: %i', async (what, most, sql) => {
    expect(await session.query(sql(most))).toMatchObject({ success: true });
    const answer = await session.query(sql(most + 1));
    expect(answer).toMatchObject({ success: false, code: '000002' });
    expect(answer.message).toContain(`more than ${most} ${what}`);
  });

  it('has a limit of its own for procedures that call each other', async () => {
    await session.query("create procedure again() returns int language sql as 'begin call again(); return 1; end'");
    const answer = await session.query('call again()');
    expect(answer).toMatchObject({ success: false });
    expect(answer.message).toContain('more than 200 procedures and blocks that run each other');
  });

  it('is refused by name: views over views', async () => {
    await session.query('create view v0 as select 1 as x');
    for (let at = 0; at < 99; at += 1) await session.query(`create view v${at + 1} as select x from v${at}`);
    expect(await session.query('select * from v99')).toMatchObject({ data: { rowset: [['1']] } });
    const answer = await session.query('create view v100 as select x from v99');
    const beyond = answer.success ? await session.query('select * from v100') : answer;
    expect(beyond).toMatchObject({ success: false, code: '000002' });
    expect(beyond.message).toContain('more than 100 views inside each other');
  });
});
