import { screenExpression, screenSql } from '@firn/contract';
import fc from 'fast-check';

const refused = (sql: string) => screenSql(sql).refusal?.construct ?? null;

const REFUSED: readonly (readonly [string, string])[] = [
  ['PUT file:///etc/passwd @stage', 'PUT'],
  ['GET @stage file:///tmp', 'GET'],
  ['USE DATABASE other', 'USE'],
  ['USE ROLE accountadmin', 'USE'],
  ['ALTER SESSION SET TIMEZONE = UTC', 'ALTER SESSION'],
  ['ALTER SESSION UNSET TIMEZONE', 'ALTER SESSION'],
  ['SET x = 1', 'SET'],
  ['SET (x, y) = (1, 2)', 'SET'],
  ['UNSET x', 'UNSET'],
  ['BEGIN', 'BEGIN'],
  ['BEGIN TRANSACTION', 'BEGIN'],
  ['BEGIN WORK', 'BEGIN'],
  ['BEGIN NAME t1', 'BEGIN'],
  ['START TRANSACTION', 'START TRANSACTION'],
  ['COMMIT', 'COMMIT'],
  ['COMMIT WORK', 'COMMIT'],
  ['ROLLBACK', 'ROLLBACK'],
  ['CREATE TEMPORARY TABLE t (a INT)', 'CREATE TEMPORARY'],
  ['CREATE OR REPLACE TEMP TABLE t (a INT)', 'CREATE TEMPORARY'],
  ['CREATE LOCAL TEMPORARY STAGE s', 'CREATE TEMPORARY'],
  ['CREATE OR REPLACE GLOBAL TEMP VIEW v AS SELECT 1', 'CREATE TEMPORARY'],
  ['CREATE OR ALTER TEMP TABLE t (a INT)', 'CREATE TEMPORARY'],
  ['CREATE SCOPED TEMPORARY STAGE s', 'CREATE TEMPORARY'],
  ['CREATE SECURE VOLATILE VIEW v AS SELECT 1', 'CREATE TEMPORARY'],
  ["GET('a', 'b')", 'GET'],
  ['EXPLAIN USING JSON USE ROLE x', 'USE'],
  ["SELECT SYSTEM$ABORT_SESSION('1')", 'SYSTEM$ABORT_SESSION'],
  ["CREATE USER u PASSWORD = 'x'", 'CREATE USER'],
  ['ALTER USER IF EXISTS u SET DISABLED = TRUE', 'ALTER USER'],
  ['DROP USER u', 'DROP USER'],
  ['CREATE OR REPLACE ROLE r', 'CREATE ROLE'],
  ['CREATE DATABASE ROLE d.r', 'CREATE DATABASE ROLE'],
  ['ALTER ACCOUNT SET X = 1', 'ALTER ACCOUNT'],
  ['CREATE NETWORK POLICY p', 'CREATE NETWORK POLICY'],
  ['ALTER SESSION POLICY p SET X = 1', 'ALTER SESSION POLICY'],
  ['CREATE STORAGE INTEGRATION i', 'CREATE STORAGE INTEGRATION'],
  ['DROP INTEGRATION i', 'DROP INTEGRATION'],
  ['CREATE SHARE s', 'CREATE SHARE'],
  ['ALTER RESOURCE MONITOR m', 'ALTER RESOURCE MONITOR'],
  ['CREATE FAILOVER GROUP g', 'CREATE FAILOVER GROUP'],
  ['GRANT ROLE r TO USER u', 'GRANT ROLE'],
  ['REVOKE OWNERSHIP ON TABLE t FROM ROLE r', 'REVOKE OWNERSHIP'],
  ['GRANT CREATE DATABASE ON ACCOUNT TO ROLE r', 'GRANT … ON ACCOUNT'],
  ['GRANT SELECT ON TABLE t TO SHARE s', 'GRANT … TO SHARE'],
];

const ALLOWED = [
  'SELECT 1',
  'select get(v, 0) from t',
  "INSERT INTO t VALUES ('PUT file:///x @y')",
  'SELECT "USE" FROM "SET"',
  'UPDATE t SET a = 1',
  'CREATE TRANSIENT TABLE t (a INT)',
  'CREATE TABLE temp (a INT)',
  'ALTER TABLE session ADD COLUMN a INT',
  'SELECT $$ ; USE ROLE x $$',
  "SELECT 'it''s; SET x = 1'",
  "SELECT 'a\\'; USE ROLE x'",
  'SELECT 1 -- ; COMMIT',
  'SELECT 1 /* ; COMMIT */',
  'SELECT 1 // ; COMMIT',
  'EXECUTE TASK t',
  'WITH q AS (SELECT 1) SELECT * FROM q',
  'START',
  'SELECT 1;',
  'SELECT 1; -- done\n /* ; */ ;;',
  'SHOW TABLES ->> SELECT * FROM $1',
  'EXPLAIN SELECT 1',
  'ALTER WAREHOUSE w RESUME',
  'GRANT SELECT ON TABLE t TO ROLE r',
  'CREATE TABLE user (role INT)',
  'ALTER TABLE t RENAME COLUMN share TO account',
  'CREATE PROCEDURE p() RETURNS INT LANGUAGE SQL AS BEGIN LET x := CASE WHEN 1 = 1 THEN 2 END; RETURN x; END;',
  'CREATE OR REPLACE TASK t SCHEDULE = $$1 MINUTE$$ AS DECLARE x INT; BEGIN x := 1; END',
];

const BLOCKS = [
  'BEGIN RETURN 1; END',
  'BEGIN RETURN 1; END;',
  'BEGIN BEGIN TRANSACTION; INSERT INTO t VALUES (1); COMMIT; EXCEPTION WHEN OTHER THEN ROLLBACK; RAISE; END; -- end',
  'DECLARE x INT; y CURSOR FOR SELECT 1; BEGIN FOR r IN y DO x := r.a; END FOR; RETURN x; END',
  'BEGIN IF (1 = 1) THEN RETURN CASE WHEN a THEN 1 ELSE 2 END; ELSE BEGIN RETURN 3; END; END IF; END',
  'BEGIN WHILE (x < 1) DO x := 1; END WHILE; LOOP BREAK; END LOOP; REPEAT x := 2; UNTIL (x > 1) END REPEAT; END',
  'BEGIN CASE (x) WHEN 1 THEN RETURN 1; ELSE RETURN 2; END CASE; END',
];

/** A statement, and what follows it that makes it two. */
const SEVERAL = [
  ...['SELECT 1', "INSERT INTO t VALUES (';')", ...BLOCKS.filter((sql) => sql.endsWith('END'))].flatMap((sql) => [
    [sql, 'DROP TABLE t'],
    [sql, 'BEGIN RETURN 2; END'],
  ]),
] as const;

const HIDING = [
  "EXECUTE IMMEDIATE 'USE ROLE x'",
  'execute immediate $$ begin return 1; end $$',
  'CALL p()',
  'BEGIN LET x := 1; RETURN x; END',
  'BEGIN BEGIN TRANSACTION; COMMIT; END',
  'DECLARE x INT; BEGIN RETURN 1; END',
  "WITH p AS PROCEDURE () RETURNS INT LANGUAGE SQL AS 'BEGIN RETURN 1; END' CALL p()",
];

describe('screenSql', () => {
  it.each(REFUSED)('refuses %s as %s', (sql, construct) => {
    expect(refused(sql)).toBe(construct);
    expect(refused(sql.toLowerCase())).toBe(construct);
    expect(refused([...sql].map((c, i) => (i % 2 === 0 ? c.toLowerCase() : c.toUpperCase())).join(''))).toBe(construct);
  });

  it.each(REFUSED)('refuses %s behind comments, signs and other statements', (sql, construct) => {
    for (const before of [
      '-- x\n',
      "// it's\n",
      '/* a\n * b */',
      ' \t\r\n',
      '\u{feff}',
      '\u{a0}',
      ';',
      ';;',
      'SELECT 1;',
      "SELECT 'x';",
      'SELECT 1 ->> ',
    ]) {
      expect([before, refused(before + sql)]).toEqual([before, construct]);
    }
    expect(refused(sql.replace(' ', ' /* ; */ -- ;\n '))).toBe(construct);
  });

  it.each(ALLOWED)('allows %s', (sql) => {
    expect(screenSql(sql)).toEqual({ refusal: null, hides: false, moves: false });
  });

  it.each(HIDING)('gives a session of its own to %s', (sql) => {
    expect(screenSql(sql)).toEqual({ refusal: null, hides: true, moves: false });
    expect(screenSql(`/* c */ ${sql.toLowerCase()}`)).toEqual({ refusal: null, hides: true, moves: false });
  });

  it.each([
    'CREATE SCHEMA s',
    'CREATE OR REPLACE TRANSIENT SCHEMA s',
    'CREATE DATABASE d',
    'CREATE OR REPLACE WAREHOUSE w',
    'DROP SCHEMA IF EXISTS s',
    'DROP DATABASE d',
    'UNDROP SCHEMA s',
    'ALTER SCHEMA s RENAME TO t',
  ])('knows that %s changes where its session is', (sql) => {
    expect(screenSql(sql.toLowerCase())).toEqual({ refusal: null, hides: false, moves: true });
  });

  it.each(BLOCKS)('takes the block %s for one statement', (sql) => {
    expect(screenSql(sql)).toEqual({ refusal: null, hides: true, moves: false });
    expect(screenSql(sql.toLowerCase())).toEqual({ refusal: null, hides: true, moves: false });
  });

  it.each(SEVERAL)('refuses %s followed by %s', (sql, second) => {
    expect(screenSql(`${sql};\n  ${second}`).refusal).toMatchObject({ kind: 'several', line: 2, column: 3 });
    expect(refused(`${sql} /* ; */ ;; ${second};`)).toBe('a second statement');
  });

  it('refuses administration within blocks too', () => {
    expect(refused("BEGIN IF (x) THEN CREATE USER u PASSWORD = 'x'; END IF; END")).toBe('CREATE USER');
    expect(refused("EXECUTE IMMEDIATE $$ BEGIN EXECUTE IMMEDIATE 'DROP USER u'; END $$")).toBe('DROP USER');
    expect(refused("EXECUTE IMMEDIATE 'USE ROLE x'")).toBeNull();
    expect(refused(String.raw`EXECUTE IMMEDIATE 'create\nuser u'`)).toBe('CREATE USER');
    expect(refused(String.raw`EXECUTE IMMEDIATE '\x64rop\tuser u'`)).toBe('DROP USER');
    expect(refused('BEGIN LET r RESULTSET := (CREATE USER u); END')).toBe('CREATE USER');
    expect(refused("BEGIN LET r RESULTSET := (EXECUTE IMMEDIATE 'drop role r'); END")).toBe('DROP ROLE');
    expect(refused('BEGIN ASYNC (ALTER USER u SET DISABLED = TRUE); AWAIT ALL; END')).toBe('ALTER USER');
    expect(refused('BEGIN LET x := (SELECT MAX(a) FROM t); RETURN x; END')).toBeNull();
  });

  it('refuses NUL', () => {
    expect(screenSql('SELECT 1;\nUSE\0 ROLE x').refusal).toMatchObject({ kind: 'nul', line: 2, column: 4 });
  });

  it('still sees what stands before a block', () => {
    expect(refused('USE ROLE x; BEGIN RETURN 1; END')).toBe('USE');
  });

  it('says where the construct begins, and what to do instead', () => {
    expect(screenSql('SELECT 1;\n  use role x').refusal).toMatchObject({ construct: 'USE', line: 2, column: 3 });
    expect(screenSql('PUT file://a @b').refusal?.cure).toContain('COPY INTO');
  });

  it('is no way around for a text that is open at its end', () => {
    expect(screenSql("SELECT 'open ; USE ROLE x").refusal).toBeNull();
    expect(screenSql('/* open USE ROLE x').refusal).toBeNull();
    expect(refused("USE ROLE 'x")).toBe('USE');
  });

  it('ends for any text, and is not fooled by comments put between its tokens', () => {
    const comment = fc.constantFrom(' ', '\n', '/**/', '/* ; \' " */', "-- ;'\n", '// "\n');
    fc.assert(
      fc.property(
        fc.constantFrom(...REFUSED),
        fc.array(comment, { minLength: 1, maxLength: 4 }),
        ([sql, construct], between) => {
          const words = sql.split(' ');
          expect(refused(between.join('') + words.join(between.join('')))).toBe(construct);
        },
      ),
    );
    fc.assert(fc.property(fc.string(), (text) => expect(screenSql(text)).toBeDefined()));
  });

  it('reads a long text without stack or time of its own', () => {
    const long = `SELECT '${"it''s ".repeat(50_000)}' /*${' * '.repeat(50_000)}*/ -- ${'-'.repeat(50_000)}\n, ${'a, '.repeat(20_000)} 1`;
    expect(screenSql(long)).toEqual({ refusal: null, hides: false, moves: false });
  });
});

describe('screenExpression', () => {
  it('takes words as names, but sees the statement that follows', () => {
    expect(screenExpression('set + use').refusal).toBeNull();
    expect(screenExpression('1; use role x').refusal).toMatchObject({ construct: 'USE', line: 1, column: 4 });
    expect(screenExpression('1; select 2').refusal?.kind).toBe('several');
  });
});
