import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table purchases (id int, sold int, price number(7,2))');
  await engine.run('insert into purchases values (1, 3, 10), (2, 5, 100.5)');
  for (const sql of [
    "create function multiply(a number, b number default 2) returns number comment = 'c' as 'a * b'",
    "create function pi_udf() returns float as '3.141592654::float'",
    'create function total() returns number(12,2) as $$ select sum(sold * price) from purchases; $$',
    "create function price_of(i int) returns number(7,2) as 'select max(price) from purchases where id = i'",
    "create function said(x int) returns varchar as $$ 'number ' || x $$",
    "create function said(x varchar) returns varchar as $$ 'text ' || x $$",
    "create function strict_(x int) returns int strict as 'coalesce(x, 5)'",
    "create function of_variant(v variant) returns variant as 'v:a'",
    "create function words() returns table (msg varchar) as $$ select 'Hello' union select 'World' $$",
    "create function bought(i int) returns table (id int, total number(12,2)) as 'select id, sold * price from purchases where id = i'",
  ])
    await engine.run(sql);
});
afterAll(() => engine.stop());

it.each([
  ['multiply(2, 3)', '6'],
  ['multiply(2)', '4'],
  ['multiply(b => 5, a => 3)', '15'],
  ['pi_udf()', '3.141592654'],
  ['total()', '532.50'],
  ["said(3) || ', ' || said('3') || ', ' || said(3.7)", 'number 3, text 3, number 4'],
  ['strict_(null)', null],
  ['strict_(2)', '2'],
  ['of_variant(parse_json(\'{"a": 5}\'))', '5'],
  ["of_variant(object_construct('a', 'x'))", '"x"'],
  ['firn.public.multiply(1, 1) + public.multiply(1, 1)', '2'],
  ['multiply(multiply(2, 3), (select max(id) from purchases))', '12'],
])('gives %s', async (expression, expected) => {
  expect(await engine.value(`select ${expression}`)).toBe(expected);
});

it('is computed from the columns of a query, inside aggregates, conditions and views too', async () => {
  const rows = await engine.rows(
    'select id, multiply(id), price_of(id) from purchases where multiply(id) > 1 order by 1',
  );
  expect(rows).toEqual([
    ['1', '2', '10.00'],
    ['2', '4', '100.50'],
  ]);
  expect(await engine.value('select sum(multiply(id)) from purchases')).toBe('6');
  await engine.run('create view doubled as select multiply(id) as q from purchases');
  expect(await engine.rows('select q from doubled order by 1')).toEqual([['2'], ['4']]);
});

it('gives rows in FROM, for each row beside it too', async () => {
  expect(await engine.rows('select msg from table(words()) order by msg')).toEqual([['Hello'], ['World']]);
  expect(await engine.rows('select * from table(bought(i => 2)) as b')).toEqual([['2', '502.50']]);
  const each = 'select p.id, b.total from purchases p, table(bought(p.id)) b order by 1';
  expect(await engine.rows(each)).toEqual([
    ['1', '30.00'],
    ['2', '502.50'],
  ]);
});

it.each([
  ["create function bad(x int) returns int as 'y + 1'", '000904', "invalid identifier 'Y'"],
  ["create function bad(x int) returns int as 'select 1, 2'", '002031', 'exactly one column'],
  ["create function bad(x int) returns date as 'x'", '001007', 'CAST'],
  ["create function bad(x int) returns table (a int) as 'select 1, 2'", '002057', 'gives 2 columns'],
  ["create function bad(x int) returns int as 'x +'", '001003', 'syntax error'],
  [
    "create function js(x float) returns float language javascript as 'return X'",
    '000002',
    'function in LANGUAGE JAVASCRIPT',
  ],
  [
    "create function py() returns int language python runtime_version = '3.11' handler = 'f' as ''",
    '000002',
    'LANGUAGE PYTHON',
  ],
  ["create function multiply(x number, y number) returns number as 'x'", '002002', "'MULTIPLY' already exists"],
  ["select multiply('a', 'b', 'c')", '001044', "function 'MULTIPLY': (VARCHAR(1), VARCHAR(1), VARCHAR(1))"],
  ['select multiply(1, c => 2)', '001044', "function 'MULTIPLY'"],
  ['select words()', '002140', 'WORDS'],
  ['select * from table(multiply(1, 2))', '002140', 'MULTIPLY'],
  ['drop function multiply(int)', '002003', "Function 'MULTIPLY(NUMBER(38,0))' does not exist"],
])('refuses %s', async (sql, code, message) => {
  await expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

it('refuses one that calls itself', async () => {
  await engine.run("create function again(x int) returns int as 'x'");
  await engine.run("create or replace function again(x int) returns int as 'again(x)'");
  await expect(engine.run('select again(1)')).rejects.toMatchObject({ code: '000002' });
});

it('is listed and described', async () => {
  const listed = await engine.run("show user functions like 'MULT%'");
  const [row = []] = listed.rows;
  const cell = (name: string) => row[listed.columns.indexOf(name)];
  expect(['name', 'min_num_arguments', 'max_num_arguments', 'arguments', 'description', 'language'].map(cell)).toEqual([
    ...['MULTIPLY', '1', '2', 'MULTIPLY(NUMBER, DEFAULT NUMBER) RETURN NUMBER', 'c', 'SQL'],
  ]);
  expect(await engine.rows('describe function bought(int)')).toEqual([
    ['signature', '(I NUMBER)'],
    ['returns', 'TABLE (ID NUMBER, TOTAL NUMBER)'],
    ['language', 'SQL'],
    ['body', 'select id, sold * price from purchases where id = i'],
  ]);
  await engine.run("create procedure proc(x int) returns varchar language sql as 'begin return x; end'");
  expect((await engine.rows('describe procedure proc(int)'))[0]).toEqual(['signature', '(X NUMBER)']);
  expect((await engine.rows('show procedures'))[0]?.[8]).toBe('PROC(NUMBER) RETURN VARCHAR');
});

it('is dropped, belongs to one session when it is temporary, and outlives nothing of it', async () => {
  const other = engine.newSession();
  await engine.run("create temporary function own(x int) returns int as 'x'");
  expect(await engine.value('select own(4)')).toBe('4');
  await expect(engine.run('select own(4)', { session: other })).rejects.toMatchObject({ code: '002140' });
  expect(await engine.value('drop function own(int)')).toBe('OWN successfully dropped.');
  await expect(engine.run('select own(4)')).rejects.toMatchObject({ code: '002140' });
  expect(await engine.value('drop function if exists own(int)')).toContain('already dropped');
  expect(await engine.value("create function if not exists multiply(a number, b number) returns number as 'a'")).toBe(
    'MULTIPLY already exists, statement succeeded.',
  );
});
