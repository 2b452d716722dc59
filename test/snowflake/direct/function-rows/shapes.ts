import * as F from '@firn/snowpark';
import { lit } from '@firn/snowpark';
import type { Rows } from './rows.js';

const WKT = 'POINT(1 2)';
const EWKT = 'SRID=4326;POINT(1 2)';
const WKB = '0101000000000000000000f03f0000000000000040';
const EWKB = '0101000020e6100000000000000000f03f0000000000000040';

const globe = F.toGeography(lit(WKT));
const plane = F.toGeometry(lit(WKT));

/** Shapes are made of each form that they are written in, and written in each. */
export const SHAPES: Rows = [
  ['toGeography', F.stAstext(F.toGeography(lit(EWKT))), WKT],
  ['tryToGeography', F.tryToGeography(lit('POINT(1')), null],
  ['toGeometry', F.stAsewkt(F.toGeometry(lit(WKT), 4326)), EWKT],
  ['tryToGeometry', F.tryToGeometry(lit('nowhere')), null],
  ['stGeogfromtext', F.stAstext(F.stGeogfromtext(lit(WKT))), WKT],
  ['stGeogfromwkt', F.stAstext(F.stGeogfromwkt(lit(WKT))), WKT],
  ['stGeogfromewkt', F.stAstext(F.stGeogfromewkt(lit(EWKT))), WKT],
  ['stGeogfromwkb', F.stAstext(F.stGeogfromwkb(lit(WKB))), WKT],
  ['stGeogfromewkb', F.stAstext(F.stGeogfromewkb(lit(EWKB))), WKT],
  ['stGeographyfromtext', F.stAstext(F.stGeographyfromtext(lit(WKT))), WKT],
  ['stGeographyfromwkt', F.stAstext(F.stGeographyfromwkt(lit(WKT))), WKT],
  ['stGeographyfromewkt', F.stAstext(F.stGeographyfromewkt(lit(EWKT))), WKT],
  ['stGeographyfromwkb', F.stAstext(F.stGeographyfromwkb(lit(WKB))), WKT],
  ['stGeographyfromewkb', F.stAstext(F.stGeographyfromewkb(lit(EWKB))), WKT],
  ['stGeomfromtext', F.stAstext(F.stGeomfromtext(lit(WKT))), WKT],
  ['stGeomfromwkt', F.stAstext(F.stGeomfromwkt(lit(WKT))), WKT],
  ['stGeomfromewkt', F.stAsewkt(F.stGeomfromewkt(lit(EWKT))), EWKT],
  ['stGeomfromwkb', F.stAstext(F.stGeomfromwkb(lit(WKB))), WKT],
  ['stGeomfromewkb', F.stAsewkt(F.stGeomfromewkb(lit(EWKB))), EWKT],
  ['stGeometryfromtext', F.stAstext(F.stGeometryfromtext(lit(WKT))), WKT],
  ['stGeometryfromwkt', F.stAstext(F.stGeometryfromwkt(lit(WKT))), WKT],
  ['stGeometryfromewkt', F.stAsewkt(F.stGeometryfromewkt(lit(EWKT))), EWKT],
  ['stGeometryfromwkb', F.stSrid(F.stGeometryfromwkb(lit(WKB), F.col('n').plus(3))), '10'],
  ['stGeometryfromwkb', F.stAstext(F.stGeometryfromwkb(lit(WKB))), WKT],
  ['stGeometryfromewkb', F.stAsewkt(F.stGeometryfromewkb(lit(EWKB))), EWKT],
  ['stAsgeojson', F.stAsgeojson(globe), '{"coordinates":[1,2],"type":"Point"}'],
  ['stAstext', F.stAstext(plane), WKT],
  ['stAswkt', F.stAswkt(globe), WKT],
  ['stAsewkt', F.stAsewkt(globe), EWKT],
  ['stAswkb', F.stAswkb(globe), WKB],
  ['stAsewkb', F.stAsewkb(globe), EWKB],
  ['stMakepoint', F.stAswkt(F.stMakepoint(lit(1), lit(2))), WKT],
  ['stMakegeompoint', F.stAswkt(F.stMakegeompoint(lit(1), lit(2))), WKT],
  ['stX', F.stX(globe), '1'],
  ['stY', F.stY(plane), '2'],
  ['stSrid', F.stSrid(globe), '4326'],
  ['stSetsrid', F.stSrid(F.stSetsrid(plane, lit(3857))), '3857'],
];
