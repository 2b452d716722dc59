import { Faults } from '../support/faults.js';
import { rawSession } from '../support/in-flight.js';
import { until } from '../support/until.js';
import { SHORT_LEASES, startWorld, type World } from './world.js';

jest.setTimeout(180_000);

const ORPHANS = 12;
/** What a worker asks of one profile's history at once. */
const AT_ONCE = 4;
const LOOKS = "QUERY_TEXT LIKE 'SELECT query_id%QUERY_HISTORY_BY_SESSION%'";

/** Each takes a place in the line of its warehouse: those of one try behind those of the last one would keep it from everybody. */
describe('questions of the history that a full warehouse does not answer', () => {
  let world: World;
  let faults: Faults;
  beforeAll(async () => {
    world = await startWorld({ faults: true });
    faults = new Faults(world.snowflake.url);
    await world.rows('CREATE WAREHOUSE OF_THE_TEST');
    await world.rows('USE WAREHOUSE OF_THE_TEST');
  });
  afterAll(() => world.stop());

  const countOf = async (where: string) =>
    Number(
      (
        await world.rows(
          `SELECT COUNT(*) AS N FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE ${LOOKS} AND ${where}`,
        )
      )[0]?.N,
    );

  it('are few at once, end in Snowflake when nobody waits for them any more, and are asked again', async () => {
    const victim = await world.process('victim', SHORT_LEASES);
    const rule = await faults.set({
      route: 'query-request',
      phase: 'after',
      action: 'delay',
      match: { sqlText: '/* orphan */' },
    });
    const orphans: Awaited<ReturnType<World['submit']>>[] = [];
    for (let at = 0; at < ORPHANS; at += 1)
      orphans.push(await world.submit({ sql: `SELECT ${at} AS N /* orphan */`, retry: { attempts: 100 } }));
    await faults.held(rule, ORPHANS);
    await victim.kill();
    await faults.clear(rule);

    await world.rows('ALTER WAREHOUSE COMPUTE_WH SET MAX_CONCURRENCY_LEVEL = 1');
    const full = await (await rawSession(world.snowflake.url, 'COMPUTE_WH')).submit('SELECT SYSTEM$WAIT(120)');
    await world.process('heir', { ...SHORT_LEASES, FIRN_WORKER_ANSWER_MS: '1000' });
    let most = 0;
    await until('each of them was asked for in vain', async () => {
      most = Math.max(most, await countOf("UPPER(EXECUTION_STATUS) = 'QUEUED'"));
      return (await countOf('ERROR_CODE IS NOT NULL')) >= ORPHANS;
    });
    expect(most).toBeGreaterThan(0);
    // Those of one try may still be ending in Snowflake when the next ones are asked.
    expect(most).toBeLessThanOrEqual(2 * AT_ONCE);

    await world.rows(`SELECT SYSTEM$CANCEL_QUERY('${full}')`);
    for (const id of orphans) expect(await world.until(id)).toMatchObject({ state: 'succeeded', problem: null });
  });
});
