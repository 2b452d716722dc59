import { type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { type Json, JsonNumber, storedJson, UNDEFINED } from '../../types/json-text/json-value.js';
import { orderKey } from '../../types/json-text/order-key.js';
import { readStored } from '../../types/json-text/parse.js';
import type { NativeFunction } from './native-function.js';
import { items } from './semi.js';

/** Equal for equal values, and in their order: `5`, `5.00` and `5::DOUBLE` are one, NULL and JSON null are two. */
type KeyOf = (value: Json | undefined) => string;

/** A function that compares stored values; the session's zone follows its arguments. */
const comparing = (
  name: string,
  count: number,
  operation: (key: KeyOf, ...args: readonly Json[]) => Json | undefined,
): NativeFunction => ({
  name,
  parameters: Array.from({ length: count + 1 }, () => VARCHAR),
  returns: VARCHAR,
  kind: 'variant',
  takesApart: true,
  takesLong: 'with long values',
  body: (...args: readonly DuckDBValue[]) => {
    const timezone = String(args[count]);
    const key: KeyOf = (value) => orderKey(value ?? null, timezone);
    const result = operation(key, ...args.slice(0, count).map((text) => readStored(String(text))));
    return result === undefined || result === UNDEFINED ? null : storedJson(result);
  },
});

/** The items of `list` that also stand in `other`, as often as they stand in both; or, inverted, those left over. */
function matched(key: KeyOf, list: readonly Json[], other: readonly Json[], inBoth: boolean): Json {
  const counts = new Map<string, number>();
  for (const item of other) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return list.filter((item) => {
    const left = counts.get(key(item)) ?? 0;
    if (left > 0) counts.set(key(item), left - 1);
    return left > 0 === inBoth;
  });
}

function distinct(key: KeyOf, list: readonly Json[]): Json {
  const seen = new Set<string>();
  return list.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}

function union(key: KeyOf, lists: readonly (readonly Json[])[]): Json {
  const most = new Map<string, { item: Json; count: number }>();
  for (const list of lists) {
    const counts = new Map<string, number>();
    for (const item of list) {
      const own = key(item);
      const count = (counts.get(own) ?? 0) + 1;
      counts.set(own, count);
      if (count > (most.get(own)?.count ?? 0)) most.set(own, { item, count });
    }
  }
  return [...most.values()].flatMap(({ item, count }) => Array.from({ length: count }, () => item));
}

/** ARRAY_MIN and ARRAY_MAX: SQL NULL does not count, JSON null is the highest value. */
function extreme(key: KeyOf, list: readonly Json[], sign: 1 | -1): Json | undefined {
  let best: readonly [key: string, item: Json] | undefined;
  for (const item of list) {
    if (item === UNDEFINED) continue;
    const own = key(item);
    if (best === undefined || inOrder(own, best[0]) * sign > 0) best = [own, item];
  }
  return best?.[1];
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function sorted(key: KeyOf, list: readonly Json[], ascending: boolean, nullsFirst: boolean): Json {
  const known = list
    .filter((item) => item !== UNDEFINED)
    .map((item): readonly [string, Json] => [key(item), item])
    .sort(([a], [b]) => (ascending ? inOrder(a, b) : inOrder(b, a)))
    .map(([, item]) => item);
  const nulls = list.filter((item) => item === UNDEFINED);
  return nullsFirst ? [...nulls, ...known] : [...known, ...nulls];
}

/** Where `item` first stands; -1 for nowhere. */
function position(key: KeyOf, item: Json | undefined, list: readonly Json[]): number {
  const sought = key(item);
  return list.findIndex((each) => key(each) === sought);
}

/** ARRAY_CONTAINS: whether NULL is among the items is known only where it is. */
function contains(key: KeyOf, item: Json | undefined, list: readonly Json[]): Json | undefined {
  const found = position(key, item, list) >= 0;
  return found || item !== UNDEFINED ? found : undefined;
}

function without(key: KeyOf, list: readonly Json[], item: Json | undefined): Json {
  const removed = key(item);
  return list.filter((each) => key(each) !== removed);
}

export const ARRAY_COMPARE: readonly NativeFunction[] = [
  comparing('sf_array_contains', 2, (key, item, list) => contains(key, item, items(list))),
  comparing('sf_array_position', 2, (key, item, list) => {
    const at = position(key, item, items(list));
    return at < 0 ? undefined : new JsonNumber(String(at));
  }),
  comparing('sf_array_remove', 2, (key, list, item) => without(key, items(list), item)),
  comparing('sf_array_distinct', 1, (key, list) => distinct(key, items(list))),
  comparing('sf_array_sort', 3, (key, list, ascending, nullsFirst) =>
    sorted(key, items(list), ascending === true, nullsFirst === true),
  ),
  comparing('sf_array_intersection', 2, (key, left, right) => matched(key, items(left), items(right), true)),
  comparing('sf_array_except', 2, (key, left, right) => matched(key, items(left), items(right), false)),
  comparing('sf_arrays_overlap', 2, (key, left, right) => {
    const known = new Set(items(left).map(key));
    return items(right).some((item) => known.has(key(item)));
  }),
  comparing('sf_array_union', 1, (key, lists) => union(key, items(lists).map(items))),
  comparing('sf_array_min', 1, (key, list) => extreme(key, items(list), -1)),
  comparing('sf_array_max', 1, (key, list) => extreme(key, items(list), 1)),
];
