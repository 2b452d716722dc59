import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { type Case, check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const group = (name: string, cases: readonly Case[]) => it(name, () => check(engine, cases));

it('takes some of the columns that a star stands for', async () => {
  const from = "from (select 1 as a, 'x' as b) t";
  const made = (star: string) => engine.value(`select to_json(object_construct(${star})) ${from}`);
  expect(await made('* exclude b')).toBe('{"A":1}');
  expect(await made('t.* exclude (a, b)')).toBe('{}');
  expect(await made("* ilike 'B%'")).toBe('{"B":"x"}');
  await expect(made('* exclude c')).rejects.toMatchObject({ code: '000904' });
  expect(await engine.value('select count(* exclude a) from (select 1 as a, null as b)')).toBe('0');
});
const json = (text: string) => `parse_json('${text}')`;

group('parses and writes JSON', [
  [`to_json(${json('{"b": 1, "a": [1, 2.50, null, true]}')})`, '{"a":[1,2.5,null,true],"b":1}'],
  [json('{"a": {"b": []}}'), '{\n  "a": {\n    "b": []\n  }\n}'],
  [`to_json(${json('12345678901234567890123456789012345678')})`, '12345678901234567890123456789012345678'],
  [`to_json(${json('[0.12345678901234567890]')})`, '[0.1234567890123456789]'],
  [`to_json(${json('1e3')})`, '1.000000000000000e+03'],
  [`parse_json('')`, null],
  [`parse_json(null)`, null],
  [`parse_json('null') is null`, '0'],
  [`is_null_value(parse_json('null'))`, '1'],
  [`parse_json('null')::varchar`, null],
  [`strip_null_value(parse_json('null'))`, null],
  [`parse_json('{"a": 1')`, '!100069'],
  [`parse_json('{"a": 1, "a": 2}')`, '!duplicate object attribute'],
  [`parse_json('abc')`, '!unknown keyword "abc", pos 4'],
  [`try_parse_json('abc')`, null],
  [`check_json('[1')`, 'incomplete array value, pos 3'],
  [`check_json('[1]')`, null],
  [`typeof(to_variant(1))`, 'INTEGER'],
  [`typeof(to_variant(1.5))`, 'DECIMAL'],
  [`typeof(${json('"x"')})`, 'VARCHAR'],
  [`typeof(${json('null')})`, 'NULL_VALUE'],
  [`typeof(null)`, null],
  [`is_array(${json('[1]')})`, '1'],
  [`is_integer(${json('1.5')})`, '0'],
  [`as_integer(${json('"1"')})`, null],
  [`as_integer(${json('1.5')})`, '2'],
  [`'a'::array`, '[\n  "a"\n]'],
  [`as_varchar(${json('"1"')})`, '1'],
]);

group('finds values', [
  [`${json('{"a": {"b": [10, 20]}}')}:a.b[1]`, '20'],
  [`${json('{"a": {"B": 1}}')}:a:B`, '1'],
  [`${json('{"a": 1}')}:A`, null],
  [`${json('{"a b": 1}')}:"a b"`, '1'],
  [`${json('{"a": "x"}')}:a::varchar`, 'x'],
  [`${json('{"a": "x"}')}:a`, '"x"'],
  [`${json('{"a": "12.5"}')}:a::number(10,1)`, '12.5'],
  [`${json('{"a": 12345678901234567890123.45}')}:a::number(38,2)`, '12345678901234567890123.45'],
  [`${json('{"a": 12345678901234567890123.45}')}:a`, '12345678901234567890123.45'],
  [`${json('{"a": true}')}:a::boolean`, '1'],
  [`${json('{"a": "2024-02-29"}')}:a::date`, '19782'],
  [`${json('{"a": 5}')}:a + 1`, '6'],
  [`${json('{"a": 5}')}:a = 5`, '1'],
  [`${json('{"a": "x"}')}:a = 'x'`, '1'],
  [`${json('{"a": null}')}:a is null`, '0'],
  [`${json('{}')}:a is null`, '1'],
  [`get(${json('[1, 2]')}, 1)`, '2'],
  [`get(${json('[1, 2]')}, -1)`, null],
  [`get(${json('{"a": 1}')}, 'a')`, '1'],
  [`get(${json('{"a": 1}')}, lower('A'))`, '1'],
  [`${json('[1, 2]')}[0 + 1]`, '2'],
  [`get_ignore_case(${json('{"aB": 1}')}, 'AB')`, '1'],
  [`get_path(${json('{"a": [{"b": 7}]}')}, 'a[0].b')`, '7'],
  [`json_extract_path_text('{"a": {"b": "t"}}', 'a.b')`, 't'],
  [`array_size(${json('[1, 2, 3]')})`, '3'],
  [`array_size(${json('{"a": 1}')})`, null],
  [`get(1, 1)`, '!001044'],
]);

group('makes objects and arrays', [
  [`to_json(object_construct('b', 1, 'a', 'x', 'n', null))`, '{"a":"x","b":1}'],
  [`to_json(object_construct_keep_null('a', 1, 'n', null))`, '{"a":1,"n":null}'],
  [`to_json(object_construct())`, '{}'],
  [`to_json(object_construct(lower('K'), 1, 'a', 2))`, '{"a":2,"k":1}'],
  [`object_construct('a', 1, 'a', 2)`, '!100097'],
  [`to_json(array_construct(1, 'a', null, 2.50))`, '[1,"a",undefined,2.5]'],
  [`to_json([1, [2]])`, '[1,[2]]'],
  [`to_json({'a': [1], 'b': {'c': null}})`, '{"a":[1],"b":{}}'],
  [`to_json(array_construct_compact(1, null, 2))`, '[1,2]'],
  [`to_json(array_append([1], 'x'))`, '[1,"x"]'],
  [`to_json(array_prepend([1], 0))`, '[0,1]'],
  [`to_json(array_cat([1], [2, 3]))`, '[1,2,3]'],
  [`to_json(array_compact([1, null, 2]))`, '[1,2]'],
  [`array_contains(2::variant, [1, 2])`, '1'],
  [`array_contains('x'::variant, [1, 2])`, '0'],
  [`array_position(2::variant, [1, 2])`, '1'],
  [`array_position(9::variant, [1, 2])`, null],
  [`to_json(array_slice([0, 1, 2, 3], 1, 3))`, '[1,2]'],
  [`to_json(array_slice([0, 1, 2, 3], 0, -1))`, '[0,1,2]'],
  [`to_json(array_insert([0, 1], 1, 'x'))`, '[0,"x",1]'],
  [`array_to_string([1, 'a', null], '-')`, '1-a-'],
  [`to_json(array_sort([20, null, 3, 'x']))`, '[3,20,"x",undefined]'],
  [`to_json(array_sort([20, null, 3], false))`, '[undefined,20,3]'],
  [`to_json(array_distinct([1, 2, 1]))`, '[1,2]'],
  [`to_json(array_intersection(['A', 'B', 'B'], ['B', 'B', 'C']))`, '["B","B"]'],
  [`to_json(array_except(['A', 'B', 'B'], ['B']))`, '["A","B"]'],
  [`arrays_overlap([1, 2], [2])`, '1'],
  [`to_json(array_flatten([[1], [2, 3]]))`, '[1,2,3]'],
  [`array_max([1, 20, 3])`, '20'],
  [`to_json(array_generate_range(2, 5))`, '[2,3,4]'],
  [`to_json(object_keys(${json('{"b": 1, "a": 2}')}))`, '["a","b"]'],
  [`to_json(object_insert({'a': 1}, 'b', 2))`, '{"a":1,"b":2}'],
  [`object_insert({'a': 1}, 'a', 2)`, '!Duplicate field key'],
  [`to_json(object_insert({'a': 1}, 'a', 2, true))`, '{"a":2}'],
  [`to_json(object_delete({'a': 1, 'b': 2}, 'a'))`, '{"b":2}'],
  [`to_json(object_pick({'a': 1, 'b': 2}, 'a', 'c'))`, '{"a":1}'],
  [`to_json(split('a,b', ','))`, '["a","b"]'],
  [`split('a,b', ',')[1]`, '"b"'],
  [`to_json(strtok_to_array('a.b.c', '.'))`, '["a","b","c"]'],
  [`to_json(to_array(5))`, '[5]'],
  [`to_json(to_variant('x'))`, '"x"'],
  [`to_json('2024-02-29'::date::variant)`, '"2024-02-29"'],
]);
