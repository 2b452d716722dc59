import { once, quoteText } from '../../types/duck-text.js';
import { UNDEFINED } from '../../types/json-text/json-value.js';
import { writeTagged } from '../../types/json-text/tagged.js';
import { longCall } from '../../types/long-call.js';
import { type Size, sized } from '../../types/sized.js';
import { isSemiStructured } from '../../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../../types/typed.js';
import { variantStyle } from '../../types/variant-style.js';
import { arg, define, type Parameter } from '../define.js';
import { array, object, textual, truth, variant, whole } from '../parameters.js';
import type { FunctionContext, FunctionSpec } from '../registry.js';
import { arrayOf, objectOf, orNull, textOf, truthOf, variantOf, wholeOf } from '../results.js';
import { pieces, tokens } from '../text.js';

/** JSON text of an argument as a function written in JavaScript takes it. */
const jsonText = (value: Emitted): string =>
  isSemiStructured(value.type) ? `CAST(${value.sql} AS VARCHAR)` : `CAST(to_json(${value.sql}) AS VARCHAR)`;

const native = (name: string, args: readonly Emitted[]): string => longCall(name, ...args.map(jsonText));

type Result = (sql: string, args: readonly Emitted[]) => Emitted;

/** Of a function that compares nothing. */
const giving = (result: Result, name: string, duck: string, params: readonly Parameter[]): FunctionSpec =>
  define({ names: [name], params, apply: (args) => result(`CAST(${native(duck, args)} AS JSON)`, args) });

/** Of a function that compares values, which takes the session's zone. */
const comparing = (result: Result, name: string, duck: string, params: readonly Parameter[]): FunctionSpec =>
  define({
    names: [name],
    params,
    apply: (args, _call, context) => result(`CAST(${compared(duck, args, context)} AS JSON)`, args),
  });

const compared = (name: string, args: readonly Emitted[], { timezone }: FunctionContext): string =>
  longCall(name, ...args.map(jsonText), quoteText(timezone));

const giveArray = (name: string, duck: string, params: readonly Parameter[]): FunctionSpec =>
  giving(arrayOf, name, duck, params);

/** At worst each character is a piece, in quotes and with a comma; a list of them takes more while it is made. */
const TOKENS_SIZE: Size = {
  kind: 'variant',
  bytes: (text) => `CAST(strlen(${text}) AS BIGINT) * 4`,
  isBound: true,
  weight: 4,
};
const SPLIT_SIZE: Size = {
  ...TOKENS_SIZE,
  counted: (text, by) =>
    `CASE WHEN ${by} = '' THEN strlen(${text}) ELSE strlen(${text}) + 3 * (strlen(${text}) - strlen(replace(${text}, ${by}, ''))) / strlen(${by}) END`,
  weight: 2,
};

/** An item may be NULL, which is no JSON null. */
const item: Parameter = (value, context) => {
  const converted = variant(value, context);
  return converted === undefined || !converted.nullable
    ? converted
    : {
        ...converted,
        sql: `coalesce(${converted.sql}, CAST(${quoteText(writeTagged(UNDEFINED))} AS JSON))`,
        nullable: false,
      };
};

/** What is looked for: as in Snowflake a text has to be cast to VARIANT first. NULL is looked for as NULL. */
const sought: Parameter = (value, context) =>
  value.type.kind === 'text' && !isNullLiteral(value) ? undefined : item(value, context);

/** Nothing is known to be equal to NULL, so that NULL gives NULL. */
const removed: Parameter = (value, context) =>
  value.type.kind === 'text' && !isNullLiteral(value) ? undefined : variant(value, context);

const size: FunctionSpec = define({
  names: ['ARRAY_SIZE'],
  params: [array],
  // NULL for a VARIANT that holds no ARRAY.
  apply: (args) =>
    orNull(
      wholeOf(
        once([arg(args, 0).sql], (v) => `CASE WHEN starts_with(${v}, '[') THEN json_array_length(${v}) END`),
        args,
      ),
    ),
});

const keyList = (args: readonly Emitted[]): string => {
  const names = args.slice(1);
  // One ARRAY of keys, or the keys themselves.
  if (names.length === 1 && isSemiStructured(arg(args, 1).type)) return jsonText(arg(args, 1));
  return `'[' || concat_ws(',', ${names.map((name) => `CAST(to_json(${name.sql}) AS VARCHAR)`).join(', ')}) || ']'`;
};

const byKeys = (name: string, duck: string): FunctionSpec =>
  define({
    names: [name],
    params: [object, (value, context) => (isSemiStructured(value.type) ? value : textual(value, context))],
    rest: textual,
    apply: (args) => objectOf(`CAST(${longCall(duck, jsonText(arg(args, 0)), keyList(args))} AS JSON)`, args),
  });

/** Bytes of an item of ARRAY_GENERATE_RANGE: its digits. */
const ITEM_BYTES = 8;
/** Bytes for each of them while it is made: a number in a list, a node of JSON, its digits. */
const ITEM_WEIGHT = 6;

export const SEMI_ARRAY: readonly FunctionSpec[] = [
  size,
  giveArray('ARRAY_APPEND', 'sf_array_append', [array, item]),
  giveArray('ARRAY_PREPEND', 'sf_array_prepend', [array, item]),
  giveArray('ARRAY_CAT', 'sf_array_cat', [array, array]),
  giveArray('ARRAY_COMPACT', 'sf_array_compact', [array]),
  giveArray('ARRAY_SLICE', 'sf_array_slice', [array, whole, whole]),
  giveArray('ARRAY_INSERT', 'sf_array_insert', [array, whole, item]),
  comparing(arrayOf, 'ARRAY_REMOVE', 'sf_array_remove', [array, removed]),
  giveArray('ARRAY_REMOVE_AT', 'sf_array_remove_at', [array, whole]),
  comparing(arrayOf, 'ARRAY_DISTINCT', 'sf_array_distinct', [array]),
  giveArray('ARRAY_REVERSE', 'sf_array_reverse', [array]),
  define({
    names: ['ARRAY_SORT'],
    params: [array],
    optional: [truth, truth],
    // Ascending unless it says otherwise. NULL is the highest, wherever it is to go; JSON null is next to it.
    apply: (args, _call, { timezone }) => {
      const ascending = args[1]?.sql ?? 'true';
      const flags = [ascending, args[2]?.sql ?? `(NOT ${ascending})`].map(
        (flag) => `CAST(to_json(${flag}) AS VARCHAR)`,
      );
      return arrayOf(
        `CAST(${longCall('sf_array_sort', jsonText(arg(args, 0)), ...flags, quoteText(timezone))} AS JSON)`,
        args,
      );
    },
  }),
  giving((sql, args) => orNull(arrayOf(sql, args)), 'ARRAY_FLATTEN', 'sf_array_flatten', [array]),
  comparing(arrayOf, 'ARRAY_INTERSECTION', 'sf_array_intersection', [array, array]),
  comparing(arrayOf, 'ARRAY_EXCEPT', 'sf_array_except', [array, array]),
  comparing((sql, args) => orNull(variantOf(sql, args)), 'ARRAY_MIN', 'sf_array_min', [array]),
  comparing((sql, args) => orNull(variantOf(sql, args)), 'ARRAY_MAX', 'sf_array_max', [array]),
  define({
    names: ['ARRAY_CONTAINS'],
    params: [sought, array],
    apply: (args, _call, context) =>
      orNull(truthOf(`(${compared('sf_array_contains', args, context)} = 'true')`, args)),
  }),
  define({
    names: ['ARRAYS_OVERLAP'],
    params: [array, array],
    apply: (args, _call, context) => truthOf(`(${compared('sf_arrays_overlap', args, context)} = 'true')`, args),
  }),
  define({
    names: ['ARRAY_POSITION'],
    params: [sought, array],
    apply: (args, _call, context) =>
      orNull(wholeOf(`CAST(${compared('sf_array_position', args, context)} AS BIGINT)`, args)),
  }),
  define({
    names: ['ARRAY_TO_STRING'],
    params: [array, textual],
    apply: (args, _call, context) =>
      textOf(longCall('sf_array_to_string', jsonText(arg(args, 0)), arg(args, 1).sql, variantStyle(context)), args),
  }),
  define({
    names: ['ARRAY_GENERATE_RANGE'],
    params: [whole, whole],
    optional: [whole],
    apply: (args) =>
      // The bound is what has to be asked for: DuckDB computes a range of constants before it looks at anything around it.
      arrayOf(
        once(
          args.map((value) => value.sql),
          (from, to, step) => {
            const items = `abs(CAST(${to} AS DOUBLE) - ${from})`;
            const bytes = `${items} / ${step === undefined ? '1' : `nullif(abs(${step}), 0)`} * ${ITEM_BYTES}`;
            const end = sized(
              [to ?? ''],
              { kind: 'variant', bytes: () => bytes, weight: ITEM_WEIGHT },
              (name) => name ?? '',
            );
            return `to_json(range(${[from, end, ...(step === undefined ? [] : [step])].join(', ')}))`;
          },
        ),
        args,
      ),
  }),
  define({
    names: ['ARRAYS_ZIP'],
    params: [array],
    rest: array,
    apply: (args) =>
      arrayOf(
        `CAST(${longCall('sf_arrays_zip', `'[' || ${args.map(jsonText).join(" || ',' || ")} || ']'`)} AS JSON)`,
        args,
      ),
  }),
  giving(objectOf, 'ARRAYS_TO_OBJECT', 'sf_arrays_to_object', [array, array]),
  giving((sql, args) => orNull(arrayOf(sql, args)), 'OBJECT_KEYS', 'sf_object_keys', [object]),
  byKeys('OBJECT_DELETE', 'sf_object_delete'),
  byKeys('OBJECT_PICK', 'sf_object_pick'),
  define({
    names: ['OBJECT_INSERT'],
    params: [object, textual, item],
    optional: [truth],
    apply: (args) =>
      objectOf(
        `CAST(${longCall('sf_object_insert', ...args.slice(0, 3).map(jsonText), args[3] === undefined ? "'false'" : jsonText(args[3]))} AS JSON)`,
        args,
      ),
  }),
  define({
    names: ['SPLIT'],
    params: [textual, textual],
    apply: (args) =>
      arrayOf(
        sized(
          [arg(args, 0).sql, arg(args, 1).sql],
          SPLIT_SIZE,
          (text = '', by = '') => `CAST(to_json(${pieces(text, by)}) AS JSON)`,
        ),
        args,
      ),
  }),
  define({
    names: ['STRTOK_TO_ARRAY'],
    params: [textual],
    optional: [textual],
    apply: (args) =>
      arrayOf(
        sized(
          [arg(args, 0).sql, args[1]?.sql ?? "' '"],
          TOKENS_SIZE,
          (text = '', among = '') => `CAST(to_json(${tokens(text, among)}) AS JSON)`,
        ),
        args,
      ),
  }),
];
