import {
  ARRAY,
  BOOLEAN,
  fixed,
  MAX_TEXT_LENGTH,
  OBJECT,
  REAL,
  type SnowType,
  text,
  VARIANT,
} from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';

/** Results are NULL where an argument can be, unless a function says otherwise. */
const nullable = (args: readonly Emitted[]): boolean => args.some((value) => value.nullable);

export const textOf = (sql: string, args: readonly Emitted[], length = MAX_TEXT_LENGTH): Emitted => ({
  sql,
  type: text(Math.max(1, Math.min(length, MAX_TEXT_LENGTH))),
  physical: 'varchar',
  nullable: nullable(args),
});

/** `sql` may be of any integer type of DuckDB. */
export const wholeOf = (sql: string, args: readonly Emitted[], precision = 18): Emitted => ({
  sql: `CAST(${sql} AS BIGINT)`,
  type: fixed(precision),
  physical: 'bigint',
  nullable: nullable(args),
});

export const realOf = (sql: string, args: readonly Emitted[]): Emitted => ({
  sql,
  type: REAL,
  physical: 'double',
  nullable: nullable(args),
});

export const truthOf = (sql: string, args: readonly Emitted[]): Emitted => ({
  sql,
  type: BOOLEAN,
  physical: 'boolean',
  nullable: nullable(args),
});

/** Text of normalised JSON. */
export const variantOf = (sql: string, args: readonly Emitted[]): Emitted => jsonOf(VARIANT, sql, args);
export const objectOf = (sql: string, args: readonly Emitted[]): Emitted => jsonOf(OBJECT, sql, args);
export const arrayOf = (sql: string, args: readonly Emitted[]): Emitted => jsonOf(ARRAY, sql, args);

/** The same type and form as `value`, computed by `sql`. */
export function like(value: Emitted, sql: string, args: readonly Emitted[] = [value]): Emitted {
  return { sql, type: value.type, physical: value.physical, nullable: nullable(args) };
}

export const orNull = (value: Emitted): Emitted => ({ ...value, nullable: true });
export const neverNull = (value: Emitted): Emitted => ({ ...value, nullable: false });

const jsonOf = (type: SnowType, sql: string, args: readonly Emitted[]): Emitted => ({
  sql,
  type,
  physical: 'json',
  nullable: nullable(args),
});
