import { durableSession, FirnClient } from '@firn/client';
import { JobId } from '@firn/contract';
import { directSession } from '@firn/snowflake';
import type { Session } from '@firn/snowpark';
import { cancelRunning, fromQueryId } from '../../examples/async-jobs.js';
import { EXAMPLES, plainTable } from '../../examples/expected.js';
import { localConnection } from '../../scripts/system/local-connection.js';
import { queryHistory } from '../support/history.js';
import { startQueryInAnotherProcess } from '../support/other-process.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';

describe('the examples of the AsyncJob page', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 2 });
  });
  afterAll(() => system?.stop());

  const durableOptions = () => ({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE });

  describe.each([
    ['direct', () => directSession(localConnection(system.snowflake.url))],
    ['durable', () => durableSession(durableOptions())],
  ])('%s', (mode, openSession) => {
    let session: Session;
    beforeAll(async () => {
      session = await openSession();
    });
    afterAll(() => session?.close());

    it.each(EXAMPLES.map((example) => [example.number, example.title, example] as const))(
      'example %d: %s',
      async (_number, _title, example) => {
        expect((await example.run(session)).values).toEqual(example.expected);
      },
    );

    it('example 8: the server stops the query well before its natural end', async () => {
      const { queryId } = await cancelRunning(session, 60);
      const [entry] = await queryHistory(system.snowflake.url, (row) => row.QUERY_ID === queryId);
      expect(entry).toMatchObject({ EXECUTION_STATUS: 'FAILED_WITH_ERROR', ERROR_CODE: '604' });
      expect(Number(entry?.TOTAL_ELAPSED_TIME)).toBeLessThan(30_000);
    });

    it('example 9: the query ID comes from another process', async () => {
      const queryId = await startQueryInAnotherProcess(
        mode === 'direct' ? { direct: localConnection(system.snowflake.url) } : { durable: durableOptions() },
      );
      const { job: _job, ...found } = await fromQueryId(session, queryId);
      expect({ ...found, table: plainTable(found.table) }).toEqual(
        EXAMPLES.find(({ number }) => number === 9)?.expected,
      );
    });
  });

  it('had both workers at work', async () => {
    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
    const session = await durableSession(durableOptions());
    const jobs = await Promise.all(Array.from({ length: 20 }, () => session.sql('select 1').collectNowait()));
    const workers = await Promise.all(
      jobs.map(async (job) => {
        await job.wait();
        return (await client.get(JobId.parse(job.id))).worker;
      }),
    );
    await session.close();
    expect(new Set(workers)).toEqual(new Set(system.workers.map(({ name }) => name)));
  });
});
