import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { type Case, check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const group = (name: string, cases: readonly Case[]) => it(name, () => check(engine, cases));
const json = (text: string) => `parse_json('${text}')`;
const NTZ = `'2024-02-29 10:11:12.123456789'::timestamp_ntz`;
const LTZ = `'2024-02-29 10:11:12.123456789 +00:00'::timestamp_ltz`;
const TZ = `'2024-02-29 10:11:12.123456789 +02:00'::timestamp_tz`;

group('names the type of everything that a VARIANT holds', [
  [`typeof(${json('1.912e2')})`, 'DOUBLE'],
  [`typeof(${json('1e2')})`, 'DOUBLE'],
  [`typeof(${json('12')})`, 'INTEGER'],
  [`typeof(${json('12.50')})`, 'DECIMAL'],
  [`typeof(${json('123456789012345678901234567890123456789')})`, 'DOUBLE'],
  [`typeof(${json('true')})`, 'BOOLEAN'],
  [`typeof(${json('null')})`, 'NULL_VALUE'],
  [`typeof(${json('{"a": 1e0}')}:a)`, 'DOUBLE'],
  [`typeof(to_variant(1::float))`, 'DOUBLE'],
  [`typeof(to_variant('2024-02-29'::date))`, 'DATE'],
  [`typeof(to_variant('10:00:00'::time))`, 'TIME'],
  [`typeof(to_variant(${NTZ}))`, 'TIMESTAMP_NTZ'],
  [`typeof(to_variant(${LTZ}))`, 'TIMESTAMP_LTZ'],
  [`typeof(to_variant(${TZ}))`, 'TIMESTAMP_TZ'],
  [`typeof(to_variant(to_binary('FF')))`, 'BINARY'],
  [`typeof(array_construct('2024-02-29'::date)[0])`, 'DATE'],
  [`typeof(object_construct('k', ${TZ}):k)`, 'TIMESTAMP_TZ'],
  [`typeof(array_agg(1::float)[0])`, 'DOUBLE'],
  [`typeof(array_append([], 1::float)[0])`, 'DOUBLE'],
  [`is_date('2024-02-29'::date::variant)`, '1'],
  [`is_date('2024-02-29'::variant)`, '0'],
  [`is_time('10:00:00'::time::variant)`, '1'],
  [`is_timestamp_ntz(${NTZ}::variant)`, '1'],
  [`is_timestamp_ltz(${NTZ}::variant)`, '0'],
  [`is_timestamp_tz(${TZ}::variant)`, '1'],
  [`is_binary(to_binary('FF')::variant)`, '1'],
  [`is_double(${json('1e0')})`, '1'],
  [`is_decimal(${json('1e0')})`, '0'],
  [`as_date('2024-02-29'::date::variant)`, '19782'],
  [`as_date('2024-02-29'::variant)`, null],
  [`as_timestamp_ntz(${NTZ}::variant)`, '1709201472.123456789'],
  [`as_timestamp_tz(${TZ}::variant)`, '1709194272.123456789 1560'],
  [`as_timestamp_tz(${NTZ}::variant)`, null],
  [`as_time('10:00:00'::time::variant)`, '36000.000000000'],
  [`as_binary(to_binary('FF')::variant)`, 'FF'],
  [`as_decimal(12.567::variant, 4, 1)`, '12.6'],
  [`as_decimal(1::float::variant)`, null],
  [`as_decimal(1::variant, 40, 1)`, '!001044'],
]);

group('gives back what was put into a VARIANT, to the last digit', [
  [`to_variant('2024-02-29'::date)::date`, '19782'],
  [`to_variant(${NTZ})::timestamp_ntz`, '1709201472.123456789'],
  [`to_variant(${LTZ})::timestamp_ltz`, '1709201472.123456789'],
  [`to_variant(${TZ})::timestamp_tz`, '1709194272.123456789 1560'],
  [`to_variant(${TZ})::timestamp_ltz`, '1709194272.123456789'],
  [`to_variant(${NTZ})::date`, '19782'],
  [`to_variant('10:00:00.000000001'::time)::time`, '36000.000000001'],
  [`to_variant(to_binary('00FF'))::binary`, '00FF'],
  [`to_variant(0.1::float)::float`, '0.1'],
  [`to_variant('-inf'::float)::float`, '-inf'],
  [`to_variant(12345678901234567890123456789012345678)::number(38,0)`, '12345678901234567890123456789012345678'],
  // A text that begins like the stored form of a date stays a text.
  [`typeof(to_variant('\\x01d2024-02-29'))`, 'VARCHAR'],
  [`to_variant('\\x01d2024-02-29')::varchar = '\\x01d2024-02-29'`, '1'],
  [`split('a,\\x01c', ',')[1]::varchar = '\\x01c'`, '1'],
]);

group('shows what a VARIANT holds as Snowflake shows it', [
  [json('1.912e2'), '1.912000000000000e+02'],
  [`to_variant(1.23::float)`, '1.230000000000000e+00'],
  [`to_variant(-1e-300)`, '-1.000000000000000e-300'],
  [`to_variant('NaN'::float)`, 'NaN'],
  [`${json('1.912e2')}::varchar`, '191.2'],
  [`to_json(${json('{"b": 1e0, "a": [1,,2]}')})`, '{"a":[1,undefined,2],"b":1.000000000000000e+00}'],
  [
    `to_json(array_construct(null, parse_json('null'), 'hello', 3::double, 4, 5))`,
    '[undefined,null,"hello",3.000000000000000e+00,4,5]',
  ],
  [`to_json(array_construct('2024-02-29'::date, ${NTZ}))`, '["2024-02-29","2024-02-29 10:11:12.123"]'],
  [`to_json(array_construct(${TZ}, '10:00:00'::time))`, '["2024-02-29 10:11:12.123 +0200","10:00:00"]'],
  [`object_construct('d', '2024-02-29'::date)`, '{\n  "d": "2024-02-29"\n}'],
  [`to_json(to_binary('FF')::variant)`, '"FF"'],
  [`to_json('null'::variant)`, '"null"'],
  [`to_json(null)`, null],
]);

it('shows dates and times in a VARIANT in the formats and the time zone of the session', async () => {
  const session = engine.newSession({
    TIMEZONE: 'America/New_York',
    DATE_OUTPUT_FORMAT: 'DD.MM.YYYY',
    TIMESTAMP_NTZ_OUTPUT_FORMAT: 'DY DD MON YYYY HH12:MI:SS AM',
    TIMESTAMP_LTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI TZH:TZM',
    DATE_INPUT_FORMAT: 'DD.MM.YYYY',
    JSON_INDENT: 0,
  });
  const values = `array_construct('29.02.2024'::date, ${NTZ}, ${LTZ})`;
  const shown = '["29.02.2024","Thu 29 Feb 2024 10:11:12 AM","2024-02-29 05:11 -05:00"]';
  expect(await engine.rows(`select ${values}, to_json(${values}), ${values}::varchar`, { session })).toEqual([
    [shown, shown, shown],
  ]);
  expect(
    await engine.rows(`select (${values})[0]::date, '29.02.2024'::variant::date, (${values})[2]::timestamp_ltz`, {
      session,
    }),
  ).toEqual([['19782', '19782', '1709201472.123456789']]);
});

group('tells SQL NULL from JSON null', [
  [`array_construct(null)[0] is null`, '1'],
  [`array_construct(parse_json('null'))[0] is null`, '0'],
  [`get([1, null], 1) is null`, '1'],
  [`get_path({'a': [null]}, 'a[0]') is null`, '1'],
  [`array_size([null, parse_json('null')])`, '2'],
  [`to_json(array_sort([20, 0, parse_json('null'), null, 10]))`, '[0,10,20,null,undefined]'],
  [`to_json(array_sort([20, 0, parse_json('null'), null, 10], false))`, '[undefined,null,20,10,0]'],
  [`to_json(array_sort([20, null, 10, parse_json('null')], false, false))`, '[null,20,10,undefined]'],
  [`to_json(array_sort([20, null, 10, parse_json('null')], true, true))`, '[undefined,10,20,null]'],
  [`array_max([20, 0, null, 10, null])`, '20'],
  [`array_max([null, parse_json('null'), null])`, 'null'],
  [`array_min([20, parse_json('null'), null])`, '20'],
  [`array_max([null, null])`, null],
  [`array_max([])`, null],
  [`array_max([1.5::float, 20, 3.25])`, '20'],
  [`array_contains(null, ['hola', 'bonjour'])`, null],
  [`array_contains(null, ['hola', null])`, '1'],
  [`array_contains(null, ['hola', parse_json('null')])`, null],
  [`array_contains(parse_json('null'), ['hola', parse_json('null')])`, '1'],
  [`array_contains(parse_json('null'), ['hola', null])`, '0'],
  [`array_position(null, [1, null])`, '1'],
  [`array_position(parse_json('null'), [null, parse_json('null')])`, '1'],
  [`to_json(array_append([1], null))`, '[1,undefined]'],
  [`to_json(array_prepend([1], parse_json('null')))`, '[null,1]'],
  [`to_json(array_insert([0, 1], 3, 'x'))`, '[0,1,undefined,"x"]'],
  [`to_json(array_cat([1, null], [parse_json('null')]))`, '[1,undefined,null]'],
  [`array_cat([1], null)`, null],
  [`to_json(array_compact([10, null, parse_json('null'), 30]))`, '[10,30]'],
  [`to_json(array_construct_compact(null, 'a', parse_json('null')))`, '["a",null]'],
  [`to_json(array_distinct(['A', 'A', null, null, parse_json('null')]))`, '["A",undefined,null]'],
  [`to_json(array_except(['A', null, null], ['B', null]))`, '["A",undefined]'],
  [`to_json(array_intersection([null, 102, null], [null, null, 103]))`, '[undefined,undefined]'],
  [`arrays_overlap([null], [null])`, '1'],
  [`arrays_overlap([null], [parse_json('null')])`, '0'],
  [`array_flatten([[1, 2], null, [3]])`, null],
  [`to_json(array_flatten([[1, null], [[3]]]))`, '[1,undefined,[3]]'],
  [`array_to_string([1, null, parse_json('null'), 'x'], '-')`, '1---x'],
  [`to_json(array_remove([1, 5, 5.00, 5.00::double, '5', 5, null], 5))`, '[1,"5",undefined]'],
  [`array_remove([1], null)`, null],
  [`to_json(array_slice([1, null, 3], 1, 2))`, '[undefined]'],
  [`to_json(array_reverse([1, null]))`, '[undefined,1]'],
  [`to_json(object_construct('a', null, 'b', parse_json('null')))`, '{"b":null}'],
  [`to_json(object_construct_keep_null('a', null, 'b', parse_json('null')))`, '{"a":null,"b":null}'],
  [`to_json(object_insert({'a': 1}, 'b', null))`, '{"a":1}'],
  [`to_json(object_insert({'a': 1}, 'b', parse_json('null')))`, '{"a":1,"b":null}'],
  [`to_json(object_insert({'a': 1, 'b': 2}, 'b', null, true))`, '{"a":1}'],
  [`to_json(object_delete(${json('{"a": null, "b": 1}')}, 'b'))`, '{"a":null}'],
  [`to_json(object_pick(${json('{"a": null, "b": 1}')}, 'a'))`, '{"a":null}'],
  [`${json('{"a": null}')}:a::varchar`, null],
  [`${json('{"a": null}')}:a::number`, null],
  [`${json('{"a": null}')}:a::date`, null],
  [`nvl(${json('{"a": null}')}:a, 5)`, 'null'],
  [`nvl(${json('{"a": null}')}:b, 5)`, '5'],
  [`is_null_value(${json('{"a": null}')}:a)`, '1'],
  [`is_null_value(${json('{"a": null}')}:b)`, null],
  [`strip_null_value(${json('{"a": null}')}:a)`, null],
]);

it('counts a path whose value is JSON null, and lists it, but not SQL NULL', async () => {
  const values = `(select parse_json(column1) as v from values ('{"a": null}'), ('{}'), ('{"a": 1}'))`;
  expect(
    await engine.rows(`select count(v:a), to_json(array_agg(v:a) within group (order by v:a)) from ${values}`),
  ).toEqual([['2', '[1,null]']]);
  const pairs = `(select 'a' as k, null::variant as v union all select 'b', parse_json('null') union all select 'c', 1::variant)`;
  expect(await engine.rows(`select to_json(object_agg(k, v)) from ${pairs}`)).toEqual([['{"b":null,"c":1}']]);
  expect(
    await engine.rows(
      `select to_json(array_agg(distinct column1) within group (order by column1)) from values (10), (9), (9)`,
    ),
  ).toEqual([['[9,10]']]);
});

group('reads JSON as leniently as Snowflake, and no more', [
  [`to_json(${json('[-1, 12, false,]')})`, '[-1,12,false,undefined]'],
  [`to_json(${json('[,1]')})`, '[undefined,1]'],
  [`to_json(${json('{"a": 1,}')})`, '{"a":1}'],
  [`to_json(${json('[NULL, True, FALSE, undefined]')})`, '[null,true,false,undefined]'],
  [`to_json(${json('[NaN, Infinity, -Infinity]')})`, '[NaN,Infinity,-Infinity]'],
  [`to_json(parse_json($$ {'a': 'it\\'s "b"'} $$))`, `{"a":"it's \\"b\\""}`],
  [`to_json(${json('"a\\nb"')})`, '"a\\nb"'],
  [`${json(' \\t\\n ')}`, null],
  [json('undefined'), null],
  [`to_json(parse_json('{"a": 1, "a": 2}', 'd'))`, '{"a":2}'],
  [`parse_json('{"a": 1, "a": 2}', 's')`, '!100069'],
  [`parse_json('1', 'x')`, '!001015'],
  [json('+1'), '1'],
  [json('01'), '1'],
  [json('0x1F'), '!100069'],
  [`${json('{a: 1}')}:a`, '1'],
  [json('[1 2]'), '!missing comma, pos 4'],
  [json('/* x */ 1'), '!100069'],
  [`parse_json(repeat('[', 2000))`, '!more than 1000 levels'],
  [`check_json('')`, null],
  [`check_json('[1,]')`, null],
  [`try_parse_json('{"a": 1, "a": 2}')`, null],
]);

group('refuses in Snowflake’s words what cannot be read or is of another type', [
  [`${json('"abc"')}::number`, '!100071 Failed to cast variant value "abc" to FIXED'],
  [`${json('"abc"')}::float`, '!100071 Failed to cast variant value "abc" to REAL'],
  [`${json('{"a": 1e0}')}::number`, '!100071 Failed to cast variant value {"a":1.000000000000000e+00} to FIXED'],
  [`${json('[1]')}::date`, '!100071 Failed to cast variant value [1] to DATE'],
  [`${json('"x"')}::timestamp_ntz`, '!100071 Failed to cast variant value "x" to TIMESTAMP_NTZ'],
  [`${json('"x"')}::boolean`, '!100071 Failed to cast variant value "x" to BOOLEAN'],
  [`${json('1')}::object`, '!100071 Failed to cast variant value 1 to OBJECT'],
  [`to_json(to_object('{"a": [1]}'::variant))`, '{"a":[1]}'],
  [`to_json(to_object(v)) from (select '{"a": [1]}'::variant as v)`, '{"a":[1]}'],
  [`to_json(to_object(v)) from (select to_variant(column1) as v from values ('{"a": [1]}'))`, '{"a":[1]}'],
  [`to_object('[1]'::variant)`, '!100071 Failed to cast variant value "[1]" to OBJECT'],
  [`${json('"1000"')}::number(2,0)`, '!100039'],
  [`${json('"12.5"')}::number(4,1)`, '12.5'],
  [`${json('"TRUE"')}::boolean`, '1'],
  [`try_cast(${json('1')} as int)`, '!001065'],
  [`array_append({'a': 1}, 2)`, `!Invalid argument types for function 'ARRAY_APPEND': (OBJECT, NUMBER(1,0))`],
  [`array_append(5, 2)`, `!Invalid argument types for function 'ARRAY_APPEND': (NUMBER(1,0), NUMBER(1,0))`],
  [`array_size('x')`, `!Invalid argument types for function 'ARRAY_SIZE': (VARCHAR(1))`],
  [`array_intersection([1], {'a': 1})`, `!Invalid argument types for function 'ARRAY_INTERSECTION': (ARRAY, OBJECT)`],
  [
    `object_insert([1], 'a', 1)`,
    `!Invalid argument types for function 'OBJECT_INSERT': (ARRAY, VARCHAR(1), NUMBER(1,0))`,
  ],
  [`object_keys([1])`, `!Invalid argument types for function 'OBJECT_KEYS': (ARRAY)`],
  // A text has to be cast to VARIANT before it is looked for.
  [`array_contains('x', ['x'])`, `!Invalid argument types for function 'ARRAY_CONTAINS': (VARCHAR(1), ARRAY)`],
  [`array_append(${json('5')}, 2)`, '!100071 Failed to cast variant value 5 to ARRAY'],
  [`object_construct('a', 1, 'a', 2)`, '!100097'],
]);

it('keeps values and types in a table, through a view, and in a result that is read again', async () => {
  await engine.run(`create table kept as select array_construct(${NTZ}, 1::float, null, '2024-02-29'::date) as a`);
  await engine.run('create view shown as select a[0] as t, a[1] as f, a[2] as n, a[3] as d from kept');
  const types = 'typeof(t), typeof(f), n is null, typeof(d), t::timestamp_ntz';
  const kept = [['TIMESTAMP_NTZ', 'DOUBLE', '1', 'DATE', '1709201472.123456789']];
  expect(await engine.rows(`select ${types} from shown`)).toEqual(kept);
  await engine.run('select * from shown');
  expect(await engine.rows(`select ${types} from table(result_scan(last_query_id()))`)).toEqual(kept);
});
