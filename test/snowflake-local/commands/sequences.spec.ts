import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeEach(async () => {
  engine = await sqlEngine();
});
afterEach(() => engine.stop());

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });

describe('a sequence', () => {
  it('gives another number wherever NEXTVAL stands, and for each row', async () => {
    await engine.run('create sequence s');
    await engine.run(`create or replace sequence down start with 10 increment by -5 comment = 'c'`);
    const { columns, rows } = await engine.run('select s.nextval, s.nextval as again, down.nextval from (select 1)');
    expect({ columns, rows }).toEqual({ columns: ['NEXTVAL', 'AGAIN', 'NEXTVAL'], rows: [['1', '2', '10']] });
    expect(await engine.rows('select s.nextval from values (0), (0)')).toEqual([['3'], ['4']]);
    expect(
      await engine.rows('select column1, n.nextval from (values (7), (8)), table(getnextval(public.s)) n'),
    ).toEqual([
      ['7', '5'],
      ['8', '6'],
    ]);
    const shown = await engine.rows('show sequences');
    expect(shown.map((row) => [row[0], row[3], row[4]])).toEqual([
      ['DOWN', '5', '-5'],
      ['S', '7', '1'],
    ]);
  });

  it('goes on by another step, under another name, and is dropped', async () => {
    await engine.run('create sequence s start = 3');
    expect(await engine.value('select s.nextval')).toBe('3');
    await engine.run('alter sequence s set increment by 100');
    expect(await engine.value('select s.nextval')).toBe('103');
    await engine.run('alter sequence s rename to t');
    expect(await engine.value('select t.nextval')).toBe('203');
    expect(await engine.rows('describe sequence t')).toEqual([['T', '3', '100', 'Y', '']]);
    await engine.run('create sequence if not exists t');
    await refused('create sequence t', '002002', "Object 'T' already exists");
    await engine.run('drop sequence t');
    await refused('select t.nextval', '000904', "invalid identifier 'T.NEXTVAL'");
    await refused('drop sequence t', '002003', "Sequence 'T' does not exist");
    await engine.run('drop sequence if exists t');
  });

  it('refuses a step of 0, an unknown option and another start', async () => {
    await refused('create sequence s increment 0', '001008', "invalid value [0] for parameter 'INCREMENT'");
    await refused('create sequence s cycle = true', '001420', "invalid property 'CYCLE' for 'SEQUENCE'");
    await engine.run('create sequence s');
    await refused('alter sequence s set start = 5', '001420', "invalid property 'START' for 'SEQUENCE'");
  });
});

describe('a column that counts', () => {
  it('numbers the rows that give no value', async () => {
    await engine.run('create sequence s start 100');
    await engine.run(
      'create table t (id int autoincrement, k int default s.nextval, v varchar, z int identity(10, 5) not null)',
    );
    await engine.run(`insert into t (v) values ('a'), ('b')`);
    await engine.run(`insert into t (v) select 'c' from values (1), (2)`);
    await engine.run(`insert into t (id, v) values (50, 'd'), (default, 'e')`);
    await engine.run(
      `merge into t using (select 'f' as v) n on t.v = n.v when not matched then insert (v) values (n.v)`,
    );
    expect(await engine.rows('select v, min(id), max(id), max(z) from t group by v order by v')).toEqual([
      ['a', '1', '1', '10'],
      ['b', '2', '2', '15'],
      ['c', '3', '4', '25'],
      ['d', '50', '50', expect.any(String)],
      ['e', '5', '5', expect.any(String)],
      ['f', '6', '6', '40'],
    ]);
    expect(await engine.value('select count(distinct k) from t')).toBe('7');
    const described = await engine.rows('describe table t');
    expect(described.map((row) => row[4])).toEqual([
      'IDENTITY START 1 INCREMENT 1 NOORDER',
      'FIRN.PUBLIC.S.NEXTVAL',
      null,
      'IDENTITY START 10 INCREMENT 5 NOORDER',
    ]);
  });

  it('counts anew in a copy of its table, and in one that replaces it', async () => {
    await engine.run('create temporary table t (id int identity order, v int)');
    await engine.run('insert into t (v) values (1), (2)');
    await engine.run('create table copy like t');
    await engine.run('insert into copy (v) values (1)');
    expect(await engine.rows('select id from copy')).toEqual([['1']]);
    await engine.run('create or replace temporary table t (id int identity, v int)');
    await engine.run('insert into t (v) values (1)');
    expect(await engine.rows('select id from t')).toEqual([['1']]);
    await engine.run('drop table t');
    await engine.run('drop table copy');
    const lost = await engine.run('create sequence only').then(() => engine.rows('show sequences'));
    expect(lost).toHaveLength(1);
  });

  it('gives a number once, whatever becomes of the transaction', async () => {
    await engine.run('create table t (id int autoincrement, v int)');
    await engine.run('begin');
    await engine.run('insert into t (v) values (1)');
    await engine.run('rollback');
    await engine.run('insert into t (v) values (2)');
    expect(await engine.rows('select id from t')).toEqual([['2']]);
  });

  it('refuses what cannot count', async () => {
    await refused('create table t (v varchar autoincrement)', '002023', 'AUTOINCREMENT needs a whole NUMBER');
    await refused('create table t (v int default 1 autoincrement)', '001003', 'AUTOINCREMENT or DEFAULT, not both');
    await engine.run('create table t (v int)');
    await refused('alter table t add column id int autoincrement', '000002', 'AUTOINCREMENT in ALTER TABLE');
  });
});
