import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('create schema s');
});
afterAll(() => engine.stop());

const ddl = (kind: string, name: string, qualified = '') =>
  engine.value(`select get_ddl('${kind}', '${name}'${qualified})`);
const refused = (sql: string, code: string, message: string) =>
  expect(engine.run(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });

const MADE: readonly (readonly [string, string, string, string])[] = [
  [
    'sequence',
    'seq',
    'create sequence seq start 5 increment 2',
    'create or replace sequence SEQ start with 5 increment by 2 order;',
  ],
  [
    'table',
    't',
    `create table t (id int autoincrement start 3 increment 4, "low" varchar(5) collate 'en-ci' default 'it''s' comment 'a \\\\ b', n number(10, 2) not null,
       at timestamp_ltz(3), constraint pk primary key (id), unique (n)) comment = 'c' cluster by (n)`,
    `create or replace TABLE T cluster by (n) (
\tID NUMBER(38,0) NOT NULL autoincrement start 3 increment 4 noorder,
\t"low" VARCHAR(5) COLLATE 'en-ci' DEFAULT 'it''s' COMMENT 'a \\\\ b',
\tN NUMBER(10,2) NOT NULL,
\tAT TIMESTAMP_LTZ(3),
\tconstraint PK primary key (ID),
\tunique (N)
)COMMENT='c'
;`,
  ],
  ['table', 'tt', 'create transient table tt (a int)', 'create or replace TRANSIENT TABLE TT (\n\tA NUMBER(38,0)\n);'],
  [
    'view',
    'v',
    `create secure view v (x comment 'one', "y") comment = 'cv' as select 1, 'a'`,
    `create or replace SECURE VIEW V(\n\tX COMMENT 'one',\n\t"y"\n) COMMENT='cv' as select 1, 'a';`,
  ],
  [
    'file_format',
    'f',
    `create file format f type = csv skip_header = 1 null_if = ('a', '') field_delimiter = '|'`,
    `CREATE OR REPLACE FILE FORMAT F\n\tTYPE = CSV\n\tSKIP_HEADER = 1\n\tNULL_IF = ('a', '')\n\tFIELD_DELIMITER = '|'\n;`,
  ],
  [
    'dynamic_table',
    'd',
    `create dynamic table d target_lag = '1 hour' warehouse = compute_wh as select id from t`,
    `create or replace dynamic table D(\n\tID\n) target_lag = '1 hour' refresh_mode = AUTO initialize = ON_CREATE warehouse = COMPUTE_WH\n as select id from t;`,
  ],
  [
    'function',
    'twice(number)',
    `create function twice(x int) returns int as 'x * 2'`,
    `CREATE OR REPLACE FUNCTION TWICE(X NUMBER(38,0))\nRETURNS NUMBER(38,0)\nLANGUAGE SQL\nAS 'x * 2';`,
  ],
  [
    'procedure',
    'p()',
    `create procedure p() returns varchar language sql as 'begin return ''x''; end'`,
    `CREATE OR REPLACE PROCEDURE P()\nRETURNS VARCHAR(16777216)\nLANGUAGE SQL\nEXECUTE AS OWNER\nAS 'begin return ''x''; end';`,
  ],
];

it.each(MADE)('GET_DDL of a %s makes %s again', async (kind, name, made, expected) => {
  await engine.run('use schema s');
  await engine.run(made);
  const text = await ddl(kind, name);
  expect(text).toBe(expected);
  await engine.run(text ?? '');
  expect(await ddl(kind, name)).toBe(expected);
});

it('GET_DDL of a schema and a database holds what is in them, by whole names where asked', async () => {
  await engine.run('use schema s');
  const schema = (await ddl('schema', 'firn.s')) ?? '';
  expect(schema.startsWith('create or replace schema S;\n\n')).toBe(true);
  for (const [, , , expected] of MADE) expect(schema).toContain(expected);
  const whole = (await ddl('database', 'firn', ', true')) ?? '';
  expect(whole.startsWith('create or replace database FIRN;\n\ncreate or replace schema FIRN.')).toBe(true);
  expect(whole).toContain('create or replace TRANSIENT TABLE FIRN.S.TT (');
  expect(await ddl('table', 'tt', ', true')).toContain('TABLE FIRN.S.TT (');
  expect(await ddl('warehouse', 'compute_wh')).toContain('create or replace warehouse COMPUTE_WH');
});

it('GET_DDL says what it cannot give', async () => {
  await engine.run('use schema s');
  await refused(`select get_ddl('table', 'nothing')`, '002003', 'nothing');
  await refused(`select get_ddl('view', 'tt')`, '002003', 'tt');
  await refused(`select get_ddl('dynamic_table', 'tt')`, '002003', 'tt');
  await refused(`select get_ddl('function', 'twice(varchar)')`, '002003', 'twice');
  await refused(`select get_ddl('stage', 'x')`, '000002', 'GET_DDL of stage');
  await refused(`select get_ddl('table')`, '000938', 'not enough arguments');
  await refused(`select get_ddl('table', column1) from values ('tt')`, '001015', 'constant');
});
