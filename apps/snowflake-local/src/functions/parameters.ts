import { coerceTo } from '../types/cast/cast.js';
import { toReal } from '../types/cast/cast-number.js';
import { toVariant } from '../types/cast/cast-semi.js';
import { asText } from '../types/cast/cast-text.js';
import { typedNull } from '../types/literal.js';
import { asBoolean } from '../types/operators/comparison.js';
import {
  ARRAY,
  fixed,
  isSemiStructured,
  isTimestamp,
  MAX_PRECISION,
  OBJECT,
  REAL,
  text,
  timestamp,
  VARIANT,
} from '../types/snow-type.js';
import { isNullLiteral } from '../types/typed.js';
import type { Parameter } from './define.js';

export const any: Parameter = (value) => value;

/** A NUMBER or FLOAT; texts and VARIANTs become FLOAT, as function arguments of theirs do. */
export const number: Parameter = (value, context) => {
  if (isNullLiteral(value)) return value.type.kind === 'fixed' ? value : typedNull(fixed(MAX_PRECISION));
  switch (value.type.kind) {
    case 'fixed':
    case 'real':
      return value;
    case 'text':
    case 'variant':
      return coerceTo(value, REAL, context);
    case 'boolean':
      return coerceTo(value, fixed(1), context);
    default:
      return undefined;
  }
};

/** The same, and a DECFLOAT as it is. */
export const numeric: Parameter = (value, context) => (value.type.kind === 'decfloat' ? value : number(value, context));

export const real: Parameter = (value, context) => {
  if (value.type.kind === 'decfloat') return coerceTo(value, REAL, context);
  const given = number(value, context);
  return given === undefined ? undefined : isNullLiteral(given) ? typedNull(REAL) : toReal(given);
};

/** A whole number as BIGINT: lengths, positions, counts. Fractions are rounded. */
export const whole: Parameter = (value, context) => {
  if (isNullLiteral(value)) return typedNull(fixed(18));
  const { kind } = value.type;
  if (kind === 'fixed' && value.physical === 'bigint') return value;
  return kind === 'fixed' || kind === 'real' || kind === 'decfloat' || kind === 'text' || kind === 'variant'
    ? coerceTo(value, fixed(18), context)
    : undefined;
};

/** Anything but BINARY, as text. */
export const textual: Parameter = (value, context) => {
  if (isNullLiteral(value)) return typedNull(text());
  return value.type.kind === 'binary' ? undefined : asText(value, context);
};

/** Text, or BINARY as it is. */
export const textOrBinary: Parameter = (value, context) =>
  value.type.kind === 'binary' ? value : textual(value, context);

export const truth: Parameter = (value, context) => {
  const { kind } = value.type;
  if (isNullLiteral(value)) return asBoolean(value, context);
  return kind === 'boolean' ||
    kind === 'fixed' ||
    kind === 'real' ||
    kind === 'decfloat' ||
    kind === 'text' ||
    kind === 'variant'
    ? asBoolean(value, context)
    : undefined;
};

/** A DATE or a timestamp; text becomes a timestamp. */
export const dateOrTimestamp: Parameter = (value, context) => {
  if (isNullLiteral(value)) return typedNull(timestamp('timestamp_ntz'));
  if (value.type.kind === 'date' || isTimestamp(value.type)) return value;
  return value.type.kind === 'text' || value.type.kind === 'variant'
    ? coerceTo(value, timestamp('timestamp_ntz'), context)
    : undefined;
};

/** A DATE, TIME or timestamp; text becomes a timestamp. */
export const moment: Parameter = (value, context) =>
  value.type.kind === 'time' ? value : dateOrTimestamp(value, context);

export const json: Parameter = (value) => {
  if (isNullLiteral(value)) return typedNull(VARIANT);
  return isSemiStructured(value.type) ? value : undefined;
};

/** An ARRAY, or a VARIANT that is to hold one. */
export const array: Parameter = (value) => {
  if (isNullLiteral(value)) return typedNull(ARRAY);
  return value.type.kind === 'array' || value.type.kind === 'variant' ? value : undefined;
};

/** An OBJECT, or a VARIANT that is to hold one. */
export const object: Parameter = (value) => {
  if (isNullLiteral(value)) return typedNull(OBJECT);
  return value.type.kind === 'object' || value.type.kind === 'variant' ? value : undefined;
};

/** Anything as a VARIANT. */
export const variant: Parameter = (value, context) =>
  isNullLiteral(value) ? typedNull(VARIANT) : isSemiStructured(value.type) ? value : toVariant(value, context);
