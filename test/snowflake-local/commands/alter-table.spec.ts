import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t (a int, b int, s varchar, constraint u unique (b), primary key (a))');
});
afterAll(() => engine.stop());

const uniqueKeys = async () => (await engine.rows('show unique keys in table t')).map((row) => row[6]);

it('renames and drops keys by their names or columns', async () => {
  await engine.run('alter table t rename constraint u to v');
  expect(await uniqueKeys()).toEqual(['V']);
  await engine.run('alter table t alter constraint v rely');
  await engine.run('alter table t drop unique (b)');
  expect(await uniqueKeys()).toEqual([]);
  await expect(engine.run('alter table t drop unique (b)')).rejects.toMatchObject({ code: '002003' });
  await expect(engine.run('alter table t rename constraint u to w')).rejects.toMatchObject({ code: '002003' });
});

it.each([
  'alter table t suspend recluster',
  'alter table t resume recluster',
  'alter table t add search optimization on equality(a), substring(s)',
  'alter table t drop search optimization',
])('%s changes nothing that this server depends on', async (statement) => {
  expect(await engine.value(statement)).toBe('Statement executed successfully.');
});

it('shortens no text', async () => {
  await expect(engine.run('alter table t modify s varchar(10)')).rejects.toMatchObject({
    code: '040050',
    sqlState: '22000',
    message:
      'SQL compilation error:\ncannot change column S from type VARCHAR(16777216) to VARCHAR(10) because reducing the byte-length of varchar is not supported.',
  });
});

it('makes a view secure, and no longer', async () => {
  await engine.run('create view v as select 1 as a');
  const secure = async () => (await engine.rows("show views like 'v'"))[0]?.[8];
  await engine.run('alter view v set secure');
  expect(await secure()).toBe('true');
  await engine.run('alter view v unset secure');
  expect(await secure()).toBe('false');
});

it('makes views that name themselves', async () => {
  await engine.run('create recursive view counted (n) as select 1 union all select n + 1 from counted where n < 3');
  expect(await engine.rows('select n from counted order by n')).toEqual([['1'], ['2'], ['3']]);
});

it('adds several columns with defaults to a table that has rows', async () => {
  await engine.run('create table filled (id int)');
  await engine.run('insert into filled values (1), (2)');
  await engine.run(
    "alter table filled add column e int not null default 7, d date default '2024-01-01'::date, f varchar, g varchar(3) default 'x'",
  );
  await engine.run('insert into filled (id) values (3)');
  expect(await engine.rows('select id, e, d::varchar, f, g from filled order by id')).toEqual(
    ['1', '2', '3'].map((id) => [id, '7', '2024-01-01', null, 'x']),
  );
  await expect(engine.run('insert into filled (id, e) values (4, null)')).rejects.toMatchObject({ code: '100072' });
});

it('takes digits from a NUMBER where no value needs them', async () => {
  await engine.run('create table digits as select 12345::number(10, 0) as a, 1.5::number(38, 2) as b');
  await engine.run('alter table digits alter a type number(5, 0), column b set data type number(4, 2)');
  expect((await engine.rows('describe table digits')).map((row) => row[1])).toEqual(['NUMBER(5,0)', 'NUMBER(4,2)']);
  expect(await engine.rows('select * from digits')).toEqual([['12345', '1.50']]);
  for (const change of ['a type number(4, 0)', 'b type number(2, 2)', 'b type number(4, 1)'])
    await expect(engine.run(`alter table digits alter ${change}`)).rejects.toMatchObject({ code: '002108' });
});

describe('USING TEMPLATE', () => {
  it('makes a table of the columns that a query gives', async () => {
    const columns = [
      "{'COLUMN_NAME': 'b x', 'TYPE': 'TIMESTAMP_NTZ', 'ORDER_ID': 2}",
      "{'COLUMN_NAME': 'A', 'TYPE': 'NUMBER(38, 0)', 'NULLABLE': false, 'ORDER_ID': 1}",
    ];
    const statement = `create or replace table made using template (select [${columns.join(', ')}] -- )\n) comment = 'by files'`;
    expect(await engine.value(statement)).toBe('Table MADE successfully created.');
    expect((await engine.rows('describe table made')).map((row) => [row[0], row[1], row[3]])).toEqual([
      ['A', 'NUMBER(38,0)', 'N'],
      ['b x', 'TIMESTAMP_NTZ(9)', 'Y'],
    ]);
  });

  it.each([
    ['select 1', '002040'],
    ["select [{'COLUMN_NAME': 'a', 'TYPE': 'INT); drop table t; --'}]", '002040'],
    ["select [{'COLUMN_NAME': 'a', 'TYPE': 'NO_TYPE'}]", '002040'],
    ['select nothing', '000904'],
  ])('refuses %s', async (query, code) => {
    await expect(engine.run(`create table refused using template (${query})`)).rejects.toMatchObject({ code });
  });
});
