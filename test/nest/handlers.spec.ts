import { handlerJob } from '@firn/client';
import { FirnJob, type HandlerContext } from '@firn/nest';
import { col } from '@firn/snowpark';
import type { INestApplicationContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { startWorld, type World } from '../worker/world.js';
import { hostingApp } from './support/hosting.js';

jest.setTimeout(120_000);

const Above = z.object({ least: z.number().int(), label: z.string().default('x') });

@Injectable()
class Reports {
  @FirnJob('numbers-above', { params: Above })
  numbersAbove({ least, label }: z.output<typeof Above>, { session }: HandlerContext) {
    const numbers = session.createDataFrame(
      [
        [1, label],
        [2, label],
        [3, label],
      ],
      ['n', 'label'],
    );
    return numbers.filter(col('n').gt(least)).sort('n');
  }
}

describe('a handler of jobs', () => {
  let world: World;
  let app: INestApplicationContext | undefined;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(() => world.stop());

  const job = (params: unknown) => handlerJob('numbers-above', params, { profile: 'local' });

  it('builds the action of its jobs, which any worker sends', async () => {
    app = await hostingApp(world, [Reports]);
    const id = await world.submit(job({ least: 1 }));
    const ended = await world.until(id);
    expect(ended.problem).toBeNull();
    expect(ended).toMatchObject({ state: 'succeeded', action: 'handler', handler: 'numbers-above' });
    expect(ended.inline).toEqual([
      [2, 'x'],
      [3, 'x'],
    ]);
    const { events } = await world.store.history(id);
    expect(events.map(({ kind }) => kind)).toEqual([
      'accepted',
      'queued',
      'claimed',
      'built',
      'claimed',
      'intent',
      'submitted',
      'storing',
      'ended',
    ]);
  });
});
