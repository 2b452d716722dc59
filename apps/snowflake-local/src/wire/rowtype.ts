import type { OutColumn } from '../bind/query.js';
import type { SnowType } from '../types/snow-type.js';

/** Describes a column to drivers. Python needs every key, Node the type in lower case. */
export function rowtype({ name, type, nullable, source }: OutColumn): Readonly<Record<string, unknown>> {
  const { length = null, byteLength = null, precision = null, scale = null } = attributes(type);
  return {
    name,
    database: source?.database ?? '',
    schema: source?.schema ?? '',
    table: source?.table ?? '',
    nullable,
    type: type.kind,
    length,
    byteLength,
    precision,
    scale,
    collation: type.kind === 'text' ? (type.collation ?? null) : null,
  };
}

interface Attributes {
  readonly length?: number;
  readonly byteLength?: number;
  readonly precision?: number;
  readonly scale?: number;
}

/** Characters take up to four bytes each; a timestamp has no precision of its own, its scale is its fraction digits. */
function attributes(type: SnowType): Attributes {
  switch (type.kind) {
    case 'fixed':
      return { precision: type.precision, scale: type.scale };
    case 'text':
      return { length: type.length, byteLength: type.length * 4 };
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
