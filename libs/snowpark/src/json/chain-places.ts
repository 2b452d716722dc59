import { grown, growsFrom, isStep } from './chain.js';
import type { Place } from './place.js';

/**
 * The places of a node and of everything that it grows from, the node first: read the other way round, a chain of any length
 * needs no stack. `until` ends it where something is read already.
 */
export function chainOf(place: Place, plan: boolean, until: (place: Place) => boolean): readonly Place[] {
  const chain: Place[] = [];
  for (let at: Place | null = place; at !== null && !until(at); ) {
    if (Array.isArray(at.json)) for (const link of linksOf(at, plan)) chain.push(link);
    else chain.push(at);
    at.document.spend(at);
    at = origin(chain.at(-1) ?? at);
  }
  return chain;
}

function origin(place: Place): Place | null {
  const from = growsFrom(place.json);
  if (from === null) return null;
  const { json } = place;
  const list: unknown = from.at === null || typeof json !== 'object' ? null : Reflect.get(json ?? {}, from.member);
  return from.at === null ? place.at(from.member, from.json) : place.at(from.member, list).at(from.at, from.json);
}

/** The members of a list as nodes that hold what they grow from, the last one first. */
export function linksOf(place: Place, plan: boolean): readonly Place[] {
  const { json: list, document } = place;
  if (!Array.isArray(list)) return [place];
  const known = document.lists.get(list);
  if (known !== undefined) return known;
  const [first] = list;
  if (list.length === 0) throw place.error('a chain is not empty');
  const links = [place.at(0, first)];
  let from: unknown = first;
  for (let at = 1; at < list.length; at += 1) {
    const step: unknown = list[at];
    const link = place.at(at, step);
    document.spend(link);
    if (!isStep(step, plan)) throw link.error('a further member of a chain is a node without what it grows from');
    from = grown(step, from, plan);
    links.push(place.at(at, from));
  }
  links.reverse();
  document.lists.set(list, links);
  return links;
}
