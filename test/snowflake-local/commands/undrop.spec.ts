import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeEach(async () => {
  engine = await sqlEngine();
});
afterEach(() => engine.stop());

const run = async (...statements: readonly string[]) => {
  for (const statement of statements) await engine.run(statement);
};
const purged = (kind: string, name: string) => ({
  code: '090025',
  message: `${kind} ${name} did not exist or was purged.`,
});
const duckTables = async () => (await engine.rows('show tables history')).length;

it('brings a table back with its rows, keys, counters and grants', async () => {
  await run(
    'create table t (id int autoincrement, "low" varchar(3) not null, primary key (id))',
    `insert into t("low") values ('a'), ('b')`,
    'grant select on table t to role public',
    'drop table t',
  );
  await expect(engine.run('select * from t')).rejects.toMatchObject({ code: '002003' });
  expect(await engine.value('undrop table t')).toBe('Table T successfully restored.');
  await run(`insert into t("low") values ('c')`);
  expect(await engine.rows('select * from t order by id')).toEqual([
    ['1', 'a'],
    ['2', 'b'],
    ['3', 'c'],
  ]);
  expect((await engine.rows('show grants on table t')).map((row) => row[1])).toContain('SELECT');
  expect(await engine.rows('show primary keys in table t')).toHaveLength(1);
});

it('brings back the last one of a name, beside the others and never over one that is there', async () => {
  await run('create table t as select 1 as a', 'drop table t', 'create table t as select 2 as a', 'drop table t');
  await run('create table t as select 3 as a');
  await expect(engine.run('undrop table t')).rejects.toMatchObject({ code: '002002' });
  await run('alter table t rename to third', 'undrop table t', 'alter table t rename to second', 'undrop table t');
  expect(await engine.rows('select * from t union all select * from second union all select * from third')).toEqual([
    ['1'],
    ['2'],
    ['3'],
  ]);
  await expect(engine.run('undrop table t')).rejects.toMatchObject({ code: '002002' });
  await expect(engine.run('undrop table never')).rejects.toMatchObject(purged('Table', 'NEVER'));
});

it.each([
  ['a table without retention', 'create transient table t (a int) data_retention_time_in_days = 0'],
  ['a temporary table', 'create temporary table t (a int)'],
])('keeps nothing of %s', async (_, statement) => {
  await run(statement, 'drop table t');
  await expect(engine.run('undrop table t')).rejects.toMatchObject(purged('Table', 'T'));
});

it('brings a schema back with all that was in it, and what was dropped in it before', async () => {
  await run('create schema s', 'create table t as select 1 as a', 'create view v as select * from t');
  await run('create sequence n', 'create table gone as select 5 as a', 'drop table gone', 'drop schema s');
  await expect(engine.run('select * from firn.s.t')).rejects.toMatchObject({ code: '002003' });
  expect(await engine.value('undrop schema s')).toBe('Schema S successfully restored.');
  await run('undrop table gone');
  expect(await engine.rows('select v.a, gone.a, n.nextval from v, gone')).toEqual([['1', '5', '1']]);
});

it('brings a database back, and lets a new one of its name take its place', async () => {
  await run('create database d', 'create table d.public.t as select 1 as a', 'drop database d');
  expect(await engine.value('undrop database d')).toBe('Database D successfully restored.');
  expect(await engine.value('select a from d.public.t')).toBe('1');
  await run('drop database d', 'create database d');
  await expect(engine.run('select * from d.public.t')).rejects.toMatchObject({ code: '002003' });
  await run('drop database d', 'undrop database d', 'create table d.public.t as select 2 as a');
  expect(await engine.value('select a from d.public.t')).toBe('2');
});

it('shows what was dropped, and lets go of it in time', async () => {
  await run('create table t (a int)', 'drop table t', 'create schema s', 'drop schema s');
  const dropped = await engine.run("show tables history like 't' in schema firn.public");
  expect(dropped.rows[0]?.[dropped.columns.indexOf('dropped_on')]).not.toBeNull();
  expect(await engine.rows("show schemas history like 's'")).toHaveLength(1);
  const later = engine.newSession();
  const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2 * 86_400_000);
  await engine.run('create or replace table other (a int)', { session: later });
  await engine.run('drop table other', { session: later });
  now.mockRestore();
  await expect(engine.run('undrop table firn.public.t')).rejects.toMatchObject(purged('Table', 'T'));
  expect(await duckTables()).toBe(1);
});
