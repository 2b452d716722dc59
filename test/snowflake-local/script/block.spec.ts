import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
  await engine.run('CREATE TABLE t (a INT, b STRING)');
  await engine.run("INSERT INTO t VALUES (1, 'x'), (2, 'y'), (3, 'z')");
});
afterAll(() => engine.stop());

/** What a block answers: the cell of the column `anonymous block`. */
async function answer(text: string): Promise<string | null> {
  const { columns, rows } = await engine.run(text);
  expect(columns).toEqual(['anonymous block']);
  return rows[0]?.[0] ?? null;
}

describe('what a block computes', () => {
  it.each([
    ['BEGIN RETURN 1 + 1; END', '2'],
    ['BEGIN LET x := 5; x := x * 2; RETURN x; END', '10'],
    ["DECLARE x INT DEFAULT 3; y STRING; BEGIN y := x || '!'; RETURN y; END;", '3!'],
    ['BEGIN LET x NUMBER(10,2) := 1.005; RETURN x; END', '1.01'],
    [
      'BEGIN LET big := 99999999999999999999999999999999999999; RETURN big; END',
      '99999999999999999999999999999999999999',
    ],
    ["BEGIN LET d := DATE '2024-02-29'; RETURN DATEADD('year', 1, d)::STRING; END", '2025-02-28'],
    ['BEGIN NULL; END', null],
    ["BEGIN IF (1 > 2) THEN RETURN 'a'; ELSEIF (2 > 1) THEN RETURN 'b'; ELSE RETURN 'c'; END IF; END", 'b'],
    ["BEGIN IF (NULL) THEN RETURN 'a'; ELSE RETURN 'c'; END IF; END", 'c'],
    [
      "BEGIN LET x := 2; CASE (x) WHEN 1 THEN RETURN 'one'; WHEN 2 THEN RETURN 'two'; ELSE RETURN 'many'; END; END",
      'two',
    ],
    ["BEGIN LET x := 7; CASE WHEN x < 5 THEN RETURN 'low'; ELSE RETURN 'high'; END CASE; END", 'high'],
    ['BEGIN LET s := 0; FOR i IN 1 TO 10 DO s := s + i; END FOR; RETURN s; END', '55'],
    ["BEGIN LET s := ''; FOR i IN REVERSE 1 TO 3 DO s := s || i; END FOR; RETURN s; END", '321'],
    ['BEGIN LET s := 0; WHILE (s < 7) DO s := s + 2; END WHILE; RETURN s; END', '8'],
    ['BEGIN LET s := 0; REPEAT s := s + 2; UNTIL (s > 7) END REPEAT; RETURN s; END', '8'],
    ['BEGIN LET s := 0; LOOP s := s + 1; IF (s = 4) THEN BREAK; END IF; END LOOP; RETURN s; END', '4'],
    [
      'BEGIN LET s := 0; FOR i IN 1 TO 10 DO IF (i % 2 = 0) THEN CONTINUE; END IF; s := s + i; END FOR; RETURN s; END',
      '25',
    ],
    [
      'BEGIN LET n := 0; FOR i IN 1 TO 3 DO FOR j IN 1 TO 3 DO IF (j = 2) THEN BREAK outer_loop; END IF; n := n + 1; END FOR; END FOR outer_loop; RETURN n; END',
      '1',
    ],
    ['BEGIN LET x := 1; BEGIN LET x := 2; END; RETURN x; END', '1'],
    ['BEGIN LET x := 1; BEGIN x := 2; END; RETURN x; END', '2'],
    ['DECLARE x INT; BEGIN SELECT MAX(a) INTO :x FROM t; RETURN x; END', '3'],
    ['BEGIN LET x := (SELECT SUM(a) FROM t WHERE a > 1); RETURN x; END', '5'],
    ['BEGIN LET low := 2; LET x := (SELECT COUNT(*) FROM t WHERE a >= :low); RETURN x; END', '2'],
    ["BEGIN LET low := 1; IF ((SELECT COUNT(*) FROM t WHERE a > :low) = 2) THEN RETURN 'yes'; END IF; END", 'yes'],
    [
      "BEGIN LET s := ''; LET c CURSOR FOR SELECT a, b FROM t ORDER BY a; FOR r IN c DO s := s || r.a || r.b; END FOR; RETURN s; END",
      '1x2y3z',
    ],
    [
      "DECLARE rs RESULTSET DEFAULT (SELECT b FROM t ORDER BY a DESC); s STRING DEFAULT ''; BEGIN FOR r IN rs DO s := s || r.b; END FOR; RETURN s; END",
      'zyx',
    ],
    [
      'DECLARE c CURSOR FOR SELECT a FROM t ORDER BY a; x INT; BEGIN OPEN c; FETCH c INTO x; FETCH c INTO x; CLOSE c; RETURN x; END',
      '2',
    ],
    [
      "BEGIN CREATE OR REPLACE TABLE w (a INT); INSERT INTO w SELECT a FROM t; RETURN SQLROWCOUNT || ' ' || SQLFOUND; END",
      '3 true',
    ],
    [
      "BEGIN LET q := 'SELECT a FROM t WHERE a = ? AND b = ?'; LET n := 2; LET s := 'y'; LET rs RESULTSET := (EXECUTE IMMEDIATE :q USING (n, s)); LET v := 0; FOR r IN rs DO v := r.a; END FOR; RETURN v; END",
      '2',
    ],
    [
      'BEGIN SELECT 1; LET first := SQLID; LET n := (SELECT COUNT(*) FROM TABLE(RESULT_SCAN(:first))); RETURN n; END',
      '1',
    ],
  ])('%s', async (text, expected) => {
    expect(await answer(text)).toBe(expected);
  });
});

describe('what a block returns', () => {
  it('is the table of RETURN TABLE, with its names and types', async () => {
    const text =
      'DECLARE res RESULTSET; BEGIN res := (SELECT a, b AS "name" FROM t ORDER BY a); RETURN TABLE(res); END';
    expect(await engine.run(text)).toMatchObject({
      columns: ['A', 'name'],
      rows: [
        ['1', 'x'],
        ['2', 'y'],
        ['3', 'z'],
      ],
    });
    expect(await engine.run(`EXECUTE IMMEDIATE $$ ${text} $$`)).toMatchObject({ columns: ['A', 'name'] });
  });

  it('can be scanned by the ID of the block', async () => {
    const { queryId } = await engine.run('BEGIN LET rs RESULTSET := (SELECT a FROM t); RETURN TABLE(rs); END');
    expect(await engine.value(`SELECT SUM(a) FROM TABLE(RESULT_SCAN('${queryId}'))`)).toBe('6');
  });

  it('may come from SHOW, through the ID of its query', async () => {
    const { columns, rows } = await engine.run(`
      BEGIN
        SHOW TABLES LIKE 'T';
        LET shown := SQLID;
        LET rs RESULTSET := (SELECT "name" FROM TABLE(RESULT_SCAN(:shown)));
        RETURN TABLE(rs);
      END`);
    expect([columns, rows]).toEqual([['name'], [['T']]]);
  });
});

describe('exceptions', () => {
  it.each([
    ["BEGIN SELECT * FROM nowhere; EXCEPTION WHEN OTHER THEN RETURN SQLCODE || ' ' || SQLSTATE; END", '2003 42S02'],
    [
      "BEGIN SELECT * FROM nowhere; EXCEPTION WHEN STATEMENT_ERROR THEN RETURN 'statement'; WHEN OTHER THEN RETURN 'other'; END",
      'statement',
    ],
    [
      "BEGIN LET x INT := 'abc'::INT; RETURN x; EXCEPTION WHEN EXPRESSION_ERROR THEN RETURN 'expression'; END",
      'expression',
    ],
    [
      "DECLARE e EXCEPTION (-20007, 'too many'); BEGIN RAISE e; EXCEPTION WHEN e THEN RETURN SQLCODE || ' ' || SQLERRM; END",
      '-20007 too many',
    ],
    ["DECLARE e EXCEPTION; BEGIN BEGIN RAISE e; END; EXCEPTION WHEN e THEN RETURN 'outside'; END", 'outside'],
    [
      "BEGIN BEGIN SELECT 1/0; EXCEPTION WHEN OTHER THEN RAISE; END; EXCEPTION WHEN OTHER THEN RETURN 'again'; END",
      'again',
    ],
  ])('%s', async (text, expected) => {
    expect(await answer(text)).toBe(expected);
  });

  it('that nobody handles end the block, with their type and place', async () => {
    await expect(engine.run('BEGIN\n  SELECT * FROM nowhere;\nEND')).rejects.toMatchObject({
      code: '100132',
      sqlState: 'P0000',
      message: expect.stringMatching(
        /^Uncaught exception of type 'STATEMENT_ERROR' on line 2 at position 2 : SQL compilation error:/,
      ),
    });
    await expect(engine.run("DECLARE e EXCEPTION (-20001, 'mine'); BEGIN RAISE e; END")).rejects.toThrow(
      "type 'E' on line 1 at position 44 : mine",
    );
  });

  it('a syntax error in a block is a compile error', async () => {
    await expect(engine.run('BEGIN SELEC 1; END')).rejects.toMatchObject({ isCompilation: true, code: '001003' });
    await expect(engine.run("EXECUTE IMMEDIATE 'BEGIN LET x := ; END'")).rejects.toMatchObject({ isCompilation: true });
  });
});

describe('transactions of a block', () => {
  const sum = () => engine.value('SELECT SUM(a) FROM ledger');

  beforeEach(async () => {
    await engine.run('CREATE OR REPLACE TABLE ledger (a INT NOT NULL)');
    await engine.run('INSERT INTO ledger VALUES (1)');
  });

  it('commit all or nothing', async () => {
    const block = (last: string) => `
      BEGIN
        BEGIN TRANSACTION;
        DELETE FROM ledger WHERE a = 1;
        INSERT INTO ledger VALUES (10);
        INSERT INTO ledger VALUES (${last});
        COMMIT;
        RETURN 'done';
      EXCEPTION
        WHEN OTHER THEN
          ROLLBACK;
          RAISE;
      END`;
    await expect(engine.run(block('NULL'))).rejects.toMatchObject({ code: '100132' });
    expect(await sum()).toBe('1');
    expect(await answer(block('20'))).toBe('done');
    expect(await sum()).toBe('30');
  });

  it('see their own changes in expressions', async () => {
    expect(
      await answer(`BEGIN BEGIN TRANSACTION; INSERT INTO ledger VALUES (5);
        IF ((SELECT SUM(a) FROM ledger) = 6) THEN COMMIT; RETURN 'seen'; END IF; ROLLBACK; RETURN 'missed'; END`),
    ).toBe('seen');
  });

  it('take the locks of all their tables first, so that two of them never lose an update', async () => {
    await engine.run('CREATE OR REPLACE TABLE counters (k INT, n INT)');
    await engine.run('INSERT INTO counters VALUES (1, 0)');
    const block = `
      BEGIN
        LET one := 1;
        BEGIN TRANSACTION;
        INSERT INTO ledger VALUES (1);
        EXECUTE IMMEDIATE 'UPDATE counters SET n = n + ? WHERE k = 1' USING (one);
        COMMIT;
      END`;
    const sessions = Array.from({ length: 8 }, () => engine.newSession());
    await Promise.all(sessions.map((session) => engine.run(block, { session })));
    expect(await engine.value('SELECT n FROM counters')).toBe('8');
    expect(await engine.value('SELECT COUNT(*) FROM ledger')).toBe('9');
  });

  it('are rolled back when a block ends inside them', async () => {
    await expect(engine.run('BEGIN BEGIN TRANSACTION; INSERT INTO ledger VALUES (7); END')).rejects.toThrow();
    expect(await sum()).toBe('1');
  });
});

it('gives each statement of a block a query ID and a row of the history', async () => {
  const session = engine.newSession();
  await engine.run("BEGIN LET x := 1; SELECT :x; SELECT 'two'; END", { session });
  const texts = await engine.rows(
    'SELECT query_text FROM TABLE(information_schema.query_history_by_session()) ORDER BY start_time, query_id',
    { session },
  );
  expect(texts.flat()).toEqual(expect.arrayContaining(['SELECT :x', "SELECT 'two'"]));
});

it('stops between statements when it is cancelled, and lets no handler keep it alive', async () => {
  const query = engine.submit(
    "BEGIN LOOP SELECT SYSTEM$WAIT(1); END LOOP; EXCEPTION WHEN OTHER THEN RETURN 'alive'; END",
  );
  await engine.value(`SELECT SYSTEM$CANCEL_QUERY('${query.id}')`);
  const end = await query.ended;
  expect(end).toMatchObject({ kind: 'failure', failure: { code: '000604' } });
});
