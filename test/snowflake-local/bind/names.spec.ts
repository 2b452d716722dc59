import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t(n int, "c" int, x variant)');
});
afterAll(() => engine.stop());

/** Items of a select list over `t`, and what their columns are called. */
const NAMES: readonly (readonly [item: string, name: string])[] = [
  ["'a b'", "'a b'"],
  ["'it''s'", "'it''s'"],
  ["'a\\'B'", "'a\\'B'"],
  ["''", "''"],
  ['\'"q" -- x\'', '\'"q" -- x\''],
  ['$$Ab$$', '$$Ab$$'],
  ["x'4d'", "X'4d'"],
  ['1+1', '1+1'],
  ['1 +  1', '1 +  1'],
  ['-n', '-N'],
  ['1.50', '1.50'],
  ['1e2', '1E2'],
  ['true', 'TRUE'],
  ['null', 'NULL'],
  ['"c"', 'c'],
  ['t."c"', 'c'],
  ['t.n', 'N'],
  ['"c"+n', '"c"+N'],
  ['t."c" || \'Z z\'', 'T."c" || \'Z z\''],
  ["upper('aBc')", "UPPER('aBc')"],
  ['count(*) over ()', 'COUNT(*) OVER ()'],
  ["date '2024-01-01'", "DATE '2024-01-01'"],
  ['x:y.z::int', 'X:Y.Z::INT'],
  ['x:"y".z', 'X:"y".Z'],
  ["x['Key']", "X['Key']"],
  ['$1', '$1'],
  ['t.$2', 'T.$2'],
  ['(n)', 'N'],
  ["(select 'aB')", "(SELECT 'aB')"],
  ["case when n = 1 then 'One' else 'Other' end", "CASE WHEN N = 1 THEN 'One' ELSE 'Other' END"],
  ["cast('1' as int)", "CAST('1' AS INT)"],
  ["'1'::int", "'1'::INT"],
  ['n in (1, 2)', 'N IN (1, 2)'],
  ["'aB' like 'a%'", "'aB' LIKE 'a%'"],
  ["{'Key': n}", "{'Key': N}"],
  ["['aB', n]", "['aB', N]"],
  ['n\n+ 1', 'N\n+ 1'],
  ['n /* sum */ + 1', 'N /* SUM */ + 1'],
  ["'ß'", "'ß'"],
];

it('calls a column without an alias by its own text, where only what is not quoted is in upper case', async () => {
  const items = NAMES.map(([item]) => item).join(', ');
  const { columns } = await engine.run(`select ${items} from t`);
  expect(columns).toEqual(NAMES.map(([, name]) => name));
});

it('keeps such a name in sub-queries, unions, tables, views and stored results', async () => {
  const query = "select 'aB', n + 1, count(*) from t group by all";
  const names = ["'aB'", 'N + 1', 'COUNT(*)'];
  for (const text of [query, `select * from (${query})`, `with c as (${query}) select * from c`])
    expect((await engine.run(text)).columns).toEqual(names);
  expect((await engine.run(`${query} union all select 'x', 1, 2`)).columns).toEqual(names);
  await engine.run(`create table made as select * from (${query})`);
  await engine.run(`create view seen as select * from (${query})`);
  for (const name of ['made', 'seen']) expect((await engine.run(`select * from ${name}`)).columns).toEqual(names);
  const { queryId } = await engine.run(query);
  expect((await engine.run(`select * from table(result_scan('${queryId}'))`)).columns).toEqual(names);
  expect(await engine.rows(`select "'aB'", "N + 1" from (select 'aB', 1 as "N + 1")`)).toEqual([['aB', '1']]);
});

it('gives a name twice in a result, and refuses it in a table or view', async () => {
  const query = "select 'a', 'a', 1+1, 1+1";
  const names = ["'a'", "'a'", '1+1', '1+1'];
  const { queryId, columns } = await engine.run(query);
  expect(columns).toEqual(names);
  expect((await engine.run(`select * from table(result_scan('${queryId}'))`)).columns).toEqual(names);
  expect((await engine.run(`select * from (${query})`)).columns).toEqual(names);
  for (const kind of ['table', 'view']) {
    const message = expect.stringContaining("duplicate column name ''a''");
    await expect(engine.run(`create ${kind} twice as select * from (${query})`)).rejects.toMatchObject({
      code: '002025',
      message,
    });
  }
  await expect(engine.run(`select "'a'" from (${query})`)).rejects.toMatchObject({ code: '002028' });
  expect(await engine.rows("select * from (select 'a', 'A')")).toEqual([['a', 'A']]);
});
