import { compilationError } from '../../errors.js';
import { textToDecfloat } from '../decfloat.js';
import { once, quoteText } from '../duck-text.js';
import { toForm } from '../forms.js';
import { MARKED } from '../json-text/tagged.js';
import { typedNull } from '../literal.js';
import { numberToTimestamp, timestampToDate, timestampToTime, toTimestamp } from '../moment/cast-moment.js';
import { scaled } from '../moment/moment-scale.js';
import { textToMoment } from '../moment/text-to-moment.js';
import { onceOf } from '../once-of.js';
import { duckType } from '../physical.js';
import { isShape, type ShapeType, shapeObject, shapeOf, shapeText } from '../shape/cast-shape.js';
import { fixed, isSemiStructured, isTimestamp, isVector, type SnowType, sameType, typeText } from '../snow-type.js';
import { hasParts, isCoerced, toStructured } from '../structured.js';
import { type Emitted, isNullLiteral, type ValueContext } from '../typed.js';
import { hexToBinary, sessionFormat, textToBinary, withinBytes } from './cast-binary.js';
import { numberToBoolean, textToBoolean } from './cast-boolean.js';
import { booleanToFixed, numberToFixed, textToFixed, textToReal, toReal } from './cast-number.js';
import { exactText, isMoment, toSemi, toVariant, variantRefusal, variantText } from './cast-semi.js';
import { asText, realText, type TooLong, withinLength } from './cast-text.js';

/** `CAST(value AS type)` and `value::type`. A text is cut to its length, any other value that does not fit fails. */
export const castTo = (value: Emitted, type: SnowType, context: ValueContext): Emitted =>
  typed(convert(value, type, context, 'cut'));

/** A NULL that is cast has its type for good. */
const typed = (value: Emitted): Emitted =>
  isNullLiteral(value) ? { ...value, literal: { kind: 'null', typed: true } } : value;

/** What Snowflake does by itself where an expression of `type` is wanted: nothing is cut. INSERT, UPDATE, arguments. */
export function coerceTo(value: Emitted, type: SnowType, context: ValueContext): Emitted {
  if (value.type.kind === 'boolean' && type.kind === 'real') return toReal(booleanToFixed(value, fixed(1)));
  return convert(value, type, context, 'refuse');
}

/**
 * `TRY_CAST(value AS type)`: NULL where the cast would fail. Only texts can be tried, as in Snowflake.
 * The operand is computed outside, so that a failure of its own is still one.
 */
export function tryCastTo(value: Emitted, type: SnowType, context: ValueContext): Emitted {
  if (value.type.kind !== 'text') {
    const types = `${typeText(value.type)} and ${typeText(type)}`;
    throw compilationError('001065', '22023', `Function TRY_CAST cannot be used with arguments of types ${types}`);
  }
  // A text is not cut here: what is too long for its type fails, as Snowflake documents it.
  return typed(attempt(value, (operand) => convert(operand, type, context, 'refuse')));
}

/** `change` of `value`, or NULL where it fails; `value` itself fails as it always does. */
export function attempt(value: Emitted, change: (operand: Emitted) => Emitted): Emitted {
  if (isNullLiteral(value)) return change(value);
  const tried = change({ ...value, sql: '"~v"' });
  const sql = `list_extract(list_transform([${value.sql}], lambda "~v": TRY(${tried.sql})), 1)`;
  const { literal: _, ...rest } = tried;
  return { ...rest, sql, nullable: true };
}

/** The same of several values, none of which `change` evaluates: what fails in one of them fails as it always does. */
export function attemptAll(values: readonly Emitted[], change: (operands: readonly Emitted[]) => Emitted): Emitted {
  const operands = values.map((value, at) => ({ ...value, sql: `"~v"['f${at}']` }));
  const { literal: _, ...rest } = change(operands);
  const fields = values.map((value, at) => `f${at} := ${value.sql}`).join(', ');
  const sql = `list_extract(list_transform([struct_pack(${fields})], lambda "~v": TRY(${rest.sql})), 1)`;
  return { ...rest, sql, nullable: true };
}

function convert(value: Emitted, type: SnowType, context: ValueContext, tooLong: TooLong): Emitted {
  if (isNullLiteral(value)) return typedNull(type);
  const from = value.type;
  switch (type.kind) {
    case 'fixed':
      if (from.kind === 'fixed' || from.kind === 'real') return numberToFixed(value, type);
      if (from.kind === 'text') return textToFixed(value, type);
      if (from.kind === 'boolean') return booleanToFixed(value, type);
      if (from.kind === 'decfloat') return textToFixed(asText(value, context), type);
      break;
    case 'decfloat':
      if (from.kind === 'decfloat') return value;
      if (from.kind === 'text') return textToDecfloat(value);
      if (from.kind === 'fixed') return textToDecfloat(asText(value, context));
      if (from.kind === 'real') return textToDecfloat({ ...value, sql: realText(value.sql) });
      if (from.kind === 'boolean') return convert(booleanToFixed(value, fixed(1)), type, context, tooLong);
      break;
    case 'real':
      if (from.kind === 'fixed' || from.kind === 'real') return toReal(value);
      if (from.kind === 'text') return textToReal(value);
      if (from.kind === 'decfloat') return textToReal(asText(value, context));
      break;
    case 'text': {
      const asIs = asText(value, context);
      return withinLength(asIs, type, from.kind === 'text' ? tooLong : 'refuse');
    }
    case 'boolean':
      if (from.kind === 'boolean') return value;
      if (from.kind === 'text') return textToBoolean(value);
      if (from.kind === 'fixed' || from.kind === 'real') return numberToBoolean(value);
      if (from.kind === 'decfloat')
        return { sql: `(${value.sql} <> '0')`, type, physical: 'boolean', nullable: value.nullable };
      break;
    case 'date':
      if (from.kind === 'date') return value;
      if (isTimestamp(from)) return timestampToDate(value, context);
      if (from.kind === 'text') return textToMoment(value, type, inputFormat('DATE', context), context);
      break;
    case 'time':
      if (from.kind === 'time') return scaled(value, type);
      if (isTimestamp(from)) return timestampToTime(value, type.scale, context);
      if (from.kind === 'text') return textToMoment(value, type, inputFormat('TIME', context), context);
      break;
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      if (isTimestamp(from) || from.kind === 'date') return toTimestamp(value, type, context);
      if (from.kind === 'text') return textToMoment(value, type, inputFormat('TIMESTAMP', context), context);
      if (from.kind === 'fixed') return numberToTimestamp(value, 0, type, context);
      break;
    case 'variant':
      return toSemi(value, type, context);
    case 'object':
    case 'array':
      if (isShape(type)) return toShape(value, type, context);
      if (isShape(from)) return toSemi(shapeObject(value, from), type, context);
      if (hasParts(type)) return structured(value, type, context, tooLong);
      if (isSemiStructured(from)) return toSemi(value, type, context);
      // A value that is none becomes the only item, where a cast is meant.
      if (type.kind === 'array' && tooLong === 'cut') return toSemi(toVariant(value, context), type, context);
      break;
    case 'binary':
      if (from.kind === 'binary') return withinBytes(value, type);
      if (from.kind === 'text') return withinBytes(textToBinary(value, sessionFormat('INPUT', context)), type);
      break;
    default:
      return unreachable(type);
  }
  if (from.kind === 'variant') return { ...ofVariant(value, type, context, tooLong), nullable: true };
  throw invalidCast(from, type);
}

function toShape(value: Emitted, type: ShapeType, context: ValueContext): Emitted {
  const from = value.type;
  if (sameType(from, type)) return value;
  if (from.kind === 'binary') return shapeOf(`hex(${value.sql})`, type, value.nullable);
  if (isShape(from)) return shapeOf(shapeText(value.sql, from.shape, 'EWKT'), type, value.nullable);
  const isWritten = from.kind === 'text' || from.kind === 'variant' || (from.kind === 'object' && !hasParts(from));
  if (!isWritten) throw invalidCast(from, type);
  return shapeOf(asText(value, context).sql, type);
}

function structured(value: Emitted, type: SnowType, context: ValueContext, tooLong: TooLong): Emitted {
  if (sameType(value.type, type)) return value;
  if (isVector(value.type) && isVector(type)) throw invalidCast(value.type, type);
  const isMeant = tooLong === 'cut' && isSemiStructured(value.type);
  const fits = value.type.kind === 'variant' || value.type.kind === type.kind;
  if (!fits || !(isMeant || isCoerced(value.type, type))) throw invalidCast(value.type, type);
  return toStructured(value, type, context, (part, to) => convert(part, to, context, tooLong));
}

/** What a VARIANT holds, by way of its text; one that cannot be read so is named as Snowflake names it. */
function ofVariant(value: Emitted, type: SnowType, context: ValueContext, tooLong: TooLong): Emitted {
  if (type.kind === 'text') return convert(variantText(value, context), type, context, tooLong);
  return onceOf([value], (v) => {
    if (v === undefined) throw new Error('one value in, one out');
    const text = variantText(v, context);
    const read = readOfVariant(v, text, type, context, tooLong);
    const duck = duckType(read.type, read.physical);
    const failed = variantRefusal(v, type, duck, context);
    const pattern =
      type.kind === 'fixed' || type.kind === 'decfloat' ? DIGITS : type.kind === 'real' ? FLOATS : undefined;
    if (pattern !== undefined) {
      // Not tried: a number that is out of range has its own error.
      const isNumber = `regexp_full_match(${text.sql}, ${quoteText(pattern)})`;
      return {
        ...read,
        sql: `CASE WHEN ${text.sql} IS NULL THEN NULL WHEN ${isNumber} THEN ${read.sql} ELSE ${failed} END`,
      };
    }
    const tried = once(
      [`TRY(${read.sql})`, v.sql],
      (made, of) =>
        `CASE WHEN ${made} IS NULL AND CAST(${of} AS VARCHAR) <> 'null' THEN ${variantRefusal({ ...v, sql: of }, type, duck, context)} ELSE ${made} END`,
    );
    return { ...read, sql: tried };
  });
}

function readOfVariant(v: Emitted, text: Emitted, type: SnowType, context: ValueContext, tooLong: TooLong): Emitted {
  if (isMomentType(type)) return momentOfVariant(v, type, context);
  const read = convert(text, type, context, tooLong);
  if (type.kind !== 'binary' || sessionFormat('INPUT', context) === 'HEX') return read;
  // A BINARY that the VARIANT holds is in digits, whatever format the session reads texts by.
  const held = withinBytes(hexToBinary(text), type).sql;
  const isBinary = `starts_with(CAST(${v.sql} AS VARCHAR), ${quoteText(`${MARKED}b`)})`;
  return { ...read, sql: `CASE WHEN ${isBinary} THEN ${held} ELSE ${read.sql} END` };
}

const DIGITS = '\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*';
const FLOATS = `(?i)${DIGITS}|\\s*(nan|[+-]?inf(inity)?)\\s*`;

const isMomentType = (type: SnowType): boolean => type.kind === 'date' || type.kind === 'time' || isTimestamp(type);

/**
 * The text of a date or time in a VARIANT is written so that every format reads it back whole; a text of the user's is
 * read by the session's format.
 */
function momentOfVariant(v: Emitted, type: SnowType, context: ValueContext): Emitted {
  const exact = exactMoment(v, type, context);
  const kind = type.kind === 'date' ? 'DATE' : type.kind === 'time' ? 'TIME' : 'TIMESTAMP';
  const format = inputFormat(kind, context);
  if (format.toUpperCase() === 'AUTO') return exact;
  const own = textToMoment(variantText(v, context), type, format, context);
  return { ...own, sql: `CASE WHEN ${isMoment(v.sql)} THEN ${exact.sql} ELSE ${own.sql} END` };
}

/** A number in a VARIANT is an instant, which a TIMESTAMP_NTZ shows on the session's clock, unlike a NUMBER's. */
function exactMoment(v: Emitted, type: SnowType, context: ValueContext): Emitted {
  const text = exactText(v, context);
  const read = textToMoment(text, type, 'AUTO', context);
  if (type.kind !== 'timestamp_ntz') return read;
  const instant = textToMoment(text, { ...type, kind: 'timestamp_ltz' }, 'AUTO', context);
  const shown = toForm(toTimestamp(instant, type, context), type, read.physical);
  const isNumber = `regexp_matches(CAST(${v.sql} AS VARCHAR), '^-?[0-9]')`;
  return { ...read, sql: `CASE WHEN ${isNumber} THEN ${shown} ELSE ${read.sql} END` };
}

function inputFormat(kind: 'DATE' | 'TIME' | 'TIMESTAMP', context: ValueContext): string {
  const given = context.parameter(`${kind}_INPUT_FORMAT`);
  return given === undefined || given === '' ? 'AUTO' : given;
}

const invalidCast = (from: SnowType, to: SnowType) =>
  compilationError('001007', '22023', `invalid type [CAST(${typeText(from)} AS ${typeText(to)})] for parameter 'CAST'`);

function unreachable(type: never): never {
  throw new Error(`Unknown type ${JSON.stringify(type)}`);
}
