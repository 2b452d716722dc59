import { attempt, castTo, coerceTo } from '../types/cast/cast.js';
import { asText } from '../types/cast/cast-text.js';
import { typedNull } from '../types/literal.js';
import { numberToTimestamp } from '../types/moment/cast-moment.js';
import { textToMoment } from '../types/moment/text-to-moment.js';
import { DATE, isSemiStructured, type SnowType, type TimestampKind, time, timestamp } from '../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../types/typed.js';
import { constantText, constantWhole } from './constant.js';
import { arg, define, wrongTypes } from './define.js';
import { any } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';

/** TO_DATE, TO_TIME, TO_TIMESTAMP and their like: a value, and a format for texts or a scale for numbers. */
function convert(type: SnowType, args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const value = arg(args, 0);
  if (isNullLiteral(value)) return typedNull(type);
  const isTimestamp = type.kind !== 'date' && type.kind !== 'time';
  if (value.type.kind === 'fixed' || value.type.kind === 'real') {
    if (!isTimestamp || value.type.kind === 'real') throw wrongTypes(call);
    const scale = args[1] === undefined ? 0 : constantWhole(arg(args, 1), '2', call);
    if (type.kind !== 'timestamp_ntz' && type.kind !== 'timestamp_ltz' && type.kind !== 'timestamp_tz')
      throw wrongTypes(call);
    return numberToTimestamp(value, scale, type, context);
  }
  if (args[1] === undefined)
    return isSemiStructured(value.type) ? castTo(value, type, context) : coerceTo(value, type, context);
  if (value.type.kind !== 'text' && value.type.kind !== 'variant') throw wrongTypes(call);
  return textToMoment(asText(value, context), type, constantText(arg(args, 1), '2', call), context);
}

const converter = (
  names: [string, ...string[]],
  typeOf: (context: FunctionContext) => SnowType,
  lenient = false,
): FunctionSpec =>
  define({
    names,
    params: [any],
    optional: [any],
    apply(args, call, context) {
      const type = typeOf(context);
      if (!lenient) return convert(type, args, call, context);
      const value = arg(args, 0);
      if (value.type.kind !== 'text' && value.type.kind !== 'variant') throw wrongTypes(call);
      return attempt(value, (operand) => convert(type, [operand, ...args.slice(1)], call, context));
    },
  });

const both = (
  name: string,
  more: readonly string[],
  typeOf: (context: FunctionContext) => SnowType,
): readonly FunctionSpec[] => [converter([name, ...more], typeOf), converter([`TRY_${name}`], typeOf, true)];

/** What TO_TIMESTAMP gives: session parameter TIMESTAMP_TYPE_MAPPING. */
function mapped(context: FunctionContext): SnowType {
  const name = (context.parameter('TIMESTAMP_TYPE_MAPPING') ?? 'TIMESTAMP_NTZ').toLowerCase();
  const kinds: readonly TimestampKind[] = ['timestamp_ntz', 'timestamp_ltz', 'timestamp_tz'];
  return timestamp(kinds.find((kind) => kind === name) ?? 'timestamp_ntz');
}

export const TO_MOMENT: readonly FunctionSpec[] = [
  ...both('TO_DATE', ['DATE'], () => DATE),
  ...both('TO_TIME', ['TIME'], () => time()),
  ...both('TO_TIMESTAMP', [], mapped),
  ...both('TO_TIMESTAMP_NTZ', [], () => timestamp('timestamp_ntz')),
  ...both('TO_TIMESTAMP_LTZ', [], () => timestamp('timestamp_ltz')),
  ...both('TO_TIMESTAMP_TZ', [], () => timestamp('timestamp_tz')),
];
