import { type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  for (const text of [
    "CREATE TABLE apples (id INT PRIMARY KEY, name STRING(10) DEFAULT 'x' COMMENT 'a name', at TIMESTAMP_NTZ) COMMENT = 'fruit'",
    'INSERT INTO apples (id) VALUES (1), (2), (3)',
    'DELETE FROM apples WHERE id = 3',
    'CREATE TRANSIENT TABLE a_pears (id INT)',
    'CREATE TEMPORARY TABLE "quinces" (id INT)',
    'CREATE VIEW apple_view AS SELECT id FROM apples',
    "CREATE STAGE crates FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|') COMMENT = 'wood'",
    'CREATE TEMPORARY STAGE boxes',
    "CREATE FILE FORMAT piped TYPE = CSV FIELD_DELIMITER = '|' SKIP_HEADER = 1",
    'CREATE SCHEMA orchard',
    'CREATE TABLE plums (id INT)',
    'USE SCHEMA public',
  ]) {
    await engine.run(text);
  }
});
afterAll(() => engine.stop());

/** One column of a SHOW, by name. */
async function listed(text: string, column = 'name'): Promise<readonly (string | null)[]> {
  const { columns, rows } = await engine.run(text);
  return rows.map((row) => row[columns.indexOf(column)] ?? null);
}

describe('SHOW', () => {
  it.each([
    ['SHOW TABLES', ['APPLES', 'A_PEARS', 'quinces']],
    ["SHOW TABLES LIKE 'APPLES'", ['APPLES']],
    ["SHOW TABLES LIKE 'a%'", ['APPLES', 'A_PEARS']],
    ["SHOW TABLES LIKE 'A_P%'", ['APPLES', 'A_PEARS']],
    ["SHOW TABLES LIKE 'a\\\\_p%'", ['A_PEARS']],
    ["SHOW TABLES STARTS WITH 'a'", []],
    ["SHOW TABLES STARTS WITH 'A'", ['APPLES', 'A_PEARS']],
    ['SHOW TABLES LIMIT 2', ['APPLES', 'A_PEARS']],
    ["SHOW TABLES LIMIT 1 FROM 'APPLES'", ['A_PEARS']],
    ['SHOW TABLES IN SCHEMA orchard', ['PLUMS']],
    ['SHOW TABLES IN orchard', ['PLUMS']],
    ['SHOW TABLES IN DATABASE firn', ['PLUMS', 'APPLES', 'A_PEARS', 'quinces']],
    ['SHOW TABLES IN ACCOUNT', ['PLUMS', 'APPLES', 'A_PEARS', 'quinces']],
    ["SHOW TERSE TABLES LIKE 'APPLES'", ['APPLES']],
    ['SHOW VIEWS', ['APPLE_VIEW']],
    ['SHOW OBJECTS', ['APPLES', 'APPLE_VIEW', 'A_PEARS', 'quinces']],
    ['SHOW STAGES', ['BOXES', 'CRATES']],
    ['SHOW FILE FORMATS', ['PIPED']],
    ['SHOW SCHEMAS', ['INFORMATION_SCHEMA', 'ORCHARD', 'PUBLIC']],
    ["SHOW SCHEMAS LIKE 'orch%' IN DATABASE firn", ['ORCHARD']],
    ["SHOW DATABASES LIKE 'FIRN'", ['FIRN']],
    ["SHOW DATABASES LIKE 'nothing'", []],
    ['SHOW WAREHOUSES', ['COMPUTE_WH']],
    ["SHOW ROLES LIKE 'ACC%'", ['ACCOUNTADMIN']],
    ['SHOW USERS', ['FIRN']],
    ['SHOW /* JDBC */ TABLES IN SCHEMA firn.orchard', ['PLUMS']],
  ])('%s', async (text, names) => {
    expect(await listed(text)).toEqual(names);
  });

  it('counts rows, and names the kind of a table', async () => {
    expect(await listed('SHOW TABLES', 'rows')).toEqual(['2', '0', '0']);
    expect(await listed('SHOW TABLES', 'kind')).toEqual(['TABLE', 'TRANSIENT', 'TEMPORARY']);
    expect(await listed('SHOW TABLES', 'comment')).toEqual(['fruit', '', '']);
    expect(await listed('SHOW STAGES', 'type')).toEqual(['INTERNAL TEMPORARY', 'INTERNAL']);
  });

  it("does not list another session's temporary objects", async () => {
    const session = engine.newSession();
    const { rows } = await engine.run('SHOW TABLES', { session });
    expect(rows).toHaveLength(2);
    expect((await engine.run('SHOW STAGES', { session })).rows).toHaveLength(1);
  });

  it('describes columns as SHOW COLUMNS does', async () => {
    expect(await listed('SHOW COLUMNS IN TABLE apples', 'column_name')).toEqual(['ID', 'NAME', 'AT']);
    expect((await listed('SHOW COLUMNS IN apples', 'data_type')).map((type) => JSON.parse(String(type)))).toEqual([
      { type: 'FIXED', precision: 38, scale: 0, nullable: false },
      { type: 'TEXT', length: 10, byteLength: 40, nullable: true, fixed: false },
      { type: 'TIMESTAMP_NTZ', precision: 0, scale: 9, nullable: true },
    ]);
    expect(await listed('SHOW PRIMARY KEYS IN apples', 'column_name')).toEqual(['ID']);
  });

  it('lists objects by the kinds and columns that dbt reads', async () => {
    const session = engine.newSession();
    await engine.run('CREATE TEMPORARY TABLE brief (a INT)', { session });
    const { columns, rows } = await engine.run("SHOW OBJECTS LIKE 'BRIEF'", { session });
    const names = ['database_name', 'schema_name', 'name', 'kind', 'is_dynamic', 'is_iceberg'];
    expect(rows.map((row) => names.map((name) => row[columns.indexOf(name)]))).toEqual([
      ['FIRN', 'PUBLIC', 'BRIEF', 'TABLE', 'N', 'N'],
    ]);
  });

  it('lists foreign keys from either side', async () => {
    const session = engine.newSession();
    const run = (sql: string) => engine.run(sql, { session });
    await run(
      'CREATE TEMPORARY TABLE baskets (apple INT, CONSTRAINT of_apples FOREIGN KEY (apple) REFERENCES apples (id))',
    );
    const shown = async (sql: string) => {
      const { columns, rows } = await run(sql);
      const names = ['pk_table_name', 'pk_column_name', 'fk_table_name', 'fk_column_name', 'fk_name'];
      return rows.map((row) => names.map((name) => row[columns.indexOf(name)]));
    };
    const key = [['APPLES', 'ID', 'BASKETS', 'APPLE', 'OF_APPLES']];
    expect(await shown('SHOW IMPORTED KEYS IN TABLE baskets')).toEqual(key);
    expect(await shown('SHOW IMPORTED KEYS IN TABLE apples')).toEqual([]);
    expect(await shown('SHOW EXPORTED KEYS IN TABLE apples')).toEqual(key);
    expect(await shown('SHOW EXPORTED KEYS IN SCHEMA firn.public')).toEqual(key);
    expect(await shown('SHOW EXPORTED KEYS IN TABLE baskets')).toEqual([]);
  });

  it.each(['ALTER SESSION SET unknown = 1', "ALTER SESSION SET week_beginning = 'x'", 'ALTER SESSION UNSET unknown'])(
    '%s is refused: nobody knows it',
    async (text) => {
      await expect(engine.run(text)).rejects.toMatchObject({
        code: '001420',
        sqlState: '22023',
        message: expect.stringMatching(
          /^SQL compilation error:\ninvalid property '(?:UNKNOWN|WEEK_BEGINNING)' for 'SESSION'$/,
        ),
      });
    },
  );

  it('keeps every parameter of the server and of drivers that ALTER SESSION sets', async () => {
    await engine.run("ALTER SESSION SET enable_switch = True, jdbc_text = 'x y', client_number = 12");
    await engine.run('alter session set QUERY_TAG = tagged;');
    for (const [name, value] of [
      ['ENABLE_SWITCH', 'true'],
      ['JDBC_TEXT', 'x y'],
      ['CLIENT_NUMBER', '12'],
      ['QUERY_TAG', 'tagged'],
    ]) {
      expect((await engine.rows(`SHOW PARAMETERS LIKE '${name}'`)).map((row) => row.slice(0, 2))).toEqual([
        [name, value],
      ]);
    }
    await engine.run('ALTER SESSION UNSET enable_switch, query_tag');
    expect(await engine.rows("SHOW PARAMETERS LIKE 'enable_switch'")).toEqual([]);
    expect(await listed("SHOW PARAMETERS LIKE 'query_tag' IN SESSION", 'value')).toEqual(['']);
    await expect(engine.run("ALTER SESSION SET TIMEZONE = 'Nowhere/None'")).rejects.toMatchObject({ code: '001008' });
  });

  it('shows clustering keys in one pair of parentheses', async () => {
    for (const [sql, keys] of [
      ['CREATE OR REPLACE TABLE clustered (a INT, b INT) CLUSTER BY (a, b)', 'LINEAR(a, b)'],
      ['CREATE OR REPLACE TABLE clustered (a INT, b INT) CLUSTER BY LINEAR(b)', 'LINEAR(b)'],
      ['ALTER TABLE clustered CLUSTER BY LINEAR(a, (a + b))', 'LINEAR(a, (a + b))'],
    ] as const) {
      await engine.run(sql);
      const { columns, rows } = await engine.run("SHOW TABLES LIKE 'clustered'");
      expect(rows[0]?.[columns.indexOf('cluster_by')]).toBe(keys);
    }
    await engine.run('DROP TABLE clustered');
  });

  it('can be read again by RESULT_SCAN, lower-case names and all', async () => {
    await engine.run('SHOW TABLES');
    expect(
      await engine.rows('SELECT "name", "rows" + 1 FROM TABLE(RESULT_SCAN(LAST_QUERY_ID())) WHERE "kind" = \'TABLE\''),
    ).toEqual([['APPLES', '3']]);
  });

  it.each(['STREAMS', 'TASKS', 'PIPES', 'TAGS', 'EXTERNAL TABLES', 'MASKING POLICIES', 'SECRETS'])(
    'has no %s, by the columns that Snowflake lists them in',
    async (kind) => {
      const { columns, rows } = await engine.run(`SHOW ${kind} LIKE '%' IN SCHEMA public`);
      expect(columns).toEqual(expect.arrayContaining(['created_on', 'name', 'database_name', 'schema_name', 'owner']));
      expect(rows).toEqual([]);
    },
  );

  it.each([
    ['SHOW TABLES IN SCHEMA nowhere', '002043'],
    ['SHOW SCHEMAS IN DATABASE nowhere', '002043'],
    ['SHOW SEQUENCES IN SCHEMA nowhere', '002003'],
    ['SHOW COLUMNS IN TABLE nowhere', '002003'],
    ['SHOW VIEWS HISTORY', '000002'],
    ['SHOW SERVICES', '000002'],
  ])('%s is refused', async (text, code) => {
    await expect(engine.run(text)).rejects.toMatchObject({ code, isCompilation: true });
  });
});

describe('DESCRIBE', () => {
  it('a table, a view, a stage, a file format, a schema', async () => {
    expect(await engine.run('DESC TABLE apples')).toMatchObject({
      columns: expect.arrayContaining(['name', 'type', 'kind', 'null?', 'default', 'primary key', 'comment']),
      rows: [
        ['ID', 'NUMBER(38,0)', 'COLUMN', 'N', null, 'Y', 'N', null, null, null, null, null],
        ['NAME', 'VARCHAR(10)', 'COLUMN', 'Y', "'x'", 'N', 'N', null, null, 'a name', null, null],
        ['AT', 'TIMESTAMP_NTZ(9)', 'COLUMN', 'Y', null, 'N', 'N', null, null, null, null, null],
      ],
    });
    expect((await engine.rows('DESCRIBE VIEW apple_view')).map((row) => row.slice(0, 2))).toEqual([
      ['ID', 'NUMBER(38,0)'],
    ]);
    expect(await engine.rows('DESCRIBE STAGE crates')).toContainEqual([
      'STAGE_FILE_FORMAT',
      'FIELD_DELIMITER',
      'String',
      '|',
      ',',
    ]);
    expect(await engine.rows('DESCRIBE FILE FORMAT piped')).toContainEqual(['SKIP_HEADER', 'Integer', '1', '0']);
    await engine.run("CREATE FILE FORMAT lists TYPE = JSON STRIP_OUTER_ARRAY = TRUE NULL_IF = ('-')");
    const properties = await engine.rows('DESCRIBE FILE FORMAT lists');
    for (const property of [
      ['TYPE', 'String', 'JSON', 'CSV'],
      ['STRIP_OUTER_ARRAY', 'Boolean', 'true', 'false'],
      ['NULL_IF', 'List', '[-]', '[]'],
      ['COMPRESSION', 'String', 'AUTO', 'AUTO'],
    ])
      expect(properties).toContainEqual(property);
    expect(await engine.rows('DESCRIBE SCHEMA orchard')).toMatchObject([[expect.anything(), 'PLUMS', 'TABLE']]);
  });

  it('a result', async () => {
    const { queryId } = await engine.run('SELECT id AS "x y", name FROM apples');
    expect((await engine.rows(`DESCRIBE RESULT '${queryId}'`)).map((row) => row.slice(0, 4))).toEqual([
      ['x y', 'NUMBER(38,0)', 'COLUMN', 'N'],
      ['NAME', 'VARCHAR(10)', 'COLUMN', 'Y'],
    ]);
  });
});

describe('INFORMATION_SCHEMA', () => {
  it.each([
    [
      `SELECT table_name, table_type, row_count, is_transient FROM information_schema.tables WHERE table_schema = 'PUBLIC' ORDER BY 1`,
      [
        ['APPLES', 'BASE TABLE', '2', 'NO'],
        ['APPLE_VIEW', 'VIEW', null, null],
        ['A_PEARS', 'BASE TABLE', '0', 'YES'],
        ['quinces', 'LOCAL TEMPORARY', '0', 'NO'],
      ],
    ],
    [
      `SELECT column_name, ordinal_position, data_type, character_maximum_length, numeric_precision, is_nullable, comment
       FROM firn.information_schema.columns WHERE table_name = 'APPLES' ORDER BY 2`,
      [
        ['ID', '1', 'NUMBER', null, '38', 'NO', null],
        ['NAME', '2', 'TEXT', '10', null, 'YES', 'a name'],
        ['AT', '3', 'TIMESTAMP_NTZ', null, null, 'YES', null],
      ],
    ],
    [
      'SELECT schema_name FROM information_schema.schemata ORDER BY 1',
      [['INFORMATION_SCHEMA'], ['ORCHARD'], ['PUBLIC']],
    ],
    ['SELECT database_name FROM information_schema.databases', [['FIRN']]],
    ['SELECT table_name FROM information_schema.views', [['APPLE_VIEW']]],
    ["SELECT count(*) FROM information_schema.enabled_roles WHERE role_name = 'PUBLIC'", [['1']]],
    ['SELECT stage_name FROM information_schema.stages ORDER BY 1', [['BOXES'], ['CRATES']]],
  ])('%s', async (text, rows) => {
    expect(await engine.rows(text)).toEqual(rows);
  });
});

describe('session variables', () => {
  it('are computed once, keep their digits, and are read with $', async () => {
    await engine.run("SET (a, b) = (12345678901234567890, 'it''s')");
    await engine.run('SET c = (SELECT COUNT(*) FROM apples)');
    expect(await engine.rows('SELECT $a + 1, $b, $c')).toEqual([['12345678901234567891', "it's", '2']]);
    expect(await listed("SHOW VARIABLES LIKE 'a'", 'value')).toEqual(['12345678901234567890']);
    await engine.run('UNSET a');
    await expect(engine.run('SELECT $a')).rejects.toMatchObject({ isCompilation: true });
  });
});

describe('SHOW PARAMETERS', () => {
  const shown = async (text: string) => {
    const { columns, rows } = await engine.run(text);
    expect(columns).toEqual(['key', 'value', 'default', 'level', 'description', 'type']);
    return rows.map((row) => [...row.slice(0, 4), row[5]].join(' '));
  };

  it('tells of each what it is for, and its type', async () => {
    for (const [name, , , , description, type] of await engine.rows('SHOW PARAMETERS IN ACCOUNT')) {
      expect([name, description]).toEqual([name, expect.stringMatching(/../)]);
      expect(['BOOLEAN', 'NUMBER', 'STRING']).toContain(type);
    }
  });

  it('looks where IN or FOR says', async () => {
    await engine.run('CREATE WAREHOUSE slow STATEMENT_TIMEOUT_IN_SECONDS = 5');
    await engine.run("CREATE USER far TIMEZONE = 'Asia/Tokyo'");
    await engine.run('CREATE SCHEMA forgetful DATA_RETENTION_TIME_IN_DAYS = 0');
    await engine.run('CREATE TABLE forgetful.held (a INT) DATA_RETENTION_TIME_IN_DAYS = 3');
    expect(await shown('SHOW PARAMETERS IN WAREHOUSE slow')).toEqual([
      'MAX_CONCURRENCY_LEVEL 8 8  NUMBER',
      'STATEMENT_QUEUED_TIMEOUT_IN_SECONDS 0 0  NUMBER',
      'STATEMENT_TIMEOUT_IN_SECONDS 5 172800 WAREHOUSE NUMBER',
    ]);
    const zone = 'America/Los_Angeles';
    expect(await shown("SHOW PARAMETERS LIKE 'timezone' FOR USER far")).toEqual([
      `TIMEZONE Asia/Tokyo ${zone} USER STRING`,
    ]);
    expect(await shown("SHOW PARAMETERS LIKE 'timezone' IN SESSION")).toEqual([`TIMEZONE ${zone} ${zone}  STRING`]);
    const retention = "SHOW PARAMETERS LIKE 'data_retention%'";
    expect(await shown(`${retention} IN DATABASE firn`)).toEqual(['DATA_RETENTION_TIME_IN_DAYS 1 1  NUMBER']);
    expect(await shown(`${retention} IN SCHEMA forgetful`)).toEqual(['DATA_RETENTION_TIME_IN_DAYS 0 1 SCHEMA NUMBER']);
    expect(await shown(`${retention} IN TABLE forgetful.held`)).toEqual([
      'DATA_RETENTION_TIME_IN_DAYS 3 1 TABLE NUMBER',
    ]);
    for (const [place, code] of [
      ['WAREHOUSE nowhere', '002003'],
      ['USER nobody', '002003'],
      ['SCHEMA nowhere', '002003'],
    ])
      await expect(engine.run(`SHOW PARAMETERS IN ${place}`)).rejects.toMatchObject({ code });
  });
});

describe('users', () => {
  it('are listed by all their columns', async () => {
    await engine.run(
      "CREATE USER ada LOGIN_NAME = 'countess' LAST_NAME = 'Lovelace' MUST_CHANGE_PASSWORD = TRUE TYPE = PERSON",
    );
    const { columns, rows } = await engine.run("SHOW USERS LIKE 'ada'");
    expect(columns).toHaveLength(29);
    const ada = Object.fromEntries(columns.map((name, at) => [name, rows[0]?.[at]]));
    expect(ada).toMatchObject({
      ...{
        name: 'ADA',
        login_name: 'COUNTESS',
        last_name: 'Lovelace',
        must_change_password: 'true',
        disabled: 'false',
      },
      ...{ default_secondary_roles: '["ALL"]', has_password: 'false', type: 'PERSON', has_mfa: 'false' },
    });
  });

  it('are described by all their properties', async () => {
    const { columns, rows } = await engine.run('DESCRIBE USER ada');
    expect(columns).toEqual(['property', 'value', 'default', 'description']);
    expect(rows.map(([name]) => name)).toEqual(
      expect.arrayContaining(['MIDDLE_NAME', 'SNOWFLAKE_LOCK', 'DEFAULT_SECONDARY_ROLES', 'RSA_PUBLIC_KEY_2_FP']),
    );
    expect(rows.find(([name]) => name === 'MUST_CHANGE_PASSWORD')).toEqual([
      ...['MUST_CHANGE_PASSWORD', 'true', 'false', 'User must change the password'],
    ]);
  });
});

it('has the same five columns in every TERSE list, NULL where a list has no such thing', async () => {
  const { columns, rows } = await engine.run("SHOW TERSE SCHEMAS LIKE 'PUBLIC' IN DATABASE firn");
  expect(columns).toEqual(['created_on', 'name', 'kind', 'database_name', 'schema_name']);
  expect(rows.map((row) => row.slice(1))).toEqual([['PUBLIC', null, 'FIRN', null]]);
});
