import { sqlErrorFromEngine } from '../../../apps/snowflake-local/src/types/engine-error.js';
import type { QueryEngine } from './support/query-engine.js';
import { shop } from './support/shop.js';

let engine: QueryEngine;
beforeAll(async () => {
  engine = await shop();
});
afterAll(() => engine.close());

const millions = (rows: number): string =>
  `(select seq4()::varchar as i, repeat('a', 1000000) as a from table(generator(rowcount => ${rows})))`;
/** One row of one long text, which no planner computes ahead. */
const long = (length: number): string =>
  `(select repeat('a', ${length} + seq4()) as a from table(generator(rowcount => 1)))`;
const answer = async (sql: string): Promise<string | null | undefined> => (await engine.query(sql)).rows[0]?.[0];

describe('values longer than 128 MB', () => {
  it.each([
    "length(repeat('abcdefghij', 100000000))",
    'length(space(2000000000))',
    "length(rpad('a', 2000000000, 'b'))",
    "length(lpad('a', 2000000000))",
    "length(replace(repeat('a', 1000000), 'a', repeat('b', 1000)))",
  ])('are refused before they are made: %s', async (call) => {
    await expect(answer(`select ${call}`)).rejects.toThrow('is too long and would be truncated');
  });

  it.each<readonly [size: string, code: string, sql: string]>([
    ['134217729', '100078', "select lpad('a', 134217729, 'bc')"],
    ['134217730', '100078', "select rpad('a', 67108865, 'é')"],
    ['140000000', '100078', `select hex_encode(a) from ${long(70_000_000)}`],
    ['160000000', '100078', `select base64_encode(a) from ${long(120_000_000)}`],
    ['140000000', '100078', `select listagg(a) from ${millions(140)}`],
    ['140000000', '100078', `select listagg(a) over () from ${millions(140)} limit 1`],
    ['140000000', '100078', `select insert(a, 1, 0, a) from ${long(70_000_000)}`],
    ['134217730', '100078', `select translate(a, 'a', 'é') from ${long(67_108_865)}`],
    ['140000000', '100078', `select concat_ws('', max(a), ${'max(a), '.repeat(138)} max(a)) from ${millions(1)}`],
    ['1000478890', '100078', "select array_to_string(array_generate_range(0, 100000), repeat('x', 10000))"],
    ['1000000000', '100082', 'select array_insert(array_construct(), 100000000, 1)'],
    ['140000006', '100082', "select array_construct(repeat('a', 70000000), repeat('b', 70000000))"],
    ['8000000000', '100082', 'select array_generate_range(0, 1000000000)'],
    ['200000000', '100082', "select split(repeat('a,', 40000000), ',')"],
    ['67108865', '100080', `select to_binary(a, 'UTF-8') from ${long(67_108_865)}`],
    ['70000000', '100080', `select to_binary(a, 'UTF-8') || to_binary(a, 'UTF-8') from ${long(35_000_000)}`],
    ['69000000', '100080', "select base64_decode_binary(repeat('YWFh', 23000000))"],
  ])('are refused with their size, %s bytes, as %s: %s', async (size, code, sql) => {
    const refusal = await answer(sql).catch(sqlErrorFromEngine);
    expect(refusal).toMatchObject({ code, message: expect.stringContaining(size) });
  });

  it('are refused as literals of a statement', () => {
    const text = 'é'.repeat(67_108_865);
    expect(() => engine.bind(`select '${text}'`)).toThrow('String of 134217730 bytes is too long');
  });

  it('are made up to it', async () => {
    expect(await answer("select length(repeat('a', 20000000))")).toBe('20000000');
    expect(await answer('select array_size(array_generate_range(0, 100000))')).toBe('100000');
    expect(await answer("select length(replace(repeat('ab', 20000000), 'b', 'cccc'))")).toBe('100000000');
    expect(await answer("select length(lpad('a', 134217728))")).toBe('134217728');
    expect(await answer(`select length(listagg(a)) from ${millions(130)}`)).toBe('130000000');
  });

  it('do not come of texts that double', async () => {
    const doubling = Array.from({ length: 29 }, (_, at) => `a${at} || a${at} as a${at + 1}`).join(', ');
    await expect(answer(`select length(a29) from (select repeat('a', 1000) as a0, ${doubling})`)).rejects.toThrow(
      'is too long and would be truncated',
    );
  });
});

describe('DUAL', () => {
  it('is one row, wherever a source may stand', async () => {
    expect(await answer('select 1 from dual')).toBe('1');
    expect(await answer('select count(*) from dual d, customers c')).toBe(
      await answer('select count(*) from customers'),
    );
    expect(await answer('select (select 2 from dual)')).toBe('2');
    expect(await answer('select * from dual')).toBe('X');
  });
});

describe('the text of an error', () => {
  it.each(["'not_a_number'::int", "'not_a_number'::float", "to_number('not_a_number')"])(
    'is exact: %s',
    async (call) => {
      await expect(answer(`select ${call}`)).rejects.toThrow("Numeric value 'not_a_number' is not recognized");
    },
  );

  it('of what is tried only is NULL', async () => {
    expect(await answer("select try_cast('1_000' as int)")).toBeNull();
  });
});

it('SEQ1 and SEQ2 wrap around', async () => {
  const numbered =
    'select seq1() as a, seq1(1) as b, seq2() as c, seq2(1) as d from table(generator(rowcount => 70000))';
  const wrapped = await engine.query(`select max(a), min(b), max(c), min(d) from (${numbered})`);
  expect(wrapped.rows).toEqual([['127', '-128', '32767', '-32768']]);
});

describe('what DuckDB plans in a time that grows faster than its number', () => {
  const many = (count: number, part: (at: number) => string, between = ', '): string =>
    Array.from({ length: count }, (_, at) => part(at)).join(between);
  const member = (at: number): string => `id in (select id + ${at} from customers)`;
  const correlated = (at: number): string => `(select max(id) from customers x where x.id = t.id + ${at})`;
  const window = (at: number): string => `row_number() over (partition by id order by id + ${at})`;

  it.each<readonly [most: number, what: string, statement: (count: number) => string]>([
    [
      100,
      'sub-queries behind IN, ANY and ALL in one query',
      (count) => `select 1 from customers where ${many(count, member, ' or ')}`,
    ],
    [
      100,
      'sub-queries behind IN, ANY and ALL in one query',
      (count) => `select 1 from customers where ${many(count, (at) => `not (${member(at)})`, ' and ')}`,
    ],
    [
      100,
      'sub-queries behind IN, ANY and ALL in one query',
      (count) => `select ${many(count, (at) => `id <> all (select id + ${at} from customers)`)} from customers`,
    ],
    [200, 'correlated sub-queries in one query', (count) => `select ${many(count, correlated)} from customers t`],
    [
      200,
      'correlated sub-queries in one query',
      (count) =>
        `select 1 from customers t where ${many(count, (at) => `exists (select 1 from customers x where x.id = t.id + ${at})`, ' or ')}`,
    ],
    [200, 'different windows in one query', (count) => `select ${many(count, window)} from customers`],
  ])('has a limit: %i %s', (most, what, statement) => {
    expect(() => engine.bind(statement(most))).not.toThrow();
    const refusal = { code: '000002', message: expect.stringContaining(`more than ${most} ${what}`) };
    expect(() => engine.bind(statement(most + 1))).toThrow(expect.objectContaining(refusal));
  });

  it('has none where it is alike, or not in one query', () => {
    const sums = many(
      300,
      (at) => `sum(id) over (partition by id order by id rows between ${at} preceding and current row)`,
    );
    expect(() => engine.bind(`select ${sums} from customers`)).not.toThrow();
    expect(() => engine.bind(`select ${many(300, (at) => `(select max(id) + ${at} from customers)`)}`)).not.toThrow();
    const branch = `select 1 from customers where ${many(40, member, ' or ')}`;
    expect(() => engine.bind(many(4, () => branch, ' union all '))).not.toThrow();
  });
});
