import { durableSession } from '@firn/client';
import { directSession } from '@firn/snowflake';
import { col, type Session, SnowflakeError, type Table } from '@firn/snowpark';
import { localConnection } from '../../scripts/system/local-connection.js';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';

/** What Snowflake refuses, and what Firn adds to it: the same over a connection and over the API. */
describe('a failure says what to do', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ workers: 1 });
  });
  afterAll(() => system?.stop());

  describe.each([
    ['direct', () => directSession(localConnection(system.snowflake.url))],
    ['durable', () => durableSession({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE })],
  ])('%s', (mode, openSession) => {
    let session: Session;
    const orders = `ORDERS_${mode}`.toUpperCase();
    beforeAll(async () => {
      session = await openSession();
      await session.createDataFrame([[1, 'x']], ['id', '"a b"']).write.saveAsTable(orders);
    });
    afterAll(() => session?.close());

    const failure = async (work: () => Promise<unknown>): Promise<SnowflakeError> => {
      const error = await work().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (!(error instanceof SnowflakeError)) throw new Error(`It is no SnowflakeError: ${String(error)}`);
      return error;
    };

    it.each<[string, (table: Table) => Promise<unknown>]>([
      ['select', (table) => table.select('idd').collect()],
      ['filter', (table) => table.filter(col('idd').gt(1)).count()],
      ['sort, first', (table) => table.sort('idd').first()],
      ['a stream', (table) => table.select('idd').toLocalIterator()],
      ['show', (table) => table.select('idd').show()],
      ['its columns', (table) => table.select('idd').columns()],
      ['a job', async (table) => (await table.select('idd').collectNowait()).result()],
      ['a job, later', async (table) => (await table.select('idd').collectNowait()).toDf()],
      ['update', (table) => table.update({ id: col('idd') })],
      ['delete', (table) => table.delete(col('idd').eq(1))],
    ])('lists the columns of a table where one is missing: %s', async (_, act) => {
      const error = await failure(() => act(session.table(orders)));
      expect(error).toMatchObject({ code: '000904', cure: `${orders} has the columns ID, "a b". Did you mean ID?` });
      expect(error.message).toContain(`'IDD'`);
      expect(error.message.endsWith('Did you mean ID?')).toBe(true);
    });

    it('names the modes where a table exists', async () => {
      const error = await failure(() => session.createDataFrame([[1]], ['id']).write.saveAsTable(orders));
      expect(error).toMatchObject({
        code: '002002',
        cure: "Write mode('overwrite') to replace it, or mode('append') to add to it.",
      });
    });

    it('stays as it is where there is nothing to add', async () => {
      expect(await failure(() => session.table('NOWHERE').collect())).toMatchObject({ code: '002003', cure: null });
      expect(await failure(() => session.sql('select nope').collect())).toMatchObject({ code: '000904', cure: null });
    });
  });
});
