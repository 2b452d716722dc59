import { randomUUID } from 'node:crypto';
import {
  type Connection,
  type ConnectionOptions,
  configure,
  createConnection,
  type RowStatement,
  type SnowflakeError,
  type StatementOption,
} from 'snowflake-sdk';

// Nothing but the protocol on the wire: no look for a cloud, no note about the form of the connection.
process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION = 'true';
process.env.SF_TELEMETRY_DISABLE_CONNECTION_SHAPE = 'true';
configure({ logLevel: 'OFF', useEnvProxy: false });

export type Row = readonly unknown[];

export interface Answer {
  readonly rows: readonly Row[];
  readonly statement: RowStatement;
}

/** A connection of the official driver, logged in. */
export function connect(url: string, options: Partial<ConnectionOptions> = {}): Promise<Connection> {
  const connection = createConnection({
    account: 'local',
    username: 'firn',
    password: 'firn',
    accessUrl: url,
    rowMode: 'array',
    ...options,
  });
  return new Promise((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve(connection)));
  });
}

/** Runs a statement and gives its rows as arrays; rejects with the driver's error. */
export function execute(
  connection: Connection,
  sqlText: string,
  options: Partial<StatementOption> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      ...options,
      complete: (error, statement, rows) => {
        if (error) reject(error);
        else resolve({ rows: (rows ?? []).map((row) => Object.values(row)), statement });
      },
    });
  });
}

/** Submits an asynchronous statement and gives its query ID. With `streamResult`, or a refusal would be swallowed. */
export async function submit(
  connection: Connection,
  sqlText: string,
  options: Partial<StatementOption> = {},
): Promise<string> {
  const { statement } = await execute(connection, sqlText, { asyncExec: true, streamResult: true, ...options });
  return statement.getQueryId();
}

/** All rows of a finished query, by its ID, read as a stream. */
export async function resultOf(connection: Connection, queryId: string): Promise<readonly Row[]> {
  const statement = await connection.getResultsFromQueryId({ queryId });
  const rows: Row[] = [];
  for await (const row of statement.streamRows()) rows.push(Object.values(row));
  return rows;
}

const STATUS_PATIENCE_MS = 30_000;

/** Waits until a query has a status that `wanted` names. */
export async function whenStatus(
  connection: Connection,
  queryId: string,
  ...wanted: readonly string[]
): Promise<string> {
  const begun = Date.now();
  for (;;) {
    const status = await connection.getQueryStatus(queryId);
    if (wanted.includes(status)) return status;
    if (Date.now() - begun > STATUS_PATIENCE_MS) throw new Error(`${queryId} is ${status}, not ${wanted.join(' or ')}`);
  }
}

export const disconnect = (connection: Connection): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.destroy((error: SnowflakeError | undefined) => (error ? reject(error) : resolve()));
  });

/** What the server answered, with the code as the wire has it. */
export const failureOf = (promise: Promise<unknown>): Promise<{ code: unknown; sqlState: unknown; message: string }> =>
  promise.then(
    () => {
      throw new Error('expected a failure');
    },
    (error: SnowflakeError) => ({ code: error.code, sqlState: error.sqlState, message: error.message }),
  );

export const newRequestId = (): string => randomUUID();
