import { Refusal, type SqlEngine, sqlEngine } from './support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const refusal = (text: string): Promise<Refusal> =>
  engine.run(text).then(
    () => Promise.reject(new Error(`${text} succeeded`)),
    (error: unknown) => (error instanceof Refusal ? error : Promise.reject(error)),
  );

describe('tables', () => {
  it.each([
    ['CREATE TABLE a (id INT, name STRING(10) NOT NULL)', 'Table A successfully created.'],
    ['CREATE TABLE IF NOT EXISTS a (id INT)', 'A already exists, statement succeeded.'],
    ['CREATE TABLE a IF NOT EXISTS (id INT)', 'A already exists, statement succeeded.'],
    ['CREATE OR REPLACE TABLE a (id INT, note VARCHAR)', 'Table A successfully created.'],
    ['CREATE TABLE "a" ("A" INT, "a" INT)', 'Table a successfully created.'],
    ['CREATE TRANSIENT TABLE tr (id INT)', 'Table TR successfully created.'],
    ['CREATE SCOPED TEMPORARY TABLE sc (id INT)', 'Table SC successfully created.'],
    ["CREATE TABLE asq AS SELECT 1 AS x, 'y' AS y", 'Table ASQ successfully created.'],
    ['CREATE TABLE lk LIKE asq', 'Table LK successfully created.'],
    ['CREATE TABLE cl CLONE asq', 'Table CL successfully created.'],
    ['DROP TABLE lk', 'LK successfully dropped.'],
    ['DROP TABLE IF EXISTS lk', 'Drop statement executed successfully (LK already dropped).'],
    ['TRUNCATE TABLE cl', 'Statement executed successfully.'],
    ['TRUNCATE TABLE IF EXISTS nothing_here', 'Statement executed successfully.'],
  ])('%s', async (text, message) => {
    expect(await engine.run(text)).toMatchObject({ columns: ['status'], rows: [[message]] });
  });

  it.each([
    ['CREATE TABLE a (id INT)', '002002', '42710', "Object 'A' already exists."],
    ['DROP TABLE nowhere', '002003', '42S02', "Table 'NOWHERE' does not exist or not authorized."],
    ['DROP TABLE no_schema.x', '002003', '02000', "Schema 'FIRN.NO_SCHEMA' does not exist or not authorized."],
    ['DROP VIEW no_database.s.x', '002003', '02000', "Database 'NO_DATABASE' does not exist or not authorized."],
    ['SELECT 1 FROM no_schema.x', '002003', '02000', "Schema 'FIRN.NO_SCHEMA' does not exist or not authorized."],
    ['INSERT INTO public.x VALUES (1)', '002003', '42S02', "Table 'PUBLIC.X' does not exist or not authorized."],
    ['CREATE TABLE unnamed AS SELECT 1 + 1', '002022', '42601', 'SQL compilation error:\nMissing column specification'],
    ['CREATE VIEW unnamed AS SELECT COUNT(*) FROM a', '002022', '42601', 'Missing column specification'],
    ['CREATE TABLE unnamed (n INT) AS SELECT 1, 2', '001789', '42601', 'Invalid column definition list'],
    [
      'CREATE TABLE no_schema.x (id INT)',
      '002003',
      '02000',
      "Schema 'FIRN.NO_SCHEMA' does not exist or not authorized.",
    ],
    ['CREATE TABLE dup (id INT, ID INT)', '002025', '42S21', "duplicate column name 'ID'"],
    ['CREATE TABLE odd (id INT) SORTED = TRUE', '001420', '22023', "invalid property 'SORTED' for 'TABLE'"],
    ['CREATE TABLE geo (g WIBBLE)', undefined, undefined, 'WIBBLE'],
    ['CREATE TABLE k (id INT, PRIMARY KEY (other))', '000904', '42000', "invalid identifier 'OTHER'"],
  ])('%s is refused while it is compiled', async (text, code, state, message) => {
    const found = await refusal(text);
    expect(found).toMatchObject({ isCompilation: true, ...(code && { code }), ...(state && { sqlState: state }) });
    expect(found.message).toContain(message);
  });

  it('enforces NOT NULL, and that of a primary key', async () => {
    await engine.run('CREATE OR REPLACE TABLE nn (id INT PRIMARY KEY, a INT NOT NULL, b INT)');
    await engine.run('INSERT INTO nn VALUES (1, 2, NULL)');
    for (const row of ['(NULL, 1, 1)', '(1, NULL, 1)']) {
      expect(await refusal(`INSERT INTO nn VALUES ${row}`)).toMatchObject({ code: '100072' });
    }
  });

  it('fills defaults', async () => {
    await engine.run(
      "CREATE OR REPLACE TABLE df (id INT, a INT DEFAULT 7, b STRING DEFAULT 'x', c DATE DEFAULT CURRENT_DATE)",
    );
    await engine.run('INSERT INTO df (id) VALUES (1)');
    expect(await engine.rows('SELECT id, a, b, c IS NOT NULL FROM df')).toEqual([['1', '7', 'x', '1']]);
  });

  it('keeps digits, nulls and types of CREATE TABLE AS', async () => {
    await engine.run(`CREATE OR REPLACE TABLE kept (a NUMBER(38,0), b NUMBER(10,2) NOT NULL, c) AS
      SELECT 12345678901234567890123456789012345678, 1.005, PARSE_JSON('{"k": 1}')`);
    expect(await engine.rows('SELECT a, b, c:k FROM kept')).toEqual([
      ['12345678901234567890123456789012345678', '1.01', '1'],
    ]);
    expect(await engine.rows('DESCRIBE TABLE kept')).toEqual([
      ['A', 'NUMBER(38,0)', 'COLUMN', 'Y', null, 'N', 'N', null, null, null, null, null],
      ['B', 'NUMBER(10,2)', 'COLUMN', 'N', null, 'N', 'N', null, null, null, null, null],
      ['C', 'VARIANT', 'COLUMN', 'Y', null, 'N', 'N', null, null, null, null, null],
    ]);
  });

  it('replaces a table by a query over itself', async () => {
    await engine.run('CREATE OR REPLACE TABLE self AS SELECT 1 AS x UNION ALL SELECT 2');
    await engine.run('CREATE OR REPLACE TABLE self AS SELECT x + 10 AS x, x AS was FROM self');
    expect(await engine.rows('SELECT * FROM self ORDER BY 1')).toEqual([
      ['11', '1'],
      ['12', '2'],
    ]);
  });

  it('stores what a query gives in the narrow form while it fits, and in the wide one when it must', async () => {
    await engine.run('CREATE OR REPLACE TABLE sums AS SELECT SUM(x) AS small FROM (SELECT 1 AS x UNION ALL SELECT 2)');
    await engine.run(`CREATE OR REPLACE TABLE wide_sums AS
      SELECT SUM(x) AS large FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 9223372036854775807)`);
    const physical = (name: string) => {
      const found = engine.catalog.view('').relation({ database: 'FIRN', schema: 'PUBLIC', name });
      return found?.columns[0]?.physical;
    };
    expect([physical('SUMS'), physical('WIDE_SUMS')]).toEqual(['bigint', 'decimal']);
    expect(await engine.value('SELECT large FROM wide_sums')).toBe('18446744073709551614');
  });

  it('leaves nothing of a table whose query fails', async () => {
    await expect(engine.run('CREATE TABLE failing AS SELECT 1 / x AS y FROM (SELECT 0 AS x)')).rejects.toMatchObject({
      code: '100051',
    });
    expect(await engine.rows("SHOW TABLES LIKE 'failing'")).toEqual([]);
    await engine.run('CREATE TABLE failing (y INT)');
  });

  it('hides a permanent table behind a temporary one until that is dropped', async () => {
    await engine.run('CREATE OR REPLACE TABLE shade AS SELECT 1 AS x');
    await engine.run('CREATE TEMPORARY TABLE shade AS SELECT 2 AS x');
    const other = engine.newSession();
    expect(await engine.value('SELECT x FROM shade')).toBe('2');
    expect(await engine.value('SELECT x FROM firn.public.shade')).toBe('2');
    expect(await engine.value('SELECT x FROM shade', { session: other })).toBe('1');
    await engine.run('DROP TABLE shade');
    expect(await engine.value('SELECT x FROM shade')).toBe('1');
  });

  it('drops the temporary tables of a session that has ended', async () => {
    const other = engine.newSession();
    await engine.run('CREATE TEMPORARY TABLE leaving (x INT)', { session: other });
    engine.close(other);
    const left = () => engine.catalog.view(other.id).temporaryObjects(other.id).length;
    while (left() > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(left()).toBe(0);
  });
});

describe('ALTER TABLE', () => {
  const columns = async (table: string) => (await engine.rows(`DESCRIBE TABLE ${table}`)).map(([name]) => name);

  it('adds, renames and drops columns, and keeps the rows', async () => {
    await engine.run('CREATE OR REPLACE TABLE at (id INT)');
    await engine.run('INSERT INTO at VALUES (1), (2)');
    await engine.run("ALTER TABLE at ADD COLUMN note STRING DEFAULT 'old' NOT NULL, extra INT");
    await engine.run('ALTER TABLE at RENAME COLUMN note TO remark');
    await engine.run('ALTER TABLE at DROP COLUMN extra');
    expect(await columns('at')).toEqual(['ID', 'REMARK']);
    expect(await engine.rows('SELECT * FROM at ORDER BY id')).toEqual([
      ['1', 'old'],
      ['2', 'old'],
    ]);
    expect(await refusal('ALTER TABLE at ADD COLUMN id INT')).toMatchObject({
      code: '001430',
      sqlState: '42601',
      message: "SQL compilation error:\ncolumn 'ID' already exists",
    });
    expect(await refusal('ALTER TABLE at DROP COLUMN nothing')).toMatchObject({ code: '000904' });
    await engine.run('ALTER TABLE at ADD COLUMN IF NOT EXISTS id INT');
  });

  it('renames and swaps tables', async () => {
    await engine.run('CREATE OR REPLACE TABLE one AS SELECT 1 AS x');
    await engine.run('CREATE OR REPLACE TABLE two AS SELECT 2 AS x');
    await engine.run('ALTER TABLE one SWAP WITH two');
    expect([await engine.value('SELECT x FROM one'), await engine.value('SELECT x FROM two')]).toEqual(['2', '1']);
    await engine.run('ALTER TABLE one RENAME TO uno');
    expect(await engine.value('SELECT x FROM uno')).toBe('2');
    expect(await refusal('SELECT x FROM one')).toMatchObject({ code: '002003' });
    await engine.run('CREATE SCHEMA IF NOT EXISTS other_place');
    await engine.run('USE SCHEMA public');
    await engine.run('ALTER TABLE uno RENAME TO other_place.moved');
    expect(await engine.value('SELECT x FROM other_place.moved')).toBe('2');
  });

  it('widens types and refuses to narrow them', async () => {
    await engine.run('CREATE OR REPLACE TABLE wide (s STRING(5), n NUMBER(5,2))');
    await engine.run("INSERT INTO wide VALUES ('abcde', 123.45)");
    await engine.run('ALTER TABLE wide ALTER COLUMN s SET DATA TYPE STRING(10), COLUMN n SET DATA TYPE NUMBER(20,2)');
    await engine.run("INSERT INTO wide VALUES ('abcdefghij', 123456789.25)");
    expect(await engine.rows('SELECT * FROM wide ORDER BY n')).toEqual([
      ['abcde', '123.45'],
      ['abcdefghij', '123456789.25'],
    ]);
    expect(await refusal('ALTER TABLE wide ALTER COLUMN s SET DATA TYPE STRING(2)')).toMatchObject({ code: '040050' });
  });

  it('sets and clears comments, NOT NULL and defaults', async () => {
    await engine.run('CREATE OR REPLACE TABLE said (a INT DEFAULT 1)');
    await engine.run("ALTER TABLE said SET COMMENT = 'of the table'");
    await engine.run("COMMENT ON COLUMN said.a IS 'of the column'");
    await engine.run('ALTER TABLE said ALTER COLUMN a SET NOT NULL, COLUMN a DROP DEFAULT');
    const [row] = await engine.rows("SHOW TABLES LIKE 'said'");
    expect(row?.[5]).toBe('of the table');
    expect(await engine.rows('DESCRIBE TABLE said')).toEqual([
      ['A', 'NUMBER(38,0)', 'COLUMN', 'N', null, 'N', 'N', null, null, 'of the column', null, null],
    ]);
  });
});

describe('views', () => {
  it('gives the rows of its query, as seen from its own schema', async () => {
    await engine.run('CREATE SCHEMA IF NOT EXISTS views_here');
    await engine.run('CREATE OR REPLACE TABLE base AS SELECT 1 AS x UNION ALL SELECT 2');
    await engine.run("CREATE VIEW doubled (twice COMMENT 'two times') AS SELECT x * 2 FROM base");
    await engine.run('USE SCHEMA public');
    expect(await engine.rows('SELECT twice FROM views_here.doubled ORDER BY 1')).toEqual([['2'], ['4']]);
    expect((await refusal('CREATE VIEW views_here.doubled AS SELECT 1 AS x')).code).toBe('002002');
    expect((await refusal('CREATE VIEW v3 (a, b) AS SELECT 1 AS x')).code).toBe('002057');
    expect((await refusal('CREATE OR REPLACE VIEW views_here.doubled AS SELECT * FROM doubled')).code).toBe('002003');
    expect((await refusal('DROP TABLE views_here.doubled')).code).toBe('002203');
    expect(await engine.value('DROP VIEW views_here.doubled')).toBe('DOUBLED successfully dropped.');
  });

  it('cannot hold a bind, which ends with its statement', async () => {
    const binds = [{ type: 'FIXED', value: '1' }] as const;
    await expect(engine.run('CREATE VIEW bound AS SELECT ? AS x', { binds })).rejects.toMatchObject({ code: '002049' });
    await expect(engine.run('CREATE TABLE bound (x INT DEFAULT ?)', { binds })).rejects.toMatchObject({
      code: '002049',
    });
  });

  it('survives that a column of its table needs a wider form', async () => {
    await engine.run('CREATE OR REPLACE TABLE growing (n NUMBER(38,0))');
    await engine.run('INSERT INTO growing VALUES (1)');
    await engine.run('CREATE OR REPLACE VIEW over_growing AS SELECT n FROM growing');
    await engine.run('INSERT INTO growing VALUES (99999999999999999999)');
    expect(await engine.rows('SELECT n FROM over_growing ORDER BY n')).toEqual([['1'], ['99999999999999999999']]);
  });
});

describe('databases and schemas', () => {
  it('become current when they are made', async () => {
    const session = engine.newSession();
    const here = () => engine.rows('SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()', { session });
    expect(await engine.value('CREATE DATABASE other', { session })).toBe('Database OTHER successfully created.');
    expect(await here()).toEqual([['OTHER', 'PUBLIC']]);
    expect(await engine.value('CREATE SCHEMA IF NOT EXISTS s', { session })).toBe('Schema S successfully created.');
    expect(await engine.value('CREATE SCHEMA IF NOT EXISTS s', { session })).toBe(
      'S already exists, statement succeeded.',
    );
    expect(await here()).toEqual([['OTHER', 'S']]);
    await engine.run('CREATE TABLE t (x INT)', { session });
    expect(await engine.value('DROP SCHEMA s', { session })).toBe('S successfully dropped.');
    expect(await here()).toEqual([['OTHER', null]]);
    await expect(engine.run('CREATE TABLE t (x INT)', { session })).rejects.toMatchObject({ code: '090106' });
    await engine.run('USE DATABASE firn', { session });
    expect(await here()).toEqual([['FIRN', 'PUBLIC']]);
    await engine.run('DROP DATABASE other', { session });
    await expect(engine.run('USE DATABASE other', { session })).rejects.toMatchObject({ code: '002043' });
  });

  it('accepts parameters without a name for the current schema', async () => {
    expect(await engine.value("ALTER SCHEMA SET DEFAULT_STREAMLIT_NOTEBOOK_WAREHOUSE = 'a.b.c'")).toBe(
      'Statement executed successfully.',
    );
  });
});

describe('grants, warehouses, roles and users', () => {
  it.each([
    ['GRANT ALL PRIVILEGES ON SCHEMA public TO ROLE PUBLIC', 'Statement executed successfully.'],
    ['REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM ROLE PUBLIC', 'Statement executed successfully.'],
    [
      "CREATE WAREHOUSE small WITH WAREHOUSE_SIZE = 'X-SMALL' MAX_CONCURRENCY_LEVEL = 2",
      'Warehouse SMALL successfully created.',
    ],
    ['ALTER WAREHOUSE small SET MAX_CONCURRENCY_LEVEL = 3', 'Statement executed successfully.'],
    ['USE WAREHOUSE compute_wh', 'Statement executed successfully.'],
    ['CREATE ROLE reader', 'Role READER successfully created.'],
    ['USE ROLE accountadmin', 'Statement executed successfully.'],
    ["CREATE OR REPLACE USER ann PASSWORD = 'secret' DEFAULT_ROLE = PUBLIC", 'User ANN successfully created.'],
    ["ALTER USER ann SET RSA_PUBLIC_KEY = 'MIIBIjAN'", 'Statement executed successfully.'],
  ])('%s', async (text, message) => {
    expect(await engine.value(text)).toBe(message);
  });

  it.each([
    ['GRANT ALL ON SCHEMA nowhere TO ROLE PUBLIC', '002003'],
    ['GRANT ALL ON SCHEMA public TO ROLE nobody', '002003'],
    ['USE ROLE nobody', '003013'],
    ['USE WAREHOUSE nowhere', '002043'],
    ['CREATE WAREHOUSE w2 SPEED = 9', '001420'],
    ['ALTER WAREHOUSE small SET MAX_CONCURRENCY_LEVEL = 0', '001420'],
  ])('%s is refused', async (text, code) => {
    expect((await refusal(text)).code).toBe(code);
  });

  it('keeps what it was told', () => {
    const view = engine.catalog.view('');
    expect(view.warehouse('SMALL')?.maxConcurrencyLevel).toBe(3);
    expect(view.user('ANN')).toMatchObject({ rsaPublicKey: 'MIIBIjAN', defaultRole: 'PUBLIC' });
  });
});
