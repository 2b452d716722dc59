import { attempt, castTo } from '../types/cast/cast.js';
import { once } from '../types/duck-text.js';
import { raise } from '../types/raise.js';
import {
  isShape,
  type ShapeFormat,
  type ShapeType,
  shapeObject,
  shapeOf,
  shapeText,
  shapeType,
} from '../types/shape/cast-shape.js';
import { GLOBE, type ShapeKind } from '../types/shape/shape.js';
import { binary, fixed } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { arg, define, wrongTypes } from './define.js';
import { any, real, whole } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { orNull, realOf, textOf } from './results.js';

/** GEOGRAPHY and GEOMETRY: written and read in each format, and made of numbers. What measures them is not here. */

type Made = (value: Emitted, call: Call, context: FunctionContext) => Emitted;

const madeOf =
  (kind: ShapeKind, kinds: readonly string[]): Made =>
  (value, call, context) => {
    if (!kinds.includes(value.type.kind) && value.literal?.kind !== 'null') throw wrongTypes(call);
    return castTo(value, shapeType(kind), context);
  };

/** A shape out of a value of one of `kinds`; of a GEOMETRY, with an SRID where one is given. */
const from = (kind: ShapeKind, names: readonly [string, ...string[]], kinds: readonly string[]): FunctionSpec =>
  define({
    names,
    params: [any],
    optional: kind === 'GEOMETRY' ? [whole] : [],
    apply(args, call, context) {
      const made = madeOf(kind, kinds)(arg(args, 0), call, context);
      return args[1] === undefined ? made : withSrid(made, arg(args, 1));
    },
  });

const tried = (kind: ShapeKind): FunctionSpec =>
  define({
    names: [`TRY_TO_${kind}`],
    params: [any],
    apply: (args, call, context) => attempt(arg(args, 0), (operand) => madeOf(kind, ANY_FORM)(operand, call, context)),
  });

const ANY_FORM = ['text', 'binary', 'variant', 'object'];

const geometry = shapeType('GEOMETRY');
const withSrid = (shape: Emitted, srid: Emitted): Emitted =>
  shapeOf(
    `('SRID=' || CAST(${srid.sql} AS VARCHAR) || ';' || ${shapeText(shape.sql, 'GEOMETRY', 'WKT')})`,
    geometry,
    shape.nullable || srid.nullable,
  );

function typeOf(value: Emitted, call: Call): ShapeType {
  if (!isShape(value.type)) throw wrongTypes(call);
  return value.type;
}

const written = (names: readonly [string, ...string[]], format: ShapeFormat): FunctionSpec =>
  define({
    names,
    params: [any],
    apply: (args, call) => {
      const value = arg(args, 0);
      return textOf(shapeText(value.sql, typeOf(value, call).shape, format), args);
    },
  });

const asBytes = (names: readonly [string, ...string[]], format: ShapeFormat): FunctionSpec =>
  define({
    names,
    params: [any],
    apply: (args, call) => {
      const value = arg(args, 0);
      const digits = shapeText(value.sql, typeOf(value, call).shape, format);
      return { sql: `unhex(${digits})`, type: binary(), physical: 'blob', nullable: value.nullable };
    },
  });

const point = (kind: ShapeKind, names: readonly [string, ...string[]]): FunctionSpec =>
  define({
    names,
    params: [real, real],
    apply: (args) => {
      const [x, y] = [arg(args, 0), arg(args, 1)];
      const text = `('POINT(' || CAST(${x.sql} AS VARCHAR) || ' ' || CAST(${y.sql} AS VARCHAR) || ')')`;
      return shapeOf(text, shapeType(kind), x.nullable || y.nullable);
    },
  });

const ordinate = (name: string, index: number): FunctionSpec =>
  define({
    names: [name],
    params: [any],
    apply: (args, call) => {
      const value = arg(args, 0);
      typeOf(value, call);
      const sql = once([value.sql], (v) => {
        const refused = raise('bad_argument', `'Invalid argument type to ${name}: it takes a Point'`, 'DOUBLE');
        const isPoint = `json_extract_string(${v}, '$.type') = 'Point'`;
        const number = `CAST(json_extract_string(${v}, '$.coordinates[${index}]') AS DOUBLE)`;
        return `CASE WHEN ${v} IS NULL THEN NULL WHEN ${isPoint} THEN ${number} ELSE ${refused} END`;
      });
      return orNull(realOf(sql, args));
    },
  });

export const SHAPE: readonly FunctionSpec[] = [
  from('GEOGRAPHY', ['TO_GEOGRAPHY'], ANY_FORM),
  from('GEOMETRY', ['TO_GEOMETRY'], ANY_FORM),
  tried('GEOGRAPHY'),
  tried('GEOMETRY'),
  from(
    'GEOGRAPHY',
    [
      'ST_GEOGRAPHYFROMWKT',
      'ST_GEOGFROMWKT',
      'ST_GEOGRAPHYFROMEWKT',
      'ST_GEOGFROMEWKT',
      'ST_GEOGRAPHYFROMTEXT',
      'ST_GEOGFROMTEXT',
    ],
    ['text'],
  ),
  from(
    'GEOGRAPHY',
    ['ST_GEOGRAPHYFROMWKB', 'ST_GEOGFROMWKB', 'ST_GEOGRAPHYFROMEWKB', 'ST_GEOGFROMEWKB'],
    ['text', 'binary'],
  ),
  from(
    'GEOMETRY',
    [
      'ST_GEOMETRYFROMWKT',
      'ST_GEOMFROMWKT',
      'ST_GEOMETRYFROMEWKT',
      'ST_GEOMFROMEWKT',
      'ST_GEOMETRYFROMTEXT',
      'ST_GEOMFROMTEXT',
    ],
    ['text'],
  ),
  from(
    'GEOMETRY',
    ['ST_GEOMETRYFROMWKB', 'ST_GEOMFROMWKB', 'ST_GEOMETRYFROMEWKB', 'ST_GEOMFROMEWKB'],
    ['text', 'binary'],
  ),
  define({
    names: ['ST_ASGEOJSON'],
    params: [any],
    apply: (args, call) => shapeObject(arg(args, 0), typeOf(arg(args, 0), call)),
  }),
  written(['ST_ASWKT', 'ST_ASTEXT'], 'WKT'),
  written(['ST_ASEWKT'], 'EWKT'),
  asBytes(['ST_ASWKB', 'ST_ASBINARY'], 'WKB'),
  asBytes(['ST_ASEWKB'], 'EWKB'),
  point('GEOGRAPHY', ['ST_MAKEPOINT', 'ST_POINT']),
  point('GEOMETRY', ['ST_MAKEGEOMPOINT', 'ST_GEOMPOINT']),
  ordinate('ST_X', 0),
  ordinate('ST_Y', 1),
  define({
    names: ['ST_SRID'],
    params: [any],
    apply: (args, call) => {
      const value = arg(args, 0);
      const isGlobe = typeOf(value, call).shape === 'GEOGRAPHY';
      const sql = isGlobe
        ? `CASE WHEN ${value.sql} IS NOT NULL THEN ${GLOBE} END`
        : once(
            [value.sql],
            (v) =>
              `CASE WHEN ${v} IS NOT NULL THEN CAST(coalesce(json_extract_string(${v}, '$.srid'), '0') AS BIGINT) END`,
          );
      return { sql: `CAST(${sql} AS BIGINT)`, type: fixed(10), physical: 'bigint', nullable: value.nullable };
    },
  }),
  define({
    names: ['ST_SETSRID'],
    params: [any, whole],
    apply: (args, call) => {
      if (typeOf(arg(args, 0), call).shape !== 'GEOMETRY') throw wrongTypes(call);
      return withSrid(arg(args, 0), arg(args, 1));
    },
  }),
];
