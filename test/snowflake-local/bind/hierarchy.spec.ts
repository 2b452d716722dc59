import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table staff(title varchar, id int, boss int)');
  await engine.run(
    "insert into staff values ('President', 1, null), ('Engineering', 10, 1), ('Programmer', 100, 10), ('Tester', 101, 10), ('People', 20, 1), ('Analyst', 200, 20)",
  );
});
afterAll(() => engine.stop());

const FROM_THE_TOP = 'start with boss is null connect by boss = prior id';
const lines = async (text: string) => (await engine.rows(text)).map((row) => row.join(' '));

describe('CONNECT BY', () => {
  it('gives the rows below a root, each with its level, root and path', async () => {
    const { columns, rows } = await engine.run(
      `select id, level, connect_by_root title, sys_connect_by_path(title, ' -> ') from staff ${FROM_THE_TOP} order by id`,
    );
    expect(columns).toEqual(['ID', 'LEVEL', 'CONNECT_BY_ROOT TITLE', "SYS_CONNECT_BY_PATH(TITLE, ' -> ')"]);
    expect(rows).toEqual([
      ['1', '1', 'President', ' -> President'],
      ['10', '2', 'President', ' -> President -> Engineering'],
      ['20', '2', 'President', ' -> President -> People'],
      ['100', '3', 'President', ' -> President -> Engineering -> Programmer'],
      ['101', '3', 'President', ' -> President -> Engineering -> Tester'],
      ['200', '3', 'President', ' -> President -> People -> Analyst'],
    ]);
  });

  it.each([
    [
      'the columns of the source in a star',
      `select * from staff s ${FROM_THE_TOP} order by level, id limit 2`,
      ['President 1 ', 'Engineering 10 1'],
    ],
    [
      'names with an alias',
      'select s.title from staff s start with s.id = 20 connect by s.boss = prior s.id order by 1',
      ['Analyst', 'People'],
    ],
    [
      'what leads upwards',
      'select title from staff start with id = 101 connect by id = prior boss order by level',
      ['Tester', 'Engineering', 'President'],
    ],
    ['every row as a root without START WITH', 'select count(*) from staff connect by boss = prior id', ['14']],
    [
      'CONNECT BY in front of START WITH',
      'select title from staff connect by boss = prior id start with id = 20 order by id',
      ['People', 'Analyst'],
    ],
    [
      'conditions parted by commas, and a condition on LEVEL',
      'select title from staff start with id = 1 connect by boss = prior id, level < 3 order by id',
      ['President', 'Engineering', 'People'],
    ],
    [
      'WHERE over the whole hierarchy',
      'select title from staff where level = 3 start with id = 1 connect by boss = prior id order by id',
      ['Programmer', 'Tester', 'Analyst'],
    ],
    [
      'groups of it',
      `select level, count(*) from staff ${FROM_THE_TOP} group by level having count(*) > 1 order by 1`,
      ['2 2', '3 3'],
    ],
    [
      'windows over it',
      `select title from staff ${FROM_THE_TOP} qualify row_number() over (partition by level order by id desc) = 1 order by level`,
      ['President', 'People', 'Analyst'],
    ],
    [
      'a sub-query and a common table',
      `with s as (select * from staff where id < 200) select title from (select * from s) x ${FROM_THE_TOP} order by id limit 1 offset 4`,
      ['Tester'],
    ],
  ])('knows %s', async (_, text, expected) => {
    expect(await lines(text)).toEqual(expected);
  });

  it('stands in views, in tables that are made of it and in INSERT', async () => {
    await engine.run(
      `create view tree as select id, level as depth, sys_connect_by_path(id, '/') as path from staff ${FROM_THE_TOP}`,
    );
    await engine.run('create table copied as select * from tree');
    await engine.run(`insert into copied select id, level, connect_by_root title from staff ${FROM_THE_TOP}`);
    expect(await lines('select id, depth, path from copied where id = 101 order by path')).toEqual([
      '101 3 /1/10/101',
      '101 3 President',
    ]);
  });

  it.each([
    ['select title from staff start with id = 1', '001003'],
    ['select title from staff connect by nowhere = prior id', '000904'],
    ['select connect_by_root title from staff', '002140'],
    ["select sys_connect_by_path(title, '/') from staff", '002140'],
  ])('refuses %s', async (text, code) => {
    await expect(engine.run(text)).rejects.toMatchObject({ code });
  });
});
