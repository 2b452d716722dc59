import * as fc from 'fast-check';
import { PersistentMap } from '../../libs/snowpark/src/resolve/persistent-map.js';

const change = fc.record({
  /** Which of the versions so far it starts from. */
  from: fc.nat(),
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
});

describe('versions of a map', () => {
  it('each keep what they had, whichever is read or changed next', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 10 }), (changes, reads) => {
        const versions = [{ map: PersistentMap.of<string, number>(), model: new Map<string, number>() }];
        const of = (at: number) => {
          const version = versions[at % versions.length];
          if (version === undefined) throw new Error('There is always a version.');
          return version;
        };
        for (const { from, key, value } of changes) {
          const { map, model } = of(from);
          const next = new Map(model);
          if (value === undefined) next.delete(key);
          else next.set(key, value);
          versions.push({ map: value === undefined ? map.without(key) : map.with(key, value), model: next });
        }
        for (const { map, model } of [...reads.map(of), ...versions]) {
          expect(new Map(map.entries())).toEqual(model);
          expect(map.size).toBe(model.size);
          for (const key of ['a', 'b', 'c', 'd']) {
            expect([map.get(key), map.has(key)]).toEqual([model.get(key), model.has(key)]);
          }
        }
      }),
    );
  });

  it('keep what they had also where most of it is gone in a newer one', () => {
    const keys = Array.from({ length: 100 }, (_, at) => at);
    const full = PersistentMap.of(keys.map((key) => [key, `${key}`]));
    let left = full;
    for (const key of keys.slice(0, 97)) left = left.without(key);
    expect([left.size, new Map(left.entries())]).toEqual([3, new Map(keys.slice(97).map((key) => [key, `${key}`]))]);
    expect([full.size, full.entries().length, full.get(5), left.get(5)]).toEqual([100, 100, '5', undefined]);
    const back = left.with(5, 'again');
    expect([back.size, back.get(5), left.has(5), full.get(5)]).toEqual([4, 'again', false, '5']);
  });
});
