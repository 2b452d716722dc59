import { compilationError } from '../../errors.js';
import { castTo, coerceTo } from '../../types/cast/cast.js';
import { jsonOf } from '../../types/cast/cast-semi.js';
import { asText } from '../../types/cast/cast-text.js';
import { longCall, pairsOf } from '../../types/long-call.js';
import { type SnowType, sameType, typeText } from '../../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../../types/typed.js';
import { arg, define, wrongTypes } from '../define.js';
import { any, truth } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';
import { orNull, truthOf, wholeOf } from '../results.js';

type MapType = Extract<SnowType, { kind: 'object' }> & {
  readonly map: NonNullable<Extract<SnowType, { kind: 'object' }>['map']>;
};

const isMap = (type: SnowType): type is MapType => type.kind === 'object' && type.map !== undefined;

/** The MAP that an argument is. @throws SqlError 001044 for anything else, an OBJECT too. */
function mapOf(value: Emitted, call: Call): Emitted & { readonly type: MapType } {
  const { type } = value;
  if (!isMap(type)) throw wrongTypes(call);
  return { ...value, type };
}

/** A key as the JSON text of a name. */
function keyOf(key: Emitted, { map }: MapType, context: FunctionContext): string {
  return `CAST(to_json(${asText(coerceTo(key, map.key, context), context).sql}) AS VARCHAR)`;
}

const text = (sql: string): string => `CAST(${sql} AS VARCHAR)`;
const like = (map: Emitted, sql: string): Emitted => ({
  sql: `CAST(${sql} AS JSON)`,
  type: map.type,
  physical: 'json',
  nullable: true,
});

/** MAP_DELETE and MAP_PICK: the map without these keys, or of these keys alone. */
const ofKeys =
  (native: string) =>
  (args: readonly Emitted[], call: Call, context: FunctionContext): Emitted => {
    const map = mapOf(arg(args, 0), call);
    const [first] = args.slice(1);
    const keys =
      first?.type.kind === 'array' && args.length === 2
        ? text(first.sql)
        : `'[' || concat_ws(',', ${args
            .slice(1)
            .map((key) => keyOf(key, map.type, context))
            .join(', ')}) || ']'`;
    return like(map, longCall(native, text(map.sql), keys));
  };

export const SEMI_MAP: readonly FunctionSpec[] = [
  define({
    names: ['MAP_KEYS'],
    params: [any],
    apply: (args, call, context) => {
      const map = mapOf(arg(args, 0), call);
      const keys: Emitted = {
        ...map,
        type: { kind: 'array' },
        sql: `CAST(${longCall('sf_object_keys', text(map.sql))} AS JSON)`,
      };
      return orNull(castTo(keys, { kind: 'array', element: { type: map.type.map.key, nullable: true } }, context));
    },
  }),
  define({
    names: ['MAP_SIZE'],
    params: [any],
    apply: (args, call) => {
      const map = mapOf(arg(args, 0), call);
      return orNull(wholeOf(`len(${pairsOf(text(map.sql))})`, [map], 10));
    },
  }),
  define({
    names: ['MAP_CONTAINS_KEY'],
    params: [any, any],
    apply: (args, call, context) => {
      const map = mapOf(arg(args, 1), call);
      const key = keyOf(arg(args, 0), map.type, context);
      const isThere = `${longCall('sf_json_get', text(map.sql), `'[' || ${key} || ']'`)} IS NOT NULL`;
      return orNull(truthOf(`CASE WHEN ${map.sql} IS NOT NULL AND ${key} IS NOT NULL THEN ${isThere} END`, args));
    },
  }),
  define({
    names: ['MAP_INSERT'],
    params: [any, any, any],
    optional: [truth],
    apply: (args, call, context) => {
      const map = mapOf(arg(args, 0), call);
      const { value } = map.type.map;
      const given = arg(args, 2);
      const json = isNullLiteral(given)
        ? `'null'`
        : `coalesce(${text(jsonOf(coerceTo(given, value.type, context), context))}, 'null')`;
      const update = args[3]?.sql ?? 'false';
      return like(
        map,
        longCall(
          'sf_object_insert',
          text(map.sql),
          keyOf(arg(args, 1), map.type, context),
          json,
          text(`to_json(${update})`),
        ),
      );
    },
  }),
  define({ names: ['MAP_DELETE'], params: [any, any], rest: any, apply: ofKeys('sf_object_delete') }),
  define({ names: ['MAP_PICK'], params: [any, any], rest: any, apply: ofKeys('sf_object_pick') }),
  define({
    names: ['MAP_CAT'],
    params: [any, any],
    apply: (args, call) => {
      const [left, right] = [mapOf(arg(args, 0), call), mapOf(arg(args, 1), call)];
      if (!sameType(left.type, right.type)) {
        const detail = `MAP_CAT needs maps of one type, not ${typeText(left.type)} and ${typeText(right.type)}.`;
        throw compilationError('001044', '42P13', detail, call.position);
      }
      return like(left, longCall('sf_object_cat', text(left.sql), text(right.sql)));
    },
  }),
];
