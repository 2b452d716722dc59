import { longCall } from '../long-call.js';
import { OBJECT, type SnowType, text } from '../snow-type.js';
import type { Emitted, ValueContext } from '../typed.js';
import type { ShapeKind } from './shape.js';

/** GEOGRAPHY and GEOMETRY are held as their GeoJSON, a GEOMETRY's with its SRID. */
export type ShapeType = Extract<SnowType, { kind: 'object' }> & { readonly shape: ShapeKind };

export const isShape = (type: SnowType): type is ShapeType => type.kind === 'object' && type.shape !== undefined;

export const shapeType = (shape: ShapeKind): ShapeType => ({ kind: 'object', shape });

export const SHAPE_FORMATS = ['GEOJSON', 'WKT', 'WKB', 'EWKT', 'EWKB'] as const;
/** How shapes are written. */
export type ShapeFormat = (typeof SHAPE_FORMATS)[number];

/** What the session shows shapes of the kind as. */
export function shapeFormat(kind: ShapeKind, parameter: ValueContext['parameter']): ShapeFormat {
  const given = parameter(`${kind}_OUTPUT_FORMAT`)?.toUpperCase();
  return SHAPE_FORMATS.find((format) => format === given) ?? 'GEOJSON';
}

/** A stored shape in a format: binary ones in hexadecimal digits. */
export const shapeText = (sql: string, kind: ShapeKind, format: ShapeFormat): string =>
  longCall('sf_shape_text', `CAST(${sql} AS VARCHAR)`, `'${kind}'`, `'${format}'`);

/** A VARCHAR of DuckDB in any of the formats as a shape of `type`. */
export const shapeOf = (sql: string, type: ShapeType, nullable = true): Emitted => ({
  sql: `CAST(${longCall('sf_shape', sql, `'${type.shape}'`)} AS JSON)`,
  type,
  physical: 'json',
  nullable,
});

/** A shape as an OBJECT of GeoJSON. */
export const shapeObject = (value: Emitted, { shape }: ShapeType): Emitted => ({
  ...value,
  sql: `CAST(${shapeText(value.sql, shape, 'GEOJSON')} AS JSON)`,
  type: OBJECT,
});

/** A shape as text, in the format that the session shows it in. */
export const shapeAsText = (value: Emitted, { shape }: ShapeType, context: ValueContext): Emitted => ({
  sql: shapeText(value.sql, shape, shapeFormat(shape, context.parameter)),
  type: text(),
  physical: 'varchar',
  nullable: value.nullable,
});
