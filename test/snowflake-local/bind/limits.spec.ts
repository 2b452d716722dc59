import type { QueryEngine } from './support/query-engine.js';
import { shop } from './support/shop.js';

let engine: QueryEngine;
beforeAll(async () => {
  engine = await shop();
});
afterAll(() => engine.close());

const answer = async (sql: string): Promise<string | null | undefined> => (await engine.query(sql)).rows[0]?.[0];

describe('values longer than 128 MB', () => {
  it.each([
    "length(repeat('abcdefghij', 100000000))",
    'length(space(2000000000))',
    "length(rpad('a', 2000000000, 'b'))",
    "length(lpad('a', 2000000000))",
    "length(replace(repeat('a', 1000000), 'a', repeat('b', 1000)))",
    'array_size(array_generate_range(0, 1000000000))',
  ])('are refused before they are made: %s', async (call) => {
    await expect(answer(`select ${call}`)).rejects.toThrow('is too long and would be truncated');
  });

  it('are made up to it', async () => {
    expect(await answer("select length(repeat('a', 20000000))")).toBe('20000000');
    expect(await answer('select array_size(array_generate_range(0, 100000))')).toBe('100000');
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
