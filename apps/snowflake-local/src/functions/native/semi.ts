import { type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { isArray, isObject, type Json, JsonNumber, storedJson, UNDEFINED } from '../../types/json-text/json-value.js';
import { readStored } from '../../types/json-text/parse.js';
import { type JsonStep, jsonAt, parsePath } from '../../types/json-text/path.js';
import { castText, type Style, shownJson } from '../../types/json-text/shown.js';
import { readStyle } from '../../types/json-text/style.js';
import { markedError } from '../../types/raise.js';
import { refuseTooLarge } from '../../types/sized.js';
import type { NativeFunction } from './native-function.js';

export type Operation = (...args: readonly Json[]) => Json | undefined;

/** A function of stored values; undefined is SQL NULL. All of them keep every digit of a number and every type. */
export const onJson = (name: string, count: number, operation: Operation): NativeFunction => ({
  name,
  parameters: Array.from({ length: count }, () => VARCHAR),
  returns: VARCHAR,
  kind: 'variant',
  takesApart: true,
  takesLong: 'with long values',
  body: (...args: readonly DuckDBValue[]) => {
    const result = operation(...args.map((text) => readStored(String(text))));
    return result === undefined || result === UNDEFINED ? null : storedJson(result);
  },
});

/** For errors and keys, which no session's formats change. */
const STYLE: Style = {
  timezone: 'UTC',
  formats: {
    d: 'YYYY-MM-DD',
    t: 'HH24:MI:SS.FF9',
    p: 'YYYY-MM-DD HH24:MI:SS.FF9',
    l: 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM',
    z: 'YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM',
  },
};

export const items = (value: Json | undefined): readonly Json[] => {
  if (isArray(value)) return value;
  throw notA('ARRAY', value);
};
const entries = (value: Json | undefined): ReadonlyMap<string, Json> => {
  if (isObject(value)) return value;
  throw notA('OBJECT', value);
};
const notA = (wanted: string, value: Json | undefined) =>
  markedError('bad_variant_cast', `Failed to cast variant value ${shownJson(value ?? null, STYLE)} to ${wanted}`);
const sorted = (pairs: Iterable<readonly [string, Json]>): Json =>
  new Map([...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
const whole = (value: Json | undefined): number => (value instanceof JsonNumber ? Math.trunc(Number(value.digits)) : 0);
const word = (value: Json | undefined): string => castText(value ?? null, STYLE) ?? 'null';

/** An index of ARRAY_INSERT and ARRAY_SLICE: negative ones count from the end. */
const indexIn = (list: readonly Json[], index: number): number => (index < 0 ? list.length + index : index);

function insert(list: readonly Json[], index: number, item: Json): Json {
  const at = indexIn(list, index);
  const gap = Math.max(-at - 1, at - list.length);
  if (gap > 0) refuseTooLarge('variant', gap * (storedJson(UNDEFINED).length + 1));
  if (at < 0) return [item, ...Array.from({ length: -at - 1 }, (): Json => UNDEFINED), ...list];
  return [
    ...list.slice(0, at),
    ...Array.from({ length: Math.max(0, at - list.length) }, (): Json => UNDEFINED),
    item,
    ...list.slice(at),
  ];
}

const steps = (value: Json | undefined): readonly JsonStep[] =>
  items(value).map((step) => (step instanceof JsonNumber ? Number(step.digits) : word(step)));

/** SQL NULL leaves the entry out, and takes out the one that is there. */
function insertKey(object: ReadonlyMap<string, Json>, name: string, value: Json, update: Json | undefined): Json {
  if (object.has(name) && update !== true) throw markedError('duplicate_key', `Duplicate field key '${name}'`);
  const others = [...object].filter(([other]) => other !== name);
  return sorted(value === UNDEFINED ? others : [...others, [name, value]]);
}

/** One level of ARRAYs; NULL where an item is. */
function flatten(list: readonly Json[]): Json | undefined {
  return list.includes(UNDEFINED) || list.includes(null) ? undefined : list.flatMap(items);
}

const ARRAYS: readonly NativeFunction[] = [
  onJson('sf_array_append', 2, (list, item) => [...items(list), item ?? null]),
  onJson('sf_array_prepend', 2, (list, item) => [item ?? null, ...items(list)]),
  onJson('sf_array_cat', 2, (left, right) => [...items(left), ...items(right)]),
  onJson('sf_array_compact', 1, (list) => items(list).filter((item) => item !== null && item !== UNDEFINED)),
  onJson('sf_array_slice', 3, (list, from, to) => items(list).slice(whole(from), whole(to))),
  onJson('sf_array_insert', 3, (list, at, item) => insert(items(list), whole(at), item ?? null)),
  onJson('sf_array_remove_at', 2, (list, at) =>
    items(list).filter((_, index) => index !== indexIn(items(list), whole(at))),
  ),
  onJson('sf_array_reverse', 1, (list) => [...items(list)].reverse()),
  onJson('sf_array_flatten', 1, (list) => flatten(items(list))),
];

const OBJECTS: readonly NativeFunction[] = [
  onJson('sf_object_cat', 2, (left, right) => sorted(new Map([...entries(left), ...entries(right)]))),
  onJson('sf_object_keys', 1, (object) => (isObject(object) ? [...object.keys()] : undefined)),
  // Items of one place as an OBJECT with the keys `$1`, `$2`, …; a shorter ARRAY has JSON null there.
  onJson('sf_arrays_zip', 1, (lists) => {
    const all = items(lists).map(items);
    const length = Math.max(0, ...all.map((list) => list.length));
    return Array.from({ length }, (_, at) => sorted(all.map((list, place) => [`$${place + 1}`, list[at] ?? null])));
  }),
  // An entry for each key; those whose key is NULL are left out.
  onJson('sf_arrays_to_object', 2, (keys, values) => {
    const [names, all] = [items(keys), items(values)];
    if (names.length !== all.length) throw markedError('bad_argument', 'ARRAYS_TO_OBJECT: the arrays differ in length');
    const pairs = names.flatMap((name, at): [string, Json][] =>
      name === null || name === UNDEFINED ? [] : [[word(name), all[at] ?? null]],
    );
    return sorted(new Map(pairs));
  }),
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
  kind: 'variant',
  takesApart: true,
  takesLong: 'with long values',
  body: (text, path) => {
    const parsed = parsePath(String(path));
    if (parsed === null) throw markedError('bad_argument', `Invalid extraction path '${String(path)}'`);
    const found = jsonAt(readStored(String(text)), parsed);
    return found === undefined || found === UNDEFINED ? null : storedJson(found);
  },
};

/** (array, separator, style) → its items as texts, joined; nulls of both kinds are empty. */
const toText: NativeFunction = {
  name: 'sf_array_to_string',
  parameters: [VARCHAR, VARCHAR, VARCHAR],
  returns: VARCHAR,
  takesApart: true,
  takesLong: 'with long values',
  body: (text, separator, style) => {
    const texts = items(readStored(String(text))).map((item) => castText(item, readStyle(String(style))) ?? '');
    const between = String(separator);
    // Before they are joined: a long separator between many items is no text at all.
    refuseTooLarge(
      'text',
      texts.reduce((sum, each) => sum + each.length, between.length * (texts.length - 1)),
    );
    return texts.join(between);
  },
};

/** Stored values as one text, to be parted at line ends, of which no stored value has one. The first line says how many there are. */
const lines = (texts: readonly string[]): string => [String(texts.length), ...texts].join('\n');

/** An ARRAY's items as stored values: DuckDB itself would round their numbers. */
const linesOfItems: NativeFunction = {
  name: 'sf_json_items',
  parameters: [VARCHAR],
  returns: VARCHAR,
  kind: null,
  takesApart: true,
  takesLong: 'with long values',
  body: (text) => lines(items(readStored(String(text))).map(storedJson)),
};

/** An OBJECT's entries as ARRAYs of key and value. */
const linesOfPairs: NativeFunction = {
  name: 'sf_json_pairs',
  parameters: [VARCHAR],
  returns: VARCHAR,
  kind: null,
  takesApart: true,
  takesLong: 'with long values',
  body: (text) => lines([...entries(readStored(String(text)))].map((pair) => storedJson([...pair]))),
};

export const SEMI: readonly NativeFunction[] = [...ARRAYS, ...OBJECTS, getPath, toText, linesOfItems, linesOfPairs];
