import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create role analyst');
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await engine.run('use role accountadmin');
  await engine.run('create or replace schema guarded');
  await engine.run('create table people (id int, email varchar, region varchar, salary number(10, 2))');
  await engine.run(`insert into people values (1, 'a@x', 'EU', 10.5), (2, 'b@x', 'US', 20), (3, null, 'EU', 30)`);
  await engine.run(`create masking policy mail as (val varchar) returns varchar ->
    case when current_role() = 'ACCOUNTADMIN' then val else '*' || length(val) end comment = 'c'`);
  await engine.run(`create row access policy europe as (r varchar) returns boolean ->
    current_role() = 'ACCOUNTADMIN' or r = 'EU'`);
});

const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
const analyst = () => engine.run('use role analyst');
const admin = () => engine.run('use role accountadmin');
const people = () => engine.rows('select id, email, salary from people order by id');

it('a masked column shows what its policy makes of it, wherever it is read', async () => {
  await engine.run('alter table people modify column email set masking policy mail');
  await engine.run('create view v as select email as e, id from people');
  expect((await people())[0]).toEqual(['1', 'a@x', '10.50']);
  await analyst();
  expect(await people()).toEqual([
    ['1', '*3', '10.50'],
    ['2', '*3', '20.00'],
    ['3', null, '30.00'],
  ]);
  expect(await engine.rows(`select e from v where e like 'a%'`)).toEqual([]);
  expect(await engine.rows('select p.email, count(*) from people p group by all order by 1')).toEqual([
    ['*3', '2'],
    [null, '1'],
  ]);
  await engine.run('create table copied as select email from people');
  await engine.run(`insert into copied select email from people where email = 'a@x'`);
  await engine.run(`update people set region = email where id = 1`);
  await admin();
  expect(await engine.rows('select email from copied order by 1')).toEqual([['*3'], ['*3'], [null]]);
  expect(await engine.value('select region from people where id = 1')).toBe('*3');
  await engine.run('alter table people modify column email unset masking policy');
  await analyst();
  expect((await people())[0]).toEqual(['1', 'a@x', '10.50']);
});

it('a mask may look at other columns, and at tables', async () => {
  await engine.run('create table allowed (role_name varchar, region varchar)');
  await engine.run(`insert into allowed values ('ANALYST', 'US')`);
  await engine.run(`create masking policy pay as (val number, reg varchar) returns number ->
    case when exists (select 1 from allowed a where a.role_name = current_role() and a.region = reg) then val end`);
  await engine.run('alter table people modify salary set masking policy pay using (salary, region)');
  await analyst();
  expect((await people()).map(([, , salary]) => salary)).toEqual([null, '20.00', null]);
});

it('a row access policy decides which rows are seen, changed, merged and streamed', async () => {
  await engine.run('alter table people add row access policy europe on (region)');
  await engine.run('create stream s on table people');
  await engine.run(`insert into people values (4, 'd@x', 'US', 1), (5, 'e@x', 'EU', 1)`);
  await analyst();
  expect((await people()).map(([id]) => id)).toEqual(['1', '3', '5']);
  expect(await engine.value('select count(*) from people')).toBe('3');
  expect(await engine.rows('select id from s')).toEqual([['5']]);
  expect(await engine.rows(`update people set salary = 0`)).toEqual([['3', '0']]);
  expect(await engine.rows('delete from people where id in (4, 5)')).toEqual([['1']]);
  expect(
    await engine.rows(
      'merge into people p using (select column1 as id from values (1), (2)) v on p.id = v.id when matched then delete when not matched then insert (id) values (99)',
    ),
  ).toEqual([['1', '1']]);
  await admin();
  expect((await people()).map(([id, , salary]) => [id, salary])).toEqual([
    ['2', '20.00'],
    ['3', '0.00'],
    ['4', '1.00'],
    ['99', null],
  ]);
  await engine.run('alter table people drop row access policy europe');
  await analyst();
  expect(await engine.value('select count(*) from people')).toBe('4');
});

it('both at once, in definitions of tables and views, and as a session without a stored plan sees them', async () => {
  await engine.run(
    'create table t (e varchar with masking policy mail, r varchar) with row access policy europe on (r)',
  );
  await engine.run(`insert into t values ('x@y', 'EU'), ('z@y', 'US')`);
  await engine.run(
    'create view w (e masking policy mail, r) row access policy europe on (r) as select email, region from people',
  );
  const read = async () => [
    await engine.rows('select * from t order by 1'),
    await engine.rows('select * from w order by 1'),
  ];
  const whole = [
    [
      ['x@y', 'EU'],
      ['z@y', 'US'],
    ],
    [
      ['a@x', 'EU'],
      ['b@x', 'US'],
      [null, 'EU'],
    ],
  ];
  const seen = [
    [['*3', 'EU']],
    [
      ['*3', 'EU'],
      [null, 'EU'],
    ],
  ];
  for (let round = 0; round < 2; round += 1) {
    expect(await read()).toEqual(whole);
    await analyst();
    expect(await read()).toEqual(seen);
    await admin();
  }
  for (const [kind, name] of [
    ['table', 't'],
    ['view', 'w'],
  ]) {
    const text = String(await engine.value(`select get_ddl('${kind}', '${name}')`));
    expect(text).toContain('WITH MASKING POLICY FIRN.GUARDED.MAIL');
    expect(text).toContain('WITH ROW ACCESS POLICY FIRN.GUARDED.EUROPE ON (R)');
    await engine.run(text);
    expect(await engine.value(`select get_ddl('${kind}', '${name}')`)).toBe(text);
  }
  await engine.run('create table twin clone t');
  await engine.run(`insert into twin values ('q@y', 'EU')`);
  await engine.run('create or replace schema guarded_copy clone guarded');
  await engine.run('use schema guarded');
  expect(String(await engine.value(`select get_ddl('table', 'guarded_copy.t')`))).toContain('GUARDED_COPY.MAIL');
  await analyst();
  expect(await engine.rows('select * from twin')).toEqual([['*3', 'EU']]);
  expect(await engine.rows('select email from guarded_copy.people where id = 1')).toEqual([['a@x']]);
});

it('policies are shown, described, written down, granted, changed, renamed and dropped', async () => {
  await engine.run('alter table people modify column email set masking policy mail');
  const facts = async (what: string, ...names: readonly string[]) => {
    const { columns, rows } = await engine.run(what);
    return rows.map((row) => names.map((name) => row[columns.indexOf(name)]));
  };
  expect(await facts('show masking policies', 'name', 'kind', 'comment')).toEqual([['MAIL', 'MASKING_POLICY', 'c']]);
  expect(await facts('show row access policies', 'name')).toEqual([['EUROPE']]);
  expect(await facts('describe row access policy europe', 'name', 'signature', 'return_type', 'body')).toEqual([
    ['EUROPE', '(R VARCHAR)', 'BOOLEAN', "current_role() = 'ACCOUNTADMIN' or r = 'EU'"],
  ]);
  expect((await facts('describe table people', 'policy name'))[1]).toEqual(['FIRN.GUARDED.MAIL']);
  const text = String(await engine.value(`select get_ddl('policy', 'europe')`));
  await engine.run('drop row access policy europe');
  await engine.run(text);
  expect(await engine.value(`select get_ddl('policy', 'europe')`)).toBe(text);
  await engine.run('grant apply on masking policy mail to role public');
  expect(await facts('show grants on masking policy mail', 'privilege')).toContainEqual(['APPLY']);
  await engine.run(`alter masking policy mail set body -> 'hidden'`);
  await engine.run('alter masking policy mail rename to letters');
  await engine.run(`alter masking policy letters set comment = 'd'`);
  expect(await facts('show masking policies', 'name', 'comment')).toEqual([['LETTERS', 'd']]);
  expect((await people())[0]?.[1]).toBe('hidden');
  await engine.run('alter table people rename column email to mail');
  expect(await engine.value('select mail from people where id = 1')).toBe('hidden');
  await refused('alter table people drop column mail', '003543', 'a policy depends on it');
  const inUse = 'cannot be dropped/replaced as it is associated with one or more entities';
  await refused('drop masking policy letters', '003545', inUse);
  await refused(`create or replace masking policy letters as (v varchar) returns varchar -> v`, '003545', inUse);
  await refused(
    'alter table people modify column mail set masking policy letters',
    '003539',
    'already has a masking policy',
  );
  await engine.run('create masking policy plain as (v varchar) returns varchar -> v');
  await engine.run('alter table people modify column mail set masking policy plain force');
  expect(await engine.rows('drop masking policy letters')).toEqual([['LETTERS successfully dropped.']]);
  await refused('create masking policy x as (v varchar) returns int -> 1', '003545', 'must return VARCHAR');
  await refused('create row access policy x as (v varchar) returns varchar -> v', '003545', 'must return BOOLEAN');
  await refused('create masking policy x as (v varchar) returns varchar -> nothing', '000904', 'NOTHING');
  await refused('create masking policy plain as (v varchar) returns varchar -> v', '002002', 'already exists');
  await refused('alter table people modify column salary set masking policy plain', '003542', 'does not match policy');
  await refused('alter table people add row access policy europe on (region, mail)', '003541', 'takes 1 column');
  await refused('alter table people add row access policy plain on (region)', '002003', `Row access policy 'PLAIN'`);
  await refused('drop masking policy europe', '002003', `Masking policy 'EUROPE' does not exist`);
  await engine.run('alter table people add row access policy europe on (region)');
  await refused(
    'alter table people add row access policy europe on (region)',
    '003539',
    'already has a ROW_ACCESS_POLICY',
  );
  await engine.run('alter table people drop all row access policies');
  await engine.run('drop table people');
});
