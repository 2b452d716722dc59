import { compilationError } from '../errors.js';
import { coerceTo } from './cast.js';
import { asText } from './cast-text.js';
import { unify } from './common-type.js';
import { sortKey } from './forms.js';
import { typedNull } from './literal.js';
import { BOOLEAN, isSemiStructured, typeText } from './snow-type.js';
import { type Emitted, isNullLiteral, type ValueContext } from './typed.js';

type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Both sides in their common type; TIMESTAMP_TZ by its instant. NULL where a side is NULL. */
export function compare(operator: ComparisonOperator, left: Emitted, right: Emitted, context: ValueContext): Emitted {
  const [a, b] = alike(left, right, context);
  return truth(`(${a} ${operator} ${b})`, left.nullable || right.nullable);
}

/** `IS [NOT] DISTINCT FROM`: never NULL. */
export function isDistinct(negated: boolean, left: Emitted, right: Emitted, context: ValueContext): Emitted {
  const [a, b] = alike(left, right, context);
  return truth(`(${a} IS ${negated ? 'NOT ' : ''}DISTINCT FROM ${b})`, false);
}

export function between(value: Emitted, low: Emitted, high: Emitted, negated: boolean, context: ValueContext): Emitted {
  const [v, l, h] = keys([value, low, high], context);
  const nullable = value.nullable || low.nullable || high.nullable;
  return truth(`(${v} ${negated ? 'NOT ' : ''}BETWEEN ${l} AND ${h})`, nullable);
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

function keys(values: readonly Emitted[], context: ValueContext): readonly string[] {
  return comparable(values, context).map((value) => sortKey(value));
}

/**
 * A VARIANT beside a plain value takes the plain value's type. Two VARIANTs compare as JSON: equal texts are equal values,
 * because JSON is normalised when it is made.
 */
function comparable(values: readonly Emitted[], context: ValueContext): readonly Emitted[] {
  const plain = values.filter((value) => !isSemiStructured(value.type) && !isNullLiteral(value));
  if (plain.length === 0 || plain.length === values.length) return unify(values, context);
  const [first] = unify(plain, context);
  if (first === undefined) return unify(values, context);
  const text = first.type.kind === 'text';
  return unify(
    values.map((value) =>
      !isSemiStructured(value.type) ? value : text ? asText(value, context) : coerceTo(value, first.type, context),
    ),
    context,
  );
}

const truth = (sql: string, nullable: boolean): Emitted => ({ sql, type: BOOLEAN, physical: 'boolean', nullable });
