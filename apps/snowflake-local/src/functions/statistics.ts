import { castTo } from '../types/cast/cast.js';
import { toReal } from '../types/cast/cast-number.js';
import { once } from '../types/duck-text.js';
import { fixed, MAX_PRECISION } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { aggregate } from './aggregate-sql.js';
import { arg, define } from './define.js';
import { number, real } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { neverNull, orNull, realOf, wholeOf } from './results.js';

const sqlOf = (args: readonly Emitted[]): readonly string[] => args.map((value) => value.sql);

/**
 * A statistic of FLOATs, NaN where one of them is none or infinite: DuckDB's own fail then. NUMBERs are always finite.
 * @param duck the name of DuckDB's aggregate
 */
function statistic(duck: string, args: readonly Emitted[], call: Call, distinct = false): string {
  const sql = sqlOf(args);
  if (call.args.every(({ type }) => type.kind === 'fixed')) return aggregate(duck, sql, call, { distinct });
  const finite = sql.map((value) => `isfinite(${value})`).join(' AND ');
  const known = sql.map((value) => `${value} IS NOT NULL`).join(' AND ');
  const others = aggregate('count', [`CASE WHEN ${known} AND NOT (${finite}) THEN 1 END`], call);
  const made = aggregate(duck, sql, call, { distinct, filter: finite });
  return `CASE WHEN ${others} > 0 THEN CAST('NaN' AS DOUBLE) ELSE ${made} END`;
}

/** A FLOAT of one column; NULL for fewer rows than it needs. */
const ofOne = (names: [string, ...string[]], duck: string, distinct = true): FunctionSpec =>
  define({
    names,
    kind: 'aggregate',
    distinct,
    params: [real],
    apply: (args, call) => orNull(realOf(statistic(duck, args, call, call.distinct === true), args)),
  });

/** A variance is as exact as its column: NUMBER, with twice the digits after the point and six more, up to twelve. */
const variance = (names: [string, ...string[]], duck: string): FunctionSpec =>
  define({
    names,
    kind: 'aggregate',
    distinct: true,
    params: [number],
    apply(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
      const value = arg(args, 0);
      const found = statistic(duck, [toReal(value)], call, call.distinct === true);
      const made = orNull(realOf(found, args));
      if (value.type.kind !== 'fixed') return made;
      return castTo(
        made,
        fixed(MAX_PRECISION, Math.max(value.type.scale, Math.min(12, 2 * value.type.scale + 6))),
        context,
      );
    },
  });

const sampleVariance = variance(['VARIANCE', 'VAR_SAMP', 'VARIANCE_SAMP'], 'var_samp');
const populationVariance = variance(['VAR_POP', 'VARIANCE_POP'], 'var_pop');

/** Of NUMBERs the root of their variance as VARIANCE gives it, with its digits. */
const deviation = (names: [string, ...string[]], of: FunctionSpec, duck: string): FunctionSpec =>
  define({
    names,
    kind: 'aggregate',
    distinct: true,
    params: [number],
    apply(args, call, context) {
      if (arg(args, 0).type.kind !== 'fixed') return ofOne(names, duck).apply(call, context);
      return orNull(realOf(`sqrt(${toReal(of.apply(call, context)).sql})`, args));
    },
  });

/** SKEW and KURTOSIS: NULL where all values are one and the same, which leaves nothing to divide by. */
const moment = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    kind: 'aggregate',
    params: [real],
    apply: (args, call) => {
      const [spread, found] = [statistic('var_pop', args, call), statistic(duck, args, call)];
      return orNull(
        realOf(
          once([spread, found], (s, f) => `CASE WHEN ${s} <> 0 THEN ${f} END`),
          args,
        ),
      );
    },
  });

/** KURTOSIS of NUMBERs has twelve digits behind the point. */
const kurtosis: FunctionSpec = define({
  names: ['KURTOSIS'],
  kind: 'aggregate',
  params: [number],
  apply(args, call, context) {
    const found = moment('KURTOSIS', 'kurtosis').apply(call, context);
    return arg(args, 0).type.kind === 'fixed' ? castTo(found, fixed(MAX_PRECISION, 12), context) : found;
  },
});

/** A FLOAT of pairs (y, x) where neither is NULL. */
const ofPairs = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    kind: 'aggregate',
    params: [real, real],
    apply: (args, call) => orNull(realOf(statistic(duck, args, call), args)),
  });

/** The same, NULL where every x, or every value of either for CORR, is one and the same: one pair is an example. */
const ofSpread = (name: string, duck: string, spreads: readonly string[]): FunctionSpec =>
  define({
    names: [name],
    kind: 'aggregate',
    params: [real, real],
    apply: (args, call) => {
      const parts = [...spreads, duck].map((part) => statistic(part, args, call));
      const made = once(parts, (...named) => {
        const conditions = named.slice(0, -1).map((spread) => `${spread} <> 0`);
        return `CASE WHEN ${conditions.join(' AND ')} THEN ${named.at(-1)} END`;
      });
      return orNull(realOf(made, args));
    },
  });

const known = (value: Emitted, other: Emitted): Emitted =>
  orNull(realOf(`CASE WHEN ${other.sql} IS NOT NULL THEN ${value.sql} END`, [value, other]));

export const STATISTICS: readonly FunctionSpec[] = [
  deviation(['STDDEV', 'STDDEV_SAMP'], sampleVariance, 'stddev_samp'),
  deviation(['STDDEV_POP'], populationVariance, 'stddev_pop'),
  sampleVariance,
  populationVariance,
  moment('SKEW', 'skewness'),
  kurtosis,
  ofPairs('COVAR_POP', 'covar_pop'),
  ofPairs('COVAR_SAMP', 'covar_samp'),
  ofPairs('REGR_AVGX', 'regr_avgx'),
  ofPairs('REGR_AVGY', 'regr_avgy'),
  ofPairs('REGR_SXX', 'regr_sxx'),
  ofPairs('REGR_SXY', 'regr_sxy'),
  ofPairs('REGR_SYY', 'regr_syy'),
  ofSpread('CORR', 'corr', ['regr_sxx', 'regr_syy']),
  ofSpread('REGR_SLOPE', 'regr_slope', ['regr_sxx']),
  ofSpread('REGR_INTERCEPT', 'regr_intercept', ['regr_sxx']),
  ofSpread('REGR_R2', 'regr_r2', ['regr_sxx']),
  // The argument where the other one is known.
  define({ names: ['REGR_VALX'], params: [real, real], apply: (args) => known(arg(args, 1), arg(args, 0)) }),
  define({ names: ['REGR_VALY'], params: [real, real], apply: (args) => known(arg(args, 0), arg(args, 1)) }),
  define({
    names: ['REGR_COUNT'],
    kind: 'aggregate',
    params: [real, real],
    apply: (args, call) => neverNull(wholeOf(aggregate('regr_count', sqlOf(args), call), args)),
  }),
];
