import { type AsyncJobJson, col, lit, type Session } from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';

let direct: Direct;
let session: Session;
beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
});
afterAll(() => direct?.stop());

const large = () =>
  session
    .createDataFrame(
      Array.from({ length: 600 }, (_, at) => [at]),
      ['n'],
    )
    .as<{ N: bigint }>();

/** Temporary tables of the session that are there now. */
const leftovers = async (): Promise<readonly unknown[]> =>
  (await session.sql("show tables like 'FIRN_TEMP%'").collect()).map((row) => row.get('name'));

describe('a job', () => {
  it('gives every kind of answer to the same query', async () => {
    const job = await large().sort('n').limit(3).collectNowait();
    expect((await job.result()).map((row) => row.get('n'))).toEqual([0n, 1n, 2n]);
    expect((await job.result('first'))?.get('n')).toBe(0n);
    expect((await job.result('arrow')).getChild('N')?.toArray()).toEqual(BigInt64Array.of(0n, 1n, 2n));
    const seen: bigint[] = [];
    for await (const row of await job.result('iterator')) seen.push(row.get('n'));
    expect(seen).toEqual([0n, 1n, 2n]);
    let rows = 0;
    for await (const batch of await job.result('arrowBatches')) rows += batch.numRows;
    expect(rows).toBe(3);
    expect(await job.result('none')).toBeUndefined();
    // @ts-expect-error: no such kind
    await expect(job.result('pandas')).rejects.toThrow('No result kind pandas. There are rows, iterator');
  });

  it('tells its state, text and ID', async () => {
    const job = await session.sql('select 1 as a').collectNowait();
    expect(await job.wait({ timeoutMs: 20_000 })).toBe('succeeded');
    expect([await job.isDone(), await job.isFailed()]).toEqual([true, false]);
    expect(await job.query()).toBe('select 1 as a');
    expect(await job.queryId()).toBe(job.id);
    const [row] = await (await job.toDf()).select(col('a').as('d')).collect();
    expect(row?.get('d')).toBe(1n);
  });

  it('goes on in another session, with its kind', async () => {
    const counted = await session.sql('select * from values (1), (2)').count({ block: false });
    const json: AsyncJobJson = JSON.parse(JSON.stringify(counted));
    await using other = await direct.open();
    expect(await other.restoreJob(json).result()).toBe(2);
    expect(await (await other.createAsyncJob(counted.id, 'count')).result()).toBe(2);
    await expect(other.createAsyncJob('nonsense')).rejects.toThrow('Not a query ID');
  });

  it('fails with what Snowflake answered', async () => {
    const job = await session.sql("select 'x'::int as a from values (1)").collectNowait();
    await expect(job.result()).rejects.toMatchObject({ name: 'SnowflakeError', code: '100038', queryId: job.id });
    expect([await job.isDone(), await job.isFailed(), await job.status()]).toEqual([true, true, 'failed']);
  });

  it('stops when it is cancelled', async () => {
    const job = await session.sql('select system$wait(60)').collectNowait();
    await job.cancel();
    await expect(job.result()).rejects.toMatchObject({ code: '000604' });
    expect(await job.isFailed()).toBe(true);
  });

  it('waits no longer than it may', async () => {
    const job = await session.sql('select system$wait(60)').collectNowait();
    await expect(job.wait({ timeoutMs: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
    await job.cancel();
    await job.wait({ timeoutMs: 20_000 });
  });

  it('ends with an aborted signal', async () => {
    const stop = new AbortController();
    const answer = session.sql('select system$wait(60)').collect({ signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 200);
    await expect(answer).rejects.toThrow('enough');
  });
});

describe('temporary objects', () => {
  it('are dropped after a result, a failure, a cancel and a dispose', async () => {
    expect(await large().count()).toBe(600);
    expect(await leftovers()).toEqual([]);

    const job = await large().collectNowait();
    expect(await job.result()).toHaveLength(600);
    expect(await job.result()).toHaveLength(600);
    expect(await leftovers()).toEqual([]);

    await expect(large().select(lit('x').cast('int').as('n')).collect()).rejects.toThrow();
    expect(await leftovers()).toEqual([]);

    const slow = session.sql('select system$wait(60) as w');
    const waiting = await large().crossJoin(slow).collectNowait();
    expect(await leftovers()).toHaveLength(1);
    await waiting.cancel();
    await expect(waiting.result()).rejects.toMatchObject({ code: '000604' });
    expect(await leftovers()).toEqual([]);

    {
      await using unread = await large().countNowait();
      await unread.wait({ timeoutMs: 20_000 });
    }
    expect(await leftovers()).toEqual([]);
  });

  it('do not clash between two runs of one frame', async () => {
    const frame = large();
    expect(await Promise.all([frame.count(), frame.count(), frame.filter(col('n').lt(10)).count()])).toEqual([
      600, 600, 10,
    ]);
    expect(await leftovers()).toEqual([]);
  });
});
