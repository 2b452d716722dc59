import snowflake from 'snowflake-sdk';

snowflake.configure({ logLevel: 'OFF' });

export interface AdminSession {
  /** Runs one statement and gives its rows; every value as text, as the server sent it. */
  rows(sqlText: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
}

/** The bare driver, for looking at the server from outside: it shares nothing with the libraries under test. */
/** @param warehouse default one of its own, so that looking at the server never waits behind the jobs under test. */
export async function adminSession(accessUrl: string, warehouse = 'TEST_WH'): Promise<AdminSession> {
  const connection = snowflake.createConnection({
    account: 'local',
    accessUrl,
    username: 'firn',
    password: 'firn',
    database: 'FIRN',
    schema: 'PUBLIC',
    fetchAsString: ['Number', 'Date'],
    representNullAsStringNull: false,
  });
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  const session: AdminSession = {
    rows: (sqlText) =>
      new Promise((resolve, reject) => {
        connection.execute({
          sqlText,
          complete: (error, _statement, rows) => (error ? reject(error) : resolve(rows ?? [])),
        });
      }),
    close: () =>
      new Promise((resolve) => {
        connection.destroy(() => resolve());
      }),
  };
  await session.rows(`create warehouse if not exists ${warehouse}`);
  await session.rows(`use warehouse ${warehouse}`);
  return session;
}
