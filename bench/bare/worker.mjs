// What a team would write first: a BullMQ worker that runs each job's SQL with the driver. argv: Redis, Snowflake.
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import snowflake from 'snowflake-sdk';

const [, , redisUrl, accessUrl] = process.argv;
snowflake.configure({ logLevel: 'OFF', additionalLogToConsole: false, keepAlive: true });
const connection = snowflake.createConnection({
  account: 'local',
  accessUrl,
  username: 'firn',
  password: 'firn',
  database: 'FIRN',
  schema: 'PUBLIC',
  warehouse: 'COMPUTE_WH',
});
await new Promise((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));

const submit = (sqlText) =>
  new Promise((resolve, reject) =>
    connection.execute({
      sqlText,
      asyncExec: true,
      complete: (error, statement) => (error ? reject(error) : resolve(statement.getQueryId())),
    }),
  );

async function rowsOf(queryId) {
  const statement = await connection.getResultsFromQueryId({ queryId });
  const rows = [];
  for await (const row of statement.streamRows()) rows.push(row);
  return rows;
}

const worker = new Worker('bare', async ({ data }) => rowsOf(await submit(data.sql)), {
  connection: new Redis(redisUrl, { maxRetriesPerRequest: null }),
  concurrency: 16,
});
await worker.waitUntilReady();
process.stdout.write('ready\n');
process.once('SIGTERM', async () => {
  await worker.close();
  process.exit(0);
});
