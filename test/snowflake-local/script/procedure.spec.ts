import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create table kept (a int)');
});
afterAll(() => engine.stop());

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });

describe('a procedure', () => {
  it('runs its block with its parameters, by place, by name and by default', async () => {
    await engine.run(`create or replace procedure keep(n int, note varchar default 'none') returns varchar language sql as $$
      begin
        insert into kept values (:n);
        let c int := (select count(*) from kept where a = :n);
        return c || ' ' || note;
      end; $$`);
    const { columns, rows } = await engine.run('call keep(5)');
    expect({ columns, rows }).toEqual({ columns: ['KEEP'], rows: [['1 none']] });
    expect(await engine.value(`call keep(note => 'hi', n => 5)`)).toBe('2 hi');
    expect(await engine.value(`call keep('6', 'x')`)).toBe('1 x');
    expect(await engine.rows('select a from kept order by a')).toEqual([['5'], ['5'], ['6']]);
  });

  it('gives its value to a variable of the block that calls it', async () => {
    await engine.run("create procedure loud(msg varchar) returns varchar as begin return msg || '!'; end");
    expect(await engine.value("begin let r varchar; call loud('hi') into :r; return r; end")).toBe('hi!');
    expect(
      await engine.value(
        "begin let r int := 0; call loud('hi') into r; return r; exception when other then return sqlcode; end",
      ),
    ).toBe('100038');
    await refused("call loud('a') into :x", '000002', 'CALL ... INTO outside of a block');
  });

  it('gives a table, or a value of the type that it promises', async () => {
    await engine.run(`create procedure rows_of(least int) returns table (a int) language sql execute as caller as
      declare rs resultset default (select distinct a from kept where a > :least order by a);
      begin return table(rs); end`);
    const { columns, rows } = await engine.run('call rows_of(4)');
    expect({ columns, rows }).toEqual({ columns: ['A'], rows: [['5'], ['6']] });
    const told = 'TABLE (A NUMBER)';
    expect((await engine.rows('describe procedure rows_of(int)'))[1]).toEqual(['returns', told]);
    expect((await engine.rows("show procedures like 'ROWS_OF'"))[0]?.[8]).toBe(`ROWS_OF(NUMBER) RETURN ${told}`);
    expect(await engine.value("select get_ddl('procedure', 'rows_of(int)')")).toContain(
      'RETURNS TABLE (A NUMBER(38,0))',
    );
    await engine.run(`create procedure seven() returns number(5, 2) language sql as 'begin return 7; end'`);
    expect(await engine.value('call seven()')).toBe('7.00');
    expect(await engine.rows('select * from table(result_scan(last_query_id()))')).toEqual([['7.00']]);
    expect(await engine.value(`begin call keep(9); return (select count(*) from kept where a = 9); end`)).toBe('1');
  });

  it('is one of its name by the types that it takes, and is dropped by them', async () => {
    const make = (parameters: string, value: string) =>
      engine.run(
        `create procedure many(${parameters}) returns varchar language sql as 'begin return ''${value}''; end'`,
      );
    await make('', 'none');
    await make('a int', 'one');
    await make('a int, b varchar', 'two');
    await refused(
      `create procedure many(x int) returns int language sql as 'begin return 1; end'`,
      '002002',
      'already exists',
    );
    expect([
      await engine.value('call many()'),
      await engine.value('call many(1)'),
      await engine.value(`call many(1, 'b')`),
    ]).toEqual(['none', 'one', 'two']);
    await refused('call many(1, 2, 3)', '001044', `Invalid argument types for function 'MANY'`);
    await engine.run('drop procedure many(int)');
    await refused('call many(1)', '001044', `Invalid argument types for function 'MANY': (NUMBER(1,0))`);
    await refused('drop procedure many(int)', '002003', "Procedure 'MANY(NUMBER(38,0))' does not exist");
    await engine.run('drop procedure if exists many(int)');
  });

  it('fails as its block does, and is refused where it cannot run', async () => {
    await engine.run(`create procedure fails() returns int language sql as 'begin select 1 / 0; return 1; end'`);
    await refused('call fails()', '100132', 'Division by zero');
    await refused('call nobody()', '002141', 'Unknown user-defined function NOBODY');
    await refused(`create procedure p() returns int language python as 'x'`, '000002', 'procedure in LANGUAGE PYTHON');
    await refused(
      `create procedure p() returns int language sql as 'select 1'`,
      '001003',
      'The body of a procedure is a block',
    );
    await refused(`create procedure p() returns int language sql as 'begin return 1'`, '001003', 'syntax error');
  });
});
