import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t1(a int, b varchar(5), c date not null default current_date)');
  await engine.run('create table t2(a int, d int)');
});
afterAll(() => engine.stop());

/** Code, SQL state and what follows `SQL compilation error:`. */
const ERRORS: readonly (readonly [sql: string, code: string, state: string, message: string])[] = [
  [
    'select a, count(*) from t1 group by b',
    '001104',
    '42601',
    " error line 1 at position 7\n'T1.A' in select clause is neither an aggregate nor in the group by clause.",
  ],
  ['select a, count(*) from t1', '000979', '42601', '\n[T1.A] is not a valid group by expression'],
  ['select b from t1 having a > 1', '000979', '42601', '\n[T1.B] is not a valid group by expression'],
  [
    'select a from t1 qualify a = 1',
    '002304',
    '42601',
    ' error line 1 at position 25\nfound QUALIFY clause but no window function.',
  ],
  ['select 1 from t1 x join t2 x on true', '002027', '42601', "\nduplicate alias 'X'"],
  ['select 1 from t1, t2, t1', '002027', '42601', "\nduplicate alias 'T1'"],
  ['with q as (select 1) select 1 from q join q', '002027', '42601', "\nduplicate alias 'Q'"],
  [
    'select count() from t1',
    '000938',
    '22023',
    ' error line 1 at position 7\nnot enough arguments for function [COUNT()], expected 1, got 0',
  ],
  [
    'select count(distinct) from t1',
    '000938',
    '22023',
    ' error line 1 at position 7\nnot enough arguments for function [COUNT(DISTINCT)], expected 1, got 0',
  ],
  [
    'insert into t1 values (1)',
    '002020',
    '21S01',
    '\nInsert value list does not match column list expecting 3 but got 1',
  ],
  ['insert into t1(a, a) values (1, 1)', '002025', '42S21', "\nduplicate column name 'A'"],
  ['update t2 set a = 1, a = 2', '002025', '42S21', "\nduplicate column name 'A'"],
];

it.each(ERRORS)('%s: %s', async (sql, code, sqlState, message) => {
  await expect(engine.run(sql)).rejects.toMatchObject({
    code,
    sqlState,
    message: `SQL compilation error:${message}`,
    isCompilation: true,
  });
});

it('tells sources without a name, and under different names, apart', async () => {
  await engine.run('insert into t2 values (1, 2)');
  expect(await engine.rows('select x.d, y.d from t2 x join t2 y on x.a = y.a')).toEqual([['2', '2']]);
  expect(await engine.rows('select * from (select 1 p), (select 2 q), (values (3)), (values (4))')).toEqual([
    ['1', '2', '3', '4'],
  ]);
});

it('counts the rows without a NULL that differ: COUNT(DISTINCT *)', async () => {
  expect(await engine.rows('select count(distinct *), count(*) from values (1, 1), (1, 1), (2, null)')).toEqual([
    ['1', '3'],
  ]);
});
