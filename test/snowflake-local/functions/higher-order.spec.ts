import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const OBJECTS = `[{'name':'Pat','value':50},{'name':'Terry','value':75},{'name':'Dana','value':25}]`;

it('keeps the items of an ARRAY for which a lambda is true', () =>
  check(engine, [
    ['to_json(filter([1, 2, 3, 4], x -> x > 2))', '[3,4]'],
    [`to_json(filter(${OBJECTS}, a -> a:value >= 50))`, '[{"name":"Pat","value":50},{"name":"Terry","value":75}]'],
    ['to_json(filter([1, null, 3], x int -> x > 1))', '[3]'],
    ['to_json(filter([1, 2, 3], (x number(10, 2)) -> x > 1.5))', '[2,3]'],
    ["to_json(filter(parse_json('[1, 2]'), x -> x = 1))", '[1]'],
    ["filter(parse_json('5'), x -> true)", null],
    ['filter(null::array, x -> true)', null],
    ['array_size(filter(array_generate_range(0, 1000), i int -> i % 2 = 0))', '500'],
  ]));

it('makes an ARRAY of what a lambda gives for each item', () =>
  check(engine, [
    ['to_json(transform([1, 2, 3], a int -> a * 2))', '[2,4,6]'],
    [`to_json(transform(${OBJECTS}, a -> a:name))`, '["Pat","Terry","Dana"]'],
    ['to_json(transform([1, null, 3], x int -> coalesce(x, 0)))', '[1,0,3]'],
    ['transform([1], x -> null)', '[\n  undefined\n]'],
    ["to_json(transform(['a', 'b'], x varchar -> upper(x)))", '["A","B"]'],
    ['to_json(transform([1, 2], x int -> transform([10, 20], y int -> x + y)))', '[[11,21],[12,22]]'],
  ]));

it('carries a value from item to item', () =>
  check(engine, [
    ['reduce([1, 2, 3], 0, (acc, val) -> acc + val)', '6'],
    ['reduce([1, 2, 3], 10, (acc int, val int) -> acc + val)', '16'],
    ['reduce([1.5, 2], 0, (acc, val) -> acc + val)', '3.5'],
    ["reduce(['a', 'b', 'c'], '', (acc, val) -> acc || ' ' || val)", ' a b c'],
    ['to_json(reduce([1, 2, 3], [], (acc, val) -> array_prepend(acc, val)))', '[3,2,1]'],
    ['reduce([], 5, (acc, x) -> acc + x)', '5'],
    ['reduce(null::array, 5, (acc, x) -> acc + x)', null],
    ['reduce([1], null::int, (acc int, x int) -> nvl(acc, 100) + x)', '101'],
  ]));

it('names columns of the query around', async () => {
  const rows = 'select to_json(transform([1, 2], i -> i::int * column1)) from values (10), (20)';
  expect(await engine.rows(rows)).toEqual([['[10,20]'], ['[20,40]']]);
  const sums =
    'select sum(reduce(a, 0, (x int, y int) -> x + y)) from (select [column1, column2] as a from values (1, 2), (3, 4))';
  expect(await engine.value(sums)).toBe('10');
});

it('is refused where it means nothing', () =>
  check(engine, [
    [
      "filter('abc', x -> true)",
      "!001044 SQL compilation error: error line 1 at position 7\nInvalid argument types for function 'FILTER': (VARCHAR(3))",
    ],
    ['filter([1], (x, y) -> true)', '!000002'],
    ['filter([1], 5)', '!000002'],
    ['filter([1])', '!000938'],
    ['transform([1], x -> (select max(1)))', '!000002'],
    ['transform([1], x -> y)', "!000904 SQL compilation error: error line 1 at position 27\ninvalid identifier 'Y'"],
    ['abs(x -> x)', '!000002'],
  ]));
