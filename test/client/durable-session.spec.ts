import { durableSession, FirnProblem, jobApi } from '@firn/client';
import { JobId, problem, type ResultRow } from '@firn/contract';
import { type ResultColumn, Session, SnowflakeError, UsageError } from '@firn/snowpark';
import { KEYS } from '../api/support/api.js';
import { useSetting } from '../api/support/setting.js';
import { textColumn } from '../api/support/worker-part.js';

const numberColumn: ResultColumn = { name: 'N', type: 'fixed', nullable: false, precision: 38, scale: 0, length: null };

describe('client', () => {
  // The session is closed while there is still an API: hooks of the inner block run first.
  const setting = useSetting();
  describe('a durable session', () => {
    const options = (profile = 'main') => ({ url: setting.api.url, apiKey: KEYS.acme, profile, retryMs: 0 });
    let session: Session;
    beforeAll(async () => {
      session = await durableSession({ ...options(), tags: { team: 'a' }, timeoutMs: 60_000 });
    });
    afterAll(() => session?.close());

    it.each([
      ['in the job', 0],
      ['in pages', 10],
    ])('gives rows as a direct session does, where they lie %s', async (_, pageRows) => {
      const job = await session.sql('select n from t').collectNowait();
      const rows: ResultRow[] = [...Array.from({ length: 24 }, (_, index) => [index]), ['90071992547409930']];
      await setting.worker.succeed(JobId.parse(job.id), [numberColumn], rows, pageRows);

      const found = await job.result();
      expect(found).toHaveLength(25);
      expect(found.at(-1)?.get(0)).toBe(90071992547409930n);
      expect(await job.status()).toBe('succeeded');
      expect(await job.query()).toBe('select 1');
    });

    it('has no files and no history of statements, and says what to use', async () => {
      const files = session.file;
      const refused: readonly (readonly [() => Promise<unknown>, string])[] = [
        [() => files.put('a.csv', '@s'), 'file.put is for a direct session'],
        [() => files.putStream('a', '@s/a.csv'), 'Put the file with directSession(…).file'],
        [() => files.get('@s', 'here'), 'Fetch it with directSession(…).file'],
        [() => files.getStream('@s/a.csv'), 'file.getStream is for a direct session'],
        [() => files.copyFiles('@s', '@t'), `Write session.sql("COPY FILES INTO '@target' FROM '@source'").collect().`],
        [() => files.list('@s'), `Write session.sql("LIST '@stage'").collect().`],
        [() => files.remove('@s'), `Write session.sql("REMOVE '@stage/path'").collect().`],
        [() => session.sessionId(), 'sessionId is for a direct session'],
      ];
      for (const [call, message] of refused) await expect(call()).rejects.toThrow(message);
      expect(() => session.queryHistory()).toThrow('Ask each job for job.queryId() and job.query()');
    });

    it('sends what every job of the session carries', async () => {
      const job = await session.sql('select 1').collectNowait({ statementParams: { timezone: 'UTC' } });
      const record = await setting.worker.jobs.readWhole(JobId.parse(job.id));
      expect(record).toMatchObject({
        tags: { team: 'a' },
        timeoutMs: 60_000,
        parameters: { TIMEZONE: 'UTC' },
        session: expect.stringMatching(/^ses_/),
      });
    });

    it('sends priority, order and the wish to share a query as the API has them', async () => {
      const read = async ({ id }: { readonly id: string }) => setting.worker.jobs.readWhole(JobId.parse(id));
      const ordered = await durableSession({ ...options(), priority: -3, orderKey: 'nightly' });
      expect(await read(await ordered.sql('select 1').collectNowait())).toMatchObject({
        priority: -3,
        orderKey: 'nightly',
        flight: null,
      });
      await ordered.close();
      const shared = await durableSession({ ...options(), singleFlight: true });
      const [first, second] = [
        await shared.sql('select 2').collectNowait(),
        await shared.sql('select 2').collectNowait(),
      ];
      const flight = (await read(first))?.flight;
      expect(flight).toMatch(/^[0-9a-f]{64}$/);
      expect((await read(second))?.flight).toBe(flight);
      expect((await read(await shared.sql('insert into t values (1)').collectNowait()))?.flight).toBeNull();
      await setting.worker.succeed(JobId.parse(first.id), [numberColumn], [[7]], 10);
      const [row] = await second.result();
      expect(row?.get(0)).toBe(7n);
      await shared.close();
      for (const wrong of [{ priority: 11 }, { priority: 0.5 }, { orderKey: '' }, { singleFlight: 'yes' }])
        await expect(durableSession({ ...options(), ...wrong } as never)).rejects.toThrow(UsageError);
    });

    it('asks for delivery exactly once where the action fits, or an action asks for it', async () => {
      const careful = await durableSession({ ...options(), delivery: 'exactly_once' });
      const deliveryOf = async ({ id }: { readonly id: string }) =>
        (await setting.worker.jobs.readWhole(JobId.parse(id)))?.delivery ?? 'standard';
      const insert = 'insert into t values (1)';
      expect(await deliveryOf(await careful.sql('select 1').collectNowait())).toBe('standard');
      expect(await deliveryOf(await careful.sql(insert).collectNowait())).toBe('exactly_once');
      expect(await deliveryOf(await careful.sql('delete from t').collectNowait())).toBe('exactly_once');
      const asked = { delivery: 'exactly_once' } as const;
      expect(await deliveryOf(await session.sql(insert).collectNowait(asked))).toBe('exactly_once');
      await expect(session.table('t').count(asked)).rejects.toMatchObject({ code: 'delivery_unsupported' });
      await careful.close();
    });

    it('waits for the query ID, and is rejected with the problem of a job that ends before', async () => {
      const first = await session.sql('select 1').collectNowait();
      const waiting = first.queryId();
      const { queryId } = await setting.worker.submit(JobId.parse(first.id));
      expect(await waiting).toBe(queryId);

      const second = await session.sql('select 1').collectNowait();
      const rejected = expect(second.queryId()).rejects.toMatchObject({ name: 'FirnProblem', code: 'cancelled' });
      await second.cancel();
      await rejected;
      expect([await second.isDone(), await second.isFailed(), await second.wait()]).toEqual([true, true, 'cancelled']);
    });

    it('throws what Snowflake said, as a direct session does', async () => {
      const job = await session.sql('select * from nowhere').collectNowait();
      await setting.worker.fail(
        JobId.parse(job.id),
        problem('snowflake_error', {
          detail: 'Object NOWHERE does not exist.',
          queryId: '01b2c3d4-0000-0000-0000-00000000000a',
          snowflake: { code: '002003', sqlState: '42S02', text: 'Object NOWHERE does not exist.' },
        }),
      );
      const error = await job.result().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SnowflakeError);
      expect(error).toMatchObject({
        code: '002003',
        sqlState: '42S02',
        queryId: '01b2c3d4-0000-0000-0000-00000000000a',
      });
      expect(error).toMatchObject({ cause: expect.any(FirnProblem) });
    });

    it('goes on with a job in another session, with its kind', async () => {
      const job = await session.sql('select 1').countNowait();
      const written = JSON.parse(JSON.stringify(job));
      await setting.worker.succeed(JobId.parse(job.id), [numberColumn], [[4]]);

      const other = await Session.builder.using(jobApi).configs(options()).create();
      expect(await other.restoreJob(written).result()).toBe(4);
      await other.close();
    });

    it('refuses what cannot be meant', async () => {
      expect(() => session.restoreJob({ version: 1, kind: 'rows', execution: { via: 'direct', id: 'x' } })).toThrow(
        UsageError,
      );
      await expect(session.sql('select 1').collectNowait({ statementParams: { AUTOCOMMIT: 'false' } })).rejects.toThrow(
        'QUERY_TAG',
      );
      await expect(durableSession(options('none'))).rejects.toMatchObject({ code: 'unknown_profile' });
      await expect(durableSession({ ...options(), apiKey: 'wrong' })).rejects.toMatchObject({ code: 'unauthorized' });
      await expect(Session.builder.using(jobApi).configs({ url: setting.api.url }).create()).rejects.toThrow('apiKey');
    });

    it('names its stage, where the profile has a schema for it', async () => {
      expect(await session.getSessionStage()).toMatch(/^@"FIRN"\."SCRATCH"\."FIRN_\w+_STAGE"$/);
      const bare = await durableSession(options('bare'));
      await expect(bare.getSessionStage()).rejects.toMatchObject({ code: 'scratch_schema_missing' });
      await bare.close();
    });

    it('describes by a job of its own', async () => {
      const schema = session.table('t').schema();
      const id = await describeJob();
      await setting.worker.succeed(id, [textColumn('A')], []);
      expect((await schema).fields.map(({ name }) => name)).toEqual(['A']);
    });

    it('is closed once, for everybody', async () => {
      const mine = await durableSession(options());
      const job = await mine.sql('select 1').collectNowait();
      const { session: id } = await setting.worker.jobs.find('acme', JobId.parse(job.id));
      await mine.close();
      await mine.close();

      expect(await (await setting.call('GET', `/v1/sessions/${id}`)).json()).toMatchObject({ state: 'closing' });
      await expect(mine.sql('select 1').collect()).rejects.toMatchObject({ code: 'session_closed' });
    });

    async function describeJob(): Promise<JobId> {
      for (;;) {
        const response = await setting.call('GET', '/v1/jobs?action=describe&limit=1');
        const { jobs } = (await response.json()) as { jobs: { id: string }[] };
        if (jobs[0] !== undefined) return JobId.parse(jobs[0].id);
      }
    }
  });
});
