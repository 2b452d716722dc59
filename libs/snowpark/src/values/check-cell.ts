import type { DataType } from '../types/data-type.js';
import { unreachable } from '../unreachable.js';
import type { JsonCell } from './json-cell.js';

const INTEGER = /^-?\d{1,38}$/;
const DECIMAL = /^-?\d{1,38}(?:\.\d{1,37})?$/;
const DECFLOAT = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const DATE = /^\d{4,5}-\d{2}-\d{2}$/;
const TIME = /^\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?$/;
const TIMESTAMP = /^\d{4,5}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/;
const HEX = /^(?:[0-9A-F]{2})*$/;

/** Whether a cell has the form of its type, so that whatever reads it need not look again. NULL fits everywhere. */
export function fitsType(cell: JsonCell, type: DataType): boolean {
  if (cell === null) return true;
  switch (type.kind) {
    case 'null':
      return false;
    case 'boolean':
      return typeof cell === 'boolean';
    case 'double':
      return typeof cell === 'number' || cell === 'NaN' || cell === 'inf' || cell === '-inf';
    case 'integer':
      return typeof cell === 'number' ? Number.isSafeInteger(cell) : matches(cell, INTEGER);
    case 'decimal':
      return matches(cell, DECIMAL);
    case 'decfloat':
      return matches(cell, DECFLOAT);
    case 'date':
      return matches(cell, DATE);
    case 'time':
      return matches(cell, TIME);
    case 'timestamp':
      return matches(cell, TIMESTAMP) && (type.zone === 'ntz') === (TIMESTAMP.exec(String(cell))?.[1] === undefined);
    case 'binary':
      return matches(cell, HEX);
    case 'string':
    case 'variant':
    case 'array':
    case 'object':
    case 'map':
    case 'vector':
    case 'geography':
    case 'geometry':
    case 'file':
    case 'interval':
      return typeof cell === 'string';
    default:
      return unreachable(type);
  }
}

const matches = (cell: JsonCell, form: RegExp): boolean => typeof cell === 'string' && form.test(cell);
