import type { Forms } from './forms.js';

export const GEOSPATIAL_FROM: Forms = {
  stGeogfromewkb: [
    [['a'], `ST_GEOGRAPHYFROMWKB("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKB("A", TRUE)`],
  ],
  stGeogfromewkt: [
    [['a'], `ST_GEOGRAPHYFROMWKT("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKT("A", TRUE)`],
  ],
  stGeogfromgeohash: [
    [['a'], `ST_GEOGFROMGEOHASH("A")`],
    [['a', 3], `ST_GEOGFROMGEOHASH("A", <FIXED 3>)`],
  ],
  stGeogfromtext: [
    [['a'], `ST_GEOGRAPHYFROMWKT("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKT("A", TRUE)`],
  ],
  stGeogfromwkb: [
    [['a'], `ST_GEOGRAPHYFROMWKB("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKB("A", TRUE)`],
  ],
  stGeogfromwkt: [
    [['a'], `ST_GEOGRAPHYFROMWKT("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKT("A", TRUE)`],
  ],
  stGeogpointfromgeohash: [[['a'], `ST_GEOGPOINTFROMGEOHASH("A")`]],
  stGeographyfromewkb: [
    [['a'], `ST_GEOGRAPHYFROMWKB("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKB("A", TRUE)`],
  ],
  stGeographyfromewkt: [
    [['a'], `ST_GEOGRAPHYFROMWKT("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKT("A", TRUE)`],
  ],
  stGeographyfromtext: [
    [['a'], `ST_GEOGRAPHYFROMWKT("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKT("A", TRUE)`],
  ],
  stGeographyfromwkb: [
    [['a'], `ST_GEOGRAPHYFROMWKB("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKB("A", TRUE)`],
  ],
  stGeographyfromwkt: [
    [['a'], `ST_GEOGRAPHYFROMWKT("A")`],
    [['a', true], `ST_GEOGRAPHYFROMWKT("A", TRUE)`],
  ],
  stGeometryfromewkb: [
    [['a'], `ST_GEOMETRYFROMWKB("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKB("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKB("A", 4326, TRUE)`],
  ],
  stGeometryfromewkt: [
    [['a'], `ST_GEOMETRYFROMWKT("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKT("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKT("A", 4326, TRUE)`],
  ],
  stGeometryfromtext: [
    [['a'], `ST_GEOMETRYFROMWKT("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKT("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKT("A", 4326, TRUE)`],
  ],
  stGeometryfromwkb: [
    [['a'], `ST_GEOMETRYFROMWKB("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKB("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKB("A", 4326, TRUE)`],
  ],
  stGeometryfromwkt: [
    [['a'], `ST_GEOMETRYFROMWKT("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKT("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKT("A", 4326, TRUE)`],
  ],
  stGeomfromewkb: [
    [['a'], `ST_GEOMETRYFROMWKB("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKB("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKB("A", 4326, TRUE)`],
  ],
  stGeomfromewkt: [
    [['a'], `ST_GEOMETRYFROMWKT("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKT("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKT("A", 4326, TRUE)`],
  ],
  stGeomfromgeohash: [
    [['a'], `ST_GEOMFROMGEOHASH("A")`],
    [['a', 3], `ST_GEOMFROMGEOHASH("A", <FIXED 3>)`],
  ],
  stGeomfromtext: [
    [['a'], `ST_GEOMETRYFROMWKT("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKT("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKT("A", 4326, TRUE)`],
  ],
  stGeomfromwkb: [
    [['a'], `ST_GEOMETRYFROMWKB("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKB("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKB("A", 4326, TRUE)`],
  ],
  stGeomfromwkt: [
    [['a'], `ST_GEOMETRYFROMWKT("A")`],
    [['a', 4326], `ST_GEOMETRYFROMWKT("A", 4326)`],
    [['a', 4326, true], `ST_GEOMETRYFROMWKT("A", 4326, TRUE)`],
  ],
  stGeompointfromgeohash: [[['a'], `ST_GEOMPOINTFROMGEOHASH("A")`]],
};
