import { setImmediate } from 'node:timers/promises';
import { Bell, keysOf, onBell, queuePrefixOf, StepQueues } from '@firn/jobs';
import { Worker } from 'bullmq';
import { until } from '../../support/until.js';
import { newJob, startStore, type TestStore } from '../store.js';

/** Nobody comes to this by waiting: a test that rings has to be heard. */
const LONG_MS = 600_000;

describe('the bell of a process', () => {
  const never = new AbortController().signal;

  it('wakes whoever waits for the queue, and tells that it was heard', async () => {
    const bell = new Bell();
    expect(bell.ring('a')).toBe(false);
    const waiting = [1, 2].map(() => bell.heard('a', bell.rings('a'), LONG_MS, never));
    expect(bell.ring('b')).toBe(false);
    expect(bell.ring('a')).toBe(true);
    await Promise.all(waiting);
    expect(bell.ring('a')).toBe(false);
  });

  it('is heard also where it rang between the look and the wait', async () => {
    const bell = new Bell();
    const rings = bell.rings('a');
    bell.ring('a');
    await bell.heard('a', rings, LONG_MS, never);
  });

  it('is waited for until the time is over, or whoever waits is interrupted', async () => {
    const bell = new Bell();
    await bell.heard('a', bell.rings('a'), 1, never);
    const interruption = new AbortController();
    const waiting = bell.heard('a', bell.rings('a'), LONG_MS, interruption.signal);
    interruption.abort();
    await waiting;
    await bell.heard('a', bell.rings('a'), LONG_MS, interruption.signal);
    expect(bell.ring('a')).toBe(false);
  });

  it('wakes all once rings may have been missed', async () => {
    const bell = new Bell();
    const waiting = ['a', 'b'].map((name) => bell.heard(name, bell.rings(name), LONG_MS, never));
    bell.ringAll();
    await Promise.all(waiting);
  });
});

describe('a BullMQ worker on the bell', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await startStore();
  });
  afterAll(() => test.stop());

  it('takes a step at once that is added here, blocks no connection, and stops while it waits', async () => {
    const bell = new Bell();
    const queues = new StepQueues({ connection: test.redis, shards: 1, bell, onError: () => {} });
    const taken: string[] = [];
    let told = () => {};
    const process = async ({ data }: { readonly data: { readonly id: string } }) => {
      taken.push(data.id);
      told();
    };
    const options = { connection: test.redis, prefix: queuePrefixOf('00'), drainDelay: LONG_MS / 1_000 };
    const worker = new Worker('submit', process, options, onBell(bell));
    worker.on('error', () => undefined);
    await new Promise((resolve) => worker.once('drained', () => resolve(undefined)));
    const { id } = await test.store.accept(newJob());
    const first = new Promise<void>((resolve) => {
      told = resolve;
    });
    await queues.addNext({ id, epoch: 0, handler: null, built: null, planVersion: null });
    await first;
    expect(taken).toEqual([id]);
    expect(await test.redis.info('clients')).toMatch(/blocked_clients:0\b/);
    expect(await test.redis.exists(keysOf('00').job(id))).toBe(1);
    await worker.pause();
    await worker.close();
    await queues.close();
  });

  it('looks for no step at the end of one while it waits for the next ring', async () => {
    const bell = new Bell();
    const queues = new StepQueues({ connection: test.redis, shards: 1, bell, onError: () => {} });
    const looks = async () =>
      Number(/cmdstat_zpopmin:calls=(\d+)/.exec(await test.redis.info('commandstats'))?.[1] ?? 0);
    const ends: (() => void)[] = [];
    const process = () => new Promise<void>((resolve) => void ends.push(resolve));
    const options = {
      ...{ connection: test.redis, prefix: queuePrefixOf('00'), drainDelay: LONG_MS / 1_000, concurrency: 2 },
    };
    const worker = new Worker('finish', process, options, onBell(bell));
    worker.on('error', () => undefined);
    await new Promise((resolve) => worker.once('drained', () => resolve(undefined)));
    const { id } = await test.store.accept(newJob());
    const before = await looks();
    await queues.addFinish(id, 1);
    // It has taken the step, looked for one more, and found none.
    await until('it has looked', async () => ends.length === 1 && (await looks()) === before + 1);
    await setImmediate();
    const completed = new Promise((resolve) => worker.once('completed', resolve));
    ends[0]?.();
    await completed;
    expect(await looks()).toBe(before + 1);
    await queues.addFinish(id, 2);
    await until('the next one was heard of', async () => ends.length === 2);
    ends[1]?.();
    await worker.pause();
    await worker.close();
    await queues.close();
  });
});
