import { asDecimal } from '../types/cast-number.js';
import { once } from '../types/duck-text.js';
import { fixed, MAX_PRECISION } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { constantWhole } from './constant.js';
import { arg, define } from './define.js';
import { number, whole } from './parameters.js';
import type { Call, FunctionSpec } from './registry.js';
import { realOf } from './results.js';

type Rounding = 'ceil' | 'floor' | 'round' | 'trunc';

/** Rounds to a number of digits after the point or, negative, before it. */
const rounding = (names: [string, ...string[]], how: Rounding): FunctionSpec =>
  define({
    names,
    params: [number],
    optional: [whole],
    apply(args: readonly Emitted[], call: Call): Emitted {
      const value = arg(args, 0);
      const asked = args[1] === undefined ? 0 : constantWhole(arg(args, 1), '2', call);
      // No number has more digits than this on either side of its point.
      const digits = Math.max(-MAX_PRECISION + 1, Math.min(MAX_PRECISION, asked));
      return value.type.kind === 'fixed'
        ? roundFixed(how, value, digits)
        : realOf(roundReal(how, value.sql, digits), args);
    },
  });

function roundFixed(how: Rounding, value: Emitted, digits: number): Emitted {
  if (value.type.kind !== 'fixed' || digits >= value.type.scale) return value;
  const { precision, scale: had } = value.type;
  const scale = Math.max(0, digits);
  // Rounding up can need one digit more before the point.
  const precise = precision - had + scale + (how === 'trunc' ? 0 : 1);
  const type = fixed(Math.min(MAX_PRECISION, Math.max(1, precise)), scale);
  const held = asDecimal(value, Math.min(MAX_PRECISION, precision + 1), had);
  const sql = once([held], (x) => rounded(how, x, unitAt(digits)));
  const physical = scale === 0 && type.precision <= 18 ? 'bigint' : 'decimal';
  const to = physical === 'bigint' ? 'BIGINT' : `DECIMAL(${type.precision},${scale})`;
  return { sql: `CAST(${sql} AS ${to})`, type, physical, nullable: value.nullable };
}

/** 10^-digits as a DuckDB decimal. */
const unitAt = (digits: number): string =>
  digits >= 0
    ? `CAST('1e-${digits}' AS DECIMAL(${digits + 1},${digits}))`
    : `CAST('1e${-digits}' AS DECIMAL(${-digits + 1},0))`;

/** A multiple of `unit`: from the one next to `x` towards zero, which is exact, one step further where need be. */
function rounded(how: Rounding, x: string, unit: string): string {
  const cut = `(${x} - ${x} % ${unit})`;
  switch (how) {
    case 'trunc':
      return cut;
    case 'round': {
      const away = `${cut} + ${unit} * CASE WHEN ${x} < 0 THEN -1 ELSE 1 END`;
      return `CASE WHEN abs(${x} - ${cut}) * 2 >= ${unit} THEN ${away} ELSE ${cut} END`;
    }
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

export const ROUNDING: readonly FunctionSpec[] = [
  rounding(['CEIL', 'CEILING'], 'ceil'),
  rounding(['FLOOR'], 'floor'),
  rounding(['ROUND'], 'round'),
  rounding(['TRUNCATE', 'TRUNC'], 'trunc'),
];

function unreachable(how: never): never {
  throw new Error(`Unknown rounding ${JSON.stringify(how)}`);
}
