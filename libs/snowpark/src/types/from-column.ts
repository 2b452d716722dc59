import { unreachable } from '../unreachable.js';
import type { ResultColumn } from '../values/result-column.js';
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DecFloatType,
  DecimalType,
  DoubleType,
  GeographyType,
  GeometryType,
  LongType,
  MapType,
  ObjectType,
  StringType,
  TimestampLtzType,
  TimestampNtzType,
  TimestampTzType,
  TimeType,
  VarcharType,
  VariantType,
  VectorType,
} from './data-type.js';

/** The longest text that Snowflake keeps in a VARCHAR without a length; a column of that length is shown without one. */
const WHOLE_TEXT = 16_777_216;

/** The type of a result column. Every NUMBER of scale 0 is a LongType, whatever its precision. */
export function dataTypeOf(column: ResultColumn): DataType {
  switch (column.type) {
    case 'fixed':
      return (column.scale ?? 0) === 0 ? LongType : DecimalType(column.precision ?? 38, column.scale ?? 0);
    case 'real':
      return DoubleType;
    case 'decfloat':
      return DecFloatType;
    case 'text':
      return column.length === null || column.length >= WHOLE_TEXT ? StringType : VarcharType(column.length);
    case 'boolean':
      return BooleanType;
    case 'date':
      return DateType;
    case 'time':
      return TimeType;
    case 'timestamp_ntz':
      return TimestampNtzType;
    case 'timestamp_ltz':
      return TimestampLtzType;
    case 'timestamp_tz':
      return TimestampTzType;
    case 'variant':
      return VariantType;
    case 'object':
      return ObjectType;
    case 'map':
      return MapType;
    case 'array':
      return ArrayType;
    case 'binary':
      return BinaryType;
    case 'vector':
      return VectorType('float', column.length ?? 1);
    case 'geography':
      return GeographyType;
    case 'geometry':
      return GeometryType;
    default:
      return unreachable(column.type);
  }
}
