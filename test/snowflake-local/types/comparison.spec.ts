import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { type Case, check } from '../functions/table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const group = (name: string, cases: readonly Case[]) => it(name, () => check(engine, cases));

group('compares values of different types', [
  ['1 = 1.0', '1'],
  [`'5.5' = 5`, '0'],
  [`'5.0' = 5`, '1'],
  [`5 = 'x'`, '!100038'],
  ['1 = true', '1'],
  [`'2024-02-29' = '2024-02-29'::date`, '1'],
  [`'2024-02-29'::date < '2024-02-29 00:00:01'::timestamp_ntz`, '1'],
  ['1 = 1::float', '1'],
  ['12345678901234567890123 > 9223372036854775807', '1'],
  [`parse_json('5') = 5`, '1'],
  [`parse_json('"a"') = 'a'`, '1'],
  [`parse_json('{"b": 1, "a": 2}') = parse_json('{"a": 2, "b": 1.0}')`, '1'],
  ['null = null', null],
  ['null is not distinct from null', '1'],
  ['1 is distinct from 2', '1'],
  [`'b' between 'a' and 'c'`, '1'],
  ['2 not between 1 and 3', '0'],
  ['1 in (1.0, 2)', '1'],
  [`'1' in (1, 2)`, '1'],
  ['3 in (1, null)', null],
  ['1 not in (2, 3)', '1'],
  [`current_date() = 1`, '!001007'],
]);

group('brings alternatives into one type', [
  ['system$typeof(iff(true, 1, 2.25))', 'NUMBER(3,2)[SB2]'],
  ['case when false then 1 else 2.50 end', '2.50'],
  [`case when true then '1.5' else 2 end`, '1.5'],
  [`coalesce(null, '2024-02-29'::date, '2024-02-29 10:00:00'::timestamp_ntz)`, '1709164800.000000000'],
  [`coalesce(null::timestamp_ntz, '2024-02-29 10:00:00.000000001'::timestamp_ntz)`, '1709200800.000000001'],
  ['coalesce(1, 99999999999999999999)', '1'],
  ['nvl(1, 2::float)', '1'],
  [`iff(true, parse_json('1'), 'x')`, '1'],
  ['case when null then 1 end', null],
  [`case 2 when 1 then 'a' when 2 then 'b' end`, 'b'],
  [`iff(true, 'x', true)`, '!100037'],
]);

it('unites columns of narrow and of wide storage', async () => {
  const rows = await engine.rows(`
    select n, t from (
      select 1 as n, '2024-02-29 00:00:00'::timestamp_ntz as t
      union all select 99999999999999999999, '2024-02-29 00:00:00.000000001'::timestamp_ntz
      union all select null, null
      union all select 2, '2024-02-29'::date)
    order by n nulls last`);
  expect(rows).toEqual([
    ['1', '1709164800.000000000'],
    ['2', '1709164800.000000000'],
    ['99999999999999999999', '1709164800.000000001'],
    [null, null],
  ]);
});

it('gives a text among numbers the five decimals of an implicit conversion', async () => {
  expect(await engine.rows(`select n from (select 1 as n union all select '2.5') order by n`)).toEqual([
    ['1.00000'],
    ['2.50000'],
  ]);
});
