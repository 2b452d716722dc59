import snowflake from 'snowflake-sdk';

snowflake.configure({ logLevel: 'OFF', additionalLogToConsole: false });

export interface Driver {
  /** Runs a query and reads all rows as the driver streams them. Gives how many there were. */
  streamRows(sqlText: string): Promise<number>;
  close(): Promise<void>;
}

/** A connection of snowflake-sdk as a program without Firn would have it. */
export async function openDriver(accessUrl: string): Promise<Driver> {
  const connection = snowflake.createConnection({
    account: 'local',
    accessUrl,
    username: 'firn',
    password: 'firn',
    database: 'FIRN',
    schema: 'PUBLIC',
    warehouse: 'COMPUTE_WH',
  });
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  return {
    streamRows: (sqlText) =>
      new Promise((resolve, reject) => {
        connection.execute({
          sqlText,
          streamResult: true,
          complete: (error, statement) => {
            if (error) return reject(error);
            let rows = 0;
            statement
              .streamRows()
              .on('error', reject)
              .on('data', () => {
                rows += 1;
              })
              .on('end', () => resolve(rows));
          },
        });
      }),
    close: () =>
      new Promise((resolve) => {
        connection.destroy(() => resolve());
      }),
  };
}
