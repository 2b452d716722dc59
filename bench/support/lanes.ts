import { setTimeout as sleep } from 'node:timers/promises';
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

/** Begins a job every so often, whether those before have ended or not, and times each. */
export async function paced(count: number, perSecondBegun: number, job: () => Promise<unknown>): Promise<Rate> {
  const times: number[] = [];
  const started = performance.now();
  const timed = async () => {
    const begun = performance.now();
    await job();
    times.push(performance.now() - begun);
  };
  const under: Promise<void>[] = [];
  for (let at = 0; at < count; at += 1) {
    await sleep(Math.max(0, started + (at * 1_000) / perSecondBegun - performance.now()));
    under.push(timed());
  }
  await Promise.all(under);
  return { perSecond: perSecond(count, started), ...percentiles(times) };
}

/** Rounded to a tenth. */
export const perSecond = (count: number, startedAt: number): number =>
  Math.round((count / (performance.now() - startedAt)) * 10_000) / 10;
