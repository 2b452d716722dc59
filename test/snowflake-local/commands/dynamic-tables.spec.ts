import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await engine.run('create or replace table base (id int, name varchar)');
  await engine.run(`insert into base values (1, 'a'), (2, 'b')`);
});

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
const create = (rest = '') =>
  `create or replace dynamic table d target_lag = '5 minutes' warehouse = compute_wh ${rest} as select id * 10 as ten, name from base`;
/** Some columns of SHOW DYNAMIC TABLES. */
const shown = async (...names: readonly string[]) => {
  const { columns, rows } = await engine.run('show dynamic tables');
  return rows.map((row) => names.map((name) => row[columns.indexOf(name)]));
};

it('a dynamic table takes LAG for TARGET_LAG, as Snowpark writes it', async () => {
  await engine.run("create or replace dynamic table d lag = '2 hours' warehouse = compute_wh as select * from base");
  expect(await shown('name', 'target_lag')).toEqual([['D', '2 hours']]);
});

it('a dynamic table is filled when it is made, and again by REFRESH', async () => {
  expect(await engine.rows(create())).toEqual([['Dynamic table D successfully created.']]);
  expect(await engine.rows('select * from d order by 1')).toEqual([
    ['10', 'a'],
    ['20', 'b'],
  ]);
  await engine.run(`insert into base values (3, 'c')`);
  expect(await engine.value('select count(*) from d')).toBe('2');
  await engine.run('alter dynamic table d refresh');
  expect(await engine.rows('select * from d order by 1')).toEqual([
    ['10', 'a'],
    ['20', 'b'],
    ['30', 'c'],
  ]);
  await engine.run('create or replace table base as select 4 as id, null::varchar as name');
  await engine.run('alter dynamic table d refresh');
  expect(await engine.rows('select * from d')).toEqual([['40', null]]);
  await engine.run(
    'create dynamic table if not exists d target_lag = downstream warehouse = compute_wh as select 1 as x',
  );
  expect(await engine.rows('select * from d')).toEqual([['40', null]]);
});

it('a dynamic table of INITIALIZE = ON_SCHEDULE is read once it is refreshed', async () => {
  await engine.run(create('initialize = on_schedule'));
  await refused('select * from d', '002003', 'not initialized');
  await engine.run('alter dynamic table d refresh');
  expect(await engine.value('select count(*) from d')).toBe('2');
});

it('dynamic tables are shown, described, suspended, changed and dropped', async () => {
  await engine.run(create(`refresh_mode = full comment = 'c' cluster by (ten)`));
  const facts = () => shown('name', 'rows', 'target_lag', 'refresh_mode', 'warehouse', 'comment', 'scheduling_state');
  expect(await facts()).toEqual([['D', '2', '5 minutes', 'FULL', 'COMPUTE_WH', 'c', 'ACTIVE']]);
  await engine.run('alter dynamic table d suspend');
  await engine.run(`alter dynamic table d set target_lag = downstream comment = 'new'`);
  expect(await facts()).toEqual([['D', '2', 'DOWNSTREAM', 'FULL', 'COMPUTE_WH', 'new', 'SUSPENDED']]);
  await engine.run('alter dynamic table d resume');
  expect((await engine.rows('describe dynamic table d')).map((row) => row[0])).toEqual(['TEN', 'NAME']);
  const tables = await engine.run(`show tables like 'D'`);
  expect(tables.rows[0]?.[tables.columns.indexOf('is_dynamic')]).toBe('Y');
  await engine.run('drop dynamic table d');
  await engine.run('drop dynamic table if exists d');
  expect(await facts()).toEqual([]);
});

it('names in its query are those of its own schema, whoever refreshes it', async () => {
  await engine.run(create());
  await engine.run('create or replace schema other');
  await engine.run('alter dynamic table public.d refresh');
  await engine.run('use schema public');
  expect(await engine.value('select count(*) from d')).toBe('2');
});

it('what is wrong with a dynamic table is said', async () => {
  await engine.run(create());
  await refused('insert into d values (1, 2)', '002203', 'DYNAMIC_TABLE');
  await refused('update d set ten = 1', '002203', 'DYNAMIC_TABLE');
  await refused('delete from d', '002203', 'DYNAMIC_TABLE');
  await refused('truncate table d', '002203', 'DYNAMIC_TABLE');
  await refused('alter table d add column x int', '002203', 'DYNAMIC_TABLE');
  await refused('drop dynamic table base', '002203', 'DYNAMIC_TABLE');
  await refused('alter dynamic table base refresh', '002203', 'DYNAMIC_TABLE');
  await refused('alter dynamic table nothing refresh', '002003', 'Dynamic table');
  await refused(
    'create dynamic table d target_lag = downstream warehouse = compute_wh as select 1 as x',
    '002002',
    'already exists',
  );
  await refused('create dynamic table e warehouse = compute_wh as select 1 as x', '002061', 'TARGET_LAG');
  await refused('create dynamic table e target_lag = downstream as select 1 as x', '002061', 'WAREHOUSE');
  await refused(
    `create dynamic table e target_lag = '5 parsecs' warehouse = compute_wh as select 1 as x`,
    '001015',
    '5 parsecs',
  );
  await refused(
    `create dynamic table e target_lag = '30 seconds' warehouse = compute_wh as select 1 as x`,
    '001015',
    '1 minute',
  );
  await refused(
    'create dynamic table e target_lag = downstream warehouse = nowhere as select 1 as x',
    '002003',
    'NOWHERE',
  );
  await refused(
    'create dynamic table e target_lag = downstream warehouse = compute_wh speed = 1 as select 1 as x',
    '001420',
    'SPEED',
  );
  await engine.run(
    'create or replace dynamic table f target_lag = downstream warehouse = compute_wh as select * from base',
  );
  await engine.run('alter table base add column more int');
  await refused('alter dynamic table f refresh', '001789', 'create it again');
});
