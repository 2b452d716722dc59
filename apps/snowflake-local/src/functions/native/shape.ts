import { VARCHAR } from '@duckdb/node-api';
import { JsonSyntaxError } from '../../types/json-text/json-value.js';
import { parseJson } from '../../types/json-text/parse.js';
import { markedError } from '../../types/raise.js';
import { checkOnGlobe, fromGeoJson, GLOBE, geoJson, type Placed, ShapeError } from '../../types/shape/shape.js';
import { readWkb, writeWkb } from '../../types/shape/wkb.js';
import { readWkt, writeWkt } from '../../types/shape/wkt.js';
import type { NativeFunction } from './native-function.js';

/** Which format a text is in, it shows itself. */
function read(text: string): Placed {
  const begins = text.trimStart();
  if (begins.startsWith('{')) return fromGeoJson(parseJson(text));
  if (/^[0-9a-f]+$/i.test(begins.trimEnd())) return readWkb(Buffer.from(begins.trimEnd(), 'hex'));
  return readWkt(text);
}

function shapeFrom(text: string, kind: string): string {
  try {
    const { shape, srid } = read(text);
    if (kind !== 'GEOGRAPHY') return geoJson({ shape, srid }, true);
    if (srid !== 0 && srid !== GLOBE) throw new ShapeError(`SRID ${srid} where a GEOGRAPHY has ${GLOBE}`);
    checkOnGlobe(shape);
    return geoJson({ shape, srid: 0 }, false);
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof JsonSyntaxError)) throw error;
    const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
    throw markedError(
      'not_a_shape',
      `Error parsing Geo input: ${shown}. Did not recognize valid GeoJSON, (E)WKT or (E)WKB: ${error.message}.`,
    );
  }
}

function shapeText(stored: string, kind: string, format: string): string {
  const placed = fromGeoJson(parseJson(stored));
  const srid = kind === 'GEOGRAPHY' ? GLOBE : placed.srid;
  switch (format) {
    case 'GEOJSON':
      return geoJson(placed, false);
    case 'WKT':
      return writeWkt(placed.shape);
    case 'EWKT':
      return srid === 0 ? writeWkt(placed.shape) : `SRID=${srid};${writeWkt(placed.shape)}`;
    case 'WKB':
      return hex(writeWkb(placed.shape));
    case 'EWKB':
      return hex(srid === 0 ? writeWkb(placed.shape) : writeWkb(placed.shape, srid));
    default:
      throw new Error(`Unknown format of shapes ${format}`);
  }
}

const hex = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();

export const SHAPES: readonly NativeFunction[] = [
  {
    name: 'sf_shape',
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    takesApart: true,
    takesLong: 'with long values',
    body: (text, kind) => shapeFrom(String(text), String(kind)),
  },
  {
    name: 'sf_shape_text',
    parameters: [VARCHAR, VARCHAR, VARCHAR],
    returns: VARCHAR,
    takesApart: true,
    takesLong: 'with long values',
    body: (stored, kind, format) => shapeText(String(stored), String(kind), String(format)),
  },
];
