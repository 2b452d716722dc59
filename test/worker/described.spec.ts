import { SessionStore } from '@firn/jobs';
import { col } from '@firn/snowpark';
import { type ActionJson, encodeAction } from '@firn/snowpark/internal';
import { countingProxy } from '../snowflake/support/counting-proxy.js';
import { offline } from '../snowpark/offline.js';
import { startWorld, type World } from './world.js';

describe('the columns of a durable session’s sources', () => {
  let world: World;
  let sessions: SessionStore;
  let proxy: Awaited<ReturnType<typeof countingProxy>>;
  beforeAll(async () => {
    world = await startWorld({
      through: async (url) => {
        proxy = await countingProxy(url);
        return proxy.url;
      },
    });
    sessions = new SessionStore(world.redis, 1);
    await world.worker('one');
    await world.worker('two');
    await world.rows('create or replace table firn.public.described as select 1 as a, 2 as b');
  });
  afterAll(async () => {
    await world?.stop();
    await proxy?.close();
  });

  const t = offline().table('described');
  const frame = t.withColumn('c', col('a').plus(1)).drop('a');
  const collect = (): ActionJson => encodeAction({ kind: 'collect', plan: frame.plan });
  const sql = (text: string): ActionJson => encodeAction({ kind: 'sql', text, binds: [] });
  const run = async (action: ActionJson, session: string) => world.until(await world.submit({ action, session }));
  const requests = (): readonly string[] =>
    proxy.take().filter((each) => /query-request|\/queries\/.*\/result/.test(each));

  it('are asked for once, so that an action that is repeated is two requests', async () => {
    const { id } = await sessions.open('default', 'local', 600_000);
    // Either worker may take a job: both have described the table after some.
    for (let round = 0; round < 20; round += 1) await run(collect(), id);
    requests();
    const again = await run(collect(), id);
    expect(again).toMatchObject({ problem: null, inline: [[2, 2]] });
    // The result is asked for once more where the first look at it was given up, and a step of its own stored it.
    const { events } = await world.store.history(again.id);
    expect(requests()).toHaveLength(events.some(({ kind }) => kind === 'storing') ? 3 : 2);
  });

  it('are asked for again after a write of the session, whichever worker it ran on', async () => {
    const { id } = await sessions.open('default', 'local', 600_000);
    for (let round = 0; round < 10; round += 1) {
      await run(collect(), id);
      await run(sql(`alter table firn.public.described add column more_${round} int`), id);
      const { inline } = await run(collect(), id);
      expect(inline?.[0]).toHaveLength(3 + round);
    }
  });

  it('are asked for again after a failure, and of each session for itself', async () => {
    const [one, other] = [
      await sessions.open('default', 'local', 600_000),
      await sessions.open('default', 'local', 600_000),
    ];
    await world.rows('create or replace table firn.public.described as select 1 as a, 2 as b');
    // Whichever worker comes next has described it.
    for (let round = 0; round < 20; round += 1) await run(collect(), one.id);
    await world.rows('alter table firn.public.described drop column b');
    expect((await run(collect(), one.id)).problem?.code).toBe('snowflake_error');
    expect(await run(collect(), one.id)).toMatchObject({ problem: null, inline: [[2]] });
    expect(await run(collect(), other.id)).toMatchObject({ problem: null, inline: [[2]] });
  });
});
