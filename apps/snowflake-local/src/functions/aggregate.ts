import { unsupported } from '../errors.js';
import { asDecimal, toReal } from '../types/cast/cast-number.js';
import { decfloatArithmetic, decfloatOf, isDecfloat } from '../types/decfloat.js';
import { once } from '../types/duck-text.js';
import { cutQuotient, divide } from '../types/exact.js';
import { sortKey } from '../types/forms.js';
import { longCall } from '../types/long-call.js';
import { onceOf } from '../types/once-of.js';
import { resultType } from '../types/operators/arithmetic.js';
import { fixed, MAX_PRECISION } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { aggregate } from './aggregate-sql.js';
import { arg, define } from './define.js';
import { any, number, numeric, truth } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { like, neverNull, orNull, realOf, truthOf, wholeOf } from './results.js';

/** COUNT(*) comes without arguments. COUNT(a, b) counts the rows where none is NULL. */
function count(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const counted = (sql: string) => neverNull(wholeOf(sql, []));
  const distinct = call.distinct === true;
  if (args.length === 0) return counted(aggregate('count', ['*'], call));
  if (args.length === 1) return counted(aggregate('count', [sortKey(arg(args, 0), context)], call, { distinct }));
  const keys = args.map((value) => sortKey(value, context));
  const row = `CASE WHEN ${keys.map((key) => `${key} IS NOT NULL`).join(' AND ')} THEN row(${keys.join(', ')}) END`;
  return counted(aggregate('count', [row], call, { distinct }));
}

/** NUMBER(38,s), whose 38 digits are checked; FLOAT for FLOAT and texts. */
function sum(args: readonly Emitted[], call: Call): Emitted {
  const value = arg(args, 0);
  const distinct = call.distinct === true;
  if (isDecfloat(value.type)) {
    const all = aggregate('string_agg', [value.sql, "' '"], call, { distinct });
    return decfloatOf(longCall('sf_decfloat_sum', all), true);
  }
  const total = aggregate('sum', [value.sql], call, { distinct });
  if (value.type.kind !== 'fixed') return orNull(realOf(total, args));
  const { scale } = value.type;
  const type = fixed(MAX_PRECISION, scale);
  // DuckDB sums BIGINT in 128 bits, whose cast checks; its decimal sums pass 38 digits in silence until something is added.
  const sql =
    value.physical === 'bigint' ? `CAST(${total} AS DECIMAL(38,0))` : `(${total} + CAST(0 AS DECIMAL(38,${scale})))`;
  return { sql, type, physical: 'decimal', nullable: true };
}

/**
 * The exact quotient of sum and count, with the scale of a division. Over a window that is not merely ordered Snowflake
 * gives three more digits after the point and cuts what follows.
 */
function average(args: readonly Emitted[], call: Call): Emitted {
  const value = arg(args, 0);
  if (isDecfloat(value.type)) {
    const size = aggregate('count', [value.sql], call, { distinct: call.distinct === true });
    const by = decfloatOf(`sf_decfloat(CAST(nullif(${size}, 0) AS VARCHAR))`, true);
    return decfloatArithmetic('/', sum(args, call), by);
  }
  if (value.type.kind !== 'fixed')
    return orNull(realOf(aggregate('avg', [value.sql], call, { distinct: call.distinct === true }), args));
  const counted = {
    ...wholeOf(aggregate('count', [value.sql], call, { distinct: call.distinct === true }), args),
    nullable: false,
  };
  const { type } = value;
  const isCut = call.shape !== undefined && call.shape !== 'ordered';
  const scale = isCut ? Math.max(type.scale, Math.min(type.scale + 3, 12)) : resultType('/', type, fixed(1)).scale;
  return onceOf([sum(args, call), counted], (total, size) => {
    if (total === undefined || size === undefined) throw new Error('two values in, two out');
    const quotient = isCut ? cutQuotient(total, size, scale) : divide(total, size, fixed(MAX_PRECISION, scale));
    return { ...quotient, sql: `CASE WHEN ${size.sql} > 0 THEN ${quotient.sql} END`, nullable: true };
  });
}

/** Rows where the condition is true. DuckDB's own count_if is NULL where every condition is. */
export const countIf = (condition: string, call: Call): string =>
  aggregate('count', [`CASE WHEN ${condition} THEN 1 END`], call);

/** ANY_VALUE: a value of the column itself. DISTINCT changes nothing where it may stand. */
const chosen = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    kind: 'aggregate',
    distinct: true,
    params: [any],
    apply: (args, call) => orNull(like(arg(args, 0), aggregate(duck, [arg(args, 0).sql], call))),
  });

/** The most frequent value. Where values are equal by their keys alone, one of those with the most frequent key. */
function mode(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const value = arg(args, 0);
  const key = sortKey(value, context);
  if (key === value.sql) return orNull(like(value, aggregate('mode', [value.sql], call)));
  const pairs = aggregate('list', [`struct_pack(k := ${key}, v := ${value.sql})`], call, {
    filter: `${value.sql} IS NOT NULL`,
  });
  const sql = once([pairs], (list) => {
    const frequent = `list_aggregate(list_transform(${list}, lambda "~p": "~p".k), 'mode')`;
    return `list_extract(list_filter(${list}, lambda "~q": "~q".k = ${frequent}), 1).v`;
  });
  return orNull(like(value, sql));
}

/** MIN and MAX: the value with the lowest or highest key, where the value is not its own key. */
const extreme = (name: string, duck: string, byKey: string): FunctionSpec =>
  define({
    names: [name],
    kind: 'aggregate',
    distinct: true,
    params: [any],
    apply: (args, call, context) => {
      const value = arg(args, 0);
      const key = sortKey(value, context);
      const sql = key === value.sql ? aggregate(duck, [value.sql], call) : aggregate(byKey, [value.sql, key], call);
      return orNull(like(value, sql));
    },
  });

/** MEDIAN and PERCENTILE_CONT: between two values, so NUMBERs get three more digits after the point. */
export function between(value: Emitted, name: string, args: (x: string) => readonly string[], call: Call): Emitted {
  if (value.type.kind !== 'fixed') return orNull(realOf(aggregate(name, args(toReal(value).sql), call), [value]));
  const type = fixed(MAX_PRECISION, Math.min(37, value.type.scale + 3));
  const held = asDecimal(value, type.precision, type.scale);
  return { sql: aggregate(name, args(held), call), type, physical: 'decimal', nullable: true };
}

const logical = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    kind: 'aggregate',
    params: [truth],
    apply: (args, call) => orNull(truthOf(aggregate(duck, [arg(args, 0).sql], call), args)),
  });

const bitwise = (names: [string, ...string[]], duck: string): FunctionSpec =>
  define({
    names,
    kind: 'aggregate',
    params: [number],
    apply: (args, call) => {
      const value = arg(args, 0);
      if (value.physical !== 'bigint') throw unsupported(`${call.name} of values beyond 64 bits`, call.position);
      return orNull(wholeOf(aggregate(duck, [value.sql], call), args, MAX_PRECISION));
    },
  });

export const AGGREGATE: readonly FunctionSpec[] = [
  define({ names: ['COUNT'], kind: 'aggregate', distinct: true, rest: any, apply: count }),
  define({
    names: ['COUNT_IF'],
    kind: 'aggregate',
    params: [truth],
    apply: (args, call) => neverNull(wholeOf(countIf(arg(args, 0).sql, call), args)),
  }),
  define({
    names: ['APPROX_COUNT_DISTINCT', 'HLL'],
    kind: 'aggregate',
    distinct: true,
    rest: any,
    params: [any],
    apply: (args, call, context) => count(args, { ...call, distinct: true }, context),
  }),
  define({ names: ['SUM'], kind: 'aggregate', distinct: true, params: [numeric], apply: sum }),
  define({ names: ['AVG'], kind: 'aggregate', distinct: true, params: [numeric], apply: average }),
  extreme('MIN', 'min', 'arg_min_null'),
  extreme('MAX', 'max', 'arg_max_null'),
  chosen('ANY_VALUE', 'any_value'),
  define({ names: ['MODE'], kind: 'aggregate', params: [any], apply: mode }),
  define({
    names: ['MEDIAN'],
    kind: 'aggregate',
    params: [number],
    apply: (args, call) => between(arg(args, 0), 'median', (x) => [x], call),
  }),
  logical('BOOLAND_AGG', 'bool_and'),
  logical('BOOLOR_AGG', 'bool_or'),
  define({
    names: ['BOOLXOR_AGG'],
    kind: 'aggregate',
    params: [truth],
    // True when exactly one value is.
    apply: (args, call) =>
      orNull(
        truthOf(
          `(CASE WHEN ${aggregate('count', [arg(args, 0).sql], call)} > 0 THEN ${countIf(arg(args, 0).sql, call)} = 1 END)`,
          args,
        ),
      ),
  }),
  bitwise(['BITAND_AGG', 'BIT_AND_AGG'], 'bit_and'),
  bitwise(['BITOR_AGG', 'BIT_OR_AGG'], 'bit_or'),
  bitwise(['BITXOR_AGG', 'BIT_XOR_AGG'], 'bit_xor'),
];
