import { col, type Session, sum, Window } from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';

let direct: Direct;
let session: Session;

beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
});
afterAll(async () => {
  await direct?.stop();
});

it('says and changes where names are looked up, and as whom', async () => {
  await session.sql('create database if not exists second').collect();
  await session.useDatabase('second');
  await session.useSchema(['second', 'public']);
  expect([await session.getCurrentDatabase(), await session.getCurrentSchema()]).toEqual(['SECOND', 'PUBLIC']);
  await session.useSchema('firn.public');
  await session.useWarehouse('compute_wh');
  await session.useRole('accountadmin');
  await session.useSecondaryRoles('none');
  expect([await session.getCurrentWarehouse(), await session.getCurrentRole()]).toEqual(['COMPUTE_WH', 'ACCOUNTADMIN']);
  expect([await session.getCurrentUser(), typeof (await session.getCurrentAccount())]).toEqual(['FIRN', 'string']);
});

it('keeps what a transaction did once it is committed, and only then', async () => {
  await session.sql('create or replace table kept (a int)').collect();
  await session.beginTransaction('mine');
  await session.sql('insert into kept values (1)').collect();
  await session.rollback();
  await session.beginTransaction();
  await session.sql('insert into kept values (2)').collect();
  await session.commit();
  expect((await session.table('kept').collect()).map((row) => row.toArray())).toEqual([[2n]]);
});

it('adds to its tag', async () => {
  await session.setQueryTag('one');
  await session.appendQueryTag('two');
  await session.appendQueryTag('three', ' ');
  expect(await session.getQueryTag()).toBe('one,two three');
  await session.setQueryTag(null);
  expect(await session.getQueryTag()).toBeNull();
});

it('calls a procedure, as a job too, and both give what it returns', async () => {
  await session
    .sql(`create or replace procedure twice(n int) returns int language sql as $$ begin return n * 2; end $$`)
    .collect();
  expect(await session.call('twice', 21)).toBe(42n);
  expect(await (await session.callNowait('twice', 4)).result()).toBe(8n);
  const job = await session.call('twice', 5, { block: false });
  expect([await job.result(), job.kind]).toEqual([10n, 'value']);
  const given = AbortSignal.abort(new Error('No longer wanted.'));
  await expect(session.call('twice', 6, { signal: given })).rejects.toThrow('No longer wanted.');
  await expect(session.call('twice', 6, { timeoutMs: 0 })).rejects.toThrow('timeoutMs');
});

it('defines views, tells of a frame, and counts over a window up to the present row', async () => {
  const frame = session.range(3).withColumn('b', col('id').plus(1));
  await frame.createTempView('passing');
  expect(await session.table('passing').count()).toBe(3);
  await expect(frame.createTempView('passing')).rejects.toThrow('already exists');
  expect(frame.col('b').getName()).toBe('B');
  const printed: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  await frame.printSchema();
  log.mockRestore();
  expect(printed.join()).toContain('root\n |-- ID:');
  const running = Window.orderBy('id').rowsBetween(Window.unboundedPreceding, Window.currentRow);
  const sums = frame.select('id', sum('b').over(running).as('s')).sort('id');
  expect((await sums.collect()).map((row) => row.get('S'))).toEqual([1n, 3n, 6n]);
});
