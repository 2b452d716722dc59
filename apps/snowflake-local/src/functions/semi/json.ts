import { compilationError } from '../../errors.js';
import { attempt, castTo } from '../../types/cast/cast.js';
import { toSemi } from '../../types/cast/cast-semi.js';
import { asText, shownText } from '../../types/cast/cast-text.js';
import { once, quoteText } from '../../types/duck-text.js';
import { parsePath } from '../../types/json-text/path.js';
import { MARKED, TYPE_OF_TAG } from '../../types/json-text/tagged.js';
import { typedNull } from '../../types/literal.js';
import { longCall } from '../../types/long-call.js';
import { pathOf } from '../../types/semi-structured.js';
import {
  ARRAY,
  BOOLEAN,
  binary,
  DATE,
  fixed,
  isSemiStructured,
  MAX_PRECISION,
  OBJECT,
  REAL,
  type SnowType,
  text,
  time,
  timestamp,
  VARIANT,
} from '../../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../../types/typed.js';
import { constantText } from '../constant.js';
import { numberType } from '../conversion.js';
import { arg, define, wrongTypes } from '../define.js';
import { any, json, textual, truth, variant, whole } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { arrayOf, objectOf, orNull, textOf, truthOf, variantOf } from '../results.js';

/** PARSE_JSON of a text; a VARIANT that holds a text is parsed too, one that holds something else stays as it is. */
function parse(value: Emitted, call: Call, context: FunctionContext, parser = 'sf_parse_json'): Emitted {
  if (isNullLiteral(value)) return typedNull(VARIANT);
  const parsedText = (sql: string): string => `CAST(${longCall(parser, sql)} AS JSON)`;
  if (value.type.kind === 'text') return orNull(variantOf(parsedText(value.sql), [value]));
  if (value.type.kind === 'fixed' || value.type.kind === 'real' || value.type.kind === 'boolean')
    return parse(asText(value, context), call, context, parser);
  if (!isSemiStructured(value.type)) throw wrongTypes(call);
  return orNull(
    variantOf(
      once(
        [value.sql],
        (v) =>
          `CASE WHEN starts_with(${v}, '"') THEN ${parsedText(asText({ ...value, sql: v }, context).sql)} ELSE ${v} END`,
      ),
      [value],
    ),
  );
}

/** Parameter `d` lets a key repeat and takes its last value, `s` and none refuse it. */
function parserOf(call: Call): string {
  const given = call.args[1];
  const parameter = given === undefined ? 's' : constantText(given, '2', call).toLowerCase();
  if (parameter === 's') return 'sf_parse_json';
  if (parameter === 'd') return 'sf_parse_json_last';
  throw compilationError('001015', '22023', `invalid parameter '${parameter}' of function ${call.name}`, call.position);
}

/** What a stored value is, by how it begins; `v` may be repeated. */
const typeName = (v: string): string => {
  const tags = Object.entries(TYPE_OF_TAG).map(([tag, name]) => `WHEN '${tag}' THEN '${name}'`);
  const ofString = `CASE WHEN starts_with(${v}, ${quoteText(MARKED)}) THEN CASE substring(${v}, 8, 1) ${tags.join(' ')} ELSE 'VARCHAR' END ELSE 'VARCHAR' END`;
  return `CASE left(${v}, 1) WHEN '{' THEN 'OBJECT' WHEN '[' THEN 'ARRAY' WHEN '"' THEN ${ofString} WHEN 't' THEN 'BOOLEAN' WHEN 'f' THEN 'BOOLEAN' WHEN 'n' THEN 'NULL_VALUE' ELSE CASE WHEN contains(${v}, 'e') THEN 'DOUBLE' WHEN contains(${v}, '.') THEN 'DECIMAL' ELSE 'INTEGER' END END`;
};

const typeOf = (value: Emitted): string => once([`CAST(${value.sql} AS VARCHAR)`], typeName);

/** IS_INTEGER and its like: of a VARIANT, what it holds. */
const holds = (names: [string, ...string[]], types: readonly string[]): FunctionSpec =>
  define({
    names,
    params: [variant],
    apply: (args) =>
      truthOf(
        once(
          [`CAST(${arg(args, 0).sql} AS VARCHAR)`],
          (v) =>
            `CASE WHEN ${v} IS NULL THEN NULL ELSE ${typeName(v)} IN (${types.map((type) => `'${type}'`).join(', ')}) END`,
        ),
        args,
      ),
  });

/** AS_INTEGER and its like: the value where the VARIANT holds that type, else NULL. */
const as = (names: [string, ...string[]], types: readonly string[], type: SnowType): FunctionSpec =>
  define({
    names,
    params: [variant],
    apply(args, _call, context) {
      const value = arg(args, 0);
      const checked = once(
        [`CAST(${value.sql} AS VARCHAR)`],
        (v) =>
          `CASE WHEN ${typeName(v)} IN (${types.map((each) => `'${each}'`).join(', ')}) THEN CAST(${v} AS JSON) END`,
      );
      return orNull(castTo({ ...value, type: VARIANT, sql: checked, nullable: true }, type, context));
    },
  });

/** AS_DECIMAL(value, precision, scale): NUMBER(38,0) unless it says otherwise. */
function asDecimal(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const type = numberType(args.slice(1), call);
  return as(['AS_DECIMAL'], ['INTEGER', 'DECIMAL'], type).apply({ ...call, args: args.slice(0, 1) }, context);
}

function get(args: readonly Emitted[], call: Call, context: FunctionContext): Emitted {
  const [value, step] = [arg(args, 0), arg(args, 1)];
  if (!isSemiStructured(value.type) && !isNullLiteral(value)) throw wrongTypes(call);
  if (step.literal?.kind === 'text') return pathOf(value, [step.literal.value], context);
  if (step.literal?.kind === 'number' && /^-?\d+$/.test(step.literal.digits))
    return pathOf(value, [Number(step.literal.digits)], context);
  return pathOf(value, [step], context);
}

function getPath(args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted {
  const [value, path] = [arg(args, 0), arg(args, 1)];
  const steps = path.literal?.kind === 'text' ? parsePath(path.literal.value) : null;
  if (steps !== null) return pathOf(value, steps, context);
  return orNull(
    variantOf(`CAST(${longCall('sf_json_path', `CAST(${value.sql} AS VARCHAR)`, path.sql)} AS JSON)`, args),
  );
}

export const SEMI_JSON: readonly FunctionSpec[] = [
  define({
    names: ['PARSE_URL'],
    params: [textual],
    optional: [truth],
    apply: (args) =>
      objectOf(`CAST(sf_parse_url(${arg(args, 0).sql}, ${args[1]?.sql ?? 'false'}) AS JSON)`, [arg(args, 0)]),
  }),
  define({
    names: ['PARSE_JSON'],
    params: [any],
    optional: [textual],
    apply: (args, call, context) => parse(arg(args, 0), call, context, parserOf(call)),
  }),
  define({
    names: ['TRY_PARSE_JSON'],
    params: [textual],
    optional: [textual],
    apply: (args, call, context) => attempt(arg(args, 0), (operand) => parse(operand, call, context, parserOf(call))),
  }),
  define({
    names: ['CHECK_JSON'],
    params: [textual],
    // NULL for what is JSON, else what is wrong with it.
    apply: (args) => orNull(textOf(longCall('sf_check_json', arg(args, 0).sql), args)),
  }),
  define({
    names: ['TO_JSON'],
    params: [variant],
    apply: (args, _call, context) =>
      textOf(
        once([arg(args, 0).sql], (v) => shownText(v, context)),
        args,
      ),
  }),
  define({ names: ['TO_VARIANT'], params: [variant], apply: (args) => ({ ...arg(args, 0), type: VARIANT }) }),
  define({
    names: ['TO_OBJECT'],
    params: [json],
    apply: (args, _call, context) => toSemi(arg(args, 0), OBJECT, context),
  }),
  define({
    names: ['TO_ARRAY'],
    params: [variant],
    apply: (args) =>
      arrayOf(
        once(
          [`CAST(${arg(args, 0).sql} AS VARCHAR)`],
          (v) =>
            `CAST(CASE WHEN ${v} = 'null' THEN NULL WHEN starts_with(${v}, '[') THEN ${v} ELSE '[' || ${v} || ']' END AS JSON)`,
        ),
        args,
      ),
  }),
  define({
    names: ['TYPEOF'],
    params: [variant],
    apply: (args) =>
      textOf(
        once([typeOf(arg(args, 0)), arg(args, 0).sql], (name, v) => `CASE WHEN ${v} IS NOT NULL THEN ${name} END`),
        args,
        13,
      ),
  }),
  define({ names: ['GET'], params: [any, any], apply: get }),
  define({
    names: ['GET_IGNORE_CASE'],
    params: [json, textual],
    apply: (args) =>
      orNull(
        variantOf(
          `CAST(${longCall('sf_json_get_ignore_case', `CAST(${arg(args, 0).sql} AS VARCHAR)`, `CAST(to_json(${arg(args, 1).sql}) AS VARCHAR)`)} AS JSON)`,
          args,
        ),
      ),
  }),
  define({ names: ['GET_PATH'], params: [variant, textual], apply: getPath }),
  define({
    names: ['JSON_EXTRACT_PATH_TEXT'],
    params: [any, textual],
    apply: (args, call, context) =>
      asText(getPath([parse(arg(args, 0), call, context), arg(args, 1)], call, context), context),
  }),
  define({
    names: ['IS_NULL_VALUE'],
    params: [variant],
    apply: (args) => truthOf(`(CAST(${arg(args, 0).sql} AS VARCHAR) = 'null')`, args),
  }),
  define({
    names: ['STRIP_NULL_VALUE'],
    params: [variant],
    apply: (args) =>
      orNull(
        variantOf(
          once([arg(args, 0).sql], (v) => `CASE WHEN CAST(${v} AS VARCHAR) <> 'null' THEN ${v} END`),
          args,
        ),
      ),
  }),
  holds(['IS_ARRAY'], ['ARRAY']),
  holds(['IS_OBJECT'], ['OBJECT']),
  holds(['IS_BOOLEAN'], ['BOOLEAN']),
  holds(['IS_VARCHAR', 'IS_CHAR'], ['VARCHAR']),
  holds(['IS_INTEGER'], ['INTEGER']),
  holds(['IS_DECIMAL'], ['INTEGER', 'DECIMAL']),
  holds(['IS_DOUBLE', 'IS_REAL'], ['INTEGER', 'DECIMAL', 'DOUBLE']),
  holds(['IS_BINARY'], ['BINARY']),
  holds(['IS_DATE', 'IS_DATE_VALUE'], ['DATE']),
  holds(['IS_TIME'], ['TIME']),
  holds(['IS_TIMESTAMP_NTZ'], ['TIMESTAMP_NTZ']),
  holds(['IS_TIMESTAMP_LTZ'], ['TIMESTAMP_LTZ']),
  holds(['IS_TIMESTAMP_TZ'], ['TIMESTAMP_TZ']),
  as(['AS_VARCHAR', 'AS_CHAR'], ['VARCHAR'], text()),
  as(['AS_INTEGER'], ['INTEGER', 'DECIMAL'], fixed(MAX_PRECISION)),
  define({
    names: ['AS_DECIMAL', 'AS_NUMBER'],
    params: [variant],
    optional: [whole, whole],
    apply: asDecimal,
  }),
  as(['AS_DOUBLE', 'AS_REAL'], ['INTEGER', 'DECIMAL', 'DOUBLE'], REAL),
  as(['AS_BOOLEAN'], ['BOOLEAN'], BOOLEAN),
  as(['AS_BINARY'], ['BINARY'], binary()),
  as(['AS_DATE'], ['DATE'], DATE),
  as(['AS_TIME'], ['TIME'], time()),
  as(['AS_TIMESTAMP_NTZ'], ['TIMESTAMP_NTZ'], timestamp('timestamp_ntz')),
  as(['AS_TIMESTAMP_LTZ'], ['TIMESTAMP_LTZ'], timestamp('timestamp_ltz')),
  as(['AS_TIMESTAMP_TZ'], ['TIMESTAMP_TZ'], timestamp('timestamp_tz')),
  as(['AS_ARRAY'], ['ARRAY'], ARRAY),
  as(['AS_OBJECT'], ['OBJECT'], OBJECT),
];
