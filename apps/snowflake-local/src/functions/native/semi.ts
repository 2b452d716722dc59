import { type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { compactJson, isObject, type Json, JsonNumber } from '../../types/json-text/json-value.js';
import { parseJson } from '../../types/json-text/parse.js';
import { type JsonStep, jsonAt, parsePath } from '../../types/json-text/path.js';
import { markedError } from '../../types/raise.js';
import type { NativeFunction } from './native-function.js';

type Operation = (...args: readonly Json[]) => Json | undefined;

/** A function of JSON texts; undefined is SQL NULL. All of them keep every digit of a number. */
const onJson = (name: string, count: number, operation: Operation): NativeFunction => ({
  name,
  parameters: Array.from({ length: count }, () => VARCHAR),
  returns: VARCHAR,
  body: (...args: readonly DuckDBValue[]) => {
    const result = operation(...args.map((text) => parseJson(String(text))));
    return result === undefined ? null : compactJson(result);
  },
});

const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const items = (value: Json | undefined): readonly Json[] => {
  if (isArray(value)) return value;
  throw markedError('bad_argument', `Invalid argument: ${compactJson(value ?? null)} is no ARRAY`);
};
const entries = (value: Json | undefined): ReadonlyMap<string, Json> => {
  if (isObject(value)) return value;
  throw markedError('bad_argument', `Invalid argument: ${compactJson(value ?? null)} is no OBJECT`);
};
const sorted = (pairs: Iterable<readonly [string, Json]>): Json =>
  new Map([...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
const key = (value: Json | undefined): string => compactJson(value ?? null);
const whole = (value: Json | undefined): number => (value instanceof JsonNumber ? Math.trunc(Number(value.digits)) : 0);
const word = (value: Json | undefined): string => (typeof value === 'string' ? value : key(value));

/** An index of ARRAY_INSERT and ARRAY_SLICE: negative ones count from the end. */
const indexIn = (list: readonly Json[], index: number): number => (index < 0 ? list.length + index : index);

function insert(list: readonly Json[], index: number, item: Json): Json {
  const at = indexIn(list, index);
  if (at < 0) return [item, ...Array.from({ length: -at - 1 }, (): Json => null), ...list];
  return [
    ...list.slice(0, at),
    ...Array.from({ length: Math.max(0, at - list.length) }, (): Json => null),
    item,
    ...list.slice(at),
  ];
}

/** The items of `list` that also stand in `other`, as often as they stand in both; or, inverted, those left over. */
function matched(list: readonly Json[], other: readonly Json[], inBoth: boolean): Json {
  const counts = new Map<string, number>();
  for (const item of other) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return list.filter((item) => {
    const left = counts.get(key(item)) ?? 0;
    if (left > 0) counts.set(key(item), left - 1);
    return left > 0 === inBoth;
  });
}

function distinct(list: readonly Json[]): Json {
  const seen = new Set<string>();
  return list.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}

const steps = (value: Json | undefined): readonly JsonStep[] =>
  items(value).map((step) => (step instanceof JsonNumber ? Number(step.digits) : word(step)));

function insertKey(object: ReadonlyMap<string, Json>, name: string, value: Json, update: Json | undefined): Json {
  if (object.has(name) && update !== true) throw markedError('bad_argument', `Duplicate field key '${name}'`);
  return sorted([...[...object].filter(([other]) => other !== name), [name, value]]);
}

function withoutNulls(value: Json): Json {
  if (isObject(value)) return new Map([...value].filter(([, item]) => item !== null));
  return value;
}

function rank(value: Json): number {
  if (value instanceof JsonNumber) return Number(value.digits);
  return Number.NaN;
}

/** ARRAY_MIN and ARRAY_MAX of numbers or of texts; null items do not count. */
function extreme(list: readonly Json[], sign: 1 | -1): Json | undefined {
  const known = list.filter((item) => item !== null);
  const before = (a: Json, b: Json): boolean => {
    if (typeof a === 'string' && typeof b === 'string') return a < b;
    return rank(a) < rank(b);
  };
  return known.reduce<Json | undefined>((best, item) => {
    if (best === undefined) return item;
    return (sign < 0 ? before(item, best) : before(best, item)) ? item : best;
  }, undefined);
}

/** Numbers before texts before anything else, each in its own order. */
function inOrder(a: Json, b: Json): number {
  const [kindA, kindB] = [a, b].map((item) => (item instanceof JsonNumber ? 0 : typeof item === 'string' ? 1 : 2));
  if (kindA !== kindB) return (kindA ?? 0) - (kindB ?? 0);
  if (kindA === 0) return rank(a) - rank(b);
  return word(a) < word(b) ? -1 : word(a) > word(b) ? 1 : 0;
}

function sortedItems(list: readonly Json[], ascending: boolean, nullsFirst: boolean): Json {
  const known = list.filter((item) => item !== null).sort((a, b) => (ascending ? inOrder(a, b) : inOrder(b, a)));
  const nulls = list.filter((item) => item === null);
  return nullsFirst ? [...nulls, ...known] : [...known, ...nulls];
}

function flatten(list: readonly Json[]): Json {
  return list.flatMap((item): readonly Json[] => (item === null ? [] : items(item)));
}

const ARRAYS: readonly NativeFunction[] = [
  onJson('sf_array_append', 2, (list, item) => [...items(list), item ?? null]),
  onJson('sf_array_prepend', 2, (list, item) => [item ?? null, ...items(list)]),
  onJson('sf_array_cat', 2, (left, right) => [...items(left), ...items(right)]),
  onJson('sf_array_compact', 1, (list) => items(list).filter((item) => item !== null)),
  onJson('sf_array_contains', 2, (item, list) => items(list).some((each) => key(each) === key(item))),
  onJson('sf_array_position', 2, (item, list) => {
    const at = items(list).findIndex((each) => key(each) === key(item));
    return at < 0 ? undefined : new JsonNumber(String(at));
  }),
  onJson('sf_array_slice', 3, (list, from, to) => items(list).slice(whole(from), whole(to))),
  onJson('sf_array_insert', 3, (list, at, item) => insert(items(list), whole(at), item ?? null)),
  onJson('sf_array_remove', 2, (list, item) => items(list).filter((each) => key(each) !== key(item))),
  onJson('sf_array_remove_at', 2, (list, at) =>
    items(list).filter((_, index) => index !== indexIn(items(list), whole(at))),
  ),
  onJson('sf_array_distinct', 1, (list) => distinct(items(list))),
  onJson('sf_array_sort', 3, (list, ascending, nullsFirst) =>
    sortedItems(items(list), ascending === true, nullsFirst === true),
  ),
  onJson('sf_array_reverse', 1, (list) => [...items(list)].reverse()),
  onJson('sf_array_flatten', 1, (list) => flatten(items(list))),
  onJson('sf_array_intersection', 2, (left, right) => matched(items(left), items(right), true)),
  onJson('sf_array_except', 2, (left, right) => matched(items(left), items(right), false)),
  onJson('sf_arrays_overlap', 2, (left, right) => {
    const known = new Set(items(left).map(key));
    return items(right).some((item) => known.has(key(item)));
  }),
  onJson('sf_array_min', 1, (list) => extreme(items(list), -1)),
  onJson('sf_array_max', 1, (list) => extreme(items(list), 1)),
];

const OBJECTS: readonly NativeFunction[] = [
  onJson('sf_object_keys', 1, (object) => (isObject(object) ? [...object.keys()] : undefined)),
  onJson('sf_object_insert', 4, (object, name, value, update) =>
    insertKey(entries(object), word(name), value ?? null, update),
  ),
  onJson('sf_object_delete', 2, (object, names) => {
    const gone = new Set(items(names).map(word));
    return new Map([...entries(object)].filter(([name]) => !gone.has(name)));
  }),
  onJson('sf_object_pick', 2, (object, names) => {
    const kept = new Set(items(names).map(word));
    return new Map([...entries(object)].filter(([name]) => kept.has(name)));
  }),
  onJson('sf_strip_nulls', 1, (value) => withoutNulls(value ?? null)),
  onJson('sf_json_get', 2, (value, path) => jsonAt(value ?? null, steps(path))),
  onJson('sf_json_get_ignore_case', 2, (value, name) => {
    const wanted = word(name).toLowerCase();
    return isObject(value)
      ? (value.get(word(name)) ?? [...value].find(([each]) => each.toLowerCase() === wanted)?.[1])
      : undefined;
  }),
];

/** (json, path text) → what GET_PATH finds by a path that only the row knows. */
const getPath: NativeFunction = {
  name: 'sf_json_path',
  parameters: [VARCHAR, VARCHAR],
  returns: VARCHAR,
  body: (text, path) => {
    const parsed = parsePath(String(path));
    if (parsed === null) throw markedError('bad_argument', `Invalid extraction path '${String(path)}'`);
    const found = jsonAt(parseJson(String(text)), parsed);
    return found === undefined ? null : compactJson(found);
  },
};

/** (json array, separator) → its items as texts, joined; nulls are empty. */
const toText: NativeFunction = {
  name: 'sf_array_to_string',
  parameters: [VARCHAR, VARCHAR],
  returns: VARCHAR,
  body: (text, separator) =>
    items(parseJson(String(text)))
      .map((item) => (item === null ? '' : word(item)))
      .join(String(separator)),
};

export const SEMI: readonly NativeFunction[] = [...ARRAYS, ...OBJECTS, getPath, toText];
