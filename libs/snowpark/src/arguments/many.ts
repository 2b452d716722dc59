import { type Place, part, type Reader, wrong } from './reader.js';

/** Arguments one by one, or as lists: `f('a', 'b')`, `f(['a', 'b'])`. For the rest of a signature. */
export function manyOf<T, From>(
  item: Reader<T, From>,
  least = 0,
): Reader<readonly T[], readonly (From | readonly From[])[]> {
  const allowed = `${least === 0 ? '' : 'at least one, each '}${item.allowed}`;
  return {
    allowed,
    read(given, place) {
      if (!Array.isArray(given)) throw wrong(place, allowed, given);
      const items: T[] = [];
      for (let index = 0; index < given.length; index += 1) {
        const each: unknown = given[index];
        if (Array.isArray(each)) readList(each, item, place, items);
        else items.push(item.read(each, given.length === 1 ? place : part(place, index)));
      }
      if (items.length < least) throw wrong(place, allowed, given);
      return items;
    },
  };
}

function readList<T>(list: readonly unknown[], item: Reader<T>, place: Place, into: T[]): void {
  for (let index = 0; index < list.length; index += 1) into.push(item.read(list[index], part(place, index)));
}

/** Arguments one by one; a list among them is one argument. */
export function eachOf<T, From>(item: Reader<T, From>, least = 0): Reader<readonly T[], readonly From[]> {
  const allowed = `${least === 0 ? '' : 'at least one, each '}${item.allowed}`;
  return {
    allowed,
    read(given, place) {
      if (!Array.isArray(given) || given.length < least) throw wrong(place, allowed, given);
      // A hole in the list is read as well: `map` would leave it.
      return Array.from(given, (each: unknown, index) =>
        item.read(each, given.length === 1 ? place : part(place, index)),
      );
    },
  };
}
