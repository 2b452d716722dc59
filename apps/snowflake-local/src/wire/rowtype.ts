import { isVector, MAX_PRECISION, octetLength, type SnowType, type StructuredItem } from '../types/snow-type.js';
import type { ShownColumn } from './shown-columns.js';

/** Describes a column to drivers. Python needs every key, Node the type in lower case. */
export function rowtype({ name, type, nullable, source, external }: ShownColumn): Readonly<Record<string, unknown>> {
  const { length = null, byteLength = null, precision = null, scale = null } = attributes(type);
  return {
    name,
    database: source?.database ?? '',
    schema: source?.schema ?? '',
    table: source?.table ?? '',
    nullable,
    type: wireKind(type),
    length,
    byteLength,
    precision,
    scale,
    collation: type.kind === 'text' ? (type.collation ?? null) : null,
    ...(external !== undefined && { extTypeName: external }),
    ...(isVector(type) && { vectorDimension: type.dimension }),
    ...partsOf(type),
  };
}

const wireKind = (type: SnowType): string =>
  isVector(type) ? 'vector' : type.kind === 'object' && type.map !== undefined ? 'map' : type.kind;

/** What a structured type is made of: an ARRAY's items and a MAP's keys and values have no names. */
function partsOf(type: SnowType): { readonly fields?: readonly Readonly<Record<string, unknown>>[] } {
  if (type.kind === 'array' && type.element !== undefined) return { fields: [part(null, type.element)] };
  if (type.kind !== 'object') return {};
  if (type.map !== undefined) {
    return { fields: [part(null, { type: type.map.key, nullable: false }), part(null, type.map.value)] };
  }
  return type.fields === undefined ? {} : { fields: type.fields.map((field) => part(field.name, field)) };
}

function part(name: string | null, { type, nullable }: StructuredItem): Readonly<Record<string, unknown>> {
  const { length = null, byteLength = null, precision = null, scale = null } = attributes(type);
  return { name, nullable, type: wireKind(type), length, byteLength, precision, scale, ...partsOf(type) };
}

interface Attributes {
  readonly length?: number;
  readonly byteLength?: number;
  readonly precision?: number;
  readonly scale?: number;
}

/** A timestamp has no precision of its own, its scale is its fraction digits. */
function attributes(type: SnowType): Attributes {
  switch (type.kind) {
    case 'fixed':
      return { precision: type.precision, scale: type.scale };
    case 'decfloat':
      return { precision: MAX_PRECISION };
    case 'text':
      return { length: type.length, byteLength: octetLength(type.length) };
    case 'binary':
      return { length: type.length, byteLength: type.length };
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return { precision: 0, scale: type.scale };
    case 'real':
    case 'boolean':
    case 'date':
    case 'variant':
    case 'object':
    case 'array':
      return {};
    default:
      return unreachable(type);
  }
}

function unreachable(type: never): never {
  throw new Error(`Unknown type ${JSON.stringify(type)}`);
}
