import { unsupported } from '../errors.js';
import { attempt, castTo } from '../types/cast/cast.js';
import { type BinaryFormat, binaryFormat, binaryToText, textToBinary } from '../types/cast/cast-binary.js';
import { asText, realText } from '../types/cast/cast-text.js';
import { quoteText } from '../types/duck-text.js';
import { typedNull } from '../types/literal.js';
import { momentToText } from '../types/moment/moment-to-text.js';
import { alternatives, parseNumberFormat } from '../types/number-text/format.js';
import {
  BOOLEAN,
  binary,
  DECFLOAT,
  type FixedType,
  fixed,
  isTimestamp,
  MAX_PRECISION,
  REAL,
  text,
} from '../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../types/typed.js';
import { constantText, constantWhole } from './constant.js';
import { arg, define, wrongTypes } from './define.js';
import { any } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { textOf } from './results.js';

/** TO_CHAR(value [, format]): a number format for NUMBER, a date format for dates and times, an encoding for BINARY. */
function toChar(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const value = arg(args, 0);
  if (isNullLiteral(value)) return typedNull(text());
  if (args[1] === undefined) return asText(value, context);
  const format = constantText(arg(args, 1), '2', call);
  const { kind } = value.type;
  if (kind === 'date' || kind === 'time' || isTimestamp(value.type)) return momentToText(value, format, context);
  if (kind === 'fixed' || kind === 'real' || kind === 'decfloat') {
    parseNumberFormat(format);
    const digits = kind === 'real' ? realText(value.sql) : asText(value, context).sql;
    return textOf(`sf_write_number(${digits}, ${quoteText(format)})`, [value]);
  }
  if (kind === 'binary') return textOf(binaryToText(value.sql, formatNamed(format, call)), [value]);
  throw wrongTypes(call);
}

function formatNamed(name: string, call: Call): BinaryFormat {
  const format = binaryFormat(name);
  if (format === undefined) throw unsupported(`binary format '${name}'`, call.position);
  return format;
}

/** TO_BINARY(text [, encoding]), by BINARY_INPUT_FORMAT unless it says otherwise. */
function toBinary(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const value = arg(args, 0);
  if (isNullLiteral(value)) return typedNull(binary());
  if (value.type.kind === 'binary') return value;
  if (value.type.kind !== 'text' && value.type.kind !== 'variant') throw wrongTypes(call);
  const written = asText(value, context);
  if (args[1] === undefined) return castTo(value, binary(), context);
  return textToBinary(written, formatNamed(constantText(arg(args, 1), '2', call), call));
}

/** TO_NUMBER(value [, format] [, precision [, scale]]): NUMBER(38,0) unless it says otherwise. */
function toNumber(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const [value, ...others] = args;
  if (value === undefined) throw new Error('TO_NUMBER has a value');
  const formatted = others[0]?.literal?.kind === 'text' ? others[0].literal.value : undefined;
  const type = numberType(formatted === undefined ? others : others.slice(1), call);
  const { kind } = value.type;
  if (
    kind !== 'text' &&
    kind !== 'fixed' &&
    kind !== 'real' &&
    kind !== 'decfloat' &&
    kind !== 'boolean' &&
    kind !== 'variant'
  )
    throw wrongTypes(call);
  if (formatted === undefined) return castTo(value, type, context);
  return castTo(digitsBy(formatted, value, call, context), type, context);
}

/** The plain digits of a number that is written in a format. */
function digitsBy(format: string, value: Emitted, call: Call, context: FunctionContext): Emitted {
  if (value.type.kind !== 'text' && value.type.kind !== 'variant') throw wrongTypes(call);
  for (const each of alternatives(format)) parseNumberFormat(each);
  return textOf(`sf_read_number(${asText(value, context).sql}, ${quoteText(format)})`, [value]);
}

export function numberType(args: readonly Emitted[], call: Call): FixedType {
  const precision = args[0] === undefined ? MAX_PRECISION : constantWhole(arg(args, 0), 'precision', call);
  const scale = args[1] === undefined ? 0 : constantWhole(arg(args, 1), 'scale', call);
  if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > Math.min(37, precision))
    throw wrongTypes(call);
  return fixed(precision, scale);
}

type Converter = (args: readonly Emitted[], call: Call, context: FunctionContext) => Emitted;

const toReal: Converter = (args, call, context) => {
  const { kind } = arg(args, 0).type;
  if (kind === 'date' || kind === 'time' || kind === 'binary' || isTimestamp(arg(args, 0).type)) throw wrongTypes(call);
  return args[1] === undefined
    ? castTo(arg(args, 0), REAL, context)
    : castTo(digitsBy(constantText(arg(args, 1), '2', call), arg(args, 0), call, context), REAL, context);
};

const toDecfloat: Converter = (args, call, context) => {
  const value = arg(args, 0);
  if (
    value.type.kind === 'date' ||
    value.type.kind === 'time' ||
    value.type.kind === 'binary' ||
    isTimestamp(value.type)
  )
    throw wrongTypes(call);
  const given = args[1] === undefined ? value : digitsBy(constantText(arg(args, 1), '2', call), value, call, context);
  return castTo(given, DECFLOAT, context);
};

const toBoolean: Converter = (args, call, context) => {
  const { kind } = arg(args, 0).type;
  if (kind === 'date' || kind === 'time' || kind === 'binary' || isTimestamp(arg(args, 0).type)) throw wrongTypes(call);
  return castTo(arg(args, 0), BOOLEAN, context);
};

/** The function, and its TRY_ form, which takes texts alone and gives NULL for what cannot be converted. */
const both = (names: readonly [string, ...string[]], optional: number, convert: Converter): readonly FunctionSpec[] => [
  define({ names, params: [any], optional: Array.from({ length: optional }, () => any), apply: convert }),
  define({
    names: [`TRY_${names[0]}`, ...names.slice(1).map((name) => `TRY_${name}`)],
    params: [any],
    optional: Array.from({ length: optional }, () => any),
    apply(args, call, context) {
      const value = arg(args, 0);
      if (value.type.kind !== 'text' && value.type.kind !== 'variant') throw wrongTypes(call);
      return attempt(value, (operand) => convert([operand, ...args.slice(1)], call, context));
    },
  }),
];

export const CONVERSION: readonly FunctionSpec[] = [
  define({ names: ['TO_CHAR', 'TO_VARCHAR'], params: [any], optional: [any], apply: toChar }),
  ...both(['TO_BINARY'], 1, toBinary),
  ...both(['TO_NUMBER', 'TO_DECIMAL', 'TO_NUMERIC'], 3, toNumber),
  ...both(['TO_DOUBLE'], 1, toReal),
  ...both(['TO_DECFLOAT'], 1, toDecfloat),
  ...both(['TO_BOOLEAN'], 0, toBoolean),
];
