import { compilationError } from '../../errors.js';
import { once, quoteText } from '../duck-text.js';
import { at, minutes } from '../forms.js';
import { MARK, MARKED, type Tag } from '../json-text/tagged.js';
import { longCall } from '../long-call.js';
import { momentToText } from '../moment/moment-to-text.js';
import { raise } from '../raise.js';
import { isShape, shapeObject } from '../shape/cast-shape.js';
import { ARRAY, isSemiStructured, OBJECT, type SnowType, typeText, VARIANT } from '../snow-type.js';
import type { Emitted, ValueContext } from '../typed.js';
import { exactStyle } from '../variant-style.js';
import { asText, fixedText, jsonText, realText, shownText } from './cast-text.js';

/** Any value as a VARIANT, which keeps its type. */
export function toVariant(value: Emitted, context: ValueContext): Emitted {
  return { sql: jsonOf(value, context), type: VARIANT, physical: 'json', nullable: value.nullable };
}

const CLOCK = 'HH24:MI:SS.FF9';
const WALL = `YYYY-MM-DD ${CLOCK}`;

/** The stored form of a value, DuckDB's JSON; SQL NULL stays NULL. */
export function jsonOf(value: Emitted, context: ValueContext): string {
  switch (value.type.kind) {
    case 'object':
      return isShape(value.type) ? shapeObject(value, value.type).sql : value.sql;
    case 'variant':
    case 'array':
      return value.sql;
    case 'fixed':
      // Digits past 2^53 and trailing zeros: JSON text keeps the former, Snowflake's VARIANT drops the latter.
      return value.type.scale === 0
        ? `CAST(CAST(${value.sql} AS VARCHAR) AS JSON)`
        : `CAST(rtrim(rtrim(${fixedText(value.sql, value.type)}, '0'), '.') AS JSON)`;
    case 'real':
      return tagged('f', realText(value.sql));
    case 'decfloat':
      // No VARIANT holds one: its digits would be lost to whoever reads it.
      throw compilationError('001007', '22023', "invalid type [DECFLOAT] for parameter 'TO_VARIANT'");
    case 'boolean':
      return `to_json(${value.sql})`;
    case 'text':
      return textJson(value);
    case 'date':
      return tagged('d', `CAST(${value.sql} AS VARCHAR)`);
    case 'time':
      return tagged('t', momentToText(value, CLOCK, context).sql);
    case 'timestamp_ntz':
      return tagged('p', momentToText(value, WALL, context).sql);
    case 'timestamp_ltz':
      return tagged('l', momentToText(value, WALL, { ...context, timezone: 'UTC' }).sql);
    case 'timestamp_tz':
      return once([value.sql], (v) => {
        const instant: Emitted = {
          ...value,
          type: { ...value.type, kind: 'timestamp_ltz' } as SnowType,
          physical: value.physical === 'timestamp_tz' ? 'timestamp' : 'timestamp_nanos',
          sql: at(v),
        };
        const text = momentToText(instant, WALL, { ...context, timezone: 'UTC' }).sql;
        return tagged('z', `(${text} || ' ' || CAST(${minutes(v)} AS VARCHAR))`);
      });
    case 'binary':
      return tagged('b', `hex(${value.sql})`);
    default:
      return unreachable(value.type);
  }
}

const tagged = (tag: Tag, text: string): string => `CAST((${quoteText(MARKED + tag)} || ${text} || '"') AS JSON)`;

/** A text that begins like the stored form of another type is written so that it stays a text. */
function textJson(value: Emitted): string {
  if (value.literal?.kind === 'text' && !value.literal.value.startsWith(MARK)) return `to_json(${value.sql})`;
  return once(
    [value.sql],
    (v) => `to_json(CASE WHEN starts_with(${v}, chr(1)) THEN concat(chr(1), 's', substring(${v}, 2)) ELSE ${v} END)`,
  );
}

/** VARIANT as OBJECT or ARRAY: the value must be one, or for an OBJECT its text; JSON null becomes NULL. */
export function toSemi(value: Emitted, type: SnowType, context: ValueContext): Emitted {
  if (type.kind === 'variant') return toVariant(value, context);
  if (value.type.kind === type.kind) return { ...value, type };
  const wanted = type.kind === 'array' ? 'ARRAY' : 'OBJECT';
  const sql = once([value.sql], (v) => {
    const refused = (sql: string) => variantRefusal({ ...value, sql }, type, 'JSON', context);
    // An ARRAY cast of a single value wraps it; an OBJECT cast does not.
    const other = wanted === 'ARRAY' ? `json_array(${v})` : objectOfText(v, refused);
    return `CASE WHEN ${v} IS NULL THEN NULL ELSE CASE json_type(${v}) WHEN '${wanted}' THEN ${v} WHEN 'NULL' THEN NULL ELSE ${other} END END`;
  });
  return { sql, type: wanted === 'ARRAY' ? ARRAY : OBJECT, physical: 'json', nullable: true };
}

/** The OBJECT that a text in a VARIANT writes, or else `otherwise`. */
const objectOfText = (v: string, otherwise: (v: string) => string): string =>
  once(
    [
      `CASE json_type(${v}) WHEN 'VARCHAR' THEN TRY(CAST(${longCall('sf_parse_json', `json_extract_string(${v}, '$')`)} AS JSON)) END`,
      v,
    ],
    (read, value) => `CASE json_type(${read}) WHEN 'OBJECT' THEN ${read} ELSE ${otherwise(value)} END`,
  );

/** Stops the statement: the VARIANT `v`, whose text may be repeated, is no `type`. */
export function variantRefusal(v: Emitted, type: SnowType, duck: string, context: ValueContext): string {
  const wanted = type.kind === 'object' && type.map !== undefined ? 'MAP' : type.kind.toUpperCase();
  const message = `'Failed to cast variant value ' || ${shownText(v.sql, context)} || ' to ${wanted}'`;
  return raise('bad_variant_cast', message, duck);
}

/** A VARIANT as the text that the other casts read: strings without quotes, JSON null as NULL. */
export function variantText(value: Emitted, context: ValueContext): Emitted {
  if (!isSemiStructured(value.type)) throw new Error(`${typeText(value.type)} is not semi-structured`);
  return asText(value, context);
}

/** The same, in which dates and times are exact whatever the session's formats. */
export const exactText = (value: Emitted, context: ValueContext): Emitted => ({
  ...variantText(value, context),
  sql: jsonText(value.sql, exactStyle(context)),
});

/** Whether a stored value is a date or a time; `v` may be repeated. */
export const isMoment = (v: string): string =>
  `(starts_with(CAST(${v} AS VARCHAR), ${quoteText(MARKED)}) AND substring(CAST(${v} AS VARCHAR), 8, 1) IN ('d', 't', 'p', 'l', 'z'))`;

function unreachable(type: never): never {
  throw new Error(`Unknown type ${JSON.stringify(type)}`);
}
