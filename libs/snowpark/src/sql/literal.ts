import type { Constant, Literal } from '../plan/plan.js';
import type { DataType } from '../types/data-type.js';
import { typeSql } from '../types/type-text.js';
import { unreachable } from '../unreachable.js';
import { bind, type Fragment, sql, text } from './fragment.js';

/**
 * A text as an SQL literal. Snowflake reads a backslash in quotes as the start of an escape, so it is doubled as well; NUL, which no
 * statement holds, is written as one.
 */
export const quoteText = (value: string): string =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\u0000')}'`;

export function constantSql(value: Constant['value']): string {
  switch (typeof value) {
    case 'string':
      return quoteText(value);
    case 'number':
      return String(value);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    default:
      return unreachable(value);
  }
}

/**
 * A literal as a bind, with a cast wherever Snowflake could not read the type off the value: a driver may know fewer types than
 * SQL, so the text, not the wire, says what the value is.
 */
export function literal({ type, value }: Literal): Fragment {
  if (value === null) return type.kind === 'null' ? text('NULL') : text(`NULL::${typeSql(type)}`);
  const given = String(value);
  switch (type.kind) {
    case 'null':
      return text('NULL');
    case 'string':
      return type.length === null ? bind('TEXT', given) : sql`${bind('TEXT', given)}${castTo(type)}`;
    case 'boolean':
      return bind('BOOLEAN', given);
    case 'integer':
      return Number.isSafeInteger(Number(given)) ? bind('FIXED', given) : sql`${bind('FIXED', given)}${castTo(type)}`;
    case 'decimal':
    case 'decfloat':
      return sql`${bind('FIXED', given)}${castTo(type)}`;
    case 'double':
      return sql`${bind('REAL', given)}${castTo(type)}`;
    case 'binary':
      return sql`TO_BINARY(${bind('BINARY', given)}, 'HEX')`;
    case 'date':
      return sql`${bind('DATE', given)}${castTo(type)}`;
    case 'time':
      return sql`${bind('TIME', given)}${castTo(type)}`;
    case 'timestamp':
      return sql`${bind(TIMESTAMP_BINDS[type.zone], given)}${castTo(type)}`;
    case 'variant':
      return sql`PARSE_JSON(${bind('TEXT', given)})`;
    case 'array':
    case 'object':
    case 'map':
    case 'vector':
      return sql`PARSE_JSON(${bind('TEXT', given)})${castTo(type)}`;
    case 'geography':
      return sql`TO_GEOGRAPHY(${bind('TEXT', given)})`;
    case 'geometry':
      return sql`TO_GEOMETRY(${bind('TEXT', given)})`;
    case 'file':
      return sql`TO_FILE(${bind('TEXT', given)})`;
    case 'interval':
      return sql`${bind('TEXT', given)}${castTo(type)}`;
    default:
      return unreachable(type);
  }
}

const castTo = (type: DataType): Fragment => text(`::${typeSql(type)}`);

export const TIMESTAMP_BINDS = { ntz: 'TIMESTAMP_NTZ', ltz: 'TIMESTAMP_LTZ', tz: 'TIMESTAMP_TZ' } as const;
