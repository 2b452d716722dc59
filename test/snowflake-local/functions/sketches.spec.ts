import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { type Case, check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run(
    `create table letters as select column1 as v from values ('a'), ('b'), ('a'), (null), ('c'), ('b'), ('a')`,
  );
  await engine.run('create table numbers as select seq4() as n from table(generator(rowcount => 20000))');
});
afterAll(() => engine.stop());

const scalars = (name: string, cases: readonly Case[]) => it(name, () => check(engine, cases));

scalars('names what sounds or looks alike', [
  [`soundex('Smith')`, 'S530'],
  [`soundex('Pfister')`, 'P236'],
  [`soundex_p123('Pfister')`, 'P123'],
  [`soundex('Ashcraft')`, 'A261'],
  [`soundex('')`, ''],
  [`soundex(null)`, null],
  [`jarowinkler_similarity('Gute nacht', 'Ich weis nicht')`, '56'],
  [`jarowinkler_similarity('Snowflake', 'Oracle')`, '61'],
  [`jarowinkler_similarity('święta', 'swieta')`, '77'],
  [`jarowinkler_similarity('', '')`, '0'],
  [`jarowinkler_similarity('a', 'A')`, '100'],
]);

scalars('takes a URL apart', [
  [
    `to_json(parse_url('http://USER:PASS@EXAMPLE.INT:4345/HELLO.PHP?USER=1#top'))`,
    '{"fragment":"top","host":"USER:PASS@EXAMPLE.INT","parameters":{"USER":"1"},"path":"HELLO.PHP","port":"4345","query":"USER=1","scheme":"http"}',
  ],
  [
    `to_json(parse_url('https://www.snowflake.com/'))`,
    '{"fragment":null,"host":"www.snowflake.com","parameters":null,"path":"","port":null,"query":null,"scheme":"https"}',
  ],
  [`to_json(parse_url('example.int', true))`, '{"error":"scheme not specified"}'],
  [`parse_url('example.int')`, '!100077 Error parsing URL'],
]);

scalars('puts arrays together', [
  [`to_json(arrays_zip([1, 2, 3], ['a', 'b']))`, '[{"$1":1,"$2":"a"},{"$1":2,"$2":"b"},{"$1":3,"$2":null}]'],
  [`to_json(arrays_to_object(['k1', null, 'k2'], [1, 2, 3]))`, '{"k1":1,"k2":3}'],
  [`arrays_to_object(['a'], [1, 2])`, '!differ in length'],
]);

scalars('computes numbers of texts and pairs', [
  [`md5_number_lower64('Snowflake')`, '9203306159527282910'],
  [`md5_number_upper64('Snowflake')`, '17145559544104499780'],
  [`rtrimmed_length(' a b  ')`, '4'],
  [`regr_valx(1, 2)`, '2'],
  [`regr_valx(null, 2)`, null],
  [`regr_valy(1, null)`, null],
  [`bitmap_bucket_number(32768)`, '1'],
  [`bitmap_bucket_number(32769)`, '2'],
  [`bitmap_bit_position(1)`, '0'],
  [`bitmap_bit_position(32769)`, '0'],
]);

const states = (aggregate: string, column = 'n', table = 'numbers', share = 'n') =>
  `(select ${aggregate} as s from ${table} group by mod(${share}, 4))`.replaceAll('$', column);

it.each([
  ['approx_top_k(v) from letters', '[["a",3]]'],
  ['approx_top_k(v, 2) from letters', '[["a",3],["b",2]]'],
  [
    `approx_top_k_estimate(approx_top_k_combine(s), 2) from ${states('approx_top_k_accumulate(v, 100)', 'v', 'letters', 'length(v)')}`,
    '[["a",3],["b",2]]',
  ],
  ['array_union_agg(column1) from (select [1, 1, 2] as column1 union all select [1, 2, 3])', '[1,1,2,3]'],
])('counts values: %s', async (sql, expected) => {
  expect(await engine.value(`select to_json(${sql.replace(' from ', ') from ')}`)).toBe(expected);
});

it('estimates by states that can be put together', async () => {
  const value = async (sql: string) => Number(await engine.value(`select ${sql}`));
  expect(
    await value(
      'approx_percentile_estimate(approx_percentile_accumulate(column1), 0.5) from values (1), (2), (3), (10)',
    ),
  ).toBe(2.5);
  const median = await value(
    `approx_percentile_estimate(approx_percentile_combine(s), 0.5) from ${states('approx_percentile_accumulate(n)')}`,
  );
  expect(Math.abs(median - 9_999.5)).toBeLessThan(100);
  const different = await value(`hll_estimate(hll_combine(s)) from ${states('hll_accumulate(n)')}`);
  expect(Math.abs(different - 20_000)).toBeLessThan(1_000);
  expect(await value(`hll_estimate(hll_accumulate(v)) from letters`)).toBe(3);
  const [same, half] = [
    await value(
      `approximate_similarity(s) from (select minhash(200, n) as s from numbers union all select minhash(200, n) from numbers)`,
    ),
    await value(
      `approximate_similarity(s) from (select minhash(200, n) as s from numbers where n < 2000 union all select minhash(200, n) from numbers where n < 1000)`,
    ),
  ];
  expect([same, Math.abs(half - 0.5) < 0.15]).toEqual([1, true]);
  expect(
    await value(`bitmap_count(bitmap_or_agg(s)) from ${states('bitmap_construct_agg(bitmap_bit_position(n))')}`),
  ).toBe(19_999);
});

it('hashes rows whatever their order', async () => {
  expect(
    await engine.rows(
      `select hash_agg(v) = (select hash_agg(v) from (select v from letters order by v)), hash_agg(v) = hash_agg(distinct v) from letters`,
    ),
  ).toEqual([['1', '0']]);
  expect(await engine.value('select hash_agg(v) from letters where false')).toBe('0');
});

scalars('writes the state of a HyperLogLog as an OBJECT, and reads it back', [
  [
    "object_keys(hll_export(hll_accumulate(column1))) = ['precision', 'sparse', 'version'] from values (1), (2), (2)",
    '1',
  ],
  ['hll_estimate(hll_import(hll_export(hll_accumulate(column1)))) from values (1), (2), (2)', '2'],
  ['hll_estimate(hll_import(hll_export(hll_accumulate(n)))) = hll_estimate(hll_accumulate(n)) from numbers', '1'],
  ['hll_import(object_construct())', '!100077 Invalid HLL state'],
]);
