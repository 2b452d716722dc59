import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duck } from '../../../apps/snowflake-local/src/execute/duck.js';
import { openDatabase } from '../../../apps/snowflake-local/src/execute/engine-database.js';
import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await engine.run('create or replace schema streams');
  await engine.run('create table base (id int, name varchar)');
  await engine.run(`insert into base values (1, 'a'), (2, 'b'), (3, 'c')`);
  await engine.run('create table copy (id int, name varchar, action varchar)');
});

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
/** The rows of a stream, without their identifiers. */
const changes = (stream = 's', session = engine.session) =>
  engine.rows(`select * exclude metadata$row_id from ${stream} order by id, metadata$action`, { session });
const consume = (stream = 's', session = engine.session) =>
  engine.run(`insert into copy select id, name, metadata$action from ${stream}`, { session });
const facts = async (...names: readonly string[]) => {
  const { columns, rows } = await engine.run('show streams');
  return rows.map((row) => names.map((name) => row[columns.indexOf(name)]));
};

it('a stream gives what its table got, lost and changed since it was made', async () => {
  expect(await engine.rows('create or replace stream s on table base')).toEqual([['Stream S successfully created.']]);
  expect(await changes()).toEqual([]);
  await engine.run(`insert into base values (4, 'd')`);
  await engine.run(`update base set name = 'B' where id = 2`);
  await engine.run('delete from base where id = 3');
  const { columns } = await engine.run('select * from s');
  expect(columns).toEqual(['ID', 'NAME', 'METADATA$ACTION', 'METADATA$ISUPDATE', 'METADATA$ROW_ID']);
  expect(await changes()).toEqual([
    ['2', 'b', 'DELETE', '1'],
    ['2', 'B', 'INSERT', '1'],
    ['3', 'c', 'DELETE', '0'],
    ['4', 'd', 'INSERT', '0'],
  ]);
  const ids = await engine.rows('select id, metadata$row_id from s where metadata$isupdate');
  expect(ids[0]?.[1]).toMatch(/^[0-9a-f]{40}$/);
  expect(ids[0]?.[1]).toBe(ids[1]?.[1]);
});

it('changes that end where they began are none', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run(`insert into base values (9, 'i')`);
  await engine.run('delete from base where id = 9');
  await engine.run(`update base set name = 'x' where id = 1`);
  await engine.run(`update base set name = 'a' where id = 1`);
  expect(await changes()).toEqual([]);
  expect(await engine.value(`select system$stream_has_data('s')`)).toBe('0');
});

it('MERGE, COPY of rows and INSERT OVERWRITE are followed, and a widened column', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run(`merge into base using (select column1 as id, column2 as name from values (1, 'A'), (7, 'g')) v on base.id = v.id
    when matched then update set name = v.name when not matched then insert (id, name) values (v.id, v.name)`);
  expect(await changes()).toEqual([
    ['1', 'a', 'DELETE', '1'],
    ['1', 'A', 'INSERT', '1'],
    ['7', 'g', 'INSERT', '0'],
  ]);
  await consume();
  await engine.run('update base set id = 99999999999999999999999999999999999999 where id = 7');
  expect(await changes()).toEqual([
    ['7', 'g', 'DELETE', '1'],
    ['99999999999999999999999999999999999999', 'g', 'INSERT', '1'],
  ]);
  await consume();
  await engine.run(`insert overwrite into base values (5, 'e')`);
  expect(await changes()).toEqual([
    ['1', 'A', 'DELETE', '0'],
    ['2', 'b', 'DELETE', '0'],
    ['3', 'c', 'DELETE', '0'],
    ['5', 'e', 'INSERT', '0'],
    ['99999999999999999999999999999999999999', 'g', 'DELETE', '0'],
  ]);
});

it('an append-only stream gives new rows alone, those that are there yet', async () => {
  await engine.run('create or replace stream s on table base append_only = true');
  await engine.run(`insert into base values (4, 'd'), (5, 'e')`);
  await engine.run(`update base set name = 'E' where id = 5`);
  await engine.run('delete from base where id in (1, 4)');
  expect(await changes()).toEqual([['5', 'E', 'INSERT', '0']]);
  await consume();
  expect(await changes()).toEqual([]);
});

it('SHOW_INITIAL_ROWS gives the rows that are there, once', async () => {
  await engine.run('create or replace stream s on table base show_initial_rows = true');
  expect((await changes()).map(([id, , action]) => [id, action])).toEqual([
    ['1', 'INSERT'],
    ['2', 'INSERT'],
    ['3', 'INSERT'],
  ]);
  await consume();
  expect(await changes()).toEqual([]);
});

it('reading leaves a stream as it is, DML and CREATE TABLE AS consume it, also behind a view', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run('create or replace view v as select id, name, metadata$action as action from s');
  await engine.run(`insert into base values (4, 'd')`);
  expect(await changes()).toHaveLength(1);
  expect(await engine.value(`select system$stream_has_data('s')`)).toBe('1');
  await engine.run('insert into copy select * from v');
  expect(await engine.rows('select * from copy')).toEqual([['4', 'd', 'INSERT']]);
  expect(await changes()).toEqual([]);
  await engine.run('delete from base where id = 4');
  await engine.run('create or replace table c2 as select * from s');
  expect(await engine.rows('select id, metadata$action from c2')).toEqual([['4', 'DELETE']]);
  expect(await changes()).toEqual([]);
  await engine.run(`insert into base values (6, 'f')`);
  await engine.run('insert into copy select id, name, null from s where 1 = 0');
  expect(await changes()).toEqual([]);
});

it('files that are unloaded consume it', async () => {
  await engine.run('create or replace stage out');
  await engine.run('create or replace stream s on table base');
  await engine.run(`insert into base values (4, 'd')`);
  const [[rows] = []] = await engine.rows('copy into @out/s from (select id, name from s)');
  expect(rows).toBe('1');
  expect(await changes()).toEqual([]);
});

it('what a statement writes into the table of the stream that it reads comes next', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run(`insert into base values (4, 'd')`);
  await engine.run('insert into base select id * 10, name from s');
  expect(await changes()).toEqual([['40', 'd', 'INSERT', '0']]);
});

it('each stream has an offset of its own', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run('create or replace stream s2 on table base');
  await engine.run(`insert into base values (4, 'd')`);
  await consume();
  await engine.run(`insert into base values (5, 'e')`);
  expect((await changes()).map(([id]) => id)).toEqual(['5']);
  expect((await changes('s2')).map(([id]) => id)).toEqual(['4', '5']);
});

it('a transaction sees the same changes as often as it consumes them, and its end decides for all', async () => {
  const other = engine.newSession();
  await engine.run('use schema streams', { session: other });
  await engine.run('create or replace stream s on table base');
  await engine.run(`insert into base values (4, 'd')`);
  await engine.run('begin');
  await consume();
  expect(await changes()).toEqual([['4', 'd', 'INSERT', '0']]);
  await consume();
  expect((await changes('s', other)).map(([id]) => id)).toEqual(['4']);
  await engine.run('rollback');
  expect(await engine.value('select count(*) from copy')).toBe('0');
  expect(await changes()).toEqual([['4', 'd', 'INSERT', '0']]);
  await engine.run('begin');
  await consume();
  await engine.run(`insert into base values (5, 'e')`, { session: other });
  await engine.run('commit');
  expect(await engine.rows('select id from copy')).toEqual([['4']]);
  expect((await changes()).map(([id]) => id)).toEqual(['5']);
  expect((await changes('s', other)).map(([id]) => id)).toEqual(['5']);
  await consume();
  expect(await engine.rows('select id from copy order by id')).toEqual([['4'], ['5']]);
});

it('two sessions that consume a stream at once take each row once', async () => {
  const sessions = [engine.session, engine.newSession(), engine.newSession()];
  for (const session of sessions) await engine.run('use schema streams', { session });
  await engine.run('create or replace stream s on table base');
  for (let round = 10; round < 15; round += 1) {
    await engine.run(`insert into base values (${round}, 'r')`);
    await Promise.all(sessions.map((session) => consume('s', session)));
  }
  expect(await engine.rows('select id, count(*) from copy group by id order by id')).toEqual(
    ['10', '11', '12', '13', '14'].map((id) => [id, '1']),
  );
});

it('a failing statement leaves the offset where it was', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run(`insert into base values (4, 'd')`);
  await expect(engine.run('insert into copy select 1 / 0, name, null from s')).rejects.toMatchObject({
    code: '100051',
  });
  expect(await changes()).toHaveLength(1);
});

it('a stream follows its table under another name, with columns that are renamed, new or gone', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run(`update base set name = 'B' where id = 2`);
  await engine.run('alter table base rename column name to title');
  await engine.run('alter table base add column more int');
  expect(await changes()).toEqual([
    ['2', 'b', null, 'DELETE', '1'],
    ['2', 'B', null, 'INSERT', '1'],
  ]);
  await engine.run('alter table base rename to moved');
  expect(await facts('table_name')).toEqual([['FIRN.STREAMS.MOVED']]);
  await engine.run('alter table moved drop column more');
  expect(await changes()).toHaveLength(2);
  await engine.run('create schema if not exists elsewhere');
  await engine.run('use schema streams');
  await engine.run('create or replace table elsewhere.filler (a int)');
  await engine.run('drop table if exists elsewhere.moved');
  await engine.run('alter table moved rename to elsewhere.moved');
  await engine.run(`insert into elsewhere.moved values (8, 'h')`);
  expect((await changes()).map(([id]) => id)).toEqual(['2', '2', '8']);
  await engine.run('drop table elsewhere.moved');
  await refused('select * from s', '091901', 'Base table');
  await engine.run('undrop table elsewhere.moved');
  expect(await changes()).toHaveLength(3);
});

it('a table that takes the place of its own is another one', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run('create or replace table base (id int)');
  await refused('select * from s', '091901', `cannot read from stream 'S'`);
  await refused('insert into copy select id, null, null from s', '091901', 'Base table');
  expect(await facts('name', 'stale', 'invalid_reason')).toEqual([
    ['S', 'false', 'Base table is dropped or replaced.'],
  ]);
});

it('a clone of a followed table has rows of its own', async () => {
  await engine.run('create or replace stream s on table base');
  await engine.run('create or replace table twin clone base');
  await engine.run('create or replace stream s2 on table twin');
  await engine.run('delete from twin where id = 1');
  expect(await changes()).toEqual([]);
  expect(await changes('s2')).toEqual([['1', 'a', 'DELETE', '0']]);
});

it('streams are shown, described, written down, granted, changed and dropped', async () => {
  await engine.run(`create or replace stream s comment = 'c' on table base append_only = true`);
  expect(await facts('name', 'table_name', 'source_type', 'type', 'mode', 'comment', 'owner')).toEqual([
    ['S', 'FIRN.STREAMS.BASE', 'Table', 'DELTA', 'APPEND_ONLY', 'c', 'ACCOUNTADMIN'],
  ]);
  const { columns, rows } = await engine.run('describe stream s');
  expect([rows[0]?.[columns.indexOf('name')], rows[0]?.[columns.indexOf('mode')]]).toEqual(['S', 'APPEND_ONLY']);
  expect(await engine.value(`select get_ddl('stream', 's')`)).toBe(
    `create or replace stream S on table BASE append_only = true COMMENT='c';`,
  );
  const tables = await engine.run(`show tables like 'base'`);
  expect(tables.rows[0]?.[tables.columns.indexOf('change_tracking')]).toBe('ON');
  await engine.run('grant select on stream s to role public');
  const grants = await engine.run('show grants on stream s');
  expect(grants.rows.map((row) => row[grants.columns.indexOf('privilege')])).toContain('SELECT');
  await engine.run(`alter stream s set comment = 'd'`);
  await engine.run(`comment on stream s is 'e'`);
  expect(await facts('comment')).toEqual([['e']]);
  await engine.run('create stream if not exists s on table base');
  expect(await facts('mode')).toEqual([['APPEND_ONLY']]);
  await refused('create stream s on table base', '002002', `Object 'S' already exists`);
  await refused('create stream base on table base', '001998', 'already exists as TABLE');
  await refused('create table s (a int)', '001998', 'already exists as STREAM');
  await refused('create view s as select 1 as x', '001998', 'already exists as STREAM');
  await refused('create stream x on table nothing', '002003', `Table 'NOTHING' does not exist`);
  await refused('create stream x on view v', '000002', 'CREATE STREAM ... ON VIEW');
  await refused('create stream x on table base at (offset => -60)', '000002', 'AT (time travel)');
  await refused('create stream x on table base insert_only = true', '000002', 'INSERT_ONLY');
  await refused('insert into s values (1)', '002003', `Table 'S' does not exist`);
  expect(await engine.rows('drop stream s')).toEqual([['S successfully dropped.']]);
  expect(await facts('name')).toEqual([]);
  await refused('select * from s', '002003', `Object 'S' does not exist`);
});

it('a stream goes with its schema, and comes back with it', async () => {
  await engine.run('create or replace schema kept');
  await engine.run('create table kept.t (id int, name varchar)');
  await engine.run('create stream kept.s on table kept.t');
  await engine.run(`insert into kept.t values (1, 'a')`);
  await engine.run('drop schema kept');
  await engine.run('undrop schema kept');
  expect(await changes('kept.s')).toEqual([['1', 'a', 'INSERT', '0']]);
  await engine.run('drop schema kept');
  await engine.run('use schema streams');
});

it('a log that a kill leaves behind is read again, streams and identifiers with it', async () => {
  await engine.run('create stream s on table base');
  await engine.run(`insert into base values (4, 'd')`);
  await consume();
  await engine.run(`insert into base values (5, 'e')`);
  const folder = mkdtempSync(join(tmpdir(), 'firn-killed-'));
  for (const name of ['engine.duckdb', 'engine.duckdb.wal']) {
    if (existsSync(join(engine.folder, name))) cpSync(join(engine.folder, name), join(folder, name));
  }
  const duck = await Duck.open({
    ...{ file: join(folder, 'engine.duckdb'), allowedFolders: [folder], spillFolder: folder, memoryLimit: '500MB' },
    ...{ threads: 1, concurrentCalls: 1, open: (settings) => openDatabase(settings) },
  });
  const rows = await duck.use((connection) =>
    connection.rows('SELECT count(*), count(DISTINCT "\u0002ROW") FROM "FIRN.STREAMS"."BASE"'),
  );
  await duck.close();
  rmSync(folder, { recursive: true });
  expect(rows.map((row) => row.map(Number))).toEqual([[5, 5]]);
});
