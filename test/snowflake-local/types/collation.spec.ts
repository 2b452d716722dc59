import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { check } from '../functions/table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run(
    "create table phrases (plain varchar, utf8 varchar collate 'utf8', english varchar collate 'en', spanish varchar collate 'es', ci varchar(5) collate 'en-ci')",
  );
  await engine.run(
    "insert into phrases values ('pinata', 'a', 'pinata', 'piñata', 'Ab'), ('PINATA', 'B', 'Pinata', 'pina', 'aB'), ('z', 'C', 'z', 'z', 'B')",
  );
});
afterAll(() => engine.stop());

const column = async (sql: string) => (await engine.rows(sql)).map(([value]) => value);

it('compares texts by their collation, whichever side has it', () =>
  check(engine, [
    ["collate('a', 'en-ci') = 'A'", '1'],
    ["'A' = 'a' collate 'ci'", '1'],
    ["'a' collate 'en' = 'A'", '0'],
    ["'a' = 'A' collate 'upper'", '1'],
    ["'A' = 'a' collate 'lower'", '1'],
    ["collate('ñ', 'en-ci-ai') = 'N'", '1'],
    ["collate('ñ', 'en-ai') = 'N'", '0'],
    ["collate(' a ', 'en-trim') = 'a' and collate(' a', 'ltrim') = 'a' and collate(' a', 'rtrim') <> 'a'", '1'],
    ["'a' collate 'en' < 'B' and not 'a' > 'B' collate 'en' and 'a' > 'B'", '1'],
    ["'b' collate 'en-ci' between 'A' and 'C' and 'b' collate 'en-ci' in ('x', 'B')", '1'],
    ["nullif('a' collate 'en-ci', 'A')", null],
    ["decode('a' collate 'en-ci', 'A', 'yes', 'no') || case 'a' collate 'en-ci' when 'A' then 1 end", 'yes1'],
    ["equal_null('a' collate 'en-ci', 'A') and 'a' collate 'en-ci' is not distinct from 'A'", '1'],
  ]));

it('finds texts in others by it', () =>
  check(engine, [
    ["contains(collate('ñandú', 'en-ci-ai'), 'NANDU')", '1'],
    ["startswith('Abc' collate 'en-ci', 'aB') and endswith('ABC', 'c' collate 'lower')", '1'],
    ["position('B' collate 'en-ci', 'abc')", '2'],
    ["charindex('B' collate 'en-ci', 'abcb', 3)", '4'],
    ["contains('abc', 'B')", '0'],
  ]));

it('orders, groups and counts by it', async () => {
  expect(await column('select english from phrases order by english')).toEqual(['pinata', 'Pinata', 'z']);
  expect(await column('select utf8 from phrases order by utf8')).toEqual(['B', 'C', 'a']);
  expect(await column("select plain from phrases order by plain collate 'en'")).toEqual(['pinata', 'PINATA', 'z']);
  expect(await column('select count(*) from phrases group by ci order by 1')).toEqual(['1', '2']);
  expect(await column('select distinct upper(ci) from phrases order by 1')).toEqual(['AB', 'B']);
  expect(await engine.rows('select upper(min(ci)), max(ci), count(distinct ci) from phrases')).toEqual([
    ['AB', 'B', '2'],
  ]);
  expect(await column("select count(*) from phrases where ci = 'AB'")).toEqual(['2']);
  expect(await column('select count(*) from phrases a join phrases b on a.ci = b.ci')).toEqual(['5']);
  expect(await column('select count(*) from (select distinct ci from phrases)')).toEqual(['2']);
  expect(await column("select count(*) from (select ci from phrases union select 'AB')")).toEqual(['2']);
  expect(
    await column('select max(r) from (select row_number() over (partition by ci order by english) r from phrases)'),
  ).toEqual(['2']);
});

it('belongs to the type of a column, and is told', async () => {
  const types = (await engine.rows('describe table phrases')).map((row) => row[1]);
  expect(types).toEqual([
    'VARCHAR(16777216)',
    'VARCHAR(16777216)',
    "VARCHAR(16777216) COLLATE 'en'",
    "VARCHAR(16777216) COLLATE 'es'",
    "VARCHAR(5) COLLATE 'en-ci'",
  ]);
  const names =
    "select collation_name from information_schema.columns where table_name = 'PHRASES' order by ordinal_position";
  expect(await column(names)).toEqual([null, null, 'en', 'es', 'en-ci']);
  await engine.run('create table copied as select ci from phrases');
  expect(await column("select count(*) from copied where ci = 'AB'")).toEqual(['2']);
  await check(engine, [
    ["collation('a' collate 'en')", 'en'],
    ["collation(coalesce('a' collate 'en', 'b'))", 'en'],
    ["collation('a')", null],
    ["collation(collate('x', 'utf8'))", null],
    ['collation(null)', null],
  ]);
});

it('of an expression goes before that of a column; two that differ go together nowhere', async () => {
  const both = 'select english = spanish from phrases';
  await expect(engine.run(both)).rejects.toMatchObject({
    code: '001058',
    message: expect.stringContaining("Incompatible collations: 'en' and 'es'"),
  });
  expect(await column("select count_if(english = spanish collate 'en-ai') from phrases")).toEqual(['2']);
  expect(await column("select count(*) from phrases where ci = 'AB' collate 'en'")).toEqual(['0']);
});

it.each([
  ["select 'a' collate 'xyz9'", '001057', "Invalid collation specification: 'xyz9'"],
  ["select 'a' collate 'en-xx'", '001057', "'xx' is unknown"],
  ["select 'a' collate 'en-pi'", '000002', "COLLATE 'en-pi'"],
  ["select collate('a', 'fr-fu')", '000002', "COLLATE 'fr-fu'"],
  ["create table wrong (x int collate 'en')", '001057', 'COLLATE needs a text, not NUMBER(38,0)'],
])('refuses %s', async (sql, code, message) => {
  await expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
});
