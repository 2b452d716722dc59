import { parseStatement, parseStatements } from '../../../apps/snowflake-local/src/parse/parse.js';

describe('DML', () => {
  it.each<[string, object]>([
    [
      'insert into t values (1, default), (2, 3)',
      {
        kind: 'insert',
        overwrite: false,
        columns: [],
        source: {
          kind: 'values',
          rows: [
            [{ text: '1' }, { kind: 'default' }],
            [{}, {}],
          ],
        },
      },
    ],
    [
      'insert overwrite into db.s.t(a, "b") select 1, 2',
      { kind: 'insert', overwrite: true, columns: [{ name: 'A' }, { name: 'b' }], source: { kind: 'query' } },
    ],
    ['insert into t (select 1)', { kind: 'insert', columns: [], source: { kind: 'query' } }],
    ['insert into identifier(?) (a) values (?)', { target: { kind: 'dynamic' }, columns: [{ name: 'A' }] }],
    [
      'update t x set x.a = 1, b = default from u where x.c = u.c',
      {
        kind: 'update',
        target: { alias: { name: { name: 'X' } } },
        assignments: [
          { qualifier: [{ name: 'X' }], column: { name: 'A' } },
          { column: { name: 'B' }, value: { kind: 'default' } },
        ],
        from: [{ kind: 'table' }],
        where: { kind: 'binary' },
      },
    ],
    [
      'delete from t using u, (select 1) v where true',
      { kind: 'delete', using: [{ kind: 'table' }, { kind: 'subquery' }], where: { kind: 'boolean' } },
    ],
    ['delete from t', { kind: 'delete', using: [] }],
    [
      'merge into t using ( select 1 ) on (a = b) when matched and (c) then update set "B" = d when matched then delete when not matched and (e) then insert (a) values (f) when not matched then insert values (1, 2)',
      {
        kind: 'merge',
        source: { kind: 'subquery' },
        clauses: [
          { kind: 'matched_update', condition: {}, assignments: [{ column: { name: 'B' } }] },
          { kind: 'matched_delete' },
          { kind: 'not_matched_insert', condition: {}, columns: [{ name: 'A' }], values: [{}] },
          { kind: 'not_matched_insert', columns: [], values: [{}, {}] },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(parseStatement(text)).toMatchObject(expected);
  });
});

describe('DDL', () => {
  it.each<[string, object]>([
    [
      "create or replace transient table db.sc.X(cols int not null, \"b\" string(10) default 'x' comment 'c') cluster by (\"A\", b) enable_schema_evolution = True data_retention_time_in_days = 1 copy grants comment = 'it''s' as select * from ( select 1 )",
      {
        kind: 'create_table',
        orReplace: true,
        persistence: 'transient',
        columns: [
          { name: { name: 'COLS' }, type: { name: 'INT', args: [] }, notNull: true },
          { name: { name: 'b' }, type: { name: 'STRING', args: [10] }, default: { kind: 'text' }, comment: 'c' },
        ],
        options: [
          { name: 'CLUSTER BY', value: { kind: 'expressions', text: '"A", b' } },
          { name: 'ENABLE_SCHEMA_EVOLUTION', value: { kind: 'boolean', value: true } },
          { name: 'DATA_RETENTION_TIME_IN_DAYS', value: { kind: 'number', text: '1' } },
          { name: 'COPY GRANTS', value: { kind: 'flag' } },
          { name: 'COMMENT', value: { kind: 'text', value: "it's" } },
        ],
        source: { kind: 'as' },
      },
    ],
    [
      'CREATE SCOPED TEMPORARY TABLE X If NOT EXISTS ("A" BIGINT NOT NULL )',
      { persistence: 'temporary', ifNotExists: true, columns: [{ notNull: true }] },
    ],
    ['create temp table t as select 1', { persistence: 'temporary', columns: [], source: { kind: 'as' } }],
    ['create table t like u', { source: { kind: 'like' } }],
    ['create table t clone u copy grants', { source: { kind: 'clone' }, options: [{ name: 'COPY GRANTS' }] }],
    [
      'create table t(number number(10,2), "number" number(10,2) not null, double precision, date date, id int identity(1, 1), n int autoincrement start 5 increment 2 order)',
      {
        columns: [
          { name: { name: 'NUMBER' }, type: { name: 'NUMBER', args: [10, 2] } },
          { name: { name: 'number' }, notNull: true },
          { name: { name: 'DOUBLE' }, type: { name: 'PRECISION' } },
          { name: { name: 'DATE' }, type: { name: 'DATE' } },
          { identity: { start: 1, step: 1 } },
          { identity: { start: 5, step: 2 } },
        ],
      },
    ],
    [
      'create table t (a int primary key, b int constraint u unique not enforced, c int references o(x) on delete cascade, constraint k primary key (a, b), foreign key (c) references o (x))',
      {
        columns: [
          { keys: [{ kind: 'primary' }] },
          { keys: [{ kind: 'unique', name: { name: 'U' } }] },
          { keys: [{ kind: 'foreign', columns: [{ name: 'X' }] }] },
        ],
        constraints: [
          { kind: 'primary', columns: [{}, {}] },
          { kind: 'foreign', referenced: [{}] },
        ],
      },
    ],
    [
      "create or replace secure view v (a comment 'x', b) comment = 'c' as select 1, 2",
      { kind: 'create_view', secure: true, columns: [{ comment: 'x' }, {}], options: [{ name: 'COMMENT' }] },
    ],
    [
      'create schema if not exists a.b with managed access',
      { kind: 'create_object', object: 'schema', ifNotExists: true, options: [{ name: 'WITH MANAGED ACCESS' }] },
    ],
    [
      'create or replace transient database d data_retention_time_in_days = 0',
      { object: 'database', persistence: 'transient' },
    ],
    [
      'create SCOPED TEMPORARY stage if not exists "D"."S".X',
      { object: 'stage', persistence: 'temporary', ifNotExists: true },
    ],
    [
      "create stage s file_format = (type = csv skip_header = 1 null_if = ('a', 'b')) directory = (enable = true)",
      {
        options: [
          {
            name: 'FILE_FORMAT',
            value: {
              kind: 'options',
              options: [
                { name: 'TYPE' },
                { name: 'SKIP_HEADER' },
                { name: 'NULL_IF', value: { kind: 'list', items: [{}, {}] } },
              ],
            },
          },
          { name: 'DIRECTORY' },
        ],
      },
    ],
    [
      'CREATE SCOPED TEMPORARY FILE FORMAT If NOT EXISTS F TYPE = CSV',
      { object: 'file_format', options: [{ name: 'TYPE', value: { kind: 'name' } }] },
    ],
    [
      "create warehouse w with warehouse_size = 'X-SMALL' auto_suspend = 60",
      { object: 'warehouse', options: [{ name: 'WAREHOUSE_SIZE' }, { name: 'AUTO_SUSPEND' }] },
    ],
    ["create or replace user u password = 'x' default_role = r", { object: 'user', orReplace: true }],
    ['drop table if exists db.s.t cascade', { kind: 'drop', object: 'table', ifExists: true, behavior: 'cascade' }],
    ['drop file format f', { object: 'file_format' }],
    ['alter table t rename to u', { kind: 'alter_table', action: { kind: 'rename' } }],
    ['alter table if exists t swap with u', { ifExists: true, action: { kind: 'swap' } }],
    [
      "alter table t add column if not exists a int, b text default 'x'",
      { action: { kind: 'add_columns', ifNotExists: true, columns: [{}, {}] } },
    ],
    [
      'alter table t drop column if exists a, b',
      { action: { kind: 'drop_columns', ifExists: true, columns: [{}, {}] } },
    ],
    ['alter table t rename column a to b', { action: { kind: 'rename_column' } }],
    [
      'alter table t alter column a set data type number(10,2), column b drop not null',
      { action: { kind: 'alter_columns', changes: [{ kind: 'type' }, { kind: 'drop_not_null' }] } },
    ],
    [
      "alter table t modify (a comment 'x', b set not null)",
      { action: { changes: [{ kind: 'comment' }, { kind: 'set_not_null' }] } },
    ],
    ['alter table t add constraint k unique (a)', { action: { kind: 'add_constraint' } }],
    ['alter table t drop primary key', { action: { kind: 'drop_constraint', target: { kind: 'primary' } } }],
    ["alter table t set comment = 'x' change_tracking = true", { action: { kind: 'set', options: [{}, {}] } }],
    [
      'alter table t unset comment, data_retention_time_in_days',
      { action: { kind: 'unset', names: ['COMMENT', 'DATA_RETENTION_TIME_IN_DAYS'] } },
    ],
    [
      'ALTER SCHEMA SET DEFAULT_X = a.b.c',
      { kind: 'alter_object', object: 'schema', name: { parts: [] }, action: { kind: 'set' } },
    ],
    ['alter warehouse w resume if suspended', { action: { kind: 'resume', ifSuspended: true } }],
    ["alter user u set rsa_public_key = 'x'", { object: 'user', action: { kind: 'set' } }],
    [
      "comment if exists on table a.t is 'x'",
      { kind: 'comment', ifExists: true, target: { kind: 'object', object: 'table' } },
    ],
    ["comment on column s.t.c is 'x'", { target: { kind: 'column', table: [{}, {}], column: { name: 'C' } } }],
    ['truncate table if exists t', { kind: 'truncate', ifExists: true }],
    ['truncate t', { kind: 'truncate', ifExists: false }],
    [
      'GRANT ALL PRIVILEGES ON SCHEMA X TO ROLE PUBLIC',
      { kind: 'grant', privileges: ['ALL PRIVILEGES'], on: { object: 'SCHEMA' }, grantee: { kind: 'role' } },
    ],
    [
      'grant select, insert on all tables in schema a.b to role r with grant option',
      { privileges: ['SELECT', 'INSERT'], on: { object: 'ALL TABLES IN SCHEMA' } },
    ],
    ['grant role r to user u', { role: { name: 'R' }, grantee: { kind: 'user' } }],
    ['revoke usage on warehouse w from role r', { kind: 'revoke' }],
  ])('%s', (text, expected) => {
    expect(parseStatement(text)).toMatchObject(expected);
  });

  it('keeps the text of a view', () => {
    const text = 'create view v as  select a , b from t ;';
    const view = parseStatement(text);
    expect(view.kind === 'create_view' && text.slice(view.query.start, view.query.end)).toBe('select a , b from t');
  });

  it('refuses a temporary or transient form that Snowflake does not have, as it does', () => {
    expect(() => parseStatement('create transient stage x')).toThrow(
      "syntax error line 1 at position 17 unexpected 'stage'.",
    );
    expect(() => parseStatement('create temporary schema x')).toThrow("unexpected 'schema'");
  });
});

describe('session and commands', () => {
  it.each<[string, object]>([
    ['use db.s', { kind: 'use', object: 'any' }],
    ['use schema "x"', { object: 'schema' }],
    ['USE DATABASE identifier(?)', { object: 'database', name: { kind: 'dynamic' } }],
    ['use secondary roles all', { object: 'secondary_roles' }],
    ['set x = 5 + 1', { kind: 'set_variables', names: ['X'] }],
    ["set (a, b) = (1, 'x')", { names: ['A', 'B'], values: [{}, {}] }],
    ['unset x', { kind: 'unset_variables', names: ['X'] }],
    [
      'alter session set a = 1 b=\'x\', "c" = true;',
      { kind: 'alter_session', action: { options: [{ name: 'A' }, { name: 'B' }, { name: 'C' }] } },
    ],
    ['ALTER SESSION UNSET a, b', { action: { kind: 'unset', names: ['A', 'B'] } }],
    ['begin', { kind: 'begin_transaction' }],
    ['BEGIN TRANSACTION name t', { kind: 'begin_transaction', name: { name: 'T' } }],
    ['start transaction', { kind: 'begin_transaction' }],
    ['commit work', { kind: 'commit' }],
    ['rollback', { kind: 'rollback' }],
    [
      "show /* JDBC:x */ terse tables history like 'X%' in schema a.b starts with 'Y' limit 5 from 'Z'",
      {
        kind: 'show',
        object: 'TABLES',
        terse: true,
        history: true,
        like: 'X%',
        in: { scope: 'schema' },
        startsWith: 'Y',
        limit: { rows: 5, from: 'Z' },
      },
    ],
    ['show primary keys in table t', { object: 'PRIMARY KEYS', in: { scope: 'table' } }],
    ['show schemas in account', { in: { scope: 'account' } }],
    ['show columns in t', { object: 'COLUMNS', in: { scope: 'any' } }],
    ['SHOW TABLES IN SCHEMA', { in: { scope: 'schema' } }],
    [
      'describe table a.b type = columns',
      { kind: 'describe', target: { kind: 'object', object: 'table', type: 'COLUMNS' } },
    ],
    ['desc t', { target: { object: 'table' } }],
    ["describe result 'x'", { target: { kind: 'result' } }],
    [
      "copy into '@st/f' from ( select 1 ) partition by \"A\" file_format = ( format_name = f type = csv compression = 'NONE' ) overwrite = True header = True",
      {
        kind: 'copy_into_location',
        location: { kind: 'named', path: 'f' },
        source: { kind: 'query' },
        partitionBy: {},
        options: [{ name: 'FILE_FORMAT' }, { name: 'OVERWRITE' }, { name: 'HEADER' }],
      },
    ],
    [
      'copy into @~/x from db.t single = true max_file_size = 10',
      { location: { kind: 'user', path: 'x' }, source: { kind: 'table' } },
    ],
    [
      "copy into x(a) from ( select $1 from @st/f.csv) pattern = '.*' files = ('f') on_error = 'continue'",
      { kind: 'copy_into_table', columns: [{ name: 'A' }], source: { kind: 'query' } },
    ],
    ['COPY INTO X FROM @st/f.csv FILE_FORMAT = ( TYPE = CSV)', { source: { kind: 'stage' } }],
    ['list @%t', { kind: 'list_files', location: { kind: 'table' } }],
    ["rm @a.b.c/x pattern = '.*'", { kind: 'remove_files', pattern: '.*' }],
    [
      "PUT 'file://C:/a b.csv' '@X' parallel = 4 auto_compress = False",
      { kind: 'put_files', file: 'file://C:/a b.csv', options: [{ name: 'PARALLEL' }, { name: 'AUTO_COMPRESS' }] },
    ],
    ["PUT 'file:///a.csv' ? parallel = 4", { file: 'file:///a.csv', location: { kind: 'bound', index: 1 } }],
    ['put file:///x/a*.csv @~/x overwrite=true', { file: 'file:///x/a*.csv', location: { kind: 'user' } }],
    ["get @s/x 'file:///y' pattern = '.*'", { kind: 'get_files', file: 'file:///y' }],
    ["call system$wait(1, 'SECONDS')", { kind: 'call_procedure', args: [{}, {}] }],
    ["execute immediate 'select ?' using (a, b)", { kind: 'execute_immediate', using: [{}, {}] }],
    ['execute immediate $$select 1$$', { source: { kind: 'text', value: 'select 1' } }],
  ])('%s', (text, expected) => {
    expect(parseStatement(text)).toMatchObject(expected);
  });

  it('reads stage names of every kind', () => {
    const location = (text: string) => {
      const statement = parseStatement(`list ${text}`);
      if (statement.kind !== 'list_files') throw new Error(text);
      const { location: found } = statement;
      return 'name' in found ? [found.kind, found.name.parts.map((part) => part.name), found.path] : found.kind;
    };
    expect(location('@"a b".S."X"/p/f.csv')).toEqual(['named', ['a b', 'S', 'X'], 'p/f.csv']);
    expect(location('@db.s.%t/p')).toEqual(['table', ['DB', 'S', 'T'], 'p']);
    expect(location("'@s/a b'")).toEqual(['named', ['S'], 'a b']);
    expect(location("'s3://bucket/x'")).toBe('external');
    expect(() => location('@')).toThrow("unexpected '@'");
  });

  it('reads several statements of one text, and says that there is none', () => {
    expect(parseStatements('select 1; ; begin; select 2;').map(({ kind }) => kind)).toEqual([
      'query',
      'begin_transaction',
      'query',
    ]);
    expect(() => parseStatement(' -- nothing\n;')).toThrow('Empty SQL statement.');
    expect(() => parseStatement('select 1; select 2')).toThrow("unexpected 'select'");
  });
});
