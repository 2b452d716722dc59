import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table src (n int, m int)');
  await engine.run('insert into src values (1, 10), (2, 20), (3, 30)');
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await engine.run("create or replace table t1 (a int, b varchar default 'd')");
  await engine.run('create or replace table t2 (a int, c float)');
});

const rows = async (table: string) =>
  (await engine.rows(`select * from ${table} order by 1, 2`)).map((row) => row.join(' '));

it('inserts every row into all tables, counted for each', async () => {
  const { columns, rows: counts } = await engine.run(
    "insert all into t1 (a) values (n) into t2 (a, c) values (n, m / 4) into t1 values (n + 100, 'x') select n, m from src",
  );
  expect(columns).toEqual(['number of rows inserted into T1', 'number of rows inserted into T2']);
  expect(counts).toEqual([['6', '3']]);
  expect(await rows('t1')).toEqual(['1 d', '2 d', '3 d', '101 x', '102 x', '103 x']);
  expect(await rows('t2')).toEqual(['1 2.5', '2 5', '3 7.5']);
});

it('inserts a row by every condition that holds, or by ELSE', async () => {
  await engine.run("insert into t1 values (0, 'gone')");
  const { rows: counts } = await engine.run(
    'insert overwrite all when n > 2 then into t1 (a) values (n) when n > 1 then into t1 (a) values (n) into t2 else into t2 select n, m from src',
  );
  expect(counts).toEqual([['3', '3']]);
  expect(await rows('t1')).toEqual(['2 d', '3 d', '3 d']);
  expect(await rows('t2')).toEqual(['1 10', '2 20', '3 30']);
});

it('inserts a row by the first condition that holds; one that is NULL does not', async () => {
  await engine.run(
    "insert first when n > 2 then into t1 values (n, default) when nullif(n, 2) > 0 then into t1 values (n, 'two') else into t2 values (-n, null) select n from src",
  );
  expect(await rows('t1')).toEqual(['1 two', '3 d']);
  expect(await rows('t2')).toEqual(['-2 ']);
});

it('writes all of it or nothing', async () => {
  const insert = "insert all into t1 (a) values (n) into t2 (a) values (iff(n = 3, 'x', '1')::int) select n from src";
  await expect(engine.run(insert)).rejects.toMatchObject({ code: '100038' });
  expect(await rows('t1')).toEqual([]);
});

it('widens a column between its targets', async () => {
  await engine.run('insert all into t1 (a) values (9999999999999999999999) into t1 (a) values (n) select n from src');
  expect(await rows('t1')).toEqual(['1 d', '2 d', '3 d', ...new Array(3).fill('9999999999999999999999 d')]);
});

it.each([
  ['insert all into t1 select n, m, 1 from src', '002020', 'expecting 2 but got 3'],
  ['insert all into t1 (a) values (zz) select n from src', '000904', "invalid identifier 'ZZ'"],
  ['insert all into t1 (a) values (src.n) select n from src', '000904', "invalid identifier 'SRC.N'"],
  ['insert all when n > 1 then into nope select n from src', '002003', "'NOPE' does not exist"],
  ['insert first into t1 select n from src', '001003', "unexpected 'into'"],
  ['insert all when n > 1 then select n from src', '001003', "unexpected 'select'"],
])('refuses %s', async (sql, code, message) => {
  await expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});

it('merges all columns by their names', async () => {
  await engine.run("create or replace table s2 as select * from values ('y', 1), ('z', 2) as v (b, a)");
  await engine.run("insert into t1 values (1, 'x')");
  const merge =
    'merge into t1 using s2 on t1.a = s2.a when matched then update all by name when not matched then insert all by name';
  expect(await engine.rows(merge)).toEqual([['1', '1']]);
  expect(await rows('t1')).toEqual(['1 y', '2 z']);
  await engine.run('alter table s2 add column more int');
  await expect(engine.run(merge)).rejects.toMatchObject({ code: '002020', message: expect.stringContaining("'MORE'") });
});
