import { COLUMN, NUMBER_VALUE, WHOLE_VALUE } from '../arguments/columns.js';
import { optional, required, signature } from '../arguments/signature.js';
import type { Column } from '../column.js';
import type { ArgReads, ColumnArg } from '../shape/values.js';
import { aggregate, called, callOf, compose, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { BYTES, FLOAT, TEXT, TEXT_OR_NULL, TRUTH, WHOLE } from './declare/results.js';

// Geographies and geometries reach JavaScript as GeoJSON text.

const tolerance = p.may<[tolerance?: p.Amount], 'value of numbers'>('tolerance', NUMBER_VALUE);
const preserveCollapsed = p.mayBeTrueOrColumn<[preserveCollapsed?: p.Flag]>('preserveCollapsed');

export const stArea = define('stArea', FLOAT, p.column);
export const stAsewkb = define('stAsewkb', BYTES, p.column);
export const stAsewkt = define('stAsewkt', TEXT, p.column);
export const stAsgeojson = define('stAsgeojson', TEXT, p.column);
export const stAstext = define(['stAstext', 'ST_ASWKT'], TEXT, p.column);
export const stAswkb = define('stAswkb', BYTES, p.column);
export const stAswkt = define('stAswkt', TEXT, p.column);
export const stAzimuth = define('stAzimuth', FLOAT, p.a, p.b);
export const stBuffer = define('stBuffer', TEXT, p.column, p.amount);
export const stCentroid = define('stCentroid', TEXT, p.column);
export const stContains = define('stContains', TRUTH, p.a, p.b);
export const stCoveredby = define('stCoveredby', TRUTH, p.a, p.b);
export const stCovers = define('stCovers', TRUTH, p.a, p.b);
export const stDifference = define('stDifference', TEXT, p.a, p.b);
export const stDimension = define('stDimension', WHOLE, p.column);
export const stDisjoint = define('stDisjoint', TRUTH, p.a, p.b);
export const stDistance = define('stDistance', FLOAT, p.a, p.b);
export const stDwithin = define('stDwithin', TRUTH, p.a, p.b, p.amount);
export const stEndpoint = define('stEndpoint', TEXT, p.column);
export const stEnvelope = define('stEnvelope', TEXT, p.column);
export const stHausdorffdistance = define('stHausdorffdistance', FLOAT, p.a, p.b);
export const stInterpolate = define('stInterpolate', TEXT, p.column, tolerance);
export const stIntersection = define('stIntersection', TEXT, p.a, p.b);
export const stIntersectionAgg = aggregate('stIntersectionAgg', TEXT_OR_NULL, p.column);
export const stIntersects = define('stIntersects', TRUTH, p.a, p.b);
export const stIsvalid = define('stIsvalid', TRUTH, p.column);
export const stLength = define('stLength', FLOAT, p.column);
export const stMakegeompoint = define('stMakegeompoint', TEXT, p.a, p.b);
export const stMakeline = define('stMakeline', TEXT, p.a, p.b);
export const stMakepoint = define('stMakepoint', TEXT, p.a, p.b);
export const stMakepolygon = define('stMakepolygon', TEXT, p.column);
export const stMakepolygonoriented = define('stMakepolygonoriented', TEXT, p.column);
export const stNpoints = define('stNpoints', WHOLE, p.column);
export const stNumpoints = define(['stNumpoints', 'ST_NPOINTS'], WHOLE, p.column);
export const stPerimeter = define('stPerimeter', FLOAT, p.column);
export const stPointn = define('stPointn', TEXT, p.column, p.count);
export const stSetsrid = define('stSetsrid', TEXT, p.column, p.count);
export const stSimplify = define('stSimplify', TEXT, p.column, p.amount, preserveCollapsed);
export const stSrid = define('stSrid', WHOLE, p.column);
export const stStartpoint = define('stStartpoint', TEXT, p.column);
export const stSymdifference = define('stSymdifference', TEXT, p.a, p.b);
/** To another system of coordinates; from the one given, or the shape's own. SQL has the one that it is from first. */
export const stTransform = compose(
  'stTransform',
  TEXT,
  (column, to, from) => callOf('ST_TRANSFORM', [column, from, to]),
  p.column,
  p.must<[toSrid: p.Count], 'value of numbers'>('toSrid', WHOLE_VALUE),
  p.may<[fromSrid?: p.Count], 'value of numbers'>('fromSrid', WHOLE_VALUE),
);
export const stUnion = define('stUnion', TEXT, p.a, p.b);
export const stUnionAgg = aggregate('stUnionAgg', TEXT_OR_NULL, p.column);
export const stWithin = define('stWithin', TRUTH, p.a, p.b);
export const stX = define('stX', FLOAT, p.column);
export const stXmax = define('stXmax', FLOAT, p.column);
export const stXmin = define('stXmin', FLOAT, p.column);
export const stY = define('stY', FLOAT, p.column);
export const stYmax = define('stYmax', FLOAT, p.column);
export const stYmin = define('stYmin', FLOAT, p.column);
export const stGeohash = define('stGeohash', TEXT, p.column, p.optionalCount);

/** Of two values in a row, or of all rows of a group. */
export function stCollect<const A extends ColumnArg, const B extends ColumnArg = never>(
  a: A,
  b?: B,
): Column<string | null, string, ArgReads<A> | ArgReads<B>>;
export function stCollect(...given: readonly unknown[]) {
  const [a, b] = ST_COLLECT.read(given);
  return called('ST_COLLECT', [a, b], b === undefined ? 'aggregate' : undefined);
}
const ST_COLLECT = signature('stCollect', required('a', COLUMN), optional('b', COLUMN));
