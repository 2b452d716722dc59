import type { TrackedQuery } from '@firn/jobs';
import { Turns } from '../../../apps/worker/src/track/turns.js';
import { type Watched, watched } from '../../../apps/worker/src/track/watched.js';

const entry = (at: number): Watched => {
  const query = { id: `job_00${String(at).padStart(26, '0')}`, startedAt: at } as TrackedQuery;
  return watched(query, 0, false);
};

describe('the turns of watched queries', () => {
  it('come in the order in which they are due, each once, however many there are', () => {
    const turns = new Turns();
    const entries = Array.from({ length: 20_000 }, (_, at) => entry(at));
    // The last comes first.
    for (const [at, one] of entries.entries()) turns.put(one, entries.length - at);
    const seen: Watched[] = [];
    for (let next = turns.takeDue(30_000); next !== null; next = turns.takeDue(30_000)) seen.push(next);
    expect(seen).toEqual(entries.toReversed());
  });

  it('leave nobody out where there are more than can be looked at: whoever is put again comes after all that are due', () => {
    const turns = new Turns();
    const entries = Array.from({ length: 2_500 }, (_, at) => entry(at));
    for (const one of entries) turns.put(one, 0);
    const looks = new Map<Watched, number>();
    for (let now = 1; now <= 100; now += 1) {
      for (let at = 0; at < 50; at += 1) {
        const next = turns.takeDue(now);
        if (next === null) break;
        looks.set(next, (looks.get(next) ?? 0) + 1);
        turns.put(next, now);
      }
    }
    expect(looks.size).toBe(entries.length);
    expect(new Set(looks.values())).toEqual(new Set([2]));
  });

  it('do not come before they are due, nor for one that was put off, nor for one that is in hand', () => {
    const turns = new Turns();
    const [later, inHand] = [entry(1), entry(2)];
    turns.put(later, 5);
    expect(turns.takeDue(4)).toBeNull();
    turns.put(later, 9);
    turns.put(inHand, 5);
    inHand.looking = true;
    expect(turns.takeDue(6)).toBeNull();
    expect(turns.takeDue(9)).toBe(later);
    expect(turns.takeDue(9)).toBeNull();
  });

  it('come first for one that somebody wants to end, whatever is due', () => {
    const turns = new Turns();
    for (let at = 0; at < 10_000; at += 1) turns.put(entry(at), 0);
    const wanted = entry(10_001);
    turns.put(wanted, 99_999);
    wanted.cancelWanted = true;
    // Once more after the cancel was taken, for as long as the query has not ended.
    for (const at of [50, 250]) {
      turns.put(wanted, at);
      expect(turns.takeUrgent(at - 1)).toBeNull();
      expect(turns.takeUrgent(at)).toBe(wanted);
      expect(turns.takeUrgent(99_999)).toBeNull();
    }
  });
});
