import { type Percentiles, percentiles } from './percentiles.js';

export interface Rate extends Percentiles {
  readonly perSecond: number;
}

/** Runs a job `count` times, so many at once, and times each. */
export async function lanes(count: number, atOnce: number, job: () => Promise<unknown>): Promise<Rate> {
  const times: number[] = [];
  let left = count;
  const started = performance.now();
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      await job();
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { perSecond: perSecond(count, started), ...percentiles(times) };
}

/** Rounded to a tenth. */
export const perSecond = (count: number, startedAt: number): number =>
  Math.round((count / (performance.now() - startedAt)) * 10_000) / 10;
