import { compilationError } from '../errors.js';
import { asDecimal } from '../types/cast/cast-number.js';
import { isDecfloat, roundedDecfloat } from '../types/decfloat.js';
import { once } from '../types/duck-text.js';
import { fixed, isTimestamp, MAX_PRECISION } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { constantText, constantWhole } from './constant.js';
import { unitOf } from './dates/part.js';
import { truncate } from './dates/truncate.js';
import { arg, define, wrongTypes } from './define.js';
import { any, numeric, whole } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { realOf } from './results.js';

type Rounding = 'ceil' | 'floor' | 'round' | 'round_even' | 'trunc';

/** Rounds to a number of digits after the point or, negative, before it. */
function rounding(how: Rounding, args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const value = numeric(arg(args, 0), context);
  const digits = args[1] === undefined ? undefined : whole(args[1], context);
  if (value === undefined || (args[1] !== undefined && digits === undefined)) throw wrongTypes(call);
  if (value.type.kind !== 'fixed' && how === 'round_even') throw wrongTypes(call);
  if (isDecfloat(value.type)) return roundedDecfloat(value, digits?.sql ?? '0', DECFLOAT_WAYS[how]);
  if (digits !== undefined && digits.literal?.kind !== 'number') {
    return value.type.kind === 'fixed'
      ? roundFixedBy(how, value, digits)
      : realOf(
          once([value.sql, digits.sql], (x, n) => roundRealBy(how, x, n)),
          [value, digits],
        );
  }
  const asked = digits === undefined ? 0 : constantWhole(digits, '2', call);
  // No number has more digits than this on either side of its point.
  const kept = Math.max(-MAX_PRECISION + 1, Math.min(MAX_PRECISION, asked));
  return value.type.kind === 'fixed' ? roundFixed(how, value, kept) : realOf(roundReal(how, value.sql, kept), [value]);
}

const DECFLOAT_WAYS = { ceil: 'up', floor: 'down', round: 'half', round_even: 'half', trunc: 'cut' } as const;

function roundFixed(how: Rounding, value: Emitted, digits: number): Emitted {
  if (value.type.kind !== 'fixed' || digits >= value.type.scale) return value;
  const { precision, scale: had } = value.type;
  const scale = Math.max(0, digits);
  // Rounding up can need one digit more before the point; TRUNC keeps all that there were, and has one more too.
  const precise = how === 'trunc' ? precision + 1 : precision - had + scale + 1;
  const type = fixed(Math.min(MAX_PRECISION, Math.max(1, precise)), scale);
  const held = asDecimal(value, Math.min(MAX_PRECISION, precision + 1), had);
  const sql = once([held], (x) => rounded(how, x, unitAt(digits)));
  const physical = scale === 0 && type.precision <= 18 ? 'bigint' : 'decimal';
  const to = physical === 'bigint' ? 'BIGINT' : `DECIMAL(${type.precision},${scale})`;
  return { sql: `CAST(${sql} AS ${to})`, type, physical, nullable: value.nullable };
}

/** How many digits stay is known row by row: the scale is that of the value. */
function roundFixedBy(how: Rounding, value: Emitted, digits: Emitted): Emitted {
  if (value.type.kind !== 'fixed') throw new Error('a NUMBER is rounded');
  const { scale } = value.type;
  const type = fixed(Math.min(MAX_PRECISION, value.type.precision + 1), scale);
  const held = asDecimal(value, type.precision, scale);
  const sql = once([held, digits.sql], (x, n) => {
    // Above this nothing of the number is left, and a DECIMAL could not hold the unit.
    const most = type.precision - scale;
    const unit = `CAST('1e' || CAST(- ${n} AS VARCHAR) AS DECIMAL(${MAX_PRECISION},${scale}))`;
    const arms = [
      `WHEN ${x} IS NULL OR ${n} IS NULL THEN NULL`,
      `WHEN ${n} >= ${scale} THEN ${x}`,
      `WHEN ${n} <= ${-most} THEN 0`,
    ];
    return `CASE ${arms.join(' ')} ELSE ${once([x, unit], (of, by) => rounded(how, of, by))} END`;
  });
  return {
    sql: `CAST(${sql} AS DECIMAL(${type.precision},${scale}))`,
    type,
    physical: 'decimal',
    nullable: value.nullable || digits.nullable,
  };
}

/** 10^-digits as a DuckDB decimal. */
const unitAt = (digits: number): string =>
  digits >= 0
    ? `CAST('1e-${digits}' AS DECIMAL(${digits + 1},${digits}))`
    : `CAST('1e${-digits}' AS DECIMAL(${-digits + 1},0))`;

/** A multiple of `unit`: from the one next to `x` towards zero, which is exact, one step further where need be. */
function rounded(how: Rounding, x: string, unit: string): string {
  const cut = `(${x} - ${x} % ${unit})`;
  const away = `${cut} + ${unit} * CASE WHEN ${x} < 0 THEN -1 ELSE 1 END`;
  const twice = `abs(${x} - ${cut}) * 2`;
  switch (how) {
    case 'trunc':
      return cut;
    case 'round':
      return `CASE WHEN ${twice} >= ${unit} THEN ${away} ELSE ${cut} END`;
    case 'round_even':
      return `CASE WHEN ${twice} > ${unit} OR (${twice} = ${unit} AND ${cut} % (${unit} * 2) <> 0) THEN ${away} ELSE ${cut} END`;
    case 'floor':
      return `CASE WHEN ${cut} > ${x} THEN ${cut} - ${unit} ELSE ${cut} END`;
    case 'ceil':
      return `CASE WHEN ${cut} < ${x} THEN ${cut} + ${unit} ELSE ${cut} END`;
    default:
      return unreachable(how);
  }
}

function roundReal(how: Rounding, x: string, digits: number): string {
  if (how === 'round') return `round(${x}, ${digits})`;
  if (digits === 0) return `${how}(${x})`;
  const factor = `CAST('1e${Math.abs(digits)}' AS DOUBLE)`;
  return digits > 0 ? `(${how}(${x} * ${factor}) / ${factor})` : `(${how}(${x} / ${factor}) * ${factor})`;
}

/** A DOUBLE has no more than 17 digits, wherever its point is. */
function roundRealBy(how: Rounding, x: string, n: string): string {
  const limited = `CAST(CASE WHEN ${n} > 38 THEN 38 WHEN ${n} < -38 THEN -38 ELSE ${n} END AS INTEGER)`;
  if (how === 'round') return `CASE WHEN ${n} > 17 THEN ${x} ELSE round(${x}, ${limited}) END`;
  const up = `(${how}(${x} * pow(10.0, ${limited})) / pow(10.0, ${limited}))`;
  const down = `(${how}(${x} / pow(10.0, - ${limited})) * pow(10.0, - ${limited}))`;
  return `CASE WHEN ${n} > 17 THEN ${x} WHEN ${n} >= 0 THEN ${up} ELSE ${down} END`;
}

const of = (names: [string, ...string[]], how: Rounding): FunctionSpec =>
  define({
    names,
    params: [any],
    optional: [any],
    apply: (args, call, context) => rounding(how, args, call, context),
  });

/** ROUND(EXPR => value, SCALE => digits, ROUNDING_MODE => mode); halves go away from zero unless the mode says otherwise. */
const round: FunctionSpec = define({
  names: ['ROUND'],
  params: [any],
  optional: [any, any],
  argumentNames: ['EXPR', 'SCALE', 'ROUNDING_MODE'],
  apply(args, call, context) {
    const mode = args[2] === undefined ? undefined : constantText(args[2], '3', call).toUpperCase();
    if (mode !== undefined && arg(args, 0).type.kind === 'real') throw wrongTypes(call);
    if (mode === undefined || mode === 'HALF_AWAY_FROM_ZERO') return rounding('round', args, call, context);
    if (mode === 'HALF_TO_EVEN') return rounding('round_even', args, call, context);
    throw compilationError('001045', '22023', `invalid value [${mode}] for parameter 'ROUNDING_MODE'`, call.position);
  },
});

const isMoment = (value: Emitted): boolean =>
  value.type.kind === 'date' || value.type.kind === 'time' || isTimestamp(value.type);

/** TRUNC of a date or a time takes a part where that of a number takes digits. */
const trunc: FunctionSpec = define({
  names: ['TRUNCATE', 'TRUNC'],
  params: [any],
  optional: [any],
  apply(args, call, context) {
    const [value, part] = args;
    if (value === undefined || !isMoment(value)) return rounding('trunc', args, call, context);
    if (part === undefined) throw wrongTypes(call);
    return truncate(value, unitOf(part, call), call, context);
  },
});

export const ROUNDING: readonly FunctionSpec[] = [
  of(['CEIL', 'CEILING'], 'ceil'),
  of(['FLOOR'], 'floor'),
  round,
  trunc,
];

function unreachable(how: never): never {
  throw new Error(`Unknown rounding ${JSON.stringify(how)}`);
}
