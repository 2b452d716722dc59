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
    "create procedure say(msg varchar) returns varchar as 'begin return msg; end'",
  ])
    await engine.run(sql);
});
afterAll(() => engine.stop());

it.each([
  [
    'select table_name, constraint_type from information_schema.table_constraints order by 1, 2',
    ['CHILD FOREIGN KEY', 'PARENT PRIMARY KEY', 'PARENT UNIQUE'],
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
  ["select data_type_alias from information_schema.columns where column_name = 'CODE'", ['']],
])('answers %s', async (sql, expected) => {
  expect((await engine.rows(sql)).map((row) => row.join(' '))).toEqual(expected);
});

it('leaves a table that is swapped with itself as it is', async () => {
  await engine.run('alter table child swap with child');
  expect(await engine.value('select count(*) from child')).toBe('0');
});
