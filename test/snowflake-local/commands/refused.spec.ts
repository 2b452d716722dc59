import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('CREATE TABLE t (a INT)');
  await engine.run('CREATE STAGE st');
  await engine.run('CREATE VIEW v AS SELECT 1 AS x');
});
afterAll(() => engine.stop());

// What is known and not supported here: 000002, its name, and where it stands.
it.each([
  ['COPY INTO @st FROM t FILE_FORMAT = (TYPE = CSV COMPRESSION = ZSTD)', 'COMPRESSION = ZSTD', 47],
  [
    "COPY INTO @st FROM t VALIDATION_MODE = 'RETURN_ROWS'",
    'VALIDATION_MODE of COPY INTO location: run the query itself',
    21,
  ],
  ["COPY INTO 's3://bucket/x' FROM t", 'external location', 10],
  ['COPY INTO t FROM @st FILE_FORMAT = (TYPE = AVRO)', 'TYPE = AVRO', 36],
  ["COPY INTO t FROM @st FILE_FORMAT = (ENCODING = 'UTF16')", 'ENCODING = UTF16', 36],
  ['CREATE FILE FORMAT f TYPE = AVRO', 'TYPE = AVRO', 21],
  ["CREATE STAGE ext URL = 's3://bucket/x'", 'external stage (URL)', 17],
  ["CREATE TABLE col (s STRING) DEFAULT_DDL_COLLATION = 'de'", 'DEFAULT_DDL_COLLATION', 28],
  ['ALTER TABLE t UNSET PARTITIONS', 'ALTER TABLE ... UNSET PARTITIONS', 0],
  ['ALTER SCHEMA public RENAME TO private', 'ALTER SCHEMA ... RENAME', 0],
  ['SHOW SERVICES', 'SHOW SERVICES', 0],
  ['SHOW VIEWS HISTORY', 'SHOW VIEWS HISTORY', 0],
  ['DESCRIBE ROLE public', 'DESCRIBE ROLE', 0],
])('%s', async (text, construct, column) => {
  await expect(engine.run(text)).rejects.toMatchObject({
    code: '000002',
    sqlState: '0A000',
    isCompilation: true,
    message: `SQL compilation error: error line 1 at position ${column}\nUnsupported feature '${construct}'.`,
  });
});

// What no statement of Snowflake's knows: the property by name.
it.each([
  ['CREATE TABLE x (a INT) SORTED = TRUE', 'SORTED', 'TABLE', 23],
  ['CREATE STAGE x SPEED = 1', 'SPEED', 'STAGE', 15],
  ['CREATE WAREHOUSE x SPEED = 1', 'SPEED', 'WAREHOUSE', 19],
  ['COPY INTO @st FROM t FAST = TRUE', 'FAST', 'COPY INTO location', 21],
  ['COPY INTO t FROM @st FAST = TRUE', 'FAST', 'COPY INTO table', 21],
  ["SELECT $1 FROM @st (SPEED => 'x')", 'SPEED', 'staged file', 20],
  ['COPY INTO t FROM @st FILE_FORMAT = (SEPARATOR = 1)', 'SEPARATOR', 'FILE_FORMAT', 36],
])('%s', async (text, name, of, column) => {
  await expect(engine.run(text)).rejects.toMatchObject({
    code: '001420',
    message: `SQL compilation error: error line 1 at position ${column}\ninvalid property '${name}' for '${of}'`,
  });
});

it('says of a view what is wrong with its query by now', async () => {
  for (const sql of [
    'create table under_view (a int)',
    'create view lower_view as select a from under_view',
    'create view upper_view as select * from lower_view',
    'alter table under_view rename column a to b',
  ])
    await engine.run(sql);
  const expansion =
    "SQL compilation error:\nFailure during expansion of view 'LOWER_VIEW': SQL compilation error: error line 1 at position 7\ninvalid identifier 'A'";
  await expect(engine.run('select * from lower_view')).rejects.toMatchObject({
    code: '002037',
    sqlState: '42601',
    message: expansion,
  });
  await expect(engine.run('select * from upper_view')).rejects.toMatchObject({
    message: `SQL compilation error:\nFailure during expansion of view 'UPPER_VIEW': ${expansion}`,
  });
});
