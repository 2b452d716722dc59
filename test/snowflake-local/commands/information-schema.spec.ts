import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  for (const sql of [
    'create table parent (id int autoincrement start 10 increment 5 order primary key, code varchar unique)',
    'create table child (id int, parent_id int, constraint fk foreign key (parent_id) references parent (id))',
    'create sequence numbers start 5 increment 2 order',
    "create function twice(a number, b varchar) returns number(10, 2) comment = 'c' as 'a * 2'",
    "create function words() returns table (w varchar) as $$ select 'a' $$",
    'create role reader',
    'create table later (id int references parent)',
    'grant insert on table parent to role reader with grant option',
    'grant select on future tables in schema public to role reader',
    'grant usage on sequence numbers to role reader',
    'grant role reader to user firn',
    "create procedure say(msg varchar) returns varchar as 'begin return msg; end'",
  ])
    await engine.run(sql);
});
afterAll(() => engine.stop());

it.each([
  [
    'select table_name, constraint_type from information_schema.table_constraints order by 1, 2',
    ['CHILD FOREIGN KEY', 'LATER FOREIGN KEY', 'PARENT PRIMARY KEY', 'PARENT UNIQUE'],
  ],
  ["select constraint_name, enforced from information_schema.table_constraints where table_name = 'CHILD'", ['FK NO']],
  ['select sequence_name, start_value, "INCREMENT", ordered from information_schema.sequences', ['NUMBERS 5 2 YES']],
  [
    'select function_name, argument_signature, data_type, numeric_precision, function_definition, comment from information_schema.functions order by 1',
    ['TWICE (A NUMBER, B VARCHAR) NUMBER 10 a * 2 c', "WORDS () TABLE   select 'a'  "],
  ],
  [
    'select procedure_name, argument_signature, data_type, procedure_language from information_schema.procedures',
    ['SAY (MSG VARCHAR) VARCHAR SQL'],
  ],
  [
    "select column_name, is_identity, identity_start, identity_increment, identity_ordered from information_schema.columns where table_name = 'PARENT' order by 1",
    ['CODE NO   ', 'ID YES 10 5 YES'],
  ],
  [
    `select r.constraint_name = 'FK', u.constraint_type from information_schema.referential_constraints r
     join information_schema.table_constraints u on u.constraint_name = r.unique_constraint_name order by 1`,
    ['0 PRIMARY KEY', '1 PRIMARY KEY'],
  ],
  [
    'select table_name, grantee, privilege_type, is_grantable from information_schema.table_privileges order by 1, 2',
    [
      'CHILD ACCOUNTADMIN OWNERSHIP YES',
      'LATER ACCOUNTADMIN OWNERSHIP YES',
      'PARENT ACCOUNTADMIN OWNERSHIP YES',
      'PARENT READER INSERT YES',
    ],
  ],
  [
    "select object_name, object_type, privilege_type from information_schema.usage_privileges where grantee = 'READER'",
    ['NUMBERS SEQUENCE USAGE'],
  ],
  ["select count(*) from information_schema.object_privileges where object_type = 'SCHEMA'", ['2']],
  [
    'select grantee, role_name from information_schema.applicable_roles order by 2',
    ['FIRN ACCOUNTADMIN', 'FIRN READER'],
  ],
  ['select * from information_schema.information_schema_catalog_name', ['FIRN']],
  ["select data_type_alias from information_schema.columns where column_name = 'CODE'", ['']],
])('answers %s', async (sql, expected) => {
  expect((await engine.rows(sql)).map((row) => row.join(' '))).toEqual(expected);
});

it('tells what COPY has loaded, and nothing of what the server has none of', async () => {
  await engine.run('create table loaded (n int)');
  await engine.run('copy into @%loaded/a.csv from (select 1 union all select 2) single = true');
  await engine.run('copy into loaded');
  const history = 'select file_name, table_name, row_count, status, error_count from';
  expect(await engine.rows(`${history} information_schema.load_history`)).toEqual([
    ['a.csv', 'LOADED', '2', 'LOADED', '0'],
  ]);
  const copies = (args: string) => `${history} table(information_schema.copy_history(${args}))`;
  const hourAgo = 'dateadd(hour, -1, current_timestamp())';
  expect(await engine.rows(copies(`table_name => 'public.loaded', start_time => ${hourAgo}`))).toEqual([
    ['a.csv', 'LOADED', '2', 'Loaded', '0'],
  ]);
  expect(await engine.rows(copies(`'loaded', '2000-01-01'::timestamp_ltz, ${hourAgo}`))).toEqual([]);
  await expect(engine.run(copies(`table_name => 'nowhere', start_time => ${hourAgo}`))).rejects.toMatchObject({
    code: '002003',
  });
  await expect(engine.run(copies("table_name => 'loaded'"))).rejects.toMatchObject({ code: '000938' });
  for (const view of ['event_tables', 'external_tables', 'packages', 'pipes', 'replication_databases'])
    expect(await engine.rows(`select * from information_schema.${view}`)).toEqual([]);
});

it('shows what a future grant gives to what is made after it', async () => {
  await engine.run('create table latest (id int)');
  expect(
    await engine.rows(
      "select grantee, privilege_type from information_schema.table_privileges where table_name = 'LATEST'",
    ),
  ).toEqual(expect.arrayContaining([['READER', 'SELECT']]));
  await engine.run('drop table latest');
});

it('leaves a table that is swapped with itself as it is', async () => {
  await engine.run('alter table child swap with child');
  expect(await engine.value('select count(*) from child')).toBe('0');
});

it('counts the rows of tables where ROW_COUNT is read, however a statement reads it', async () => {
  await engine.run('create table counted as select seq4() as n from table(generator(rowcount => 10))');
  await engine.run('delete from counted where n > 6');
  const counts = "select table_name, row_count from information_schema.tables where table_name in ('COUNTED', 'CHILD')";
  for (const sql of [
    `${counts} order by 1`,
    `with t as (${counts}) select a.* from t a join information_schema.tables b using (table_name) where b.row_count = a.row_count order by 1`,
    `select t.table_name, (select i.row_count from information_schema.tables i where i.table_name = t.table_name) from information_schema.tables t where t.table_name in ('COUNTED', 'CHILD') order by 1`,
  ])
    expect(await engine.rows(sql)).toEqual([
      ['CHILD', '0'],
      ['COUNTED', '7'],
    ]);
  await engine.run(`create table kept as ${counts}`);
  expect(await engine.rows('select * from kept order by 1')).toEqual([
    ['CHILD', '0'],
    ['COUNTED', '7'],
  ]);
  expect(await engine.rows("select count(*) from information_schema.tables where table_name = 'COUNTED'")).toEqual([
    ['1'],
  ]);
});
