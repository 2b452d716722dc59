import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { type Case, check } from '../functions/table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  for (const sql of [
    'create table floats (id int, d decfloat, e decfloat(38) default 1.5)',
    "insert into floats(id, d) values (1, 1.5), (2, '-1e50'), (3, null), (4, 100), (5, 1e-40::float), (6, decfloat '1e-40')",
  ])
    await engine.run(sql);
});
afterAll(() => engine.stop());

const group = (name: string, cases: readonly Case[]) => it(name, () => check(engine, cases));

group('reads numbers of 38 digits wherever their point is', [
  ["decfloat '1.50'", '1.5'],
  ['1::decfloat', '1'],
  ["'1.23e-40'::decfloat", '1.23e-40'],
  ["'12e3'::decfloat", '12000'],
  ["'-0.000'::decfloat", '0'],
  ["'1234567890123456789012345678901234567890'::decfloat", '1.2345678901234567890123456789012345679e39'],
  ["'1e16384'::decfloat", '1e16384'],
  ["'1e16385'::decfloat", '!100039'],
  ["'1e-16384'::decfloat", '0'],
  ['(1 / 3::float)::decfloat', '0.3333333333333333'],
  ['true::decfloat', '1'],
  ["parse_json('1.25')::decfloat", '1.25'],
  ['parse_json(\'"x"\')::decfloat', '!100071'],
  ["'1_0'::decfloat", "!100038 Numeric value '1_0' is not recognized"],
  ["'NaN'::decfloat", "!100038 Numeric value 'NaN' is not recognized"],
  ["try_cast('abc' as decfloat)", null],
  ["try_to_decfloat('1e3')", '1000'],
  ["to_decfloat('1,234.5', '9,999.9')", '1234.5'],
  ['to_decfloat(current_date)', '!001044'],
  ['1::decfloat(12)', '!002040'],
]);

group('becomes what it is cast to, or says why not', [
  ["decfloat '1.55'::int", '2'],
  ["decfloat '1.55'::number(4, 1)", '1.6'],
  ["decfloat '1e50'::number", "!100039 Numeric value '1e50' is out of range"],
  ["decfloat '1e5'::float", '100000'],
  ["decfloat '1e50'::varchar", '1e50'],
  ["decfloat '0'::boolean", '0'],
  ["decfloat '1e-20'::boolean", '1'],
  ["to_variant(decfloat '1')", '!001007'],
  ["[decfloat '1']", '!001007'],
  ["system$typeof(decfloat '1')", 'DECFLOAT[LOB]'],
]);

group('computes in 38 digits, and takes every number beside it along', [
  ["decfloat '1' / 3", '0.33333333333333333333333333333333333333'],
  ["decfloat '2' / 3", '0.66666666666666666666666666666666666667'],
  ["1 - decfloat '0.1'", '0.9'],
  ["decfloat '1e20' * 1e20::float", '1e40'],
  ["'0.5' + decfloat '1'", '1.5'],
  ["- decfloat '5'", '-5'],
  ["decfloat '-7.5' % 2", '-1.5'],
  ["decfloat '1e300' + 1", '1e300'],
  ["decfloat '1' / 0", '!100051'],
  ["decfloat '1e16384' * 10", '!100046'],
  ["abs(decfloat '-2.5')", '2.5'],
  ["sign(decfloat '-1e-30')", '-1'],
  ["round(decfloat '2.5')", '3'],
  ["round(decfloat '-2.45', 1)", '-2.5'],
  ["round(decfloat '55', -1)", '60'],
  ["ceil(decfloat '1e-40')", '1'],
  ["floor(decfloat '-1e-40')", '-1'],
  ["trunc(decfloat '9.99', 1)", '9.9'],
  ["div0(decfloat '1', 0)", '0'],
  ['zeroifnull(null::decfloat)', '0'],
  ["nullifzero(decfloat '0')", null],
  ["sqrt(decfloat '4')", '2'],
  ["median(decfloat '4')", '!001044'],
]);

group('compares by value', [
  ["decfloat '10' > 9", '1'],
  ["decfloat '-1' < decfloat '-0.5'", '1'],
  ["decfloat '-12' > decfloat '-12.5'", '1'],
  ["decfloat '1.0' = 1", '1'],
  ["decfloat '1e2' = 100::float", '1'],
  ["decfloat '5' = '5'", '1'],
  ["decfloat '2' between 1 and 3", '1'],
  ["decfloat '1' in (1, 2)", '1'],
  ["greatest(decfloat '9', 10)", '10'],
]);

it('is stored, sorted, grouped, summed and changed', async () => {
  expect(await engine.rows('select id, d from floats order by d, id')).toEqual([
    ['2', '-1e50'],
    ['5', '1e-40'],
    ['6', '1e-40'],
    ['1', '1.5'],
    ['4', '100'],
    ['3', null],
  ]);
  expect(
    await engine.rows('select sum(d), avg(d), min(d), max(d), count(distinct d), sum(e) from floats where id <> 2'),
  ).toEqual([['101.5', '25.375', '1e-40', '100', '3', '7.5']]);
  expect(await engine.rows('select sum(e) over (order by id) from floats where id < 3')).toEqual([['1.5'], ['3']]);
  expect(await engine.rows('select sum(d), avg(d) from floats where false')).toEqual([[null, null]]);
  expect(await engine.rows("select * from values (decfloat '1'), (2.5), (null)")).toEqual([['1'], ['2.5'], [null]]);
  expect(
    await engine.value('execute immediate $$ declare x decfloat := 1.25; begin x := x * 2; return x; end $$'),
  ).toBe('2.5');
  await engine.run('update floats set d = d + 1 where id = 1');
  expect(await engine.value('select d from floats where id = 1')).toBe('2.5');
  expect((await engine.rows('describe table floats')).map((row) => row[1])).toEqual([
    'NUMBER(38,0)',
    'DECFLOAT',
    'DECFLOAT',
  ]);
  const bind = { type: 'DECFLOAT' as const, value: '1e-50' };
  expect(await engine.value('select ?', { binds: [bind] })).toBe('1e-50');
});
