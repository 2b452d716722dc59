import { define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { TEXT } from './declare/results.js';

// Geographies and geometries from other forms. They reach JavaScript as GeoJSON text.

const allowInvalid = p.mayBeTrueOrColumn<[allowInvalid?: p.Flag]>('allowInvalid');
const srid = p.mayBeWholeOrColumn<[srid?: p.Whole]>('srid', 0);

export const stGeogfromewkb = define(['stGeogfromewkb', 'ST_GEOGRAPHYFROMWKB'], TEXT, p.column, allowInvalid);
export const stGeogfromewkt = define(['stGeogfromewkt', 'ST_GEOGRAPHYFROMWKT'], TEXT, p.column, allowInvalid);
export const stGeogfromgeohash = define('stGeogfromgeohash', TEXT, p.column, p.optionalCount);
export const stGeogfromtext = define(['stGeogfromtext', 'ST_GEOGRAPHYFROMWKT'], TEXT, p.column, allowInvalid);
export const stGeogfromwkb = define(['stGeogfromwkb', 'ST_GEOGRAPHYFROMWKB'], TEXT, p.column, allowInvalid);
export const stGeogfromwkt = define(['stGeogfromwkt', 'ST_GEOGRAPHYFROMWKT'], TEXT, p.column, allowInvalid);
export const stGeogpointfromgeohash = define('stGeogpointfromgeohash', TEXT, p.column);
export const stGeographyfromewkb = define(['stGeographyfromewkb', 'ST_GEOGRAPHYFROMWKB'], TEXT, p.column, allowInvalid);
export const stGeographyfromewkt = define(['stGeographyfromewkt', 'ST_GEOGRAPHYFROMWKT'], TEXT, p.column, allowInvalid);
export const stGeographyfromtext = define(['stGeographyfromtext', 'ST_GEOGRAPHYFROMWKT'], TEXT, p.column, allowInvalid);
export const stGeographyfromwkb = define('stGeographyfromwkb', TEXT, p.column, allowInvalid);
export const stGeographyfromwkt = define('stGeographyfromwkt', TEXT, p.column, allowInvalid);
export const stGeometryfromewkb = define(
  ['stGeometryfromewkb', 'ST_GEOMETRYFROMWKB'],
  TEXT,
  p.column,
  srid,
  allowInvalid,
);
export const stGeometryfromewkt = define(
  ['stGeometryfromewkt', 'ST_GEOMETRYFROMWKT'],
  TEXT,
  p.column,
  srid,
  allowInvalid,
);
export const stGeometryfromtext = define(
  ['stGeometryfromtext', 'ST_GEOMETRYFROMWKT'],
  TEXT,
  p.column,
  srid,
  allowInvalid,
);
export const stGeometryfromwkb = define('stGeometryfromwkb', TEXT, p.column, srid, allowInvalid);
export const stGeometryfromwkt = define('stGeometryfromwkt', TEXT, p.column, srid, allowInvalid);
export const stGeomfromewkb = define(['stGeomfromewkb', 'ST_GEOMETRYFROMWKB'], TEXT, p.column, srid, allowInvalid);
export const stGeomfromewkt = define(['stGeomfromewkt', 'ST_GEOMETRYFROMWKT'], TEXT, p.column, srid, allowInvalid);
export const stGeomfromgeohash = define('stGeomfromgeohash', TEXT, p.column, p.optionalCount);
export const stGeomfromtext = define(['stGeomfromtext', 'ST_GEOMETRYFROMWKT'], TEXT, p.column, srid, allowInvalid);
export const stGeomfromwkb = define(['stGeomfromwkb', 'ST_GEOMETRYFROMWKB'], TEXT, p.column, srid, allowInvalid);
export const stGeomfromwkt = define(['stGeomfromwkt', 'ST_GEOMETRYFROMWKT'], TEXT, p.column, srid, allowInvalid);
export const stGeompointfromgeohash = define('stGeompointfromgeohash', TEXT, p.column);
