import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

const TYPES = [
  ...['number', 'number(10, 2)', 'float', 'varchar', 'varchar(1)', 'boolean', 'date', 'time', 'binary'],
  ...['timestamp_ntz', 'timestamp_ltz', 'timestamp_tz', 'variant', 'object', 'array'],
];
const columns = TYPES.map((_, index) => `c${index}`);

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run(`create table t(${TYPES.map((type, index) => `c${index} ${type}`).join(', ')})`);
  await engine.run('create table one as select 1 as n');
  await engine.run('create view bare as select null as x');
});
afterAll(() => engine.stop());

/** Queries whose one column `x` is a bare NULL. */
const BARE = [
  'select null as x',
  'select (null) as x',
  'select null as x from one',
  'select distinct null as x from one',
  'select null as x from one group by x',
  'select null as x from one order by x limit 1',
  'select * from (select null as x)',
  'select x from (select x from (select null as x from one limit 1))',
  'with c as (select null as x) select x from c',
  'with recursive c as (select 1 as i, null as x union all select i + 1, x from c where i < 3) select x from c',
  'select null as x union all select null',
  'select null as x union select null',
  'select null as x intersect select null',
  'select column1 as x from values (null), (null)',
  'select x from bare',
  'select (select null) as x',
  'select (select x from bare) as x',
  'select case when true then null else null end as x',
  'select iff(true, null, null) as x',
  'select coalesce(null, null) as x',
  'select nvl(null, null) as x',
  'select nvl2(1, null, null) as x',
  'select decode(1, 2, null) as x',
  'select b.x from one left join (select null as x) b on true',
];

it.each(BARE)('takes the type of any column for %s', async (query) => {
  const items = columns.map(() => 'x').join(', ');
  await engine.run(`insert overwrite into t select ${items} from (${query})`);
  const rows = await engine.rows('select * from t');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.flat().every((cell) => cell === null)).toBe(true);
  await engine.run(`update t set ${columns.map((name) => `${name} = s.x`).join(', ')} from (${query}) s`);
  await engine.run(
    `merge into t using (${query}) s on false when not matched then insert values (${columns.map(() => 's.x').join(', ')})`,
  );
});

it.each(BARE)('makes a VARCHAR column of %s', async (query) => {
  await engine.run(`create or replace table made as ${query}`);
  expect((await engine.rows('describe table made')).map(([name, type]) => [name, type])).toEqual([
    ['X', 'VARCHAR(16777216)'],
  ]);
});

it('takes the type of what it meets', async () => {
  for (const type of TYPES) {
    const value = `null::${type}`;
    for (const query of [
      `select null as x union all select ${value}`,
      `select ${value} as x union all select null`,
      `select coalesce(null, ${value}) as x`,
      `select column1 as x from values (null), (${value})`,
    ]) {
      await engine.run(`create or replace table met as ${query}`);
      await engine.run(`create or replace table own(x ${type})`);
      const [met, own] = [await engine.rows('describe table met'), await engine.rows('describe table own')];
      expect([query, met[0]?.[1]]).toEqual([query, own[0]?.[1]]);
    }
  }
});

it('groups by a column that is NULL in every row, whatever its type', async () => {
  for (const type of TYPES) {
    const from = `(select null::${type} as y, n from one union all select null, 2)`;
    const grouped = [
      `select y, count(*) from ${from} group by y`,
      `select y, count(*) from ${from} group by 1`,
      `select y, count(*) from ${from} group by all`,
      `select null::${type} as y, count(*) from ${from} group by null::${type}`,
      `select null::${type} as z, count(*) from ${from} group by z`,
      `select y, count(*) from ${from} group by y having y is null order by y`,
      `select y, count(*) from ${from} group by grouping sets ((y))`,
    ];
    for (const query of grouped) expect([query, await engine.rows(query)]).toEqual([query, [[null, '2']]]);
    expect(await engine.rows(`select y, count(*) from ${from} group by rollup (y)`)).toEqual([
      [null, '2'],
      [null, '2'],
    ]);
  }
});
