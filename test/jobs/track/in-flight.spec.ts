import { keysOf, parseNudge, recordReading, reportInFlight, tellEnded } from '@firn/jobs';
import { until } from '../../support/until.js';
import { startStore, type TestStore } from '../store.js';

describe('what is in flight of a profile', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());
  const report = (profile: string, instance: string, count: number, ttlMs = 60_000) =>
    reportInFlight(test.redis, profile, { instance, count, ttlMs });

  it('is what all workers watch, each as it said last', async () => {
    expect((await report('t/a', 'one', 5)).total).toBe(5);
    expect((await report('t/a', 'two', 7)).total).toBe(12);
    expect((await report('t/a', 'one', 2)).total).toBe(9);
    expect((await report('t/b', 'one', 1)).total).toBe(1);
  });

  it('does not count what an instance said that has not said anything since', async () => {
    await report('t/c', 'dead', 1_000, 1);
    await until('its word is out of date', async () => (await report('t/c', 'alive', 3)).total === 3);
    expect(await test.redis.hkeys(keysOf('00').inFlight('t/c'))).toEqual(['alive']);
  });

  it('tells until when its history was read, while that is worth anything', async () => {
    expect((await report('t/d', 'one', 1)).readUntil).toBeNull();
    await recordReading(test.redis, 't/d', 1_234, 60_000);
    expect((await report('t/d', 'one', 1)).readUntil).toBe(1_234);
    await recordReading(test.redis, 't/d', 1_235, 1);
    await until('the reading is out of date', async () => (await report('t/d', 'one', 1)).readUntil === null);
  });

  it('is not kept from being counted by a damaged entry', async () => {
    await test.redis.hset(keysOf('00').inFlight('t/e'), 'strange', 'x');
    await test.redis.set(keysOf('00').reading('t/e'), 'x');
    expect(await report('t/e', 'one', 4)).toMatchObject({ total: 4, readUntil: null });
  });
});

describe('nudges', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore(2);
  });
  afterAll(() => test.stop());

  it('tell of ends in few messages, each to the shard of its jobs', async () => {
    const heard: (readonly [channel: string, message: string])[] = [];
    const subscriber = test.connect();
    subscriber.on('message', (channel: string, message: string) => heard.push([channel, message]));
    await subscriber.subscribe(keysOf('00').nudges, keysOf('01').nudges);
    const ids = Array.from({ length: 500 }, (_, at) => `job_0${at % 2}${String(at).padStart(26, '0')}`);
    await tellEnded(test.redis, ids);
    await until('all are heard', async () => heard.length === 4);
    const read = heard.map(([channel, message]) => ({ channel, nudge: parseNudge(message) }));
    expect(read.flatMap(({ nudge }) => (nudge?.kind === 'ended' ? nudge.ids : [])).toSorted()).toEqual(ids.toSorted());
    for (const { channel, nudge } of read)
      for (const id of nudge?.kind === 'ended' ? nudge.ids : []) expect(channel).toContain(`{${id.slice(4, 6)}}`);
  });

  it('are read by name, and what a newer process says is passed over', () => {
    const id = `job_00${'0'.repeat(26)}`;
    expect(parseNudge(id)).toEqual({ kind: 'wish', id, to: '' });
    expect(parseNudge(`${id}:w:1f`)).toEqual({ kind: 'wish', id, to: 'w:1f' });
    expect(parseNudge('gone:w')).toEqual({ kind: 'gone' });
    expect(parseNudge(`ended:${id},x`)).toEqual({ kind: 'ended', ids: [id] });
    expect(parseNudge('levitated')).toBeNull();
  });
});
