import { type SnowType, typeText } from './snow-type.js';

/**
 * How values of a Snowflake type are held in DuckDB.
 *
 * A type has a narrow form and, where legal values do not fit it, a wide one; a column starts narrow and widens by itself.
 * NUMBER(p,0) is `bigint`, wide `decimal`: 128-bit columns in a file are a hundred times slower to read.
 * NUMBER(p,s) with a scale is always `decimal`.
 * TIME and TIMESTAMP count microseconds; the `_nanos` forms are a STRUCT of them and the nanoseconds left over (0 to 999).
 * A TIMESTAMP_LTZ is its instant. A TIMESTAMP_TZ is a STRUCT of its instant (`at`) and the offset in minutes.
 * VARIANT, OBJECT and ARRAY are normalised JSON text. A DECFLOAT is text, in the one spelling that its value has.
 */
export type Physical =
  | 'bigint'
  | 'decimal'
  | 'double'
  | 'varchar'
  | 'boolean'
  | 'date'
  | 'time'
  | 'time_nanos'
  | 'timestamp'
  | 'timestamp_nanos'
  | 'timestamp_tz'
  | 'timestamp_tz_nanos'
  | 'json'
  | 'blob';

/** The form a new column of `type` starts with. */
export function narrowForm(type: SnowType): Physical {
  switch (type.kind) {
    case 'fixed':
      return type.scale === 0 ? 'bigint' : 'decimal';
    case 'real':
      return 'double';
    case 'text':
    case 'decfloat':
      return 'varchar';
    case 'boolean':
      return 'boolean';
    case 'date':
      return 'date';
    case 'time':
      return 'time';
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return 'timestamp';
    case 'timestamp_tz':
      return 'timestamp_tz';
    case 'variant':
    case 'object':
    case 'array':
      return 'json';
    case 'binary':
      return 'blob';
    default:
      return unreachable(type);
  }
}

/** The form that holds every legal value of `type`; the narrow form itself where that does already. */
export function wideForm(type: SnowType): Physical {
  switch (type.kind) {
    case 'fixed':
      return type.scale > 0 || type.precision > 18 ? 'decimal' : 'bigint';
    case 'time':
      return type.scale > 6 ? 'time_nanos' : 'time';
    case 'timestamp_ntz':
    case 'timestamp_ltz':
      return type.scale > 6 ? 'timestamp_nanos' : 'timestamp';
    case 'timestamp_tz':
      return type.scale > 6 ? 'timestamp_tz_nanos' : 'timestamp_tz';
    case 'real':
    case 'decfloat':
    case 'text':
    case 'boolean':
    case 'date':
    case 'variant':
    case 'object':
    case 'array':
    case 'binary':
      return narrowForm(type);
    default:
      return unreachable(type);
  }
}

/** DuckDB's type for values of `type` held as `physical`. */
export function duckType(type: SnowType, physical: Physical): string {
  switch (physical) {
    case 'decimal':
      if (type.kind !== 'fixed') throw new Error(`${typeText(type)} cannot be held as a decimal`);
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'time_nanos':
      return 'STRUCT(micros TIME, rest SMALLINT)';
    case 'timestamp_nanos':
      return 'STRUCT(micros TIMESTAMP, rest SMALLINT)';
    case 'timestamp_tz':
      return 'STRUCT("at" TIMESTAMP, minutes SMALLINT)';
    case 'timestamp_tz_nanos':
      return 'STRUCT("at" STRUCT(micros TIMESTAMP, rest SMALLINT), minutes SMALLINT)';
    case 'bigint':
    case 'double':
    case 'varchar':
    case 'boolean':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'json':
    case 'blob':
      return physical.toUpperCase();
    default:
      return unreachable(physical);
  }
}

/**
 * A column definition for DuckDB's CREATE TABLE.
 * 128-bit columns are stored uncompressed: DuckDB decodes its packed form a hundred times slower.
 * @param duckName the quoted, encoded column name
 */
export function columnDdl(duckName: string, type: SnowType, physical: Physical, nullable: boolean): string {
  const required = nullable ? '' : ' NOT NULL';
  const compression = physical === 'decimal' && isHuge(type) ? ' USING COMPRESSION uncompressed' : '';
  return `${duckName} ${duckType(type, physical)}${required}${compression}`;
}

const isHuge = (type: SnowType): boolean => type.kind === 'fixed' && type.precision > 18;

function unreachable(value: never): never {
  throw new Error(`Unknown form ${JSON.stringify(value)}`);
}
