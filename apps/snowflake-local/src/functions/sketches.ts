import { toReal } from '../types/cast/cast-number.js';
import { jsonOf } from '../types/cast/cast-semi.js';
import { quoteText } from '../types/duck-text.js';
import { sortKey } from '../types/forms.js';
import { longCall } from '../types/long-call.js';
import { binary, fixed } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { aggregate } from './aggregate-sql.js';
import { constantShare, constantWhole, outOfRange } from './constant.js';
import { arg, define, type Parameter } from './define.js';
import { any, number, object, variant, whole } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { arrayOf, objectOf, orNull, realOf, wholeOf } from './results.js';

const NOT_NULL = (value: Emitted): string => `${value.sql} IS NOT NULL`;

/** JSON text of the ARRAY of a group's values, NULLs left out. */
function valuesOf(value: Emitted, call: Call, context: FunctionContext): string {
  const items = aggregate('list', [`CAST(${jsonOf(value, context)} AS JSON)`], call, { filter: NOT_NULL(value) });
  return `CAST(coalesce(to_json(${items}), '[]') AS VARCHAR)`;
}

/** Digits of the different hashes of a group's rows, parted by commas. */
function hashesOf(args: readonly Emitted[], call: Call, context: FunctionContext): string {
  const hash = `hash(${args.map((value) => sortKey(value, context)).join(', ')})`;
  const filter = args.map(NOT_NULL).join(' OR ');
  const list = aggregate('list', [`CAST(${hash} AS VARCHAR)`], call, { distinct: true, filter });
  return `coalesce(array_to_string(${list}, ','), '')`;
}

/** Hexadecimal digits of a group's BINARY values, parted by commas. */
const bytesOf = (value: Emitted, call: Call): string =>
  `coalesce(array_to_string(${aggregate('list', [`hex(${value.sql})`], call, { filter: NOT_NULL(value) })}, ','), '')`;

const bytes: Parameter = (value) => (value.type.kind === 'binary' ? value : undefined);

/** Of hexadecimal digits. */
const blob = (digits: string): Emitted => ({
  sql: `unhex(${digits})`,
  type: binary(),
  physical: 'blob',
  nullable: false,
});
const json = (sql: string): string => `CAST(${sql} AS JSON)`;

const aggregateOf = (
  name: string,
  params: readonly Parameter[],
  apply: (args: readonly Emitted[], call: Call, context: FunctionContext) => Emitted,
  more: { readonly optional?: readonly Parameter[]; readonly rest?: Parameter } = {},
): FunctionSpec => define({ names: [name], kind: 'aggregate', params, apply, ...more });

/** How many of the most frequent values: 1 unless the call says otherwise. */
function most(value: Emitted | undefined, usual: number, call: Call): number {
  if (value === undefined) return usual;
  const count = constantWhole(value, '2', call);
  if (count < 1 || count > 100_000) throw outOfRange('2', '1 and 100000', call);
  return count;
}

const COUNTERS = 10_000;

const TOP_K: readonly FunctionSpec[] = [
  aggregateOf(
    'APPROX_TOP_K',
    [any],
    (args, call, context) => {
      const values = valuesOf(arg(args, 0), call, context);
      return arrayOf(
        json(longCall('sf_top_k', values, String(most(args[1], 1, call)), quoteText(context.timezone))),
        [],
      );
    },
    { optional: [any, any] },
  ),
  aggregateOf('APPROX_TOP_K_ACCUMULATE', [any, any], (args, call, context) => {
    const values = valuesOf(arg(args, 0), call, context);
    return objectOf(
      json(longCall('sf_top_k_state', values, String(most(args[1], 1, call)), quoteText(context.timezone))),
      [],
    );
  }),
  aggregateOf(
    'APPROX_TOP_K_COMBINE',
    [object],
    (args, call, context) => {
      const states = valuesOf(arg(args, 0), call, context);
      const count = most(args[1], COUNTERS, call);
      return objectOf(json(longCall('sf_top_k_combine', states, String(count), quoteText(context.timezone))), []);
    },
    { optional: [any] },
  ),
  define({
    names: ['APPROX_TOP_K_ESTIMATE'],
    params: [object],
    optional: [any],
    apply: (args, call) =>
      arrayOf(
        json(longCall('sf_top_k_estimate', `CAST(${arg(args, 0).sql} AS VARCHAR)`, String(most(args[1], 1, call)))),
        [arg(args, 0)],
      ),
  }),
];

const PERCENTILES: readonly FunctionSpec[] = [
  aggregateOf('APPROX_PERCENTILE_ACCUMULATE', [number], (args, call, context) =>
    objectOf(json(longCall('sf_percentile_state', valuesOf(toReal(arg(args, 0)), call, context))), []),
  ),
  aggregateOf('APPROX_PERCENTILE_COMBINE', [object], (args, call, context) =>
    objectOf(json(longCall('sf_percentile_combine', valuesOf(arg(args, 0), call, context))), []),
  ),
  define({
    names: ['APPROX_PERCENTILE_ESTIMATE'],
    params: [object, number],
    apply: (args, call) => {
      const share = constantShare(arg(args, 1), '2', call);
      const state = `CAST(${arg(args, 0).sql} AS VARCHAR)`;
      return orNull(realOf(`sf_percentile_estimate(${state}, CAST(${share} AS DOUBLE))`, args));
    },
  }),
];

const SETS: readonly FunctionSpec[] = [
  define({
    names: ['MINHASH'],
    kind: 'aggregate',
    params: [any, any],
    rest: any,
    apply: (args, call, context) => {
      const count = constantWhole(arg(args, 0), '1', call);
      if (count < 1 || count > 1_024) throw outOfRange('1', '1 and 1024', call);
      return objectOf(json(longCall('sf_minhash', hashesOf(args.slice(1), call, context), String(count))), []);
    },
  }),
  aggregateOf('MINHASH_COMBINE', [object], (args, call, context) =>
    objectOf(json(longCall('sf_minhash_combine', valuesOf(arg(args, 0), call, context))), []),
  ),
  define({
    names: ['APPROXIMATE_SIMILARITY', 'APPROXIMATE_JACCARD_INDEX'],
    kind: 'aggregate',
    params: [object],
    apply: (args, call, context) =>
      orNull(realOf(`CAST(${longCall('sf_minhash_similarity', valuesOf(arg(args, 0), call, context))} AS DOUBLE)`, [])),
  }),
  aggregateOf(
    'HLL_ACCUMULATE',
    [any],
    (args, call, context) => blob(longCall('sf_hll_state', hashesOf(args, call, context))),
    {
      rest: any,
    },
  ),
  aggregateOf('HLL_COMBINE', [bytes], (args, call) => blob(longCall('sf_hll_combine', bytesOf(arg(args, 0), call)))),
  define({
    names: ['HLL_ESTIMATE'],
    params: [bytes],
    apply: (args) => wholeOf(`sf_hll_estimate(${arg(args, 0).sql})`, args),
  }),
  define({
    names: ['HLL_EXPORT'],
    params: [bytes],
    apply: (args) => objectOf(json(`sf_hll_export(${arg(args, 0).sql})`), args),
  }),
  define({
    names: ['HLL_IMPORT'],
    params: [object],
    apply: (args) => ({
      ...blob(`sf_hll_import(CAST(${arg(args, 0).sql} AS VARCHAR))`),
      nullable: arg(args, 0).nullable,
    }),
  }),
  aggregateOf('BITMAP_CONSTRUCT_AGG', [whole], (args, call) => {
    const places = aggregate('list', [`CAST(${arg(args, 0).sql} AS VARCHAR)`], call, {
      filter: NOT_NULL(arg(args, 0)),
    });
    return blob(longCall('sf_bitmap', `coalesce(array_to_string(${places}, ','), '')`));
  }),
  aggregateOf('BITMAP_OR_AGG', [bytes], (args, call) => blob(longCall('sf_bitmap_or', bytesOf(arg(args, 0), call)))),
  define({
    names: ['BITMAP_COUNT'],
    params: [bytes],
    apply: (args) => wholeOf(`sf_bitmap_count(${arg(args, 0).sql})`, args),
  }),
  define({
    names: ['BITMAP_BIT_POSITION'],
    params: [whole],
    apply: (args) => {
      const n = arg(args, 0).sql;
      return wholeOf(`CASE WHEN ${n} > 0 THEN (${n} - 1) % 32768 ELSE abs(${n}) % 32768 END`, args);
    },
  }),
  define({
    names: ['BITMAP_BUCKET_NUMBER'],
    params: [whole],
    apply: (args) => {
      const n = arg(args, 0).sql;
      return wholeOf(`CASE WHEN ${n} > 0 THEN 1 + (${n} - 1) // 32768 ELSE -(abs(${n}) // 32768) END`, args);
    },
  }),
];

/** The same for the same rows in any order: hashes added up, in 64 bits. No rows are 0. */
const hashAgg: FunctionSpec = define({
  names: ['HASH_AGG'],
  kind: 'aggregate',
  distinct: true,
  params: [any],
  rest: any,
  apply: (args, call, context) => {
    const hash = `CAST(hash(${args.map((value) => sortKey(value, context)).join(', ')}) AS HUGEINT)`;
    const sum = aggregate('sum', [hash], call, { distinct: call.distinct === true });
    const low = `(coalesce(${sum}, 0) % 18446744073709551616)`;
    const signed = `CASE WHEN ${low} >= 9223372036854775808 THEN ${low} - 18446744073709551616 ELSE ${low} END`;
    return { sql: `CAST(${signed} AS BIGINT)`, type: fixed(19), physical: 'bigint', nullable: false };
  },
});

/** Every value as often as it stands in that of the ARRAYs which has most of it. */
const arrayUnion: FunctionSpec = aggregateOf('ARRAY_UNION_AGG', [variant], (args, call, context) =>
  arrayOf(json(longCall('sf_array_union', valuesOf(arg(args, 0), call, context), quoteText(context.timezone))), []),
);

export const SKETCHES: readonly FunctionSpec[] = [...TOP_K, ...PERCENTILES, ...SETS, hashAgg, arrayUnion];
