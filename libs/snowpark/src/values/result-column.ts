/** The type words of a result's metadata, as Snowflake sends them. */
export const SNOWFLAKE_TYPE_NAMES = [
  'fixed',
  'real',
  'decfloat',
  'text',
  'boolean',
  'date',
  'time',
  'timestamp_ntz',
  'timestamp_ltz',
  'timestamp_tz',
  'variant',
  'object',
  'array',
  'map',
  'binary',
  'vector',
  'geography',
  'geometry',
] as const;

export type SnowflakeTypeName = (typeof SNOWFLAKE_TYPE_NAMES)[number];

/** One column of a result, as Snowflake describes it. Plain JSON. */
export interface ResultColumn {
  /** The real name, without quotes: `A`, `a b`. */
  readonly name: string;
  readonly type: SnowflakeTypeName;
  readonly nullable: boolean;
  /** Digits of a fixed column. */
  readonly precision: number | null;
  /** Fraction digits of a fixed, time or timestamp column. */
  readonly scale: number | null;
  /** Characters of a text column, bytes of a binary one. */
  readonly length: number | null;
}
