import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await engine.run('create or replace database source');
  await engine.run('create schema s');
  await engine.run('create table t (id int autoincrement, v variant, n number(38, 0), primary key (id))');
  await engine.run(`insert into t (v, n) select parse_json('{"a":1}'), 99999999999999999999999999999999999999`);
  await engine.run('create transient table u (a int)');
  await engine.run('create temporary table own (a int)');
  await engine.run('create view v as select n from t');
  await engine.run('create sequence q start = 5');
  await engine.value('select q.nextval');
  await engine.run(`create file format f type = json strip_outer_array = true`);
  await engine.run('create function twice(x int) returns int as $$ x * 2 $$');
  await engine.run(`create procedure p() returns int language sql as $$ begin return (select count(*) from t); end $$`);
  await engine.run(`create tag g allowed_values 'x'`);
  await engine.run(`alter table t set tag g = 'x'`);
  await engine.run('create stage st');
  await engine.run('create stream changes on table t');
  await engine.run('grant select on table t to role public');
  await engine.run('grant usage on schema s to role public');
});

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
const names = async (what: string) => {
  const { columns, rows } = await engine.run(`show ${what}`);
  return rows.map((row) => row[columns.indexOf('name')]);
};

it('a clone of a schema has all that is in it, with rows of its own', async () => {
  expect(await engine.rows('create schema c clone s')).toEqual([['Schema C successfully created.']]);
  expect(await engine.value('select current_schema()')).toBe('C');
  expect(await names('tables in schema c')).toEqual(['T', 'U']);
  expect(await names('views in schema c')).toEqual(['V']);
  expect(await names('stages in schema c')).toEqual([]);
  await engine.run(`insert into c.t (n) values (1)`);
  expect(await engine.rows('select id, v:a::int, n from c.t order by id')).toEqual([
    ['1', '1', '99999999999999999999999999999999999999'],
    ['2', null, '1'],
  ]);
  expect(await engine.value('select count(*) from s.t')).toBe('1');
  expect(await engine.value('select count(*) from c.v')).toBe('2');
  expect(await engine.value('select c.q.nextval')).toBe('6');
  expect(await engine.value('select s.q.nextval')).toBe('6');
  expect(await engine.value('select c.twice(4)')).toBe('8');
  expect(await engine.value('call c.p()')).toBe('2');
  expect(await engine.value(`select system$get_tag('c.g', 'c.t', 'table')`)).toBe('x');
  expect(await engine.rows('select id, metadata$action from c.changes')).toEqual([['2', 'INSERT']]);
  expect(await engine.rows('select id, metadata$action from s.changes')).toEqual([]);
  await engine.run('drop schema s');
  expect(await engine.value('select count(*) from c.v')).toBe('2');
});

it('privileges on what is in it are cloned, those on the schema are not', async () => {
  await engine.run('create schema c clone s');
  const granted = async (what: string) => {
    const { columns, rows } = await engine.run(`show grants on ${what}`);
    return rows.map((row) => [row[columns.indexOf('privilege')], row[columns.indexOf('grantee_name')]]);
  };
  expect(await granted('table c.t')).toContainEqual(['SELECT', 'PUBLIC']);
  expect(await granted('schema c')).not.toContainEqual(['USAGE', 'PUBLIC']);
  await engine.run('revoke select on table c.t from role public');
  expect(await granted('table s.t')).toContainEqual(['SELECT', 'PUBLIC']);
});

it('a clone of a database has all of its schemas', async () => {
  await engine.run('create schema other');
  await engine.run('create table other.x as select 7 as a');
  await engine.run('create stream other.on_t on table s.t');
  expect(await engine.rows(`create or replace database copy clone source comment = 'c'`)).toEqual([
    ['Database COPY successfully created.'],
  ]);
  expect(await engine.rows('select current_database(), current_schema()')).toEqual([['COPY', 'PUBLIC']]);
  expect(await engine.value('select a from copy.other.x')).toBe('7');
  await engine.run('insert into copy.s.t (n) values (1)');
  expect(await engine.value('select count(*) from copy.other.on_t')).toBe('1');
  expect(await engine.value('select count(*) from source.other.on_t')).toBe('0');
  expect(await engine.value('select count(*) from copy.information_schema.tables where table_schema = $$S$$')).toBe(
    '3',
  );
  await engine.run('drop database copy');
});

it('refuses what is not there, what it replaces, and another time', async () => {
  await refused('create schema c clone nothing', '002003', `Schema 'NOTHING' does not exist`);
  await refused('create database c clone nothing', '002003', `Database 'NOTHING' does not exist`);
  await refused('create or replace schema s clone s', '000002', 'CLONE of what it replaces');
  await refused('create schema s clone public', '002002', 'already exists');
  await refused('create schema c clone s at (offset => -60)', '000002', 'AT (time travel)');
  await refused('create schema c clone s include internal stages', '000002', 'INCLUDE INTERNAL STAGES');
  await refused('create sequence c clone q', '000002', 'CREATE SEQUENCE ... CLONE');
  expect(await engine.rows('create schema if not exists s clone public')).toEqual([
    ['S already exists, statement succeeded.'],
  ]);
});

it('a cloned table goes on to count where its original is', async () => {
  await engine.run('create table t2 clone t');
  await engine.run('insert into t2 (n) values (1)');
  expect(await engine.rows('select id from t2 order by id')).toEqual([['1'], ['2']]);
});
