import { type Reader, wrong } from '../arguments/reader.js';
import { isPlain } from '../arguments/shown.js';

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
  'file',
  'interval_year_month',
  'interval_day_time',
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
  /** What a structured type is made of, and a VECTOR, as Snowflake writes the type: `ARRAY(NUMBER(38, 0) NOT NULL)`. */
  readonly structure?: string | undefined;
}

const TYPE_NAMES: ReadonlySet<unknown> = new Set(SNOWFLAKE_TYPE_NAMES);

const isResultColumn = (given: unknown): given is ResultColumn =>
  isPlain(given) &&
  typeof given.name === 'string' &&
  TYPE_NAMES.has(given.type) &&
  (given.structure === undefined || typeof given.structure === 'string');

export const RESULT_COLUMN: Reader<ResultColumn, ResultColumn> = {
  allowed: 'a column of a result, with its name and type',
  read(given, place) {
    if (!isResultColumn(given)) throw wrong(place, this.allowed, given);
    return given;
  },
};
