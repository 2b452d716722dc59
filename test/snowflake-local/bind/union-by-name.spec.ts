import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

it('brings columns of one name together, NULL where a branch has none', async () => {
  const sql =
    "select 1 as a, 2 as b union all by name select 3 as b, 4 as a union all by name select 'x' as c order by a nulls last";
  const { columns, rows } = await engine.run(sql);
  expect(columns).toEqual(['A', 'B', 'C']);
  expect(rows).toEqual([
    ['1', '2', null],
    ['4', '3', null],
    [null, null, 'x'],
  ]);
});

it('makes rows distinct without ALL', async () => {
  expect(await engine.rows('select 1 as a, 2 as b union by name select 2 as b, 1 as a')).toEqual([['1', '2']]);
});

it('refuses a name that a branch has twice', async () => {
  const twice = 'select 1 as a, 2 as a union all by name select 1 as a';
  await expect(engine.run(twice)).rejects.toMatchObject({ code: '002028' });
});

it('takes a comma behind the last item of a list', async () => {
  expect(await engine.rows('select a, b, from values (1, 2) as v (a, b)')).toEqual([['1', '2']]);
  await expect(engine.run('select a, , from values (1) as v (a)')).rejects.toMatchObject({ code: '001003' });
});
