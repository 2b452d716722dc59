import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  for (const sql of [
    'create table sales (shop varchar, amount int)',
    "insert into sales values ('a', 1), ('a', 2), ('b', 5)",
    "create materialized view totals cluster by (shop) comment = 'by shop' as select shop, sum(amount) total from sales group by shop",
    'create view plain as select 1 as one',
  ])
    await engine.run(sql);
});
afterAll(() => engine.stop());

it('holds what its query gives, as fresh as its table', async () => {
  expect(await engine.rows('select * from totals order by shop')).toEqual([
    ['a', '3'],
    ['b', '5'],
  ]);
  await engine.run("insert into sales values ('b', 1)");
  expect(await engine.value("select total from totals where shop = 'b'")).toBe('6');
  expect(
    await engine.value('create or replace secure materialized view few as select shop from sales where amount > 4'),
  ).toBe('Materialized view FEW successfully created.');
  expect(await engine.value('alter materialized view few rename to fewer')).toBe('Statement executed successfully.');
  expect(await engine.rows('select * from fewer')).toEqual([['b']]);
  expect(await engine.value('drop materialized view fewer')).toBe('FEWER successfully dropped.');
});

it('is listed and described as one', async () => {
  const { columns, rows } = await engine.run('show materialized views');
  const [row] = rows.map((cells) => Object.fromEntries(columns.map((name, at) => [name, cells[at]])));
  expect(row).toMatchObject({
    name: 'TOTALS',
    cluster_by: 'LINEAR(shop)',
    source_database_name: 'FIRN',
    source_table_name: 'SALES',
    invalid: 'false',
    comment: 'by shop',
    is_secure: 'false',
    automatic_clustering: 'ON',
  });
  expect(
    await engine.rows(
      "select table_name, table_type from information_schema.tables where table_name in ('TOTALS', 'PLAIN') order by 1",
    ),
  ).toEqual([
    ['PLAIN', 'VIEW'],
    ['TOTALS', 'MATERIALIZED VIEW'],
  ]);
  expect(await engine.value("select get_ddl('view', 'totals')")).toMatch(/^create or replace MATERIALIZED VIEW TOTALS/);
  expect((await engine.rows('describe materialized view totals')).map((cells) => cells.slice(0, 2))).toEqual([
    ['SHOP', 'VARCHAR(16777216)'],
    ['TOTAL', 'NUMBER(38,0)'],
  ]);
});

it.each([
  [
    'select a.shop from sales a join sales b on a.shop = b.shop',
    'More than one table referenced in the view definition',
  ],
  ['select a.shop from sales a, sales b', 'More than one table referenced in the view definition'],
  ['select 1 as a', 'No table referenced in the view definition'],
  ['select shop from sales order by 1', 'ORDER BY is not supported'],
  ['select shop from sales limit 1', 'LIMIT is not supported'],
  ['select shop from sales group by 1 having count(*) > 1', 'HAVING is not supported'],
  ['select shop from sales union all select shop from sales', 'Set operators are not supported'],
  ['with x as (select 1 as a) select a from x', 'Common table expressions are not supported'],
])('refuses %s', async (query, detail) => {
  await expect(engine.run(`create materialized view bad as ${query}`)).rejects.toMatchObject({
    code: '002197',
    message: expect.stringContaining(`Invalid materialized view definition. ${detail}`),
  });
});

it('is dropped by its own kind alone', async () => {
  await expect(engine.run('drop view totals')).rejects.toMatchObject({
    code: '002203',
    message: expect.stringContaining("Object found is of type 'MATERIALIZED_VIEW', not specified type 'VIEW'."),
  });
  await expect(engine.run('drop materialized view plain')).rejects.toMatchObject({ code: '002203' });
  await expect(engine.run('drop materialized view nowhere')).rejects.toMatchObject({ code: '002003' });
});
