/**
 * The examples of Snowpark's AsyncJob page, in TypeScript, numbered as there (1–5, 7–9).
 *
 * Each takes a Session and nothing else: the same code runs over a Snowflake connection and, durably, over the Firn API.
 */
import {
  col,
  DoubleType,
  IntegerType,
  type Row,
  type Session,
  StringType,
  StructField,
  StructType,
  whenMatched,
  whenNotMatched,
} from '@firn/snowpark';

/** Four rows; A is a DOUBLE by its schema, since to JavaScript 4.0 and 4 are one number. */
export const sampleFrame = (session: Session) =>
  session.createDataFrame(
    [
      [4.0, 3, 5],
      [2.0, -4, 7],
      [3.0, 5, 6],
      [4.0, 6, 8],
    ],
    StructType.of([StructField('a', DoubleType), StructField('b', IntegerType), StructField('c', IntegerType)]),
  );

const objects = <S extends object>(rows: readonly Row<S>[]) => rows.map((row) => row.toObject());

/** Example 1: `collect` asynchronously, in both spellings. */
export async function collectRows(session: Session) {
  const frame = sampleFrame(session);
  const nowait = await frame.collectNowait();
  const unblocked = await frame.collect({ block: false });
  return {
    jobs: [nowait, unblocked],
    nowait: objects(await nowait.result()),
    unblocked: objects(await unblocked.result()),
  };
}

/** Example 2: the result as an Arrow table. */
export async function collectArrow(session: Session) {
  const job = await sampleFrame(session).toArrow({ block: false });
  return { jobs: [job], table: await job.result() };
}

/** Example 3: the first row. */
export async function firstRow(session: Session) {
  const job = await sampleFrame(session).first({ block: false });
  const row = await job.result();
  return { jobs: [job], row: row === null ? null : row.toObject() };
}

/** Example 4: the number of rows. */
export async function countRows(session: Session) {
  const job = await sampleFrame(session).count({ block: false });
  return { jobs: [job], count: await job.result() };
}

/** Example 5: into a table, and into a file of a stage. */
export async function saveAndUnload(session: Session, tableName: string) {
  const frame = sampleFrame(session);
  const save = await frame.write.saveAsTable(tableName, { mode: 'overwrite', block: false });
  await save.result();
  const rowsInTable = await session.table(tableName).count();

  const location = `${await session.getSessionStage()}/${tableName}.csv`;
  const unload = await frame.write.copyIntoLocation(location, {
    formatType: 'csv',
    formatOptions: { COMPRESSION: 'NONE' },
    copyOptions: { SINGLE: true, OVERWRITE: true },
    block: false,
  });
  const [summary] = await unload.result();
  const lines = await session.sql(`select $1, $2, $3 from ${location}`).collect();
  return { jobs: [save, unload], rowsInTable, rowsUnloaded: summary?.get('rows_unloaded'), linesInFile: lines.length };
}

/** Example 7: merge, then update, then delete. */
export async function mergeUpdateDelete(session: Session, tableName: string) {
  const schema = StructType.of([StructField('key', IntegerType), StructField('value', StringType)]);
  const target = session.createDataFrame(
    [
      [10, 'old'],
      [10, 'too_old'],
      [11, 'old'],
    ],
    schema,
  );
  await target.write.saveAsTable(tableName, { mode: 'overwrite', tableType: 'temporary' });
  const table = session.table(tableName);
  const source = session.createDataFrame(
    [
      [10, 'new'],
      [12, 'new'],
      [13, 'old'],
    ],
    schema,
  );
  const rows = async () => objects(await table.sort('key', 'value').collect());

  const merge = await table.merge(
    source,
    table.col('key').eq(source.col('key')),
    [
      whenMatched().update({ value: source.col('value') }),
      whenNotMatched().insert({ key: source.col('key'), value: source.col('value') }),
    ],
    { block: false },
  );
  const merged = { result: await merge.result(), rows: await rows() };
  const update = await table.update({ value: 'newest' }, col('key').eq(10), { block: false });
  const updated = { result: await update.result(), rows: await rows() };
  const remove = await table.delete(col('key').geq(12), { block: false });
  const deleted = { result: await remove.result(), rows: await rows() };
  return { jobs: [merge, update, remove], merged, updated, deleted };
}

/** Example 8: cancel a running query. */
export async function cancelRunning(session: Session, seconds = 30) {
  const job = await session.sql(`select SYSTEM$WAIT(${seconds})`).collectNowait();
  const queryId = await job.queryId();
  await job.cancel();
  const status = await job.wait();
  return { jobs: [job], queryId, status };
}

/** Example 9: a job from a query ID that somebody else left behind; the query runs in `startQuery`'s process. */
export async function startQuery(session: Session): Promise<string> {
  const job = await session.sql('select 1 as A, 2 as B, 3 as C').collectNowait();
  await job.wait();
  return job.queryId();
}

export async function fromQueryId(session: Session, queryId: string) {
  const job = await session.createAsyncJob(queryId);
  const selected = (await job.toDf()).select(col('A').as('D'), 'B');
  return {
    job,
    query: await job.query(),
    rows: objects(await job.result()),
    table: await job.result('arrow'),
    selected: objects(await selected.collect()),
  };
}
