import type { Connection } from 'snowflake-sdk';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import {
  connect,
  disconnect,
  execute,
  failureOf,
  newRequestId,
  resultOf,
  submit,
  whenStatus,
} from './support/driver.js';
import { clearFaults, setFault } from './support/http.js';

describe('the official driver', () => {
  let server: LocalSnowflake;
  let connection: Connection;
  beforeAll(async () => {
    server = await startLocalSnowflake({ faults: true });
    connection = await connect(server.url);
  });
  afterAll(async () => {
    await disconnect(connection);
    await server.stop();
  });
  afterEach(() => clearFaults(server.url));

  it('logs in with the right password only', async () => {
    expect(await failureOf(connect(server.url, { password: 'wrong' }))).toMatchObject({
      code: '390100',
      message: 'Incorrect username or password was specified.',
    });
    expect(await failureOf(connect(server.url, { username: 'nobody' }))).toMatchObject({ code: '390100' });
  });

  it('reads a value of every wire type', async () => {
    const { rows } = await execute(
      connection,
      `SELECT 1, 2.50, 1.5::FLOAT, 'a"b', TRUE, NULL, '2026-03-01'::DATE::VARCHAR, TO_BINARY('DEAD'), PARSE_JSON('{"a":[1]}')`,
    );
    expect(rows.map((row) => row.map((cell) => (Buffer.isBuffer(cell) ? cell.toString('hex') : cell)))).toEqual([
      [1, 2.5, 1.5, 'a"b', true, null, '2026-03-01', 'dead', { a: [1] }],
    ]);
  });

  it('runs asynchronously: status, then the result by ID, from another connection too', async () => {
    const queryId = await submit(connection, `SELECT column1 FROM VALUES (1), (2), (3) ORDER BY 1`);
    await whenStatus(connection, queryId, 'SUCCESS');
    expect(await resultOf(connection, queryId)).toEqual([[1], [2], [3]]);
    const other = await connect(server.url);
    expect(await resultOf(other, queryId)).toEqual([[1], [2], [3]]);
    await disconnect(other);
  });

  it.each([
    ['SELECT FROM', '001003', '42000'],
    ['SELECT * FROM no_such_table', '002003', '42S02'],
    ['SELECT no_such_function(1)', '002140', '42601'],
    ['SELECT 1; SELECT 2', '000008', '0A000'],
  ])('is given a query ID at once for %s, whose failure comes by status and by result', async (sql, code, sqlState) => {
    const queryId = await submit(connection, sql);
    expect(await connection.getQueryStatus(queryId)).toBe('FAILED_WITH_ERROR');
    const synchronous = await failureOf(execute(connection, sql));
    expect(synchronous).toMatchObject({ code, sqlState });
    // The driver joins the message of the answer and that of the query: the text is there once.
    expect(await failureOf(connection.getQueryStatusThrowIfError(queryId))).toMatchObject({
      code,
      sqlState,
      message: synchronous.message,
    });
  });

  it('is told of a run-time error by the status', async () => {
    const queryId = await submit(connection, `SELECT column1::NUMBER FROM VALUES ('1'), ('x')`);
    expect(await whenStatus(connection, queryId, 'SUCCESS', 'FAILED_WITH_ERROR')).toBe('FAILED_WITH_ERROR');
    expect(await failureOf(connection.getQueryStatusThrowIfError(queryId))).toMatchObject({
      code: '100038',
      sqlState: '22018',
      message: expect.stringContaining("'x'"),
    });
  });

  it('binds values, and arrays of them', async () => {
    expect((await execute(connection, 'SELECT ?, ?, ?, ?', { binds: [1, 'two', null, true] })).rows).toEqual([
      [1, 'two', null, true],
    ]);
    await execute(connection, 'CREATE OR REPLACE TEMPORARY TABLE bound (a NUMBER, b VARCHAR)');
    const { rows } = await execute(connection, 'INSERT INTO bound VALUES (?, ?)', {
      binds: [
        [1, 'a'],
        [2, null],
        [3, 'c'],
      ] as never,
    });
    expect(rows).toEqual([[3]]);
    expect((await execute(connection, 'SELECT * FROM bound ORDER BY a')).rows).toEqual([
      [1, 'a'],
      [2, null],
      [3, 'c'],
    ]);
  });

  it('describes without running', async () => {
    await execute(connection, 'CREATE OR REPLACE TABLE described (a NUMBER(10,2) NOT NULL, b TIMESTAMP_NTZ(3))');
    const { statement, rows } = await execute(connection, 'INSERT INTO described VALUES (1, NULL)', {
      describeOnly: true,
    });
    expect(rows).toEqual([]);
    expect(statement.getColumns()?.map((column) => column.getName())).toEqual(['number of rows inserted']);
    const selected = await execute(connection, 'SELECT * FROM described', { describeOnly: true });
    expect(
      selected.statement
        .getColumns()
        ?.map((column) => [
          column.getName(),
          column.getType(),
          column.getPrecision(),
          column.getScale(),
          column.isNullable(),
        ]),
    ).toEqual([
      ['A', 'fixed', 10, 2, false],
      ['B', 'timestamp_ntz', 0, 3, true],
    ]);
    expect((await execute(connection, 'SELECT count(*) FROM described')).rows).toEqual([[0]]);
  });

  it('counts what DML changed', async () => {
    await execute(connection, 'CREATE OR REPLACE TABLE counted (a NUMBER)');
    const { statement } = await execute(connection, 'INSERT INTO counted VALUES (1), (2)');
    expect(statement.getNumUpdatedRows()).toBe(2);
    const updated = await execute(connection, 'UPDATE counted SET a = a + 1 WHERE a = 1');
    expect(updated.statement.getNumUpdatedRows()).toBe(1);
  });

  it('sends several statements in one request, each with a result of its own', async () => {
    const results: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      connection.execute({
        sqlText:
          'CREATE OR REPLACE TEMPORARY TABLE several (a NUMBER); INSERT INTO several VALUES (?); SELECT * FROM several;',
        binds: [7],
        parameters: { MULTI_STATEMENT_COUNT: 3 },
        complete: (error, statement, rows) => {
          if (error) {
            reject(error);
            return;
          }
          results.push(rows?.map((row) => Object.values(row)));
          if ('hasNext' in statement && statement.hasNext()) {
            statement.NextResult();
          } else resolve();
        },
      });
    });
    expect(results).toEqual([[['Table SEVERAL successfully created.']], [[1]], [[7]]]);
    expect(await failureOf(execute(connection, 'SELECT 1; SELECT 2'))).toMatchObject({ code: '000008' });
  });

  it('names the statement of a request that failed, in the words that tools read it from', async () => {
    const several = (sqlText: string) =>
      failureOf(execute(connection, sqlText, { parameters: { MULTI_STATEMENT_COUNT: 0 } }));
    const failed = (statement: string, place: string, why: string) => ({
      code: '100132',
      sqlState: 'P0000',
      message: expect.stringContaining(
        `JavaScript execution error: Uncaught Execution of multiple statements failed on statement "${statement}" (at ${place}).\n${why} in SYSTEM$MULTISTMT at `,
      ),
    });
    expect(await several('SELECT 1;\n  SELECT nope; SELECT 2')).toMatchObject(
      failed(
        'SELECT nope',
        'line 2, position 2',
        "SQL compilation error: error line 1 at position 7\ninvalid identifier 'NOPE'",
      ),
    );
    // What stands before a statement that does not parse has run.
    expect(await several('CREATE OR REPLACE TABLE before_it (a INT); SELEC 1')).toMatchObject(
      failed(
        'SELEC 1',
        'line 1, position 43',
        "SQL compilation error:\nsyntax error line 1 at position 0 unexpected 'SELEC'.",
      ),
    );
    expect(await several("INSERT INTO before_it VALUES (1); INSERT INTO before_it(a) VALUES ('a text')")).toMatchObject(
      failed(
        'INSERT INTO before_it(a) VALUE...',
        'line 1, position 34',
        "DML operation to table BEFORE_IT failed on column A with error: Numeric value 'a text' is not recognized",
      ),
    );
    expect((await execute(connection, 'SELECT a FROM before_it')).rows).toEqual([[1]]);
  });

  it('repeats a request of its session without running it again, also after its token was renewed', async () => {
    await execute(connection, 'CREATE OR REPLACE TABLE repeated (a NUMBER)');
    const requestId = newRequestId();
    const first = await execute(connection, 'INSERT INTO repeated VALUES (1)', { requestId });
    await setFault(server.url, { route: 'query-request', phase: 'before', action: 'expire_token', times: 1 });
    const second = await execute(connection, 'INSERT INTO repeated VALUES (1)', { requestId });
    expect(second.statement.getQueryId()).toBe(first.statement.getQueryId());
    expect((await execute(connection, 'SELECT count(*) FROM repeated')).rows).toEqual([[1]]);

    const other = await connect(server.url);
    await execute(other, 'INSERT INTO repeated VALUES (1)', { requestId });
    await disconnect(other);
    expect((await execute(connection, 'SELECT count(*) FROM repeated')).rows).toEqual([[2]]);
  });

  it('repeats by itself what a lost reply or a 503 has cost, and the statement runs once', async () => {
    await execute(connection, 'CREATE OR REPLACE TABLE lost (a NUMBER)');
    await setFault(server.url, {
      route: 'query-request',
      phase: 'after',
      action: 'drop',
      times: 1,
      match: { sqlText: 'INTO lost' },
    });
    await setFault(server.url, {
      route: 'query-request',
      phase: 'before',
      action: '503',
      times: 1,
      match: { sqlText: 'INTO lost' },
    });
    expect((await execute(connection, 'INSERT INTO lost VALUES (1)')).rows).toEqual([[1]]);
    expect((await execute(connection, 'SELECT count(*) FROM lost')).rows).toEqual([[1]]);
  });

  it('cancels by query ID', async () => {
    const queryId = await submit(connection, `SELECT SYSTEM$WAIT(60)`);
    await whenStatus(connection, queryId, 'RUNNING');
    const control = await connect(server.url);
    expect((await execute(control, `SELECT SYSTEM$CANCEL_QUERY('${queryId}')`)).rows[0]?.[0]).toContain(queryId);
    await disconnect(control);
    expect(await whenStatus(connection, queryId, 'ABORTED', 'SUCCESS', 'FAILED_WITH_ERROR')).toBe('ABORTED');
    expect(await failureOf(connection.getQueryStatusThrowIfError(queryId))).toMatchObject({
      code: '000604',
      sqlState: '57014',
      message: expect.stringContaining('SQL execution canceled'),
    });
  });

  it('cancels a running statement before it knows its ID', async () => {
    const running = new Promise((resolve) => {
      const statement = connection.execute({ sqlText: 'SELECT SYSTEM$WAIT(61)', complete: (error) => resolve(error) });
      const cancel = () =>
        statement.cancel((error) => {
          if (error) setTimeout(cancel, 10);
        });
      cancel();
    });
    expect(await running).toMatchObject({ code: '000604' });
  });

  it('finds its session gone after logout', async () => {
    const other = await connect(server.url);
    await disconnect(other);
    expect(await other.isValidAsync()).toBe(false);
  });

  it('tags, and ends a statement at its timeout', async () => {
    expect(
      await failureOf(
        execute(connection, 'SELECT SYSTEM$WAIT(62)', {
          parameters: { STATEMENT_TIMEOUT_IN_SECONDS: 1, QUERY_TAG: 'late' },
        }),
      ),
    ).toMatchObject({ code: '000630', sqlState: '57014' });
    const { rows } = await execute(
      connection,
      `SELECT query_tag, execution_status, error_code FROM TABLE(information_schema.query_history_by_session()) WHERE query_text LIKE 'SELECT SYSTEM$WAIT(62)%'`,
    );
    expect(rows).toEqual([['late', 'FAILED_WITH_ERROR', '630']]);
  });
});
