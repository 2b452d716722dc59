import { MOST_DEATHS, Suspects } from '../../../apps/worker/src/steps/suspects.js';

describe('steps that were in hand when a process died', () => {
  it('are let in a few at a time, and one by one after a second death', () => {
    const suspects = new Suspects(() => 0);
    expect(suspects.enter('innocent', 0)).toBe(true);
    const first = Array.from({ length: 10 }, (_, at) => suspects.enter(`first-${at}`, 1));
    expect(first.filter(Boolean)).toHaveLength(8);
    expect(suspects.enter('second', 2)).toBe(false);
    for (let at = 0; at < 8; at += 1) suspects.leave(`first-${at}`);
    expect(suspects.enter('second', 2)).toBe(true);
    expect(suspects.enter('first-9', 1)).toBe(false);
    expect(suspects.enter('innocent-2', 0)).toBe(true);
    suspects.leave('second');
    expect(suspects.enter('first-9', 1)).toBe(true);
  });

  it('wait for one that has to be alone, until another worker has it', () => {
    let now = 0;
    const suspects = new Suspects(() => now);
    suspects.enter('a', 1);
    expect(suspects.enter('alone', 2)).toBe(false);
    expect(suspects.enter('b', 1)).toBe(false);
    now = 3_000;
    expect(suspects.enter('b', 1)).toBe(true);
  });

  it('never cost an innocent neighbour its life, however many there are', () => {
    // A fleet of one: each round a process takes what it may, and dies if the poison is inside.
    const deaths = new Map(Array.from({ length: 50 }, (_, at) => [`step-${at}`, 0]));
    let finished = 0;
    for (let round = 0; deaths.size > 0 && round < 500; round += 1) {
      const suspects = new Suspects(() => round * 10_000);
      const inside = [...deaths].filter(([step, count]) => suspects.enter(step, count)).map(([step]) => step);
      for (const step of inside) {
        if (inside.includes('step-17')) deaths.set(step, (deaths.get(step) ?? 0) + 1);
        else {
          deaths.delete(step);
          finished += 1;
        }
      }
      if ((deaths.get('step-17') ?? 0) >= MOST_DEATHS) deaths.delete('step-17');
      for (const count of deaths.values()) expect(count).toBeLessThan(MOST_DEATHS);
    }
    expect([finished, deaths.size]).toEqual([49, 0]);
  });
});
