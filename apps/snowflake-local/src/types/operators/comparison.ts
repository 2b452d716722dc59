import { compilationError } from '../../errors.js';
import { coerceTo } from '../cast/cast.js';
import { toVariant } from '../cast/cast-semi.js';
import { asText } from '../cast/cast-text.js';
import { unify } from '../common-type.js';
import { once } from '../duck-text.js';
import { hasNanos, sortKey } from '../forms.js';
import { typedNull } from '../literal.js';
import { BOOLEAN, isSemiStructured, isTimestamp, type SnowType, typeText, VARIANT } from '../snow-type.js';
import { type Emitted, isNullLiteral, type ValueContext } from '../typed.js';
import { variantKey } from '../variant-key.js';

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Both sides in their common type; TIMESTAMP_TZ by its instant. NULL where a side is NULL. */
export function compare(operator: ComparisonOperator, left: Emitted, right: Emitted, context: ValueContext): Emitted {
  const isOrder = operator !== '=' && operator !== '<>';
  const [a, b] = isOrder ? keys([left, right], context, orderKey) : keys([left, right], context);
  return truth(`(${a} ${operator} ${b})`, left.nullable || right.nullable);
}

/** `IS [NOT] DISTINCT FROM`: never NULL. */
export function isDistinct(negated: boolean, left: Emitted, right: Emitted, context: ValueContext): Emitted {
  const [a, b] = alike(left, right, context);
  return truth(`(${a} IS ${negated ? 'NOT ' : ''}DISTINCT FROM ${b})`, false);
}

export function between(value: Emitted, low: Emitted, high: Emitted, negated: boolean, context: ValueContext): Emitted {
  const operands = keys([value, low, high], context, orderKey);
  const nullable = value.nullable || low.nullable || high.nullable;
  const isBetween = (v?: string, l?: string, h?: string) => `(${v} ${negated ? 'NOT ' : ''}BETWEEN ${l} AND ${h})`;
  // DuckDB binds what stands before BETWEEN twice: of those inside each other the innermost would be bound a power of times.
  const isNested = operands.some((operand) => operand.includes(' BETWEEN '));
  return truth(isNested ? once(operands, isBetween) : isBetween(...operands), nullable);
}

export function inList(value: Emitted, list: readonly Emitted[], negated: boolean, context: ValueContext): Emitted {
  const [v, ...items] = keys([value, ...list], context);
  const nullable = value.nullable || list.some((item) => item.nullable);
  return truth(`(${v} ${negated ? 'NOT ' : ''}IN (${items.join(', ')}))`, nullable);
}

/** A condition: operands of AND, OR, NOT, WHERE, ON, HAVING and CASE WHEN. */
export function asBoolean(value: Emitted, context: ValueContext): Emitted {
  if (value.type.kind === 'boolean') return value;
  if (isNullLiteral(value)) return typedNull(BOOLEAN);
  if (value.type.kind === 'date' || value.type.kind === 'time' || value.type.kind === 'binary') {
    throw compilationError('001007', '22023', `invalid type [${typeText(value.type)}] for a condition`);
  }
  return coerceTo(value, BOOLEAN, context);
}

/** Both sides as DuckDB expressions that compare as Snowflake compares the values. */
export function alike(left: Emitted, right: Emitted, context: ValueContext): readonly [string, string] {
  const [a, b] = keys([left, right], context);
  if (a === undefined || b === undefined) throw new Error('two values give two keys');
  return [a, b];
}

/**
 * Of plain values the common type decides. VARIANTs compare by what they hold. A VARIANT beside plain values of one kind
 * is read as that kind, as its cast reads it, except that a number stays the number it is (12.5 is less than 13) and that
 * what is no number is only unequal to one. Beside plain values of several kinds all are VARIANTs.
 */
function keys(values: readonly Emitted[], context: ValueContext, keyOf = sortKey): readonly string[] {
  const plain = values.filter((value) => !isSemiStructured(value.type) && !isNullLiteral(value));
  if (plain.length === values.length) return unify(values, context).map((value) => keyOf(value, context));
  const kinds = new Set(plain.map((value) => kindOf(value.type)));
  const [kind] = kinds;
  const only = kinds.size === 1 ? kind : undefined;
  if (only === undefined)
    return values.map((value) => (isNullLiteral(value) ? NULL_KEY : sortKey(toVariant(value, context), context)));
  if (only === 'number') {
    return values.map((value) => {
      if (isNullLiteral(value)) return NULL_KEY;
      return variantKey(toVariant(value, context).sql, context, 'number');
    });
  }
  const [first] = unify(plain, context);
  if (first === undefined) throw new Error('A kind is that of a value');
  const alike = values.map((value) => {
    if (!isSemiStructured(value.type) || isNullLiteral(value)) return value;
    return only === 'text' ? asText(value, context) : coerceTo(value, first.type, context);
  });
  return unify(alike, context).map((value) => keyOf(value, context));
}

/**
 * DuckDB joins `v >= a AND v <= b` into a BETWEEN, which it does not carry out over the two fields of a moment with nanoseconds: their
 * order is that of one number.
 */
function orderKey(value: Emitted, context: Pick<ValueContext, 'timezone'>): string {
  const key = sortKey(value, context);
  if (!hasNanos(value.physical)) return key;
  return once([key], (k) => {
    const micros = `epoch_us(struct_extract(${k}, 'micros'))`;
    return `(CAST(${micros} AS HUGEINT) * 1000 + struct_extract(${k}, 'rest'))`;
  });
}

/** A key that is NULL. */
const NULL_KEY = sortKey(typedNull(VARIANT), { timezone: 'UTC' });

/** Types whose values compare with each other without a loss. */
function kindOf(type: SnowType): string {
  if (type.kind === 'fixed' || type.kind === 'real' || type.kind === 'decfloat') return 'number';
  return type.kind === 'date' || isTimestamp(type) ? 'moment' : type.kind;
}

const truth = (sql: string, nullable: boolean): Emitted => ({ sql, type: BOOLEAN, physical: 'boolean', nullable });
