import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table t (a int, b varchar(5) not null, n number(2,0))');
  await engine.run("insert into t values (1, 'a', 1)");
});
afterAll(() => engine.stop());

const NOT_A_NUMBER = ['100038', '22018', "Numeric value 'x' is not recognized"] as const;
const NULL_REFUSED = ['100072', '22000', 'NULL result in a non-nullable column'] as const;
const TOO_LONG = ['100078', '22000', "String 'abcdef' is too long and would be truncated"] as const;
const outOfRange = (form: string) =>
  ['100046', '22003', `Number out of representable range: type FIXED[SB2](2,0){${form}}, value 1000`] as const;

it.each([
  ["insert into t(a, b) values ('x', 'a')", 'T', 'A', NOT_A_NUMBER],
  ["insert into T(a, b) select column1, 'a' from values ('1'), ('x')", 'T', 'A', NOT_A_NUMBER],
  ["insert into public.t(a, b) select column1::int, 'a' from values ('1'), ('x')", 'PUBLIC.T', 'A', NOT_A_NUMBER],
  ["insert into t(b, a) values ('abcdef', 1)", 'T', 'B', TOO_LONG],
  ['insert into t(a, b) values (1, null)', 'T', 'B', NULL_REFUSED],
  ['insert into t(a) values (1)', 'T', 'B', NULL_REFUSED],
  ["insert into t(b, n) values ('a', 1000)", 'T', 'N', outOfRange('nullable')],
  ['insert all into t(a, b) values (x, null) select 1 as x', 'T', 'B', NULL_REFUSED],
  ["update firn.public.t set b = 'abcdef'", 'FIRN.PUBLIC.T', 'B', TOO_LONG],
  ['update t set b = null', 'T', 'B', NULL_REFUSED],
  ['update t set n = 1000', 'T', 'N', outOfRange('nullable')],
  ["update t set a = v.column1 from values ('x') as v", 'T', 'A', NOT_A_NUMBER],
  ['merge into t using (select 1 as a) s on t.a = s.a when matched then update set b = null', 'T', 'B', NULL_REFUSED],
  [
    "merge into t using (select 5 as a) s on t.a = s.a when not matched then insert (a, b) values ('x', 'a')",
    'T',
    'A',
    NOT_A_NUMBER,
  ],
  ["create table made as select 'x'::int as a", 'FIRN.PUBLIC.MADE', 'A', NOT_A_NUMBER],
  ["create table firn.public.made as select 'x'::int as a", 'FIRN_LOCAL.FIRN.PUBLIC.MADE', 'A', NOT_A_NUMBER],
] as const)('%s names its table and column', async (sql, table, column, [code, sqlState, words]) => {
  const message = `DML operation to table ${table} failed on column ${column} with error: ${words}`;
  await expect(engine.run(sql)).rejects.toMatchObject({
    code,
    sqlState,
    message: message.replace('FIRN_LOCAL', 'LOCAL'),
  });
  expect(await engine.rows('select * from t')).toEqual([['1', 'a', '1']]);
});

it.each([
  "update t set a = v.column1::int from values ('x') as v",
  "merge into t using (select 'x' as v) s on true when matched then update set a = s.v::int",
  "delete from t where 'x'::int = a",
  "select 'x'::int",
])('%s fails before anything is written, and names no column', async (sql) => {
  const [code, sqlState, message] = NOT_A_NUMBER;
  await expect(engine.run(sql)).rejects.toMatchObject({ code, sqlState, message });
});

it('leaves texts alone that look like the mark of a failure', async () => {
  const text = "sf_raise('\u0002[firn:100038:22018]' || ";
  await engine.run('create table marks (t varchar)');
  await engine.run(`insert into marks select '${text.replaceAll("'", "''")}' || left('x'::varchar(3), 1)`);
  expect(await engine.value('select t from marks')).toBe(`${text}x`);
});
