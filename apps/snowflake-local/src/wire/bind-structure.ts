import {
  ARRAY,
  MAX_PRECISION,
  OBJECT,
  type SnowType,
  type StructuredField,
  type StructuredItem,
} from '../types/snow-type.js';
import { typeFromName } from '../types/type-name.js';
import { fieldsOf, textOf } from './call.js';

/**
 * The structured type that a bind names in its `schema`: `{"type": "array", "fields": [{"type": "FIXED", "precision": 38}]}`.
 * Undefined for a bind that is of a plain type. Go's driver leaves the schema of an array of numbers or texts out: its
 * values then tell what it holds.
 *
 * @throws SqlError for a type that is none.
 */
export function bindStructure(bind: Readonly<Record<string, unknown>>): SnowType | undefined {
  if (bind.fmt !== 'json') return undefined;
  const { schema } = bind;
  if (schema !== undefined && schema !== null) return structureOf(schema);
  const type = String(bind.type).toUpperCase() === 'ARRAY' ? elementOf(bind.value) : undefined;
  return type && { kind: 'array', element: { type, nullable: true } };
}

function structureOf(schema: unknown): SnowType {
  const { type, precision, scale, length, fields } = fieldsOf(schema);
  const parts = Array.isArray(fields) ? fields : [];
  const kind = String(type).toUpperCase();
  switch (kind) {
    case 'ARRAY':
      return parts.length === 1 ? { kind: 'array', element: itemOf(parts[0]) } : ARRAY;
    case 'MAP':
      return parts.length === 2
        ? { kind: 'object', map: { key: structureOf(parts[0]), value: itemOf(parts[1]) } }
        : OBJECT;
    case 'OBJECT':
      return parts.length > 0 ? { kind: 'object', fields: parts.map(fieldOf) } : OBJECT;
    case 'FIXED':
      return typeFromName('NUMBER', [positive(precision) ?? MAX_PRECISION, Number(scale ?? 0)]);
    case 'REAL':
      return typeFromName('FLOAT', []);
    case 'TEXT':
    case 'BINARY': {
      const size = positive(length);
      return typeFromName(kind, size === undefined ? [] : [size]);
    }
    default:
      return typeFromName(kind, kind.startsWith('TIME') ? [positive(scale) ?? 9] : []);
  }
}

/** Drivers send 0 for what was not said. */
const positive = (value: unknown): number | undefined => (typeof value === 'number' && value > 0 ? value : undefined);

const itemOf = (part: unknown): StructuredItem => ({
  type: structureOf(part),
  nullable: fieldsOf(part).nullable !== false,
});
const fieldOf = (part: unknown): StructuredField => ({ name: textOf(fieldsOf(part).name) ?? '', ...itemOf(part) });

/** What all values of a JSON array are; undefined where they differ, or there are none. */
function elementOf(text: unknown): SnowType | undefined {
  if (typeof text !== 'string') return undefined;
  const values = parsed(text);
  if (!Array.isArray(values)) return undefined;
  const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  const [kind] = kinds;
  if (kinds.size !== 1) return undefined;
  if (kind === 'string') return typeFromName('TEXT', []);
  if (kind === 'boolean') return typeFromName('BOOLEAN', []);
  if (kind !== 'number') return undefined;
  return /[.eE]/.test(text) ? typeFromName('FLOAT', []) : typeFromName('NUMBER', [MAX_PRECISION, 0]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The statement tells what is wrong with it.
    return undefined;
  }
}
