import type { OutColumn } from '../bind/query.js';
import type { Parameters } from '../session/parameters.js';
import { isShape, shapeFormat } from '../types/shape/cast-shape.js';
import { binary, OBJECT, type SnowType, text } from '../types/snow-type.js';
import { unreachable } from '../unreachable.js';

/** A column as drivers see it. */
export interface ShownColumn extends OutColumn {
  /** Snowflake's own name of a type that goes as another one. */
  readonly external?: string;
}

/**
 * A GEOGRAPHY or GEOMETRY goes as an OBJECT, a text or a BINARY, by its format. That it is one is told beside it, unless the client
 * has said that it does not know such types.
 *
 * @param parameters those of the statement whose result it is
 */
export const shownColumns = (columns: readonly OutColumn[], parameters: Parameters): readonly ShownColumn[] =>
  columns.map((column) => {
    const { type } = column;
    if (!isShape(type)) return column;
    const shown = { ...column, type: carrier(shapeFormat(type.shape, (name) => parameters.text(name))) };
    return parameters.isTrue('ENABLE_UDT_EXTERNAL_TYPE_NAMES') ? { ...shown, external: type.shape } : shown;
  });

function carrier(format: ReturnType<typeof shapeFormat>): SnowType {
  switch (format) {
    case 'GEOJSON':
      return OBJECT;
    case 'WKT':
    case 'EWKT':
      return text();
    case 'WKB':
    case 'EWKB':
      return binary();
    default:
      return unreachable(format);
  }
}
