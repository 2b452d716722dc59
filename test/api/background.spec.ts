import { createLogger } from '@firn/nest/internal';
import { Background } from '../../apps/api/src/store/background.js';
import { Shutdown } from '../../apps/api/src/store/shutdown.js';

describe('background work', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function start(outcomes: (Error | null)[]) {
    const lines: string[] = [];
    const logger = createLogger('info', { app: 'api' }, { write: (line) => void lines.push(line) });
    const shutdown = new Shutdown();
    const background = new Background(logger, shutdown);
    const runs = { count: 0 };
    const ended = background.run('close batches', async () => {
      runs.count += 1;
      const outcome = outcomes.shift() ?? null;
      if (outcome !== null) throw outcome;
    });
    return { background, shutdown, runs, ended, told: () => lines.map((line) => JSON.parse(line)) };
  }

  it('that fails is logged once, named, and tried again with growing pauses until it succeeds', async () => {
    const { background, runs, ended, told } = start([new Error('NOPERM'), new Error('NOPERM')]);
    await jest.advanceTimersByTimeAsync(100);
    expect([runs.count, background.failing]).toEqual([2, ['close batches']]);
    await jest.advanceTimersByTimeAsync(199);
    expect(runs.count).toBe(2);
    await jest.advanceTimersByTimeAsync(1);
    await ended;
    expect([runs.count, background.failing]).toEqual([3, []]);
    expect(told()).toMatchObject([
      { task: 'close batches', err: { message: 'NOPERM' }, msg: 'a background task failed and is tried again' },
      { task: 'close batches', msg: 'the background task succeeded' },
    ]);
  });

  it('that never succeeds ends with the process', async () => {
    const { shutdown, ended, runs } = start(Array.from({ length: 100 }, () => new Error('NOPERM')));
    await jest.advanceTimersByTimeAsync(60_000);
    shutdown.begin();
    await ended;
    const { count } = runs;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(runs.count).toBe(count);
  });
});
