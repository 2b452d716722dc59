import { compilationError } from '../../errors.js';
import { jsonOf } from '../../types/cast/cast-semi.js';
import { asText } from '../../types/cast/cast-text.js';
import { quoteText } from '../../types/duck-text.js';
import { UNDEFINED } from '../../types/json-text/json-value.js';
import { writeTagged } from '../../types/json-text/tagged.js';
import { longCall } from '../../types/long-call.js';
import { isLong } from '../../types/operators/concat.js';
import { sized } from '../../types/sized.js';
import { type Emitted, isNullLiteral } from '../../types/typed.js';
import { define, wrongTypes } from '../define.js';
import { any } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { arrayOf, neverNull, objectOf } from '../results.js';

/** The JSON text of a value as VARCHAR: texts are put together as texts, so that no number is read and written again. */
const written = (value: Emitted, context: FunctionContext): string =>
  isNullLiteral(value) ? 'CAST(NULL AS VARCHAR)' : `CAST(${jsonOf(value, context)} AS VARCHAR)`;

const NULL_ITEM = quoteText(writeTagged(UNDEFINED));

/** ARRAY_CONSTRUCT keeps NULLs, ARRAY_CONSTRUCT_COMPACT leaves them out. */
function array(compact: boolean) {
  return (args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted => {
    const items = args.map((value) =>
      compact ? written(value, context) : `coalesce(${written(value, context)}, ${NULL_ITEM})`,
    );
    if (items.length === 0) return neverNull(arrayOf(`CAST('[]' AS JSON)`, []));
    const made = (...texts: string[]) => `CAST('[' || concat_ws(',', ${texts.join(', ')}) || ']' AS JSON)`;
    return neverNull(arrayOf(withRoom(args, items, made), []));
  };
}

/** OBJECT_CONSTRUCT leaves out NULL values, OBJECT_CONSTRUCT_KEEP_NULL does not; a NULL key never counts. */
function object(keepNull: boolean) {
  return (args: readonly Emitted[], call: Call, context: FunctionContext): Emitted => {
    if (args.length % 2 === 1) throw wrongTypes(call);
    const pairs = [];
    for (let index = 0; index < args.length; index += 2) {
      const [key, value] = [args[index], args[index + 1]];
      if (key === undefined || value === undefined) throw wrongTypes(call);
      pairs.push({ key, value });
    }
    if (pairs.length === 0) return neverNull(objectOf(`CAST('{}' AS JSON)`, []));
    const constant = pairs.every(({ key }) => key.literal?.kind === 'text');
    const ordered = constant ? [...pairs].sort((a, b) => (name(a.key) < name(b.key) ? -1 : 1)) : pairs;
    if (constant)
      refuseRepeats(
        ordered.map(({ key }) => name(key)),
        call,
      );
    const entries = ordered.map(({ key, value }) => entry(key, value, keepNull, context));
    const made = (...texts: string[]) => {
      const text = `'{' || concat_ws(',', ${texts.join(', ')}) || '}'`;
      return constant ? `CAST(${text} AS JSON)` : `CAST(${longCall('sf_json_normal', text)} AS JSON)`;
    };
    return neverNull(objectOf(withRoom(args, entries, made), []));
  };
}

/** `made` of texts that are parts of it; where those may be long, their lengths are looked at first. */
const withRoom = (args: readonly Emitted[], texts: readonly string[], made: (...texts: string[]) => string): string =>
  args.some(isLong)
    ? sized(
        texts,
        {
          kind: 'variant',
          bytes: (...names) => names.map((each) => `coalesce(CAST(strlen(${each}) AS BIGINT) + 1, 0)`).join(' + '),
        },
        made,
      )
    : made(...texts);

const name = (key: Emitted): string => (key.literal?.kind === 'text' ? key.literal.value : '');

function refuseRepeats(names: readonly string[], call: Call): void {
  const repeated = names.find((each, index) => names[index + 1] === each);
  if (repeated !== undefined)
    throw compilationError('100097', '22000', `Duplicate field key '${repeated}'`, call.position);
}

/** `"key":value`, or NULL where the entry is left out. */
function entry(key: Emitted, value: Emitted, keepNull: boolean, context: FunctionContext): string {
  const label =
    key.literal?.kind === 'text'
      ? quoteText(JSON.stringify(key.literal.value))
      : `CAST(to_json(${asText(key, context).sql}) AS VARCHAR)`;
  const json = written(value, context);
  return `(${label} || ':' || ${keepNull ? `coalesce(${json}, 'null')` : json})`;
}

export const SEMI_CONSTRUCT: readonly FunctionSpec[] = [
  define({ names: ['ARRAY_CONSTRUCT'], rest: any, apply: array(false) }),
  define({ names: ['ARRAY_CONSTRUCT_COMPACT'], rest: any, apply: array(true) }),
  define({ names: ['OBJECT_CONSTRUCT'], rest: any, apply: object(false) }),
  define({ names: ['OBJECT_CONSTRUCT_KEEP_NULL'], rest: any, apply: object(true) }),
];
