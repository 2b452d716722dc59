import { createHash } from 'node:crypto';
import { BIGINT, BLOB, DOUBLE, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { isArray, isObject, type Json, JsonNumber, storedJson, Tagged } from '../../types/json-text/json-value.js';
import { orderKey } from '../../types/json-text/order-key.js';
import { readStored } from '../../types/json-text/parse.js';
import { markedError } from '../../types/raise.js';
import { bytesOf } from './digest.js';
import type { NativeFunction } from './native-function.js';

type Body = NativeFunction['body'];

const native = (
  name: string,
  parameters: NativeFunction['parameters'],
  returns: NativeFunction['returns'],
  body: Body,
) => ({
  name,
  parameters,
  returns,
  body,
});

/** Of many values at once. */
const long = (name: string, parameters: NativeFunction['parameters'], body: Body): NativeFunction => ({
  ...native(name, parameters, VARCHAR, body),
  takesLong: 'with long values',
});
const digits = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const numberOf = (value: Json | undefined): number =>
  value instanceof JsonNumber
    ? Number(value.digits)
    : value instanceof Tagged && value.tag === 'f'
      ? Number(value.text)
      : Number.NaN;
const itemsOf = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : []);
const jsonNumber = (value: number): Json =>
  Number.isSafeInteger(value) ? new JsonNumber(String(value)) : new Tagged('f', String(value));

/** The state of a sketch of a type; anything else is refused. */
function stateOf(value: Json | undefined, type: string, field = 'state'): readonly Json[] {
  if (isObject(value) && value.get('type') === type) return itemsOf(value.get(field));
  throw markedError('bad_argument', `Invalid state: an OBJECT of type '${type}' is needed`);
}

const state = (type: string, field: string, items: readonly Json[]): string =>
  storedJson(
    new Map<string, Json>([
      [field, items],
      ['type', type],
      ['version', new JsonNumber('1')],
    ]),
  );

// ---- values by how often they occur

type Counts = readonly (readonly [value: Json, count: number])[];

function counted(pairs: Iterable<readonly [Json, number]>, timezone: string): Counts {
  const known = new Map<string, [Json, number]>();
  for (const [value, count] of pairs) {
    const key = orderKey(value, timezone);
    const before = known.get(key);
    if (before === undefined) known.set(key, [value, count]);
    else before[1] += count;
  }
  return [...known].sort(([a, [, x]], [b, [, y]]) => y - x || (a < b ? -1 : 1)).map(([, pair]) => pair);
}

const written = (counts: Counts, most: number): readonly Json[] =>
  counts.slice(0, most).map(([value, count]) => [value, new JsonNumber(String(count))]);

const pairsOf = (items: readonly Json[]): (readonly [Json, number])[] =>
  items.map((pair) => [itemsOf(pair)[0] ?? null, numberOf(itemsOf(pair)[1])]);

const list = (text: DuckDBValue): readonly Json[] => itemsOf(readStored(String(text)));

const TOP_K = [
  // (values, how many, zone)
  long('sf_top_k', [VARCHAR, BIGINT, VARCHAR], (values, most, zone) =>
    storedJson(
      written(
        counted(
          list(values).map((value) => [value, 1]),
          String(zone),
        ),
        Number(most),
      ),
    ),
  ),
  long('sf_top_k_state', [VARCHAR, BIGINT, VARCHAR], (values, most, zone) =>
    state(
      'topk',
      'counters',
      written(
        counted(
          list(values).map((value) => [value, 1]),
          String(zone),
        ),
        Number(most),
      ),
    ),
  ),
  // (states, how many, zone)
  long('sf_top_k_combine', [VARCHAR, BIGINT, VARCHAR], (states, most, zone) => {
    const all = list(states).flatMap((each) => pairsOf(stateOf(each, 'topk', 'counters')));
    return state('topk', 'counters', written(counted(all, String(zone)), Number(most)));
  }),
  // (state, how many)
  long('sf_top_k_estimate', [VARCHAR, BIGINT], (text, most) =>
    storedJson(stateOf(readStored(String(text)), 'topk', 'counters').slice(0, Number(most))),
  ),
];

// ---- percentiles: means of neighbours, with how many each stands for

const CENTROIDS = 400;
interface Centroid {
  readonly mean: number;
  readonly weight: number;
}

function digest(centroids: readonly Centroid[]): readonly Centroid[] {
  const sorted = centroids.toSorted((a, b) => a.mean - b.mean);
  if (sorted.length <= CENTROIDS) return sorted;
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const made: Centroid[] = [];
  let open: Centroid = { mean: 0, weight: 0 };
  for (const next of sorted) {
    const weight = open.weight + next.weight;
    if (open.weight > 0 && weight > total / CENTROIDS) {
      made.push(open);
      open = next;
    } else open = { mean: open.mean + ((next.mean - open.mean) * next.weight) / weight, weight };
  }
  return [...made, open];
}

const digestState = (centroids: readonly Centroid[]): string =>
  state(
    'tdigest',
    'state',
    digest(centroids).flatMap(({ mean, weight }) => [jsonNumber(mean), jsonNumber(weight)]),
  );

function centroidsOf(value: Json | undefined): readonly Centroid[] {
  const items = stateOf(value, 'tdigest');
  return items.flatMap((item, at) => (at % 2 === 0 ? [{ mean: numberOf(item), weight: numberOf(items[at + 1]) }] : []));
}

/** Between the middles of two centroids; with one value each this is PERCENTILE_CONT. */
function percentile(centroids: readonly Centroid[], share: number): number | null {
  const [first] = centroids;
  if (first === undefined) return null;
  const wanted = share * (centroids.reduce((sum, { weight }) => sum + weight, 0) - 1);
  let before = 0;
  let [lastAt, lastMean] = [0, first.mean];
  for (const { mean, weight } of centroids) {
    const at = before + (weight - 1) / 2;
    if (at >= wanted) return at === lastAt ? mean : lastMean + ((mean - lastMean) * (wanted - lastAt)) / (at - lastAt);
    [lastAt, lastMean] = [at, mean];
    before += weight;
  }
  return lastMean;
}

const PERCENTILE = [
  long('sf_percentile_state', [VARCHAR], (values) =>
    digestState(list(values).map((value) => ({ mean: numberOf(value), weight: 1 }))),
  ),
  long('sf_percentile_combine', [VARCHAR], (states) => digestState(list(states).flatMap(centroidsOf))),
  native('sf_percentile_estimate', [VARCHAR, DOUBLE], DOUBLE, (text, share) =>
    percentile(centroidsOf(readStored(String(text))), Number(share)),
  ),
];

// ---- sets of hashes

const hashesOf = (text: DuckDBValue): readonly bigint[] =>
  String(text) === '' ? [] : String(text).split(',').map(BigInt);

/** Another hash of a hash for each number. */
const mixed = (hash: bigint, salt: number): bigint => {
  let value = BigInt.asUintN(64, hash ^ (BigInt(salt + 1) * 0x9e3779b97f4a7c15n));
  value = BigInt.asUintN(64, (value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n);
  value = BigInt.asUintN(64, (value ^ (value >> 27n)) * 0x94d049bb133111ebn);
  return value ^ (value >> 31n);
};

const MOST = 2n ** 64n - 1n;
const lower = (a: bigint, b: bigint): bigint => [a, b].toSorted((x, y) => (x < y ? -1 : 1))[0] ?? a;

function lowest(hashes: readonly bigint[], salt: number): bigint {
  let low = MOST;
  for (const hash of hashes) {
    const value = mixed(hash, salt);
    if (value < low) low = value;
  }
  return low;
}

const bigOf = (value: Json | undefined): bigint => (value instanceof JsonNumber ? BigInt(value.digits) : 0n);
const signature = (values: readonly bigint[]): string =>
  state(
    'minhash',
    'state',
    values.map((value) => new JsonNumber(String(value))),
  );

const MINHASH = [
  // (hashes, how many)
  long('sf_minhash', [VARCHAR, BIGINT], (text, count) => {
    const hashes = hashesOf(text);
    return signature(Array.from({ length: Number(count) }, (_, salt) => lowest(hashes, salt)));
  }),
  long('sf_minhash_combine', [VARCHAR], (states) => {
    const all = list(states).map((each) => stateOf(each, 'minhash').map(bigOf));
    return signature((all[0] ?? []).map((_, at) => all.map((each) => each[at] ?? MOST).reduce(lower, MOST)));
  }),
  long('sf_minhash_similarity', [VARCHAR], (states) => {
    const all = list(states).map((each) => stateOf(each, 'minhash').map(bigOf));
    const [first = []] = all;
    const alike = first.filter((value, at) => all.every((each) => each[at] === value)).length;
    return first.length === 0 ? null : String(alike / first.length);
  }),
];

// ---- HyperLogLog: 4,096 registers of a byte

const REGISTERS = 4_096;

function registersOf(hashes: readonly bigint[]): Uint8Array {
  const registers = new Uint8Array(REGISTERS);
  for (const hash of hashes) {
    const value = mixed(hash, 0);
    const at = Number(value >> 52n);
    const zeros = 53 - (value & 0xfffffffffffffn).toString(2).replace(/^0$/, '').length;
    registers[at] = Math.max(registers[at] ?? 0, zeros);
  }
  return registers;
}

function estimated(registers: Uint8Array): bigint {
  const zeros = registers.filter((value) => value === 0).length;
  const raw =
    ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / registers.reduce((sum, value) => sum + 2 ** -value, 0);
  const isSmall = raw <= 2.5 * REGISTERS && zeros > 0;
  return BigInt(Math.round(isSmall ? REGISTERS * Math.log(REGISTERS / zeros) : raw));
}

function registersIn(value: DuckDBValue): Uint8Array {
  const bytes = bytesOf(value);
  if (bytes.length === REGISTERS) return bytes;
  throw markedError('bad_argument', 'Invalid HLL state');
}

/** (hexadecimal digits of several) → one with what all of them have, by `join`. */
const joined = (text: DuckDBValue, join: (a: number, b: number) => number, length: number): Uint8Array => {
  const all = new Uint8Array(length);
  for (const digits of String(text)
    .split(',')
    .filter((each) => each !== '')) {
    const one = Buffer.from(digits, 'hex');
    if (one.length !== length) throw markedError('bad_argument', 'Invalid state');
    for (let at = 0; at < length; at += 1) all[at] = join(all[at] ?? 0, one[at] ?? 0);
  }
  return all;
};

const HLL_VERSION = 4;
const HLL_PRECISION = Math.log2(REGISTERS);

/** Registers as Snowflake writes them: few as pairs of a place and its zeros, more as all of them in a row. */
function exported(registers: Uint8Array): string {
  const indices = [...registers.keys()].filter((at) => registers[at] !== 0);
  const maxLzCounts = indices.map((at) => registers[at] ?? 0);
  const held = { precision: HLL_PRECISION, version: HLL_VERSION };
  const isSparse = indices.length < REGISTERS / 4;
  // Keys in the order of an OBJECT's.
  return JSON.stringify(
    isSparse
      ? { precision: held.precision, sparse: { indices, maxLzCounts }, version: held.version }
      : { dense: [...registers], ...held },
  );
}

function imported(text: string): Uint8Array {
  const invalid = markedError('bad_argument', 'Invalid HLL state');
  const registers = new Uint8Array(REGISTERS);
  const state: unknown = JSON.parse(text);
  if (typeof state !== 'object' || state === null) throw invalid;
  const numbers = (value: unknown): readonly number[] => {
    if (Array.isArray(value) && value.every((each) => Number.isInteger(each) && each >= 0 && each < REGISTERS))
      return value;
    throw invalid;
  };
  if ('dense' in state) {
    const all = numbers(state.dense);
    if (all.length !== REGISTERS || all.some((zeros) => zeros > MOST_ZEROS)) throw invalid;
    registers.set(all);
    return registers;
  }
  const sparse = 'sparse' in state && typeof state.sparse === 'object' && state.sparse !== null ? state.sparse : {};
  const places = numbers('indices' in sparse ? sparse.indices : undefined);
  const counts = numbers('maxLzCounts' in sparse ? sparse.maxLzCounts : undefined);
  if (places.length !== counts.length || counts.some((zeros) => zeros > MOST_ZEROS)) throw invalid;
  places.forEach((at, index) => {
    registers[at] = counts[index] ?? 0;
  });
  return registers;
}

/** Leading zeros, and one, of the 52 bits that are left of a hash. */
const MOST_ZEROS = 53;

const HLL = [
  long('sf_hll_state', [VARCHAR], (text) => digits(registersOf(hashesOf(text)))),
  long('sf_hll_combine', [VARCHAR], (states) => digits(joined(states, Math.max, REGISTERS))),
  native('sf_hll_estimate', [BLOB], BIGINT, (value) => estimated(registersIn(value))),
  native('sf_hll_export', [BLOB], VARCHAR, (value) => exported(registersIn(value))),
  native('sf_hll_import', [VARCHAR], VARCHAR, (text) => digits(imported(String(text)))),
];

// ---- bitmaps of the 32,768 places of a bucket

const BITMAP_BYTES = 4_096;

const BITMAPS = [
  long('sf_bitmap', [VARCHAR], (text) => {
    const bytes = new Uint8Array(BITMAP_BYTES);
    for (const place of hashesOf(text)) {
      if (place < 0n || place >= BigInt(BITMAP_BYTES * 8)) {
        throw markedError('bad_argument', `Bitmap position ${place} is not between 0 and ${BITMAP_BYTES * 8 - 1}`);
      }
      const at = Number(place);
      bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
    }
    return digits(bytes);
  }),
  long('sf_bitmap_or', [VARCHAR], (states) => digits(joined(states, (a, b) => a | b, BITMAP_BYTES))),
  native('sf_bitmap_count', [BLOB], BIGINT, (value) =>
    BigInt(bytesOf(value).reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)),
  ),
];

/** (text, which half) → 64 bits of the MD5 of a text as an unsigned number. */
const md5Number = native('sf_md5_number', [VARCHAR, BIGINT], VARCHAR, (text, half) => {
  const bytes = createHash('md5').update(String(text), 'utf8').digest();
  return String(bytes.readBigUInt64BE(half === 0n ? 8 : 0));
});

export const SKETCHES: readonly NativeFunction[] = [...TOP_K, ...PERCENTILE, ...MINHASH, ...HLL, ...BITMAPS, md5Number];
