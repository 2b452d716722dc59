import { at, type Reader, wrong } from '../arguments/reader.js';
import { isPlain } from '../arguments/shown.js';
import { textFault } from '../arguments/text.js';
import { type DataType, NANOSECOND_DIGITS, type ObjectField, type SqlType } from './data-type.js';
import { MOST_NESTED, parseType } from './parse-schema.js';

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

const isFraction = (scale: unknown): boolean =>
  scale === undefined || (WHOLE(scale, 0) && Number(scale) < NANOSECOND_DIGITS);

/** Every member is looked at: a type from elsewhere would be written into SQL as it is. */
function isDataType(given: unknown, depth = 0): given is DataType {
  if (!isPlain(given) || depth > MOST_NESTED) return false;
  switch (given.kind) {
    case 'null':
    case 'boolean':
    case 'integer':
    case 'double':
    case 'decfloat':
    case 'binary':
    case 'date':
    case 'variant':
    case 'geography':
    case 'geometry':
    case 'file':
      return true;
    case 'string':
      return given.length === null || WHOLE(given.length, 1);
    case 'decimal':
      return WHOLE(given.precision, 1) && WHOLE(given.scale, 0);
    case 'time':
      return isFraction(given.scale);
    case 'timestamp':
      return (given.zone === 'ntz' || given.zone === 'ltz' || given.zone === 'tz') && isFraction(given.scale);
    case 'interval':
      return given.span === 'year_month' || given.span === 'day_time';
    case 'array':
      return given.element === undefined || isElement(given.element, depth);
    case 'object':
      return (
        given.fields === undefined ||
        (Array.isArray(given.fields) && given.fields.every((field: unknown) => isObjectField(field, depth)))
      );
    case 'map':
      return isDataType(given.key, depth + 1) && isElement(given.value, depth);
    case 'vector':
      return (given.element === 'int' || given.element === 'float') && WHOLE(given.dimension, 1);
    default:
      return false;
  }
}

const isElement = (given: unknown, depth: number): boolean =>
  isPlain(given) && typeof given.nullable === 'boolean' && isDataType(given.type, depth + 1);

export const isObjectField = (given: unknown, depth = 0): given is ObjectField =>
  isPlain(given) && typeof given.name === 'string' && textFault(given.name) === null && isElement(given, depth);
