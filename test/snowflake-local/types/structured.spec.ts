import { fixed, text } from '../../../apps/snowflake-local/src/types/snow-type.js';
import { rowtype } from '../../../apps/snowflake-local/src/wire/rowtype.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run(
    `create table t (a array(int), o object(city varchar, "Zip" number(5) not null), m map(varchar, number(38, 2)), d map(int, array(date)))`,
  );
  await engine.run(
    `insert into t select [1, null, 3]::array(int), {'city': 'Bern', 'Zip': '3000'}::object(city varchar, "Zip" number(5) not null),
       object_construct_keep_null('b', 1.5, 'a', null)::map(varchar, number(38, 2)), {'7': ['2024-02-29']}::map(int, array(date))
     union all select null, null, null, null`,
  );
});
afterAll(() => engine.stop());

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
const json = async (expression: string) => JSON.parse((await engine.value(`select ${expression}`)) ?? 'null');

describe('a cast to a structured type', () => {
  it('casts every value inside, and keeps digits', async () => {
    expect(await json(`['1', 2.4, null]::array(int)`)).toEqual([1, 2, null]);
    expect(
      await engine.value(`select parse_json('[12345678901234567890123456789012345678]')::array(number(38, 0))[0]`),
    ).toBe('12345678901234567890123456789012345678');
    expect(await json(`{'x': {'y': ['5', 6]}}::object(x object(y array(varchar)))`)).toEqual({ x: { y: ['5', '6'] } });
    expect(await json(`{'1': '2024-02-29'}::map(int, date)`)).toEqual({ '1': '2024-02-29' });
    expect(await json(`[]::array(int)`)).toEqual([]);
    expect(await json(`null::array(int)`)).toBeNull();
    expect(await json(`parse_json('null')::map(varchar, int)`)).toBeNull();
  });

  it('refuses what does not fit', async () => {
    await refused(`select ['x']::array(int)`, '100071', 'Failed to cast variant value "x"');
    await refused(`select {'a': 1}::object(a int, b int)`, '100071', 'Failed to cast');
    await refused(`select {'a': 1, 'b': 2}::object(a int)`, '100071', 'Failed to cast');
    await refused(`select {'A': 1}::object(a int)`, '100071', 'Failed to cast');
    await refused(`select [null]::array(int not null)`, '100072', 'NULL');
    await refused(`select parse_json('{"k": null}')::map(varchar, int not null)`, '100072', 'NULL');
    await refused(`select [1]::object(a int)`, '001007', 'OBJECT(a NUMBER(38,0))');
    await refused(`select 5::array(int)`, '001007', 'ARRAY(NUMBER(38,0))');
    await refused(`select {}::map(float, int)`, '002040', 'key of MAP');
    await refused(`select {}::object(a int, a int)`, '002025', 'a');
    await refused(`select []::array(int, int)`, '001003', 'syntax error');
    await refused(`select []::vector(float, 3)`, '100071', 'VECTOR(FLOAT, 3)');
  });
});

it('a step into a structured value has the type of what is there', async () => {
  expect(
    await engine.rows(
      `select a[0] + 1, o:city || '!', o:"Zip" + 1, m['b'] + 1, d[7][0] + 1, system$typeof(m['b']) from t where a is not null`,
    ),
  ).toEqual([['2', 'Bern!', '3001', '2.50', '19783', expect.stringContaining('NUMBER(38,2)')]]);
  expect(await engine.rows(`select a[1], a[9], m['a'], m['none'], d[8][0] from t where a is not null`)).toEqual([
    [null, null, null, null, null],
  ]);
  await refused('select o:street from t', '001007', "no field of the name 'street'");
});

it('columns of structured types are described, copied and compared as such', async () => {
  const types = [
    'ARRAY(NUMBER(38,0))',
    'OBJECT(city VARCHAR(16777216), Zip NUMBER(5,0) NOT NULL)',
    'MAP(VARCHAR(16777216), NUMBER(38,2))',
    'MAP(NUMBER(38,0), ARRAY(DATE))',
  ];
  expect((await engine.rows('describe table t')).map((row) => row[1])).toEqual(types);
  await engine.run('create or replace table copy as select * from t');
  expect((await engine.rows('describe table copy')).map((row) => row[1])).toEqual(types);
  expect(await engine.rows('select * from copy minus select * from t')).toEqual([]);
  expect(await engine.value(`select count(*) from t where a = [1, null, 3]::array(int)`)).toBe('1');
  await engine.run((await engine.value(`select get_ddl('table', 'copy')`)) ?? '');
  expect((await engine.rows('describe table copy')).map((row) => row[1])).toEqual(types);
  await refused('insert into copy (a) select [1]', '002023', 'expecting ARRAY(NUMBER(38,0)) but got ARRAY');
  await engine.run('insert into copy (a) select [7]::array(number(5))');
  expect(await engine.rows('select array_size(a), a::variant[0], a::array[0] from copy')).toEqual([['1', '7', '7']]);
});

it('the functions of maps keep the type of the map', async () => {
  const row = await engine.rows(
    `select map_keys(m), map_size(m), map_contains_key('a', m), map_contains_key('z', m), map_insert(m, 'z', '5')['z'] + 1,
       map_delete(m, 'a', 'q'), map_cat(m, {'b': 9}::map(varchar, number(38, 2))), map_pick(m, 'b'), map_insert(m, 'b', 7, true) from t where m is not null`,
  );
  expect(row[0]?.map((cell) => (cell ?? '').replace(/\s/g, ''))).toEqual([
    ...['["a","b"]', '2', '1', '0', '6.00'],
    ...['{"b":1.5}', '{"a":null,"b":9}', '{"b":1.5}', '{"a":null,"b":7}'],
  ]);
  expect(await engine.rows(`select map_contains_key('a', m), map_contains_key(null, m) from t`)).toEqual([
    ['1', null],
    [null, null],
  ]);
  await refused(`select map_insert(m, 'b', 1) from t where m is not null`, '100097', 'Duplicate');
  await refused(`select map_size({'a': 1})`, '001044', 'MAP_SIZE');
  await refused(`select map_cat(m, d) from t`, '001044', 'MAP_CAT');
});

it('drivers are told what a structured type is made of', () => {
  const item = { type: fixed(38, 0), nullable: true };
  const column = { name: 'C', physical: 'json', nullable: true } as const;
  expect(rowtype({ ...column, type: { kind: 'array', element: item } })).toMatchObject({
    type: 'array',
    fields: [{ name: null, type: 'fixed', precision: 38, scale: 0, nullable: true }],
  });
  expect(rowtype({ ...column, type: { kind: 'object', map: { key: text(), value: item } } })).toMatchObject({
    type: 'map',
    fields: [
      { name: null, type: 'text', length: 16_777_216 },
      { name: null, type: 'fixed' },
    ],
  });
  const inner = { kind: 'object', fields: [{ name: 'x', ...item }] } as const;
  expect(
    rowtype({ ...column, type: { kind: 'object', fields: [{ name: 'o', type: inner, nullable: false }] } }),
  ).toMatchObject({
    type: 'object',
    fields: [{ name: 'o', type: 'object', nullable: false, fields: [{ name: 'x', type: 'fixed' }] }],
  });
  expect(rowtype({ ...column, type: { kind: 'array' } })).not.toHaveProperty('fields');
});
