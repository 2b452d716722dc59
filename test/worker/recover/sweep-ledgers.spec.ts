import { sweepLedgers } from '../../../apps/worker/src/recover/sweep-ledgers.js';
import { startWorld, type World } from '../world.js';

jest.setTimeout(120_000);

const SCHEMA = 'FIRN.FIRN_SCRATCH';
const KEPT_MS = 3_600_000;
/** A statement may be under way for a week. */
const STRUCK_OFF_AFTER_SECONDS = KEPT_MS / 1_000 + 7 * 86_400;

describe('the sweep of the ledgers', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.worker('w', { FIRN_KEEP_RECORDS_MS: String(KEPT_MS) });
  });
  afterAll(() => world.stop());

  const sweep = async () => {
    const ports = world.workers[0]?.ports;
    if (ports === undefined) throw new Error('There is no worker.');
    expect(await sweepLedgers(ports, new AbortController().signal)).toBe(false);
    return ports;
  };
  const ledgers = async () =>
    (await world.rows(`SHOW TABLES LIKE 'FIRN_LEDGER_%' IN SCHEMA ${SCHEMA}`)).map(({ name }) => String(name));
  const entries = async () => {
    const found = await Promise.all(
      (await ledgers()).map((name) => world.rows(`SELECT ENTRY FROM ${SCHEMA}.${name} ORDER BY ENTRY`)),
    );
    return found.flat().map(({ ENTRY }) => String(ENTRY));
  };
  const deletes = async () =>
    (
      await world.rows(
        `SELECT QUERY_TAG FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => 10000)) WHERE QUERY_TEXT LIKE 'DELETE FROM "FIRN"."FIRN_SCRATCH"."FIRN_LEDGER%'`,
      )
    ).length;

  it('passes over a schema that is not there: nobody has written exactly once', async () => {
    const ports = await sweep();
    expect(ports.troubles.all).toEqual([]);
  });

  it('strikes off what nobody can mean any more, and keeps what a late statement may', async () => {
    await world.rows('CREATE TABLE COUNTED (N NUMBER)');
    const write = (n: number) => world.submit({ sql: `INSERT INTO COUNTED SELECT ${n}`, delivery: 'exactly_once' });
    const [first, second] = [await write(1), await write(2)];
    const [old, recent] = [await world.until(first), await world.until(second)];
    expect([old.state, recent.state]).toEqual(['succeeded', 'succeeded']);
    const entryOf = async (id: string) => (await world.redis.hget(`firn:{00}:job:${id}`, 'entry')) ?? '';
    const [oldEntry, recentEntry] = [await entryOf(first), await entryOf(second)];
    const touched = async (entry: string, secondsAgo: number) => {
      for (const name of await ledgers())
        await world.rows(
          `UPDATE ${SCHEMA}.${name} SET TOUCHED_AT = DATEADD('second', ${-secondsAgo}, CURRENT_TIMESTAMP()) WHERE ENTRY = '${entry}'`,
        );
    };
    await touched(oldEntry, STRUCK_OFF_AFTER_SECONDS + 60);
    await touched(recentEntry, STRUCK_OFF_AFTER_SECONDS - 60);
    await sweep();
    expect(await entries()).toEqual([recentEntry]);
  });

  it('wakes no warehouse where no ledger holds anything', async () => {
    for (const name of await ledgers()) await world.rows(`DELETE FROM ${SCHEMA}.${name}`);
    const before = await deletes();
    await sweep();
    expect(await deletes()).toBe(before);
  });

  it('passes over a table that is none, sweeps the others, and tells of it until it is well', async () => {
    const [name = ''] = await ledgers();
    await world.rows(
      `INSERT INTO ${SCHEMA}.${name} (ENTRY, BODY, STATE, TOUCHED_AT) SELECT 'x', 'y', 'done', DATEADD('second', ${-2 * STRUCK_OFF_AFTER_SECONDS}, CURRENT_TIMESTAMP())`,
    );
    await world.rows(`CREATE TABLE ${SCHEMA}.FIRN_LEDGER_ AS SELECT 1 AS NOT_OURS`);
    const { troubles } = await sweep();
    const what = 'The ledger FIRN_LEDGER_ of the profile local';
    expect(troubles.all).toMatchObject([{ what, detail: expect.stringContaining('TOUCHED_AT') }]);
    expect((await world.rows(`SELECT COUNT(*) AS N FROM ${SCHEMA}.${name}`)).map(({ N }) => Number(N))).toEqual([0]);
    await world.rows(`CREATE OR REPLACE TABLE ${SCHEMA}.FIRN_LEDGER_ AS SELECT CURRENT_TIMESTAMP() AS TOUCHED_AT`);
    await sweep();
    expect(troubles.all).toEqual([]);
  });
});
