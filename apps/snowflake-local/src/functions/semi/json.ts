import { attempt, castTo } from '../../types/cast.js';
import { toSemi } from '../../types/cast-semi.js';
import { asText } from '../../types/cast-text.js';
import { once } from '../../types/duck-text.js';
import { parsePath } from '../../types/json-text/path.js';
import { typedNull } from '../../types/literal.js';
import { pathOf } from '../../types/semi-structured.js';
import {
  ARRAY,
  BOOLEAN,
  fixed,
  isSemiStructured,
  OBJECT,
  REAL,
  type SnowType,
  text,
  VARIANT,
} from '../../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../../types/typed.js';
import { arg, define, wrongTypes } from '../define.js';
import { any, json, textual, variant } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { arrayOf, orNull, textOf, truthOf, variantOf } from '../results.js';

/** PARSE_JSON of a text; a VARIANT that holds a text is parsed too, one that holds something else stays as it is. */
function parse(value: Emitted, call: Call, context: FunctionContext): Emitted {
  if (isNullLiteral(value)) return typedNull(VARIANT);
  if (value.type.kind === 'text') return variantOf(parsedText(value.sql), [value]);
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

/** The empty text is SQL NULL. */
const parsedText = (sql: string): string => `CAST(sf_parse_json(nullif(trim(${sql}), '')) AS JSON)`;

const typeName = (v: string): string =>
  `CASE left(${v}, 1) WHEN '{' THEN 'OBJECT' WHEN '[' THEN 'ARRAY' WHEN '"' THEN 'VARCHAR' WHEN 't' THEN 'BOOLEAN' WHEN 'f' THEN 'BOOLEAN' WHEN 'n' THEN 'NULL_VALUE' ELSE CASE WHEN contains(${v}, 'e') THEN 'DOUBLE' WHEN contains(${v}, '.') THEN 'DECIMAL' ELSE 'INTEGER' END END`;

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
      return orNull(castTo({ ...value, sql: checked, nullable: true }, type, context));
    },
  });

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
  return orNull(variantOf(`CAST(sf_json_path(CAST(${value.sql} AS VARCHAR), ${path.sql}) AS JSON)`, args));
}

export const SEMI_JSON: readonly FunctionSpec[] = [
  define({ names: ['PARSE_JSON'], params: [any], apply: (args, call, context) => parse(arg(args, 0), call, context) }),
  define({
    names: ['TRY_PARSE_JSON'],
    params: [textual],
    apply: (args, call, context) => attempt(arg(args, 0), (operand) => parse(operand, call, context)),
  }),
  define({
    names: ['CHECK_JSON'],
    params: [textual],
    // NULL for what is JSON, else what is wrong with it.
    apply: (args) => orNull(textOf(`sf_check_json(${arg(args, 0).sql})`, args)),
  }),
  define({
    names: ['TO_JSON'],
    params: [variant],
    apply: (args) => textOf(`CAST(${arg(args, 0).sql} AS VARCHAR)`, args),
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
        12,
      ),
  }),
  define({ names: ['GET'], params: [any, any], apply: get }),
  define({
    names: ['GET_IGNORE_CASE'],
    params: [json, textual],
    apply: (args) =>
      orNull(
        variantOf(
          `CAST(sf_json_get_ignore_case(CAST(${arg(args, 0).sql} AS VARCHAR), CAST(to_json(${arg(args, 1).sql}) AS VARCHAR)) AS JSON)`,
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
  as(['AS_VARCHAR', 'AS_CHAR'], ['VARCHAR'], text()),
  as(['AS_INTEGER'], ['INTEGER'], fixed(38)),
  as(['AS_DOUBLE', 'AS_REAL'], ['INTEGER', 'DECIMAL', 'DOUBLE'], REAL),
  as(['AS_BOOLEAN'], ['BOOLEAN'], BOOLEAN),
  as(['AS_ARRAY'], ['ARRAY'], ARRAY),
  as(['AS_OBJECT'], ['OBJECT'], OBJECT),
];
