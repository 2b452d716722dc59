import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

describe('UPDATE', () => {
  it('changes the rows of a condition', async () => {
    await engine.run(`create or replace table t (id int, v varchar(5) not null, n number(10,2))`);
    await engine.run(`insert into t values (1, 'a', 1.5), (2, 'b', 2.5), (3, 'c', null)`);
    const answer = await engine.run(`update t x set v = upper(x.v), x.n = x.n / 2 where id < 3`);
    expect(answer).toMatchObject({
      columns: ['number of rows updated', 'number of multi-joined rows updated'],
      rows: [['2', '0']],
    });
    expect(await engine.rows('select id, v, n from t order by id')).toEqual([
      ['1', 'A', '0.75'],
      ['2', 'B', '1.25'],
      ['3', 'c', null],
    ]);
    expect(await engine.rows('update t set n = 0 where false')).toEqual([['0', '0']]);
    expect(await engine.rows('update t set n = default')).toEqual([['3', '0']]);
  });

  it('joins, and counts rows that matched more than once', async () => {
    await engine.run(`create or replace table t (id int, v int)`);
    await engine.run(`create or replace table s (id int, v int)`);
    await engine.run(`insert into t values (1, 0), (2, 0), (3, 0)`);
    await engine.run(`insert into s values (1, 10), (2, 20), (2, 21)`);
    expect(await engine.rows('update t set v = s.v from s where t.id = s.id')).toEqual([['2', '1']]);
    expect(await engine.rows('select id, v in (20, 21), v = 10 from t order by id')).toEqual([
      ['1', '0', '1'],
      ['2', '1', '0'],
      ['3', '0', '0'],
    ]);
    await engine.run('alter session set ERROR_ON_NONDETERMINISTIC_UPDATE = true');
    await expect(engine.run('update t set v = s.v from s where t.id = s.id')).rejects.toMatchObject({
      code: '100090',
      sqlState: '42P18',
    });
    await engine.run('alter session unset ERROR_ON_NONDETERMINISTIC_UPDATE');
  });

  it('may set a column from sub-queries', async () => {
    await engine.run(`create or replace table t (id int, v int)`);
    await engine.run(`insert into t values (1, 5), (2, 7)`);
    await engine.run('update t set v = (select max(u.v) from t u) where v = (select min(v) from t)');
    expect(await engine.rows('select id, v from t order by id')).toEqual([
      ['1', '7'],
      ['2', '7'],
    ]);
  });

  it.each([
    ['update t set v = null', '100072'],
    [`update t set v = 'toolong'`, '100078'],
    ['update t set x = 1', '000904'],
    ['update t set other.v = 1', '000904'],
    ['update t set id = 1 / 0', '100051'],
  ])('%s is refused with %s', async (sql, code) => {
    await engine.run(`create or replace table t (id int, v varchar(5) not null)`);
    await engine.run(`insert into t values (1, 'a')`);
    await expect(engine.run(sql)).rejects.toMatchObject({ code });
    expect(await engine.rows('select * from t')).toEqual([['1', 'a']]);
  });

  it('widens the storage of a column, also in a join', async () => {
    await engine.run(`create or replace table t (id int, v int, at timestamp_ntz)`);
    await engine.run(`insert into t values (1, 9223372036854775807, null), (2, 1, null)`);
    expect(await engine.rows('update t set v = v + 1')).toEqual([['2', '0']]);
    await engine.run(
      `update t set at = s.at from (select 2 id, '2024-02-29 00:00:00.000000001'::timestamp_ntz at) s where s.id = t.id`,
    );
    expect(await engine.rows('select v, at from t order by id')).toEqual([
      ['9223372036854775808', null],
      ['2', '1709164800.000000001'],
    ]);
  });
});

describe('DELETE', () => {
  it('counts each row once', async () => {
    await engine.run(`create or replace table t (id int)`);
    await engine.run(`create or replace table s (id int)`);
    await engine.run(`insert into t values (1), (2), (3), (4)`);
    await engine.run(`insert into s values (2), (2), (3)`);
    const answer = await engine.run('delete from t using s where t.id = s.id');
    expect(answer).toMatchObject({ columns: ['number of rows deleted'], rows: [['2']] });
    expect(await engine.rows('select id from t order by id')).toEqual([['1'], ['4']]);
    expect(await engine.rows('delete from t x where x.id = 1')).toEqual([['1']]);
    expect(await engine.rows('delete from t where id in (select id from s)')).toEqual([['0']]);
    expect(await engine.rows('delete from t')).toEqual([['1']]);
  });
});

describe('MERGE', () => {
  beforeEach(async () => {
    await engine.run('create or replace table target (key int, value varchar)');
    await engine.run('create or replace table source (key int, value varchar)');
    await engine.run(`insert into target values (10, 'old'), (10, 'too_old'), (11, 'old')`);
    await engine.run(`insert into source values (10, 'new'), (12, 'new'), (13, 'new')`);
  });

  it('asks subqueries which rows a clause takes', async () => {
    await engine.run('create or replace table target (key int, value int)');
    await engine.run('create or replace table source (key int, value int)');
    await engine.run('create or replace table chosen (key int)');
    const cases = [
      ['target.key in (select key from chosen)', 'source.key not in (select key from chosen)'],
      ['exists (select 1 from chosen c where c.key = target.key)', 'source.key > (select max(key) from chosen) + 7'],
    ];
    for (const [matched, missing] of cases) {
      await engine.run('insert overwrite into target values (1, 1), (2, 2), (3, 3)');
      await engine.run('insert overwrite into source values (1, 10), (2, 20), (3, 30), (8, 80), (9, 90)');
      await engine.run('insert overwrite into chosen values (1), (8)');
      if (matched?.startsWith('exists')) await engine.run('delete from chosen where key = 8');
      const answer = await engine.run(`merge into target using source on target.key = source.key
        when matched and ${matched} then update set value = source.value
        when matched and target.value = (select 3) then delete
        when not matched and ${missing} then insert values (source.key, (select count(*) from chosen))`);
      expect(answer.rows).toEqual([['1', '1', '1']]);
      expect(await engine.rows('select key, value from target order by key')).toEqual([
        ['1', '10'],
        ['2', '2'],
        ['9', matched?.startsWith('exists') ? '1' : '2'],
      ]);
    }
  });

  it('takes the first clause that holds', async () => {
    const answer = await engine.run(`merge into target t using source s on t.key = s.key
      when matched and t.value = 'too_old' then delete
      when matched then update set t.value = s.value
      when not matched and s.key = 12 then insert (key) values (s.key)
      when not matched then insert values (s.key, upper(s.value))`);
    expect(answer).toMatchObject({
      columns: ['number of rows inserted', 'number of rows updated', 'number of rows deleted'],
      rows: [['2', '1', '1']],
    });
    expect(await engine.rows('select * from target order by key')).toEqual([
      ['10', 'new'],
      ['11', 'old'],
      ['12', null],
      ['13', 'NEW'],
    ]);
  });

  it('answers counts for its own kinds of clauses alone', async () => {
    const update = await engine.run(
      'merge into target using source on target.key = source.key when matched then update set value = source.value',
    );
    expect(update).toMatchObject({ columns: ['number of rows updated'], rows: [['2']] });
    const insert = await engine.run(
      'merge into target using source on target.key = source.key when not matched then insert (value, key) values (source.value, source.key)',
    );
    expect(insert).toMatchObject({ columns: ['number of rows inserted'], rows: [['2']] });
    const none = await engine.run(
      'merge into target using source on target.key = source.key and false when matched then delete',
    );
    expect(none).toMatchObject({ columns: ['number of rows deleted'], rows: [['0']] });
  });

  it('refuses a row that several source rows would update', async () => {
    await engine.run(`insert into source values (11, 'a'), (11, 'b')`);
    const merge = `merge into target t using source s on t.key = s.key when matched then update set value = s.value`;
    await expect(engine.run(merge)).rejects.toMatchObject({
      code: '100090',
      sqlState: '42P18',
      message: expect.stringMatching(/^Duplicate row detected during DML action\nRow Values: \[11, "old"\]$/),
    });
    expect(await engine.value(`select count(*) from target where value like '%old'`)).toBe('3');
    await engine.run(
      "merge into target t using source s on t.key = s.key when matched and s.value = 'a' then update set value = s.value",
    );
    expect(await engine.value('select value from target where key = 11')).toBe('a');
    const several = `merge into target t using source s on t.key = s.key when matched and t.key = 11 then delete`;
    expect(await engine.rows(several)).toEqual([['1']]);
  });

  it('lets one of several win when the session says so', async () => {
    await engine.run(`insert into source values (11, 'a'), (11, 'b')`);
    await engine.run('alter session set ERROR_ON_NONDETERMINISTIC_MERGE = false');
    const merge = `merge into target t using source s on t.key = s.key when matched then update set value = s.value`;
    expect(await engine.rows(merge)).toEqual([['3']]);
    await engine.run('alter session unset ERROR_ON_NONDETERMINISTIC_MERGE');
  });

  it('computes a value only for the rows that its clause takes', async () => {
    const merge = `merge into target t using source s on t.key = s.key
      when matched and t.value = 'old' then update set key = 1 / 1
      when matched then update set key = t.key / (t.key - 10)`;
    await expect(engine.run(merge)).rejects.toMatchObject({ code: '100051' });
    await engine.run(`delete from target where value = 'too_old'`);
    expect(await engine.rows(merge)).toEqual([['1']]);
  });

  it('reads a query and widens what must be', async () => {
    await engine.run(`merge into target t using (select key, sum(key) * 1e18::number(38,0) as n from source group by key) s on t.key = s.key
      when matched then update set key = s.n
      when not matched then insert (key, value) values (s.n * 10, default)`);
    expect(await engine.rows('select key, value from target order by key')).toEqual([
      ['11', 'old'],
      ['10000000000000000000', 'old'],
      ['10000000000000000000', 'too_old'],
      ['120000000000000000000', null],
      ['130000000000000000000', null],
    ]);
  });

  it('sees nothing of the target in a clause for rows that did not match', async () => {
    const merge =
      'merge into target t using source s on t.key = s.key when not matched then insert values (t.key, s.value)';
    await expect(engine.run(merge)).rejects.toMatchObject({ code: '000904' });
  });
});
