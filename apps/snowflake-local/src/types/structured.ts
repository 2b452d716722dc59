import { jsonOf, variantRefusal } from './cast/cast-semi.js';
import { once, quoteText } from './duck-text.js';
import { UNDEFINED } from './json-text/json-value.js';
import { writeTagged } from './json-text/tagged.js';
import { itemsOf, longCall, pairsOf } from './long-call.js';
import { raise } from './raise.js';
import {
  isSemiStructured,
  isVector,
  type SnowType,
  type StructuredItem,
  typeText,
  VARIANT,
  type VectorType,
} from './snow-type.js';
import type { Emitted, ValueContext } from './typed.js';

/** ARRAY(t), OBJECT(k t, …) and MAP(k, v): held as JSON as the types without parts are, with values of their types inside. */

type Cast = (value: Emitted, type: SnowType, context: ValueContext) => Emitted;

const ABSENT = quoteText(writeTagged(UNDEFINED));

/** A semi-structured or structured value as `type`, which has parts: each of its values is cast by `cast`. */
export function toStructured(value: Emitted, type: SnowType, context: ValueContext, cast: Cast): Emitted {
  if (isVector(type)) return { sql: vectorOf(value, type), type, physical: 'json', nullable: value.nullable };
  const sql = once([value.sql], (v) => made(v, type, context, cast, 0));
  return { sql, type, physical: 'json', nullable: true };
}

/** A VECTOR out of an ARRAY or VARIANT of as many numbers: FLOATs are held in 32 bits. */
function vectorOf(value: Emitted, type: VectorType): string {
  const each = type.element.type.kind === 'real' ? 'FLOAT' : 'INTEGER';
  return once([value.sql], (v) => {
    const items = `TRY_CAST(${v} AS ${each}[])`;
    const message = `'Array-like value being cast to a vector has incorrect dimension or elements: expected ${typeText(type)}'`;
    const refused = raise('bad_variant_cast', message, 'JSON');
    const fits = `len(${items}) = ${type.dimension} AND NOT list_contains(list_transform(${items}, lambda "~n": "~n" IS NULL), true)`;
    return `CASE WHEN ${v} IS NULL THEN NULL WHEN ${fits} THEN to_json(${items}) ELSE ${refused} END`;
  });
}

/** The JSON of `v`, a name of DuckDB JSON that may be repeated; NULL for NULL. */
function made(v: string, type: SnowType, context: ValueContext, cast: Cast, depth: number): string {
  const held: Emitted = { sql: v, type: VARIANT, physical: 'json', nullable: true };
  if (type.kind === 'array' && type.element !== undefined) {
    const item = `"~s${depth}"`;
    const each = part(`CAST(nullif(${item}, ${ABSENT}) AS JSON)`, type.element, context, cast, depth + 1);
    const items = `list_transform(${itemsOf(`CAST(${v} AS VARCHAR)`)}, lambda ${item}: ${each})`;
    return whole(held, type, 'ARRAY', `'[' || array_to_string(${items}, ',') || ']'`, context);
  }
  if (type.kind === 'object' && type.fields !== undefined) {
    const fields = [...type.fields].sort((a, b) => (a.name < b.name ? -1 : 1));
    const keys = JSON.stringify(fields.map(({ name }) => name));
    const texts = fields.map((field) => {
      const found = `CAST(${longCall('sf_json_get', `CAST(${v} AS VARCHAR)`, quoteText(JSON.stringify([field.name])))} AS JSON)`;
      return `${quoteText(`${JSON.stringify(field.name)}:`)} || ${once([found], (f) => part(f, field, context, cast, depth + 1))}`;
    });
    const object = texts.length === 0 ? `'{}'` : `'{' || ${texts.join(` || ',' || `)} || '}'`;
    const refusal = variantRefusal(held, type, 'VARCHAR', context);
    const checked = `CASE WHEN ${longCall('sf_object_keys', `CAST(${v} AS VARCHAR)`)} = ${quoteText(keys)} THEN ${object} ELSE ${refusal} END`;
    return whole(held, type, 'OBJECT', checked, context);
  }
  if (type.kind === 'object' && type.map !== undefined) {
    const { key, value } = type.map;
    const pair = `"~s${depth}"`;
    const keyJson = `CAST(list_extract(${itemsOf(pair)}, 1) AS JSON)`;
    const keyText = cast({ ...held, sql: keyJson }, key, context);
    const name = `CAST(to_json(CAST(${keyText.sql} AS VARCHAR)) AS VARCHAR)`;
    const item = `CAST(nullif(list_extract(${itemsOf(pair)}, 2), ${ABSENT}) AS JSON)`;
    const entry = `${name} || ':' || ${part(item, value, context, cast, depth + 1)}`;
    const entries = `list_transform(${pairsOf(`CAST(${v} AS VARCHAR)`)}, lambda ${pair}: ${entry})`;
    return whole(held, type, 'OBJECT', `'{' || array_to_string(${entries}, ',') || '}'`, context);
  }
  return jsonOf(cast(held, type, context), context);
}

/** NULL and JSON null are NULL; what is of another kind is refused. */
function whole(v: Emitted, type: SnowType, wanted: string, text: string, context: ValueContext): string {
  const refusal = variantRefusal(v, type, 'JSON', context);
  return `CASE WHEN ${v.sql} IS NULL THEN NULL ELSE CASE json_type(${v.sql}) WHEN '${wanted}' THEN CAST(${text} AS JSON) WHEN 'NULL' THEN NULL ELSE ${refusal} END END`;
}

/** The text of a part: `null` for NULL, where there may be one. */
function part(sql: string, item: StructuredItem, context: ValueContext, cast: Cast, depth: number): string {
  const value = `CAST(${made(sql, item.type, context, cast, depth)} AS VARCHAR)`;
  const absent = item.nullable
    ? `'null'`
    : raise('null_in_required_column', `'NULL result in a non-nullable part of a structured type'`, 'VARCHAR');
  return `coalesce(${value}, ${absent})`;
}

/** What a step into a value of `type` finds; undefined for a type without parts. */
export function partOf(type: SnowType, step: string | number | Emitted): StructuredItem | 'missing' | undefined {
  if (type.kind === 'array') return type.element;
  if (type.kind !== 'object') return undefined;
  if (type.map !== undefined) return type.map.value;
  if (type.fields === undefined) return undefined;
  if (typeof step !== 'string') return 'missing';
  return type.fields.find(({ name }) => name === step) ?? 'missing';
}

/** Whether values of `from` become `type` by themselves: a type without parts becomes one with parts by a cast alone. */
export const isCoerced = (from: SnowType, type: SnowType): boolean =>
  !isVector(type) &&
  !isVector(from) &&
  isSemiStructured(from) &&
  (from.kind === 'variant' || (from.kind === type.kind && hasParts(from)));

export const hasParts = (type: SnowType): boolean =>
  (type.kind === 'array' && type.element !== undefined) ||
  (type.kind === 'object' && (type.fields !== undefined || type.map !== undefined));
