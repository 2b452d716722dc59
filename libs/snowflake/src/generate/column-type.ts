/** The value types of frames that stand in `@firn/snowpark`; the others are JavaScript's own. */
export type Imported = 'Decimal' | 'SnowDate' | 'SnowTime' | 'SnowTimestamp';

const TYPES: Readonly<Record<string, string>> = {
  FLOAT: 'number',
  DECFLOAT: 'Decimal',
  TEXT: 'string',
  BOOLEAN: 'boolean',
  DATE: 'SnowDate',
  TIME: 'SnowTime',
  TIMESTAMP_NTZ: 'SnowTimestamp',
  TIMESTAMP_LTZ: 'SnowTimestamp',
  TIMESTAMP_TZ: 'SnowTimestamp',
  BINARY: 'Uint8Array',
  VECTOR: 'readonly number[]',
};

/** Types whose value is text: JSON, or what Snowflake writes for an interval or a file. */
const AS_TEXT = /^(?:VARIANT|OBJECT|ARRAY|MAP|GEOGRAPHY|GEOMETRY|FILE|INTERVAL\b.*)$/;

const IMPORTED: ReadonlySet<string> = new Set<Imported>(['Decimal', 'SnowDate', 'SnowTime', 'SnowTimestamp']);
export const isImported = (type: string): type is Imported => IMPORTED.has(type);

/** What a value of a column is in a frame, without NULL; undefined for a type that Firn does not know. */
export function columnType(dataType: string, scale: number): string | undefined {
  if (dataType === 'NUMBER') return scale === 0 ? 'bigint' : 'Decimal';
  return AS_TEXT.test(dataType) ? 'string' : TYPES[dataType];
}
