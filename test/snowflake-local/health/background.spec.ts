import pino from 'pino';
import { Background } from '../../../apps/snowflake-local/src/health/background.js';

describe('background work', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const work = (outcomes: (Error | null)[]) => {
    const lines: string[] = [];
    const background = new Background(pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }));
    const runs = { count: 0 };
    const task = background.task('write the history', () => {
      runs.count += 1;
      const outcome = outcomes.shift() ?? null;
      if (outcome !== null) throw outcome;
    });
    return { background, task, runs, told: () => lines.map((line) => [JSON.parse(line).level, JSON.parse(line).msg]) };
  };

  it('that fails is logged, shown, and tried again with growing pauses until it works', async () => {
    const { background, task, runs, told } = work([new Error('disk full'), new Error('disk full'), null]);
    await task.now();
    expect(background.problems).toMatchObject([{ task: 'write the history', failures: 1, error: 'disk full' }]);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(background.problems).toMatchObject([{ failures: 2 }]);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(runs.count).toBe(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(background.problems).toEqual([]);
    expect(told()).toEqual([
      [50, 'write the history failed'],
      [40, 'write the history failed'],
      [30, 'write the history works again'],
    ]);
  });

  it('waits a minute at most, however often it has failed', async () => {
    const { background, task } = work(Array.from({ length: 40 }, () => new Error('disk full')));
    await task.now();
    await jest.advanceTimersByTimeAsync(60_000 * 35);
    expect(background.problems[0]?.failures).toBeGreaterThan(35);
  });
});
