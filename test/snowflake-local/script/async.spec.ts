import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t (a int)');
});
afterAll(() => engine.stop());

it('runs what is not waited for, and gives its rows to who awaits them', async () => {
  const block = `begin
    async (insert into t values (1));
    async (insert into t values (2));
    await all;
    let rs resultset := async (select sum(a) as s from t);
    await rs;
    return table(rs);
  end`;
  expect(await engine.run(block)).toMatchObject({ columns: ['S'], rows: [['3']] });
  expect(
    await engine.value(
      'declare r resultset; begin r := async (select 5 as a); await r; for x in r do return x.a; end for; end',
    ),
  ).toBe('5');
});

it('tells a failure to who awaits it, and to nobody else', async () => {
  const failing = "async (insert into t values ('x'))";
  expect(await engine.value(`begin ${failing}; return 'went on'; end`)).toBe('went on');
  expect(
    await engine.value(`begin ${failing}; await all; exception when statement_error then return sqlcode; end`),
  ).toBe('100038');
  expect(
    await engine.value(
      'declare r resultset default async (select 1 / 0 as a); begin await r; exception when other then return sqlerrm; end',
    ),
  ).toBe('Division by zero');
  expect(
    await engine.value(
      'declare r resultset default async (select 1 / 0 as a); begin cancel r; await all; exception when other then return 1; end',
    ),
  ).toBe('1');
});
