import { directConnector } from '@firn/snowflake';
import { col, Session } from '@firn/snowpark';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';

let snowflake: LocalSnowflake;
beforeAll(async () => {
  snowflake = await startLocalSnowflake();
});
afterAll(async () => {
  await snowflake?.stop();
});

const builder = () => Session.builder.using(directConnector).configs(localConnection(snowflake.url));

describe('the builder', () => {
  it('names the program in the tag of the session’s queries, behind what is there or as a member of it', async () => {
    const plain = await builder().appName('nightly').create();
    expect(await plain.getQueryTag()).toBe('APPNAME=nightly');
    await plain.close();
    const asJson = await builder().appName('nightly', { formatJson: true }).create();
    expect(await asJson.getQueryTag()).toBe('{"APPNAME":"nightly"}');
    await asJson.close();
  });

  it('gives the session that is open, and opens one where there is none', async () => {
    expect(Session.getActiveSession()).toBeNull();
    const [one, same] = await Promise.all([builder().getOrCreate(), builder().getOrCreate()]);
    expect(same).toBe(one);
    expect(await builder().getOrCreate()).toBe(one);
    expect(Session.getActiveSession()).toBe(one);
    const other = await builder().create();
    expect(() => Session.getActiveSession()).toThrow('There are 2 open sessions');
    await expect(builder().getOrCreate()).rejects.toThrow('There are 2 open sessions');
    await one.close();
    expect(await builder().getOrCreate()).toBe(other);
    await other.close();
    const next = await builder().getOrCreate();
    expect(next).not.toBe(other);
    await next.close();
  });

  it('opens another session where Snowflake has ended the one that is open', async () => {
    const ended = await builder().getOrCreate();
    const end = `select system$abort_session(${await ended.sessionId()})`;
    await expect(ended.sql(end).collect()).rejects.toThrow('Session no longer exists');
    await expect(ended.sql('select 1').collect()).rejects.toThrow();
    const next = await builder().getOrCreate();
    expect(next).not.toBe(ended);
    expect(await next.sql('select 1 as a').count()).toBe(1);
    await Promise.all([ended.close(), next.close()]);
  });
});

describe('a session', () => {
  it('tells its ID, and frames tell their session', async () => {
    const session = await builder().create();
    expect(await session.sessionId()).toMatch(/^\d+$/);
    expect(session.sql('select 1').session).toBe(session);
    expect(session.table('t').filter('a = 1').session).toBe(session);
    await session.close();
  });

  it('tells what it sends while somebody listens', async () => {
    const session = await builder().create();
    await session.sql('create or replace table sent (a int)').collect();
    const history = session.queryHistory();
    const all = session.queryHistory({ includeDescribe: true, includeError: true });
    const job = await session.table('sent').withColumn('b', col('a').plus(1)).drop('a').collectNowait();
    await job.result();
    const many = Array.from({ length: 600 }, (_, at) => [at]);
    await session.createDataFrame(many, ['x']).count();
    await expect(session.sql('selec').columns()).rejects.toThrow();
    expect(
      history.queries.map(({ sqlText }) =>
        sqlText
          .replace(/FIRN_TEMP_\w+/g, 'X')
          .split('(')[0]
          ?.trim(),
      ),
    ).toEqual([
      'SELECT',
      'CREATE TEMPORARY TABLE "X"',
      expect.stringContaining('INSERT INTO'),
      expect.stringContaining('SELECT count'),
      expect.stringContaining('DROP TABLE'),
    ]);
    expect(history.queries[0]?.queryId).toBe(await job.queryId());
    const others = all.queries.filter((query) => query.isDescribe || query.error !== null);
    expect(others.map(({ sqlText, isDescribe, error }) => [sqlText, isDescribe, error !== null])).toEqual([
      ['SELECT * FROM "SENT"', true, false],
      ['selec', true, true],
    ]);
    history.close();
    all[Symbol.dispose]();
    const seen = history.queries.length;
    await session.sql('select 1').collect();
    expect(history.queries).toHaveLength(seen);
    await session.close();
  });
});
