import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

/** What official clients send around the user's SQL, as they write it. */
let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('CREATE TABLE t (a INT, b STRING)');
});
afterAll(() => engine.stop());

const DONE = 'Statement executed successfully.';

describe('session start and end', () => {
  it.each([
    ['CREATE SCHEMA IF NOT EXISTS X', 'Schema X successfully created.'],
    ['GRANT ALL PRIVILEGES ON SCHEMA X TO ROLE PUBLIC', DONE],
    ['ALTER SCHEMA SET DEFAULT_STREAMLIT_NOTEBOOK_WAREHOUSE = a.b.c', DONE],
    ['ALTER SESSION SET autocommit=True', DONE],
    ["alter session set timestamp_output_format='YYYY' , week_start = 1 ;", DONE],
    ['ALTER SESSION SET CLIENT_SWITCH = TRUE ENABLE_OTHER_SWITCH = 5', DONE],
    ['ALTER SESSION UNSET timestamp_output_format, WEEK_START', DONE],
    ['use database "FIRN"', DONE],
    ['use schema "PUBLIC"', DONE],
    ['USE firn.public', DONE],
    ['USE WAREHOUSE COMPUTE_WH', DONE],
    ['USE ROLE PUBLIC', DONE],
    ['USE SECONDARY ROLES ALL', DONE],
    ['USE ROLE ACCOUNTADMIN', DONE],
    ['CREATE OR REPLACE WAREHOUSE other_wh', 'Warehouse OTHER_WH successfully created.'],
    ['CREATE OR REPLACE DATABASE other_db', 'Database OTHER_DB successfully created.'],
    ['DROP DATABASE other_db', 'OTHER_DB successfully dropped.'],
    ['USE firn.public', DONE],
    ['USE WAREHOUSE compute_wh', DONE],
    ['DROP TABLE IF EXISTS firn.public.nothing', 'Drop statement executed successfully (NOTHING already dropped).'],
    ['TRUNCATE TABLE IF EXISTS t', DONE],
    ['BEGIN', DONE],
    ['COMMIT', DONE],
    ['ROLLBACK', DONE],
    ['BEGIN TRANSACTION NAME nightly', DONE],
    ['ROLLBACK', DONE],
  ])('%s', async (text, message) => {
    expect(await engine.value(text)).toBe(message);
  });

  it('tells whether a transaction is open', async () => {
    expect(await engine.value('SELECT CURRENT_TRANSACTION()')).toBe(null);
    await engine.run('BEGIN');
    const open = await engine.value('SELECT CURRENT_TRANSACTION()');
    expect(open).toMatch(/^\d+$/);
    expect((await engine.rows('SHOW TRANSACTIONS')).map(([id]) => id)).toEqual([open]);
    await engine.run('COMMIT');
  });

  it('cancels all queries of the session that closes', async () => {
    const text = await engine.value(`select system$cancel_all_queries(${engine.session.id})`);
    expect(text).toBe('0 queries cancelled.');
  });
});

describe('around a DataFrame', () => {
  it.each([
    [
      'create or replace temporary stage "SNOWPARK_TEMP_STAGE_1"',
      'Stage area SNOWPARK_TEMP_STAGE_1 successfully created.',
    ],
    [
      'create SCOPED TEMPORARY stage if not exists "FIRN"."PUBLIC".SNOWPARK_STAGE',
      'Stage area SNOWPARK_STAGE successfully created.',
    ],
    [
      'create SCOPED TEMPORARY stage if not exists "FIRN"."PUBLIC".SNOWPARK_STAGE',
      'SNOWPARK_STAGE already exists, statement succeeded.',
    ],
    ['drop stage if exists "SNOWPARK_TEMP_STAGE_1"', 'SNOWPARK_TEMP_STAGE_1 successfully dropped.'],
    [
      'drop stage if exists "SNOWPARK_TEMP_STAGE_1"',
      'Drop statement executed successfully (SNOWPARK_TEMP_STAGE_1 already dropped).',
    ],
    [
      'CREATE  OR  REPLACE  SCOPED TEMPORARY  TABLE  S("A" BIGINT NOT NULL , "B" STRING)',
      'Table S successfully created.',
    ],
    ['CREATE SCOPED TEMP TABLE S2 ("A" INT NOT NULL )', 'Table S2 successfully created.'],
    [
      'CREATE SCOPED TEMPORARY FILE FORMAT If NOT EXISTS F TYPE  =  CSV  SKIP_HEADER = 1',
      'File format F successfully created.',
    ],
    ['DROP FILE FORMAT If EXISTS F', 'F successfully dropped.'],
    ['CREATE TABLE t2 If NOT EXISTS ("A" BIGINT, "B" STRING(10) NOT NULL)', 'Table T2 successfully created.'],
    ['CREATE OR REPLACE TEMPORARY VIEW tv AS SELECT * FROM ( SELECT 1 AS X)', 'View TV successfully created.'],
    [
      "CREATE OR REPLACE VIEW v COMMENT = 'c' COPY GRANTS AS SELECT * FROM ( SELECT 1 AS X)",
      'View V successfully created.',
    ],
    [
      `CREATE OR REPLACE TRANSIENT TABLE firn.public.opt("A" BIGINT) CLUSTER BY ("A") ENABLE_SCHEMA_EVOLUTION = True DATA_RETENTION_TIME_IN_DAYS = 1 MAX_DATA_EXTENSION_TIME_IN_DAYS = 2 CHANGE_TRACKING = True COPY GRANTS COMMENT = 'it''s' AS SELECT * FROM ( SELECT 1 AS "A")`,
      'Table OPT successfully created.',
    ],
    ['DROP  TABLE  If  EXISTS  S', 'S successfully dropped.'],
    ['DROP VIEW IF EXISTS tv', 'TV successfully dropped.'],
    [
      'CREATE TABLE typed (number number(10,2), "number" number(10,2) not null, double double precision, binary binary, date date, timestamp_ltz timestamp_ltz, variant variant, object object, array array, time time, boolean boolean)',
      'Table TYPED successfully created.',
    ],
    [
      "CREATE TABLE jdbc_like (a INT) stage_file_format = (field_delimiter = '|' error_on_column_count_mismatch = false)",
      'Table JDBC_LIKE successfully created.',
    ],
  ])('%s', async (text, message) => {
    expect(await engine.value(text)).toBe(message);
  });

  it('leaves the open transaction open where the client asks for it, and commits it otherwise', async () => {
    const parameters = { SNOWPARK_SKIP_TXN_COMMIT_IN_DDL: true };
    await engine.run('CREATE OR REPLACE TABLE ledger (a INT)');
    await engine.run('BEGIN');
    await engine.run('INSERT INTO ledger VALUES (1)');
    await engine.run('CREATE OR REPLACE SCOPED TEMPORARY TABLE tmp (a INT)', { parameters });
    await engine.run('INSERT INTO tmp VALUES (1)');
    expect(await engine.value('SELECT COUNT(*) FROM tmp, ledger')).toBe('1');
    await expect(engine.run('INSERT INTO tmp SELECT 1 / a FROM (SELECT 0 AS a)')).rejects.toMatchObject({
      code: '100051',
    });
    expect(await engine.value('SELECT COUNT(*) FROM tmp, ledger')).toBe('1');
    await engine.run('DROP TABLE tmp', { parameters });
    await engine.run('ROLLBACK');
    expect(await engine.value('SELECT COUNT(*) FROM ledger')).toBe('0');

    await engine.run('BEGIN');
    await engine.run('INSERT INTO ledger VALUES (1)');
    await engine.run('CREATE OR REPLACE TEMPORARY TABLE tmp (a INT)');
    await engine.run('ROLLBACK');
    expect(await engine.value('SELECT COUNT(*) FROM ledger')).toBe('1');
  });

  it('finds objects by bound and computed names', async () => {
    const binds = [{ type: 'TEXT', value: 'firn.public.by_name' }] as const;
    expect(await engine.value('CREATE TABLE IF NOT EXISTS identifier(?) (a INT)', { binds })).toBe(
      'Table BY_NAME successfully created.',
    );
    await engine.run("SET tab = 'by_name'");
    await engine.run('INSERT INTO IDENTIFIER($tab) VALUES (5)');
    expect(await engine.value("SELECT a FROM IDENTIFIER('BY_NAME')")).toBe('5');
    expect(await engine.value('DROP TABLE identifier($tab)')).toBe('BY_NAME successfully dropped.');
  });

  it('waits by SELECT and by CALL', async () => {
    expect(await engine.value("CALL SYSTEM$WAIT(1, 'MILLISECONDS')")).toBe('waited 1 milliseconds');
    expect(await engine.run('CALL system$wait(0)')).toMatchObject({
      columns: ['SYSTEM$WAIT'],
      rows: [['waited 0 seconds']],
    });
    expect(await engine.run('select SYSTEM$WAIT(0)')).toMatchObject({ columns: ['SYSTEM$WAIT(0)'] });
    await expect(engine.run("SELECT SYSTEM$WAIT(1, 'FORTNIGHTS')")).rejects.toMatchObject({ code: '001015' });
  });

  it('reads SHOW through RESULT_SCAN in a block, as a plan of two statements does', async () => {
    const { columns, rows } = await engine.run(`EXECUTE IMMEDIATE 'DECLARE
  res RESULTSET;
BEGIN
  EXECUTE IMMEDIATE ''show tables like ''''T'''''';
  LET q1 VARCHAR := SQLID;
  LET b1 FLOAT := ''2.5''::FLOAT;
  res := (EXECUTE IMMEDIATE ''SELECT "name", ? AS B FROM TABLE(RESULT_SCAN(?))'' USING (b1, q1));
  RETURN TABLE(res);
END;'`);
    expect([columns, rows]).toEqual([['name', 'B'], [['T', '2.5']]]);
  });
});

it('sorts NULL as DEFAULT_NULL_ORDERING says, unless a statement says otherwise', async () => {
  const session = engine.newSession();
  const sorted = async (order: string) =>
    (await engine.rows(`select * from values (1), (null), (2) order by ${order}`, { session })).map(([value]) => value);
  expect([await sorted('1'), await sorted('1 desc')]).toEqual([
    ['1', '2', null],
    [null, '2', '1'],
  ]);
  await engine.run("alter session set default_null_ordering = 'first'", { session });
  expect([await sorted('1'), await sorted('1 desc'), await sorted('1 nulls last')]).toEqual([
    [null, '1', '2'],
    ['2', '1', null],
    ['1', '2', null],
  ]);
  const ranked = 'select row_number() over (order by column1), column1 from values (1), (null) order by 1';
  expect(await engine.rows(ranked, { session })).toEqual([
    ['1', null],
    ['2', '1'],
  ]);
});
