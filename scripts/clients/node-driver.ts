import assert from 'node:assert/strict';
import snowflake, { type Bind, type Connection, type RowStatement } from 'snowflake-sdk';
import { check, type Outcome } from './outcome.js';

const CLIENT = 'snowflake-sdk';
snowflake.configure({ logLevel: 'OFF' });

type Rows = readonly Readonly<Record<string, unknown>>[];
interface Answer {
  readonly statement: RowStatement;
  readonly rows: Rows;
}
interface Options {
  readonly binds?: readonly unknown[];
  readonly asyncExec?: boolean;
}

/** The driver as a team would use it, with nothing of Firn between it and the server. */
export async function nodeDriver(accessUrl: string): Promise<readonly Outcome[]> {
  const options = {
    account: 'local',
    accessUrl,
    username: 'firn',
    password: 'firn',
    database: 'FIRN',
    schema: 'PUBLIC',
    warehouse: 'COMPUTE_WH',
  };
  const connection = snowflake.createConnection(options);
  const run = (sqlText: string, more?: Options) => execute(connection, sqlText, more);
  const rows = async (sqlText: string, more?: Options) => (await run(sqlText, more)).rows;

  const checks: readonly (readonly [string, () => Promise<void>])[] = [
    ['login', () => connect(connection)],
    [
      'wrong password',
      () =>
        assert.rejects(
          connect(snowflake.createConnection({ ...options, password: 'wrong' })),
          /Incorrect username or password/,
        ),
    ],
    ['query', async () => assert.deepEqual(await rows('select 1 as A, 2 as B'), [{ A: 1, B: 2 }])],
    ['error of a statement', () => assert.rejects(rows('select * from NO_SUCH_TABLE'), /NO_SUCH_TABLE/)],
    [
      'types',
      async () => {
        const [row] = await rows(
          `select 12.50::number(10,2) as N, 1.5::double as D, 'é' as T, true as B, null as Z, to_date('2024-02-29') as DAY,
             to_timestamp_ntz('2024-02-29 12:34:56.789') as AT, to_binary('00ff') as BYTES,
             parse_json('{"a": [1, 2]}') as V`,
        );
        assert.deepEqual([row?.N, row?.D, row?.T, row?.B, row?.Z], [12.5, 1.5, 'é', true, null]);
        assert.ok(row?.DAY instanceof Date && row.DAY.toISOString().startsWith('2024-02-29'));
        assert.ok(row.AT instanceof Date && row.AT.toISOString() === '2024-02-29T12:34:56.789Z');
        assert.ok(Buffer.isBuffer(row.BYTES) && row.BYTES.toString('hex') === '00ff');
        assert.deepEqual(row.V, { a: [1, 2] });
      },
    ],
    [
      'binds',
      async () => assert.deepEqual(await rows('select ? as A, ? as B', { binds: [7, 'x'] }), [{ A: 7, B: 'x' }]),
    ],
    [
      'DDL and DML',
      async () => {
        assert.deepEqual(await rows('create or replace table NODE_T (ID number, NAME text)'), [
          { status: 'Table NODE_T successfully created.' },
        ]);
        const inserted = await run('insert into NODE_T values (1, ?), (2, ?)', { binds: ['a', 'b'] });
        assert.equal(inserted.statement.getNumUpdatedRows(), 2);
        assert.deepEqual(await rows("update NODE_T set NAME = 'c' where ID = 2"), [
          { 'number of rows updated': 1, 'number of multi-joined rows updated': 0 },
        ]);
        assert.deepEqual(await rows('select * from NODE_T order by ID'), [
          { ID: 1, NAME: 'a' },
          { ID: 2, NAME: 'c' },
        ]);
        assert.deepEqual(await rows('delete from NODE_T'), [{ 'number of rows deleted': 2 }]);
        await rows('drop table NODE_T');
      },
    ],
    [
      'rows bound as an array',
      async () => {
        await rows('create or replace table NODE_MANY (ID number, NAME text)');
        const many = Array.from({ length: 1_000 }, (_, at) => [at, `name ${at}`]);
        await rows('insert into NODE_MANY values (?, ?)', { binds: many });
        assert.deepEqual(await rows('select count(*) as N, max(ID) as M from NODE_MANY'), [{ N: 1_000, M: 999 }]);
        await rows('drop table NODE_MANY');
      },
    ],
    [
      'many rows, in chunks',
      async () => {
        const many = await rows(
          "select seq4() as N, repeat('x', 100) as T from table(generator(rowcount => 50000)) order by N",
        );
        assert.equal(many.length, 50_000);
        assert.equal(many.at(-1)?.N, 49_999);
      },
    ],
    [
      'transaction',
      async () => {
        await rows('create or replace table NODE_TX (ID number)');
        await rows('begin');
        await rows('insert into NODE_TX values (1)');
        await rows('rollback');
        assert.deepEqual(await rows('select count(*) as N from NODE_TX'), [{ N: 0 }]);
        await rows('drop table NODE_TX');
      },
    ],
    [
      'asynchronous query, status and result',
      async () => {
        const { statement } = await run('select 42 as A', { asyncExec: true });
        const queryId = statement.getQueryId();
        const found = await connection.getResultsFromQueryId({ sqlText: '', queryId });
        assert.deepEqual(await collect(found), [{ A: 42 }]);
        assert.equal(await connection.getQueryStatus(queryId), 'SUCCESS');
      },
    ],
    [
      'cancel of an asynchronous query',
      async () => {
        const { statement } = await run('select system$wait(60)', { asyncExec: true });
        const queryId = statement.getQueryId();
        assert.match(await connection.getQueryStatus(queryId), /^(RUNNING|QUEUED|RESUMING_WAREHOUSE)$/);
        await new Promise<void>((resolve, reject) => statement.cancel((error) => (error ? reject(error) : resolve())));
        await assert.rejects(connection.getQueryStatusThrowIfError(queryId));
        const [entry] = await rows(
          `select EXECUTION_STATUS, ERROR_CODE from table(information_schema.query_history()) where QUERY_ID = '${queryId}'`,
        );
        assert.deepEqual(entry, { EXECUTION_STATUS: 'FAILED_WITH_ERROR', ERROR_CODE: '604' });
      },
    ],
    [
      'session parameters',
      async () => {
        await rows("alter session set QUERY_TAG = 'checked', CLIENT_ANY_OTHER = 5");
        assert.equal((await rows("show parameters like 'QUERY_TAG'"))[0]?.value, 'checked');
      },
    ],
    [
      'logout',
      () => new Promise((resolve, reject) => connection.destroy((error) => (error ? reject(error) : resolve()))),
    ],
  ];
  const outcomes: Outcome[] = [];
  for (const [name, body] of checks) outcomes.push(await check(CLIENT, name, body));
  return outcomes;
}

const connect = (connection: Connection): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });

function execute(connection: Connection, sqlText: string, { binds, ...more }: Options = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      ...more,
      ...(binds && { binds: binds as Bind[] }),
      complete: (error, statement, rows) => (error ? reject(error) : resolve({ statement, rows: rows ?? [] })),
    });
  });
}

async function collect(statement: RowStatement): Promise<Rows> {
  const rows: Record<string, unknown>[] = [];
  for await (const row of statement.streamRows()) rows.push(row);
  return rows;
}
