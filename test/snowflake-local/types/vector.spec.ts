import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { check } from '../functions/table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table vectors (a vector(float, 3), b vector(float, 3))');
  await engine.run('insert into vectors select [1.1, 2.2, 3]::vector(float, 3), [1, 1, 1]::vector(float, 3)');
  await engine.run('insert into vectors select [1, 2.2, 3]::vector(float, 3), [4, 6, 8]::vector(float, 3)');
});
afterAll(() => engine.stop());

it('is a type of columns and casts, whose numbers are shown in one line', async () => {
  expect(await engine.rows('select a, b from vectors order by b')).toEqual([
    ['[1.100000,2.200000,3.000000]', '[1.000000,1.000000,1.000000]'],
    ['[1.000000,2.200000,3.000000]', '[4.000000,6.000000,8.000000]'],
  ]);
  expect((await engine.rows('describe table vectors')).map((row) => row[1])).toEqual([
    'VECTOR(FLOAT, 3)',
    'VECTOR(FLOAT, 3)',
  ]);
  await check(engine, [
    ['[1, 2, 3]::vector(int, 3)', '[1,2,3]'],
    ["parse_json('[1, 2]')::vector(int, 2)", '[1,2]'],
    ['null::vector(int, 2)', null],
    ['to_json([1, 2]::vector(int, 2)::array)', '[1,2]'],
    ['([4, 5]::vector(int, 2))[1]', '5'],
  ]);
});

it('is measured by inner product, cosine and distances', () =>
  check(engine, [
    ['vector_l2_distance([1, 2, 3]::vector(int, 3), [2, 3, 4]::vector(int, 3))', '1.7320508075688772'],
    ['vector_l1_distance([1, 2, 3]::vector(int, 3), [2, 3, 6]::vector(int, 3))', '5'],
    ['vector_inner_product([1, 2, 3]::vector(int, 3), [2, 3, 4]::vector(int, 3))', '20'],
    ['round(vector_cosine_similarity([1, 2, 3]::vector(int, 3), [2, 3, 4]::vector(int, 3)), 12)', '0.992583333971'],
    ['round(vector_inner_product(a, b), 6) from vectors order by 1', '6.3'],
    ['vector_l2_distance(null::vector(int, 1), [1]::vector(int, 1))', null],
  ]));

it('is refused with other numbers of other kinds', () =>
  check(engine, [
    ['[1, 2]::vector(int, 3)', '!100071 Array-like value being cast to a vector has incorrect dimension'],
    ["['a', 2]::vector(int, 2)", '!100071 Array-like value being cast to a vector'],
    ['[null, 2]::vector(int, 2)', '!100071 Array-like value being cast to a vector'],
    ['[1, 2]::vector(int, 2)::vector(int, 3)', '!001007 SQL compilation error'],
    ['1::vector(int, 1)', '!001007 SQL compilation error'],
    [
      '[1]::vector(varchar, 1)',
      "!002040 SQL compilation error: error line 1 at position 12\nUnsupported vector element type 'VARCHAR'.",
    ],
    ['[1]::vector(int, 4097)', '!002040 SQL compilation error'],
    [
      'vector_l2_distance([1, 2]::vector(int, 2), [1]::vector(int, 1))',
      "!001044 SQL compilation error: error line 1 at position 7\nInvalid argument types for function 'VECTOR_L2_DISTANCE': (VECTOR(INT, 2), VECTOR(INT, 1))",
    ],
  ]));
