import { isArray, isObject, type Json, JsonNumber, Tagged } from '../json-text/json-value.js';

/** Which of Snowflake's types a shape is of: on the globe, or on a plane. */
export type ShapeKind = 'GEOGRAPHY' | 'GEOMETRY';

/** How deep the numbers of a shape are nested: a Point is a list of them. */
export const DEPTHS = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 2,
  MultiLineString: 3,
  MultiPolygon: 4,
} as const;

export type SimpleType = keyof typeof DEPTHS;
export type Coordinates = readonly (number | Coordinates)[];

export type Shape =
  | { readonly type: SimpleType; readonly coordinates: Coordinates }
  | { readonly type: 'GeometryCollection'; readonly geometries: readonly Shape[] };

/** A shape with the number of its reference system: 4326 for a GEOGRAPHY, 0 for a GEOMETRY that says none. */
export interface Placed {
  readonly shape: Shape;
  readonly srid: number;
}

export const GLOBE = 4_326;
/** Collections inside of each other: a text must not exhaust the stack. */
export const MOST_COLLECTIONS = 100;

/** What is no shape, and why. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export const isSimpleType = (name: string): name is SimpleType => Object.hasOwn(DEPTHS, name);

/** Snowflake keeps 14 digits after the point. */
const DIGITS = 14;

const rounded = (value: number): number => {
  if (!Number.isFinite(value)) throw new ShapeError(`${value} is no coordinate`);
  const near = Number(value.toFixed(DIGITS));
  return near === 0 ? 0 : near;
};

/** Two numbers, which is all that Snowflake holds. */
export function position(numbers: readonly number[]): Coordinates {
  if (numbers.length === 0) return [];
  if (numbers.length !== 2) throw new ShapeError('a position has two coordinates');
  return numbers.map(rounded);
}

/** A coordinate as all formats write it: digits without an exponent. */
export const digitsOf = (value: number): string =>
  /e/i.test(String(value)) ? value.toFixed(DIGITS).replace(/\.?0+$/, '') : String(value);

/** GeoJSON, with the `srid` that this server keeps in what it stores. */
export function fromGeoJson(value: Json, depth = 0): Placed {
  if (!isObject(value)) throw new ShapeError('GeoJSON is an object');
  if (depth > MOST_COLLECTIONS) throw new ShapeError(`more than ${MOST_COLLECTIONS} collections inside each other`);
  const type = value.get('type');
  const srid = value.get('srid');
  const placed = (shape: Shape): Placed => ({ shape, srid: srid instanceof JsonNumber ? Number(srid.digits) : 0 });
  if (type === 'GeometryCollection') {
    const geometries = value.get('geometries');
    if (!isArray(geometries)) throw new ShapeError('a GeometryCollection has geometries');
    return placed({ type, geometries: geometries.map((each) => fromGeoJson(each, depth + 1).shape) });
  }
  if (typeof type !== 'string' || !isSimpleType(type)) {
    throw new ShapeError(`GeoJSON of type ${typeof type === 'string' ? type : 'unknown'} is not supported`);
  }
  return placed({ type, coordinates: coordinatesOf(value.get('coordinates'), DEPTHS[type]) });
}

function coordinatesOf(value: Json | undefined, depth: number): Coordinates {
  if (!isArray(value)) throw new ShapeError('coordinates are an array');
  return depth === 1 ? position(value.map(numberOf)) : value.map((each) => coordinatesOf(each, depth - 1));
}

function numberOf(value: Json): number {
  if (value instanceof JsonNumber) return Number(value.digits);
  if (value instanceof Tagged && value.tag === 'f') return Number(value.text);
  throw new ShapeError('a coordinate is a number');
}

/** The JSON of a shape, keys in their order: `srid` only where it is kept. */
export function geoJson({ shape, srid }: Placed, keepsSrid: boolean): string {
  const kept = keepsSrid && srid !== 0 ? `"srid":${srid},` : '';
  const body =
    shape.type === 'GeometryCollection'
      ? `"geometries":[${shape.geometries.map((each) => geoJson({ shape: each, srid: 0 }, false)).join(',')}]`
      : `"coordinates":${coordinatesText(shape.coordinates)}`;
  return `{${body},${kept}"type":"${shape.type}"}`;
}

const coordinatesText = (value: Coordinates): string =>
  `[${value.map((each) => (typeof each === 'number' ? digitsOf(each) : coordinatesText(each))).join(',')}]`;

/** @throws ShapeError for a longitude or latitude that there is none of. */
export function checkOnGlobe(shape: Shape): void {
  if (shape.type === 'GeometryCollection') shape.geometries.forEach(checkOnGlobe);
  else checkPositions(shape.coordinates, DEPTHS[shape.type]);
}

function checkPositions(value: Coordinates, depth: number): void {
  if (depth > 1) {
    for (const each of value) if (typeof each !== 'number') checkPositions(each, depth - 1);
    return;
  }
  const [longitude = 0, latitude = 0] = value.map(Number);
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > 90) {
    throw new ShapeError(`Invalid Lng/Lat pair: ${digitsOf(longitude)},${digitsOf(latitude)}`);
  }
}
