import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await run(
    'create role reader',
    'create role writer',
    'create table t(a int)',
    'create view v as select a from t',
    'create function f(x int) returns int as $$x$$',
  );
});
afterAll(() => engine.stop());

const run = async (...texts: readonly string[]): Promise<void> => {
  for (const text of texts) await engine.run(text);
};

/** Rows of a SHOW without the times, columns as named. */
async function shown(text: string, ...names: readonly string[]): Promise<readonly string[]> {
  const { columns, rows } = await engine.run(text);
  return rows.map((row) => names.map((name) => row[columns.indexOf(name)] ?? 'null').join(' '));
}
const grants = (text: string) =>
  shown(text, 'privilege', 'granted_on', 'name', 'granted_to', 'grantee_name', 'grant_option', 'granted_by');

it('shows the privileges on an object, its owner among them', async () => {
  await run('grant select, insert on table t to role reader', 'grant select on t to writer with grant option');
  expect(await grants('show grants on table t')).toEqual([
    'INSERT TABLE FIRN.PUBLIC.T ROLE READER false ACCOUNTADMIN',
    'OWNERSHIP TABLE FIRN.PUBLIC.T ROLE ACCOUNTADMIN true ACCOUNTADMIN',
    'SELECT TABLE FIRN.PUBLIC.T ROLE READER false ACCOUNTADMIN',
    'SELECT TABLE FIRN.PUBLIC.T ROLE WRITER true ACCOUNTADMIN',
  ]);
  await run('revoke insert on table t from role reader', 'revoke insert on table t from role reader');
  expect(await grants('show grants on t')).toHaveLength(3);
  await run('grant ownership on table t to role writer');
  expect((await grants('show grants on t'))[0]).toBe('OWNERSHIP TABLE FIRN.PUBLIC.T ROLE WRITER true WRITER');
  expect(await shown("show tables like 't'", 'owner')).toEqual(['WRITER']);
});

it('shows what a role has, on objects of every kind', async () => {
  await run(
    'grant usage on database firn to role reader',
    'grant all privileges on warehouse compute_wh to role reader',
    'grant usage on function f(int) to role reader',
    'grant select on all views in schema public to role reader',
    'grant create database on account to role reader',
    'grant role writer to role reader',
  );
  expect(await shown('show grants to role reader', 'privilege', 'granted_on', 'name')).toEqual([
    'CREATE DATABASE ACCOUNT ',
    'USAGE DATABASE FIRN',
    'USAGE FUNCTION FIRN.PUBLIC.F',
    'USAGE ROLE WRITER',
    'SELECT TABLE FIRN.PUBLIC.T',
    'SELECT VIEW FIRN.PUBLIC.V',
    ...['APPLYBUDGET', 'MODIFY', 'MONITOR', 'OPERATE', 'USAGE'].map((privilege) => `${privilege} WAREHOUSE COMPUTE_WH`),
  ]);
  expect(await grants('show grants on account')).toEqual(['CREATE DATABASE ACCOUNT  ROLE READER false ACCOUNTADMIN']);
});

it('shows who has a role, and the roles of a user', async () => {
  await run('grant role writer to role reader', 'grant role writer to user firn');
  expect(await shown('show grants of role writer', 'role', 'granted_to', 'grantee_name')).toEqual([
    'WRITER ROLE READER',
    'WRITER USER FIRN',
  ]);
  const roles = ['ACCOUNTADMIN USER FIRN', 'WRITER USER FIRN'];
  expect(await shown('show grants to user firn', 'role', 'granted_to', 'grantee_name')).toEqual(roles);
  expect(await shown('show grants', 'role', 'granted_to', 'grantee_name')).toEqual(roles);
  expect(await shown('show grants limit 1', 'role')).toEqual(['ACCOUNTADMIN']);
  expect(await shown("show roles like 'writer'", 'assigned_to_users', 'granted_to_roles', 'granted_roles')).toEqual([
    '1 1 0',
  ]);
});

it('gives a future grant to what is made after it', async () => {
  await run(
    'create schema later',
    'create table before(a int)',
    'grant select on future tables in schema later to role reader',
  );
  await run('create table after_it(a int)');
  const future = ['SELECT TABLE FIRN.LATER.<TABLE> READER'];
  expect(await shown('show future grants in schema later', 'privilege', 'grant_on', 'name', 'grantee_name')).toEqual(
    future,
  );
  expect(await shown('show future grants to role reader', 'privilege', 'grant_on', 'name', 'grantee_name')).toEqual(
    future,
  );
  expect(await shown('show grants on table after_it', 'privilege', 'grantee_name')).toEqual([
    'OWNERSHIP ACCOUNTADMIN',
    'SELECT READER',
  ]);
  await run('use schema public');
});

it('forgets what was on a dropped object or of a dropped role', async () => {
  await run(
    'create table gone(a int)',
    'grant select on table gone to role reader',
    'drop table gone',
    'create table gone(a int)',
  );
  expect(await shown('show grants on table gone', 'privilege')).toEqual(['OWNERSHIP']);
  await run('create role brief', 'grant select on table gone to role brief', 'drop role brief', 'create role brief');
  expect(await grants('show grants to role brief')).toEqual([]);
  await run('grant role brief to user firn', 'drop role brief', 'create role brief');
  expect(await shown('show grants to user firn', 'role')).not.toContain('BRIEF');
  expect(await engine.rows('show grants of role brief')).toEqual([]);
});

it.each([
  'show grants on table nowhere',
  'show grants to role nobody',
  'show grants of role nobody',
  'grant select on table nowhere to role reader',
  'grant usage on function f(varchar) to role reader',
  'grant select on all tables in schema nowhere to role reader',
])('refuses %s', async (text) => {
  await expect(engine.run(text)).rejects.toMatchObject({ code: '002003' });
});

it('grants on all objects of a schema, however many there are', async () => {
  const count = 600;
  await run('create schema crowded', 'create role counter');
  for (let at = 0; at < count; at += 1) await engine.run(`create sequence crowded.s${at}`);
  await run('grant usage on all sequences in schema crowded to role counter');
  expect(await grants('show grants to role counter')).toHaveLength(count);
  await run('revoke usage on all sequences in schema crowded from role counter');
  expect(await grants('show grants to role counter')).toEqual([]);
  await run('grant ownership on all sequences in schema crowded to role counter');
  expect(new Set(await shown('show sequences in schema crowded', 'owner'))).toEqual(new Set(['COUNTER']));
});
