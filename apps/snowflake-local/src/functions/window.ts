import { compilationError, unsupported } from '../errors.js';
import { toReal } from '../types/cast/cast-number.js';
import { unify } from '../types/common-type.js';
import { divide } from '../types/exact.js';
import { compare } from '../types/operators/comparison.js';
import { fixed } from '../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../types/typed.js';
import { countIf } from './aggregate.js';
import { aggregate } from './aggregate-sql.js';
import { constantWhole } from './constant.js';
import { arg, define } from './define.js';
import { any, number, truth } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { like, neverNull, orNull, realOf, wholeOf } from './results.js';

const numbering = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    kind: 'window',
    apply: (args, call) => neverNull(wholeOf(aggregate(duck, [], call), args)),
  });

const share = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    kind: 'window',
    apply: (args, call) => neverNull(realOf(aggregate(duck, [], call), args)),
  });

const ignoring = (call: Call): string => (call.nulls === 'ignore' ? ' IGNORE NULLS' : '');

/** LAG and LEAD: the value `offset` rows away, or the default where there is no such row. */
function neighbour(duck: 'lag' | 'lead') {
  return (args: readonly Emitted[], call: Call, context: FunctionContext): Emitted => {
    const offset = args[1] === undefined ? 1 : constantWhole(arg(args, 1), '2', call);
    const [value, otherwise] = args[2] === undefined ? [arg(args, 0)] : unify([arg(args, 0), arg(args, 2)], context);
    if (value === undefined) throw new Error(`${call.name} has a value`);
    const [name, distance] = offset < 0 ? [duck === 'lag' ? 'lead' : 'lag', -offset] : [duck, offset];
    const last = `${otherwise === undefined ? distance : `${distance}, ${otherwise.sql}`}${ignoring(call)}`;
    return orNull(like(value, aggregate(name, [value.sql, last], call)));
  };
}

const edge = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    kind: 'window',
    distinct: true,
    params: [any],
    apply: (args, call) => orNull(like(arg(args, 0), aggregate(duck, [`${arg(args, 0).sql}${ignoring(call)}`], call))),
  });

function nth(args: readonly Emitted[], call: Call): Emitted {
  if (call.fromLast === true) throw unsupported('NTH_VALUE ... FROM LAST', call.position);
  const index = constantWhole(arg(args, 1), '2', call);
  return orNull(like(arg(args, 0), aggregate('nth_value', [arg(args, 0).sql, `${index}${ignoring(call)}`], call)));
}

/** The value's share of the sum over the partition; NULL where the sum is zero. */
function ratio(args: readonly Emitted[], call: Call): Emitted {
  const value = arg(args, 0);
  const total = `nullif(${aggregate('sum', [value.sql], call, { distinct: call.distinct === true })}, 0)`;
  if (value.type.kind !== 'fixed') return orNull(realOf(`(${toReal(value).sql} / ${total})`, args));
  const sum: Emitted = {
    sql: `CAST(${total} AS DECIMAL(38,${value.type.scale}))`,
    type: fixed(38, value.type.scale),
    physical: 'decimal',
    nullable: true,
  };
  return orNull(divide(value, sum, fixed(38, Math.min(12, value.type.scale + 6))));
}

function ntile(args: readonly Emitted[], call: Call): Emitted {
  const buckets = arg(args, 0);
  if (!isNullLiteral(buckets) && constantWhole(buckets, '1', call) > 0) {
    return neverNull(wholeOf(aggregate('ntile', [buckets.sql], call), args));
  }
  const given = buckets.literal?.kind === 'number' ? buckets.literal.digits : 'null';
  const detail = `Invalid value [${given}] for function 'NTILE', parameter 1: Number of buckets must be a positive integer`;
  throw compilationError('001045', '22023', detail, call.position);
}

/** Rows from the first to this one whose value is another than that of the row before. NULL is neither new nor changed. */
function changes(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const value = arg(args, 0);
  if (call.nest === undefined) throw new Error('The binder lets this function look at the row before');
  const before = call.nest(orNull(like(value, aggregate('lag', [value.sql], call))));
  return neverNull(wholeOf(countIf(compare('<>', value, before, context).sql, call), args));
}

export const WINDOW: readonly FunctionSpec[] = [
  numbering('ROW_NUMBER', 'row_number'),
  numbering('RANK', 'rank'),
  numbering('DENSE_RANK', 'dense_rank'),
  share('PERCENT_RANK', 'percent_rank'),
  share('CUME_DIST', 'cume_dist'),
  define({
    names: ['NTILE'],
    kind: 'window',
    params: [any],
    apply: ntile,
  }),
  define({
    names: ['LAG'],
    kind: 'window',
    params: [any],
    optional: [any, any],
    apply: neighbour('lag'),
  }),
  define({
    names: ['LEAD'],
    kind: 'window',
    params: [any],
    optional: [any, any],
    apply: neighbour('lead'),
  }),
  edge('FIRST_VALUE', 'first_value'),
  edge('LAST_VALUE', 'last_value'),
  define({
    names: ['NTH_VALUE'],
    kind: 'window',
    params: [any, any],
    apply: nth,
  }),
  define({ names: ['RATIO_TO_REPORT'], kind: 'window', distinct: true, params: [number], apply: ratio }),
  define({
    names: ['CONDITIONAL_TRUE_EVENT'],
    kind: 'window',
    params: [truth],
    apply: (args, call) => neverNull(wholeOf(countIf(arg(args, 0).sql, call), args)),
  }),
  define({ names: ['CONDITIONAL_CHANGE_EVENT'], kind: 'window', params: [any], apply: changes }),
];
