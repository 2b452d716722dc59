import { asDecimal, toReal } from '../types/cast/cast-number.js';
import { decfloatSign, isDecfloat } from '../types/decfloat.js';
import { once } from '../types/duck-text.js';
import { arithmetic } from '../types/operators/arithmetic.js';
import { raise } from '../types/raise.js';
import { fixed, MAX_PRECISION } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { BITS } from './bits.js';
import { arg, define } from './define.js';
import { number, numeric, real, whole } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { like, realOf, wholeOf } from './results.js';
import { ROUNDING } from './rounding.js';

/** A function of FLOATs that DuckDB has under `duck`. */
const ofReals = (name: string, duck: string, count = 1): FunctionSpec =>
  define({
    names: [name],
    params: Array.from({ length: count }, () => real),
    apply: (args) => realOf(`${duck}(${args.map((value) => value.sql).join(', ')})`, args),
  });

/** The same of an angle: an infinite one has none. */
const ofAngle = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    params: [real],
    apply: (args) =>
      realOf(
        once([arg(args, 0).sql], (x) => `CASE WHEN isinf(${x}) THEN CAST('NaN' AS DOUBLE) ELSE ${duck}(${x}) END`),
        args,
      ),
  });

/** The same where arguments outside its domain stop the statement, as in Snowflake; DuckDB would give NaN or infinity. */
const ofDomain = (name: string, duck: string, inside: (x: string) => string): FunctionSpec =>
  define({
    names: [name],
    params: [real],
    apply: (args) =>
      realOf(
        once(
          [arg(args, 0).sql],
          (x) => `CASE WHEN ${x} IS NULL OR ${inside(x)} THEN ${duck}(${x}) ELSE ${outside(name, x)} END`,
        ),
        args,
      ),
  });

const outside = (name: string, x: string): string =>
  raise(
    'bad_argument',
    `'Invalid floating point operation: ${name.toLowerCase()}(' || CAST(${x} AS VARCHAR) || ')'`,
    'DOUBLE',
  );

const absolute = (value: Emitted): Emitted => {
  if (isDecfloat(value.type)) return like(value, `ltrim(${value.sql}, '-')`);
  // The lowest BIGINT has no positive twin.
  if (value.physical !== 'bigint') return like(value, `abs(${value.sql})`);
  const wide = value.type.kind === 'fixed' && value.type.precision > 18;
  return wide
    ? { ...like(value, `abs(${asDecimal(value, MAX_PRECISION, 0)})`), type: fixed(MAX_PRECISION), physical: 'decimal' }
    : like(value, `abs(${value.sql})`);
};

function mod(args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted {
  return arithmetic('%', arg(args, 0), arg(args, 1), context);
}

/** LN and LOG take positive numbers; LOG's base must not be 1 either. */
const log: FunctionSpec = define({
  names: ['LOG'],
  params: [real, real],
  apply: (args) =>
    realOf(
      once([arg(args, 0).sql, arg(args, 1).sql], (base, x) => {
        const fine = `${base} > 0 AND ${base} <> 1 AND ${x} > 0`;
        return `CASE WHEN ${base} IS NULL OR ${x} IS NULL THEN NULL WHEN ${fine} THEN CASE ${base} WHEN 10 THEN log10(${x}) WHEN 2 THEN log2(${x}) ELSE ln(${x}) / ln(${base}) END ELSE ${outside('LOG', x)} END`;
      }),
      args,
    ),
});

/** WIDTH_BUCKET(x, low, high, n): 0 below, n + 1 at or above `high`. */
const widthBucket: FunctionSpec = define({
  names: ['WIDTH_BUCKET'],
  params: [real, real, real, whole],
  apply: (args) =>
    wholeOf(
      once(
        args.map((value) => value.sql),
        (x, low, high, count) =>
          `CASE WHEN ${x} IS NULL OR ${low} IS NULL OR ${high} IS NULL OR ${count} IS NULL THEN NULL WHEN ${x} < ${low} THEN 0 WHEN ${x} >= ${high} THEN ${count} + 1 ELSE CAST(floor((${x} - ${low}) / ((${high} - ${low}) / ${count})) AS BIGINT) + 1 END`,
      ),
      args,
    ),
});

/** Kilometres between two points of the earth, given in degrees: latitude, longitude, latitude, longitude. */
const haversine: FunctionSpec = define({
  names: ['HAVERSINE'],
  params: [real, real, real, real],
  apply: (args) =>
    realOf(
      once(
        args.map((value) => value.sql),
        (lat1, lon1, lat2, lon2) => {
          const half = (a: string, b: string) => `pow(sin(radians(${b} - ${a}) / 2), 2)`;
          const chord = `${half(lat1, lat2)} + cos(radians(${lat1})) * cos(radians(${lat2})) * ${half(lon1, lon2)}`;
          return `(2 * 6371 * asin(sqrt(${chord})))`;
        },
      ),
      args,
    ),
});

export const NUMERIC: readonly FunctionSpec[] = [
  ...ROUNDING,
  define({ names: ['ABS'], params: [numeric], apply: (args) => absolute(arg(args, 0)) }),
  define({ names: ['MOD'], params: [numeric, numeric], apply: mod }),
  define({
    names: ['SIGN'],
    params: [numeric],
    apply: (args) => {
      const { sql, type } = arg(args, 0);
      return wholeOf(isDecfloat(type) ? decfloatSign(sql) : `sign(${sql})`, args, 1);
    },
  }),
  define({
    names: ['SQUARE'],
    params: [number],
    apply: (args) =>
      realOf(
        once([toReal(arg(args, 0)).sql], (x) => `(${x} * ${x})`),
        args,
      ),
  }),
  ofDomain('SQRT', 'sqrt', (x) => `${x} >= 0`),
  define({
    names: ['CBRT'],
    params: [real],
    // One step of Newton's method: DuckDB's own root of 27 is off by a bit.
    apply: (args) =>
      realOf(
        once(
          [`cbrt(${arg(args, 0).sql})`, arg(args, 0).sql],
          (root, x) =>
            `CASE WHEN ${root} = 0 OR NOT isfinite(${root}) THEN ${root} ELSE ${root} - (${root} * ${root} * ${root} - ${x}) / (3 * ${root} * ${root}) END`,
        ),
        args,
      ),
  }),
  ofReals('EXP', 'exp'),
  ofDomain('LN', 'ln', (x) => `${x} > 0`),
  log,
  define({
    names: ['POWER', 'POW'],
    params: [real, real],
    apply: (args) => realOf(`pow(${arg(args, 0).sql}, ${arg(args, 1).sql})`, args),
  }),
  ofAngle('SIN', 'sin'),
  ofAngle('COS', 'cos'),
  ofAngle('TAN', 'tan'),
  ofAngle('COT', 'cot'),
  ofDomain('ASIN', 'asin', (x) => `${x} BETWEEN -1 AND 1`),
  ofDomain('ACOS', 'acos', (x) => `${x} BETWEEN -1 AND 1`),
  ofReals('ATAN', 'atan'),
  ofReals('ATAN2', 'atan2', 2),
  ofReals('ASINH', 'asinh'),
  ofDomain('ACOSH', 'acosh', (x) => `${x} >= 1`),
  ofDomain('ATANH', 'atanh', (x) => `${x} > -1 AND ${x} < 1`),
  ofReals('SINH', 'sinh'),
  ofReals('COSH', 'cosh'),
  ofReals('TANH', 'tanh'),
  ofReals('DEGREES', 'degrees'),
  define({
    // As Snowflake rounds it, which is not DuckDB's way.
    names: ['RADIANS'],
    params: [real],
    apply: (args) => realOf(`(${arg(args, 0).sql} * pi() / 180)`, args),
  }),
  define({ names: ['PI'], apply: () => ({ ...realOf('pi()', []), nullable: false }) }),
  define({
    names: ['FACTORIAL'],
    params: [whole],
    apply: (args) => ({
      sql: `CAST(factorial(CAST(${arg(args, 0).sql} AS INTEGER)) AS DECIMAL(38,0))`,
      type: fixed(MAX_PRECISION),
      physical: 'decimal',
      nullable: arg(args, 0).nullable,
    }),
  }),
  ...BITS,
  haversine,
  widthBucket,
];
