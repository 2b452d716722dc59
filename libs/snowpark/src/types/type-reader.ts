import { at, type Reader, wrong } from '../arguments/reader.js';
import { isPlain } from '../arguments/shown.js';
import type { DataType, SqlType } from './data-type.js';
import { parseType } from './parse-schema.js';

/** A type of this library is frozen data, made by its constants and functions; a copy of one is none. */
export const TYPE: Reader<DataType, SqlType<unknown> | string> = {
  allowed: `a type such as StringType, or its text such as 'decimal(10, 2)'`,
  read(given, place) {
    if (typeof given === 'string') return at(place, () => parseType(given));
    if (isDataType(given)) return given;
    throw wrong(place, this.allowed, given, typeof given === 'function' ? 'Call it: VarcharType(20).' : undefined);
  },
};

const WHOLE = (given: unknown, least: number): boolean => Number.isSafeInteger(given) && Number(given) >= least;

/** Every member is looked at: a type from elsewhere would be written into SQL as it is. */
function isDataType(given: unknown): given is DataType {
  if (!isPlain(given)) return false;
  switch (given.kind) {
    case 'null':
    case 'boolean':
    case 'integer':
    case 'double':
    case 'decfloat':
    case 'binary':
    case 'date':
    case 'time':
    case 'variant':
    case 'array':
    case 'object':
    case 'geography':
    case 'geometry':
    case 'file':
      return true;
    case 'string':
      return given.length === null || WHOLE(given.length, 1);
    case 'decimal':
      return WHOLE(given.precision, 1) && WHOLE(given.scale, 0);
    case 'timestamp':
      return given.zone === 'ntz' || given.zone === 'ltz' || given.zone === 'tz';
    case 'interval':
      return given.span === 'year_month' || given.span === 'day_time';
    case 'vector':
      return (given.element === 'int' || given.element === 'float') && WHOLE(given.dimension, 1);
    default:
      return false;
  }
}
