import { asText, fixedText } from './cast-text.js';
import { once } from './duck-text.js';
import { raise } from './raise.js';
import { ARRAY, isSemiStructured, OBJECT, type SnowType, typeText, VARIANT } from './snow-type.js';
import type { Emitted, ValueContext } from './typed.js';

/** Any value as a VARIANT: numbers, truth values and texts as JSON has them, dates and times as their text. */
export function toVariant(value: Emitted, context: ValueContext): Emitted {
  return { sql: jsonOf(value, context), type: VARIANT, physical: 'json', nullable: value.nullable };
}

/** The JSON text of a value; SQL NULL stays NULL. */
export function jsonOf(value: Emitted, context: ValueContext): string {
  if (isSemiStructured(value.type)) return value.sql;
  switch (value.type.kind) {
    case 'fixed':
      // Digits past 2^53 and trailing zeros: JSON text keeps the former, Snowflake's VARIANT drops the latter.
      return value.type.scale === 0
        ? `CAST(CAST(${value.sql} AS VARCHAR) AS JSON)`
        : `CAST(rtrim(rtrim(${fixedText(value.sql, value.type)}, '0'), '.') AS JSON)`;
    case 'real':
      return once(
        [value.sql],
        (v) =>
          `CASE WHEN isfinite(${v}) THEN CAST(sf_parse_json(CAST(${v} AS VARCHAR)) AS JSON) ELSE to_json(${asText({ ...value, sql: v }, context).sql}) END`,
      );
    case 'boolean':
      return `to_json(${value.sql})`;
    default:
      return `to_json(${asText(value, context).sql})`;
  }
}

/** VARIANT as OBJECT or ARRAY: the value must be one, JSON null becomes NULL. */
export function toSemi(value: Emitted, type: SnowType, context: ValueContext): Emitted {
  if (type.kind === 'variant') return toVariant(value, context);
  if (value.type.kind === type.kind) return value;
  const wanted = type.kind === 'array' ? 'ARRAY' : 'OBJECT';
  const sql = once([value.sql], (v) => {
    const refusal = raise('bad_variant_cast', `'Failed to cast variant value ' || ${v} || ' to ${wanted}'`, 'JSON');
    // An ARRAY cast of a single value wraps it; an OBJECT cast does not.
    const other = wanted === 'ARRAY' ? `json_array(${v})` : refusal;
    return `CASE WHEN ${v} IS NULL THEN NULL ELSE CASE json_type(${v}) WHEN '${wanted}' THEN ${v} WHEN 'NULL' THEN NULL ELSE ${other} END END`;
  });
  return { sql, type: wanted === 'ARRAY' ? ARRAY : OBJECT, physical: 'json', nullable: true };
}

/** A VARIANT as the text that the other casts read: strings without quotes, JSON null as NULL. */
export function variantText(value: Emitted, context: ValueContext): Emitted {
  if (!isSemiStructured(value.type)) throw new Error(`${typeText(value.type)} is not semi-structured`);
  return asText(value, context);
}
