import { afterFailuresMs, endingMs, lookBesidesMs, nextLookMs } from '../../../apps/worker/src/track/intervals.js';

describe('how often a running query is looked at', () => {
  it('follows its age, between two bounds', () => {
    const at = (ageMs: number) => nextLookMs(ageMs, 5_000, () => 0.5);
    expect([0, 400, 1_000, 10_000, 3_600_000].map(at)).toEqual([50, 50, 100, 1_000, 5_000]);
  });

  it('is scattered by a fifth', () => {
    expect([0, 1].map((random) => nextLookMs(10_000, 5_000, () => random))).toEqual([800, 1_200]);
  });

  it('is seldom where the history is read: 30 to 60 seconds, then twice its age, every ten minutes at last', () => {
    expect([0, 1].map((random) => lookBesidesMs(100, () => random))).toEqual([30_000, 60_000]);
    expect([60_000, 3_600_000].map((ageMs) => lookBesidesMs(ageMs, () => 0.5))).toEqual([60_000, 600_000]);
  });

  it('is often where its end is near, and less so the longer that takes', () => {
    expect([0, 1_000, 60_000].map((sinceMs) => endingMs(sinceMs, 5_000))).toEqual([200, 500, 2_000]);
    expect(endingMs(60_000, 1_000)).toBe(1_000);
  });

  it('is slower while looks fail, and never stops', () => {
    expect([1, 2, 3, 50].map((failures) => afterFailuresMs(failures, 5_000))).toEqual([500, 1_000, 2_000, 5_000]);
  });
});
