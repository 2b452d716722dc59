import { JobId } from '@firn/contract';
import { beat, lieDown, StepHands } from '@firn/jobs';
import { newJob, startStore, type TestStore } from '../store.js';

describe('in whose hands a step was', () => {
  let test: TestStore;
  let hands: StepHands;
  beforeAll(async () => {
    test = await startStore();
    hands = new StepHands(test.redis, 1);
  });
  afterAll(() => test.stop());

  const accepted = async () => (await test.store.accept(newJob())).id;
  const lives = (instance: string) => beat(test.redis, '00', instance, 60_000);
  const gone = (instance: string) => lieDown(test.redis, '00', instance);

  it('is known of nobody before it was lost', async () => {
    expect(await hands.look('submit', await accepted(), null)).toEqual({ wasLost: false, gone: 0 });
  });

  it('counts who took it first once, unless that came out of it after all', async () => {
    const id = await accepted();
    for (let times = 0; times < 3; times += 1)
      expect(await hands.look('submit', id, `${id}-submit-0`)).toEqual({ wasLost: true, gone: 1 });
    await hands.cameOut('submit', id, `${id}-submit-0`);
    expect(await hands.look('submit', id, `${id}-submit-0`)).toEqual({ wasLost: true, gone: 0 });
  });

  it('counts processes that are gone, each once, and those that live again no more', async () => {
    const id = await accepted();
    const step = `${id}-submit-0`;
    await hands.cameOut('submit', id, step);
    for (const instance of ['a', 'b', 'a']) {
      await lives(instance);
      await hands.enter('submit', id, instance, null);
    }
    expect(await hands.look('submit', id, step)).toEqual({ wasLost: true, gone: 0 });
    await gone('a');
    await gone('b');
    expect(await hands.look('submit', id, step)).toEqual({ wasLost: true, gone: 2 });
    await lives('b');
    expect(await hands.look('submit', id, step)).toEqual({ wasLost: true, gone: 1 });
    expect(await hands.look('finish', id, null)).toEqual({ wasLost: false, gone: 0 });
  });

  it('counts over the attempts of a job, and not twice who is the first to take a later step', async () => {
    const id = await accepted();
    await hands.look('submit', id, `${id}-submit-0`);
    await hands.enter('submit', id, 'gone-1', `${id}-submit-1`);
    expect(await hands.look('submit', id, `${id}-submit-1`)).toEqual({ wasLost: true, gone: 2 });
    await hands.enter('submit', id, 'came-out', null);
    await hands.leave('submit', id, 'came-out');
    expect(await hands.look('submit', id, null)).toEqual({ wasLost: true, gone: 2 });
  });

  it('begins anew once somebody has come out and the job is past it', async () => {
    const id = JobId.parse('job_0001JD7Z3V9Q5W8N2R4T6Y0B1C3D'); // there is no record any more
    await hands.enter('submit', id, 'gone-2', null);
    await hands.enter('submit', id, 'came-out', null);
    await hands.leave('submit', id, 'came-out');
    expect(await hands.look('submit', id, null)).toEqual({ wasLost: false, gone: 0 });
    expect(await test.redis.keys('*hands*')).not.toContain(`firn:{00}:hands:submit:${id}`);
  });
});
