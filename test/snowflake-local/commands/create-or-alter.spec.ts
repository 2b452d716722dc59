import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const described = async (table: string) =>
  (await engine.rows(`describe table ${table}`)).map(([name, type, , nullable, preset]) => [
    name,
    type,
    nullable,
    preset,
  ]);

it('makes a table, then changes it to what is written and keeps its rows', async () => {
  expect(await engine.value("create or alter table kept(a int, b varchar(5) default 'x', gone date)")).toBe(
    'Table KEPT successfully created.',
  );
  await engine.run('insert into kept(a) values (1), (2)');
  expect(
    await engine.value("create or alter table kept(a int not null, c date, b varchar(9) default 'x') comment = 'c'"),
  ).toBe('Table KEPT successfully altered.');
  expect(await engine.rows('select * from kept order by a')).toEqual([
    ['1', 'x', null],
    ['2', 'x', null],
  ]);
  expect(await described('kept')).toEqual([
    ['A', 'NUMBER(38,0)', 'N', null],
    ['B', 'VARCHAR(9)', 'Y', "'x'"],
    ['C', 'DATE', 'Y', null],
  ]);
  await engine.run('create or alter table kept(a int, b varchar(9), c date, primary key (a))');
  expect(await described('kept')).toEqual([
    ['A', 'NUMBER(38,0)', 'N', null],
    ['B', 'VARCHAR(9)', 'Y', null],
    ['C', 'DATE', 'Y', null],
  ]);
  expect((await engine.rows('show primary keys in table kept')).map((row) => row[4])).toEqual(['A']);
  expect(await engine.value("select comment from information_schema.tables where table_name = 'KEPT'")).toBeNull();
});

it('replaces all columns at once, and keeps the number of rows', async () => {
  await engine.run('create or alter table turned(a int)');
  await engine.run('insert into turned values (1), (2)');
  await engine.run('create or alter table turned(z varchar)');
  expect(await engine.rows('select * from turned')).toEqual([[null], [null]]);
});

it.each([
  ['(a int, c date not null)', '001471', "Column 'C' contains null values. Not null constraint cannot be added."],
  ['(a varchar, c date)', '002108', 'cannot change column A from type NUMBER(38,0) to VARCHAR(16777216)'],
  ['(a int, c date default current_date)', '002108', 'cannot change the default of column C'],
  ['(a int, c date, a int)', '002025', "duplicate column name 'A'"],
  ['as select 1 as a', '000002', 'CREATE OR ALTER TABLE ... AS'],
])('changes nothing where it cannot: %s', async (definition, code, message) => {
  await engine.run('create or replace table firm(a int, c date)');
  await engine.run('insert into firm(a) values (1)');
  await expect(engine.run(`create or alter table firm ${definition}`)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
  expect(await engine.rows('select * from firm')).toEqual([['1', null]]);
});

it('is for tables alone, and never changes how long one lives', async () => {
  for (const text of ['create or alter view v as select 1 a', 'create or alter transient table firm(a int)'])
    await expect(engine.run(text)).rejects.toMatchObject({ code: '000002' });
});
