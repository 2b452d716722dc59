import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table apples (id int, name varchar)');
  await engine.run("insert into apples values (1, 'red'), (2, 'green')");
});
afterAll(() => engine.stop());

it('reads what the statement before gave', async () => {
  const sql = `show tables like 'APPLES' ->> select "name", "rows" from $1 where "rows" > 1`;
  expect(await engine.run(sql)).toMatchObject({ columns: ['name', 'rows'], rows: [['APPLES', '2']] });
});

it('reads what statements further back gave, joined and under names', async () => {
  const sql = `select 1 as a ->> select 2 as b ->> select x.a, y.b, (select count(*) from $1) from $2 as x join $1 y on y.b = x.a + 1`;
  expect(await engine.rows(sql)).toEqual([['1', '2', '1']]);
});

it('runs each statement as a query of its own, changes too, with its own binds', async () => {
  const sql =
    'insert into apples values (?, \'blue\') ->> select * from $1 ->> select "number of rows inserted" + ? from $1';
  const binds = [
    { type: 'FIXED', value: '3' },
    { type: 'FIXED', value: '10' },
  ] as const;
  expect(await engine.rows(sql, { binds })).toEqual([['11']]);
  expect(await engine.value('select name from apples where id = 3')).toBe('blue');
});

it('stops at the statement that fails', async () => {
  const failing = 'insert into apples values (4, null) ->> select 1 / 0 ->> delete from apples';
  await expect(engine.run(failing)).rejects.toMatchObject({ code: '100051' });
  expect(await engine.value('select count(*) from apples where id = 4')).toBe('1');
});

it.each([
  ['select * from $1', '$1'],
  ['select 1 ->> select * from $2', '$2'],
  ['select * from $1 ->> select 1', '$1'],
  ['select 1 ->> select * from $0', '$0'],
  ['select 1 ->>', '<EOF>'],
])('refuses %s', async (sql, token) => {
  await expect(engine.run(sql)).rejects.toMatchObject({
    code: '001003',
    message: expect.stringContaining(`unexpected '${token}'`),
  });
});
