import { required, signature } from '../arguments/signature.js';
import { unreachable } from '../unreachable.js';
import { RESULT_COLUMN, type ResultColumn } from '../values/result-column.js';
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DecFloatType,
  DoubleType,
  FileType,
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
  type,
  VariantType,
  withFraction,
  YearMonthIntervalType,
} from './data-type.js';
import { parseType } from './parse-schema.js';

const DATA_TYPE_OF = signature('dataTypeOf', required('column', RESULT_COLUMN));

/** The longest text that Snowflake keeps in a VARCHAR without a length; a column of that length is shown without one. */
const WHOLE_TEXT = 16_777_216;

/** The type of a result column. Every NUMBER of scale 0 is a LongType, whatever its precision. */
export function dataTypeOf(column: ResultColumn): DataType;
export function dataTypeOf(...given: readonly unknown[]): DataType {
  const [column] = DATA_TYPE_OF.read(given);
  if (column.structure !== undefined) return parseType(column.structure);
  switch (column.type) {
    case 'fixed':
      return (column.scale ?? 0) === 0
        ? LongType
        : type({ kind: 'decimal', precision: column.precision ?? 38, scale: column.scale ?? 0 });
    case 'real':
      return DoubleType;
    case 'decfloat':
      return DecFloatType;
    case 'text':
      return column.length === null || column.length >= WHOLE_TEXT
        ? StringType
        : type({ kind: 'string', length: column.length });
    case 'boolean':
      return BooleanType;
    case 'date':
      return DateType;
    case 'time':
      return withFraction(TimeType, column.scale);
    case 'timestamp_ntz':
      return withFraction(TimestampNtzType, column.scale);
    case 'timestamp_ltz':
      return withFraction(TimestampLtzType, column.scale);
    case 'timestamp_tz':
      return withFraction(TimestampTzType, column.scale);
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
      return type({ kind: 'vector', element: 'float', dimension: column.length ?? 1 });
    case 'geography':
      return GeographyType;
    case 'geometry':
      return GeometryType;
    case 'file':
      return FileType;
    case 'interval_year_month':
      return YearMonthIntervalType;
    case 'interval_day_time':
      return DayTimeIntervalType;
    default:
      return unreachable(column.type);
  }
}
