import { compilationError } from '../errors.js';
import { coerceTo } from './cast/cast.js';
import { hasNanos, toForm } from './forms.js';
import { digitsOf, typedNull } from './literal.js';
import type { Physical } from './physical.js';
import {
  DECFLOAT,
  type FixedType,
  fixed,
  isSemiStructured,
  isTimestamp,
  MAX_PRECISION,
  REAL,
  type SnowType,
  sameType,
  type TextType,
  type TimestampKind,
  text,
  timestamp,
  typeText,
  VARIANT,
} from './snow-type.js';
import { type Emitted, isBareNull, isNullLiteral, type Typed, type ValueContext } from './typed.js';

/**
 * The type that all values take where one of them is chosen: CASE, COALESCE, UNION, VALUES, IN.
 * A bare NULL follows the others; NULLs alone are text, as in Snowflake.
 * @throws SqlError 001007 when no type holds them all.
 */
function commonType(values: readonly Typed[]): SnowType {
  const [first, ...others] = values.filter((value) => !isBareNull(value));
  if (first === undefined) return values.map((value) => value.type).reduce(merge, values[0]?.type ?? text());
  return others.reduce((type, value) => pair(type, value), leaning(first, others));
}

/** The values in one type and one physical form. */
export function unify(values: readonly Emitted[], context: ValueContext): readonly Emitted[] {
  const type = commonType(values);
  const converted = values.map((value) => (isNullLiteral(value) ? value : coerceTo(value, type, context)));
  const known = converted.filter((value) => !isNullLiteral(value));
  const physical = widest(type, known);
  return converted.map((value) =>
    isNullLiteral(value) ? typedNull(type, physical) : { ...value, sql: toForm(value, type, physical), type, physical },
  );
}

/** The form that holds every one of `values`, which all have the kind of `type`. */
function widest(type: SnowType, values: readonly Emitted[]): Physical {
  const narrow = typedNull(type).physical;
  const wide = values.find((value) => value.physical === 'decimal' || hasNanos(value.physical));
  return wide?.physical ?? narrow;
}

/** A text among numbers counts as a number: a written one with its own digits. */
function leaning(first: Typed, others: readonly Typed[]): SnowType {
  return first.type.kind === 'text'
    ? (others.map((other) => numericFor(first, other.type)).find((type) => type !== undefined) ?? first.type)
    : first.type;
}

function pair(type: SnowType, value: Typed): SnowType {
  return merge(type, numericFor(value, type) ?? value.type);
}

/** The NUMBER that the text `value` becomes beside one of `beside`, or undefined where nothing asks for a number. */
export function numericFor(value: Typed, beside: SnowType): FixedType | undefined {
  if (value.type.kind !== 'text' || beside.kind !== 'fixed') return undefined;
  const written = value.literal?.kind === 'text' ? value.literal.value.trim() : undefined;
  if (written !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(written)) {
    const { whole, fraction } = digitsOf(written);
    const precision = Math.max(1, whole.length) + fraction.length;
    if (precision <= MAX_PRECISION) return fixed(precision, fraction.length);
  }
  return fixed(MAX_PRECISION, Math.max(beside.scale, 5));
}

/** The collation of an expression goes before that of a column; two of one rank that differ go together nowhere. */
function mergeTexts(left: TextType, right: TextType): SnowType {
  const type = text(Math.max(left.length, right.length));
  const [first, second] = right.explicit === true && left.explicit !== true ? [right, left] : [left, right];
  const chosen = first.collation === undefined ? second : first;
  const isChoice =
    first.explicit === second.explicit && first.collation !== undefined && second.collation !== undefined;
  if (isChoice && first.collation !== second.collation) {
    const detail = `Incompatible collations: '${left.collation}' and '${right.collation}'`;
    throw compilationError('001058', '22023', detail);
  }
  const { collation, explicit } = chosen;
  return collation === undefined ? type : { ...type, collation, ...(explicit && { explicit }) };
}

/** The narrowest type that both fit. */
export function merge(left: SnowType, right: SnowType): SnowType {
  if (left.kind === 'text' && right.kind === 'text') return mergeTexts(left, right);
  if (sameType(left, right)) return left;
  if (left.kind === 'fixed' && right.kind === 'fixed') return mergeFixed(left, right);
  if (left.kind === 'binary' && right.kind === 'binary') return left.length > right.length ? left : right;
  if (left.kind === 'time' && right.kind === 'time') return left.scale > right.scale ? left : right;
  if (isSemiStructured(left) || isSemiStructured(right)) return VARIANT;
  if (isMomentLike(left) && isMomentLike(right)) return mergeMoments(left, right);
  if (isNumeric(left) && isNumeric(right))
    return left.kind === 'decfloat' || right.kind === 'decfloat' ? DECFLOAT : REAL;
  if (left.kind === 'text' && right.kind !== 'binary') return right;
  if (right.kind === 'text' && left.kind !== 'binary') return left;
  if (left.kind === 'boolean' && isNumeric(right)) return left;
  if (right.kind === 'boolean' && isNumeric(left)) return right;
  throw compilationError(
    '001007',
    '22023',
    `Can not convert parameter of type [${typeText(right)}] into expected type [${typeText(left)}]`,
  );
}

function mergeFixed(left: FixedType, right: FixedType): FixedType {
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return fixed(Math.min(MAX_PRECISION, whole + scale), scale);
}

const isMomentLike = (type: SnowType): boolean => type.kind === 'date' || isTimestamp(type);
const isNumeric = (type: SnowType): boolean =>
  type.kind === 'fixed' || type.kind === 'real' || type.kind === 'decfloat';

const RANK: readonly TimestampKind[] = ['timestamp_ntz', 'timestamp_ltz', 'timestamp_tz'];

function mergeMoments(left: SnowType, right: SnowType): SnowType {
  const rank = Math.max(...[left, right].map((type) => (isTimestamp(type) ? RANK.indexOf(type.kind) : 0)));
  const scale = Math.max(...[left, right].map((type) => (isTimestamp(type) ? type.scale : 0)));
  return timestamp(RANK[rank] ?? 'timestamp_ntz', scale);
}
