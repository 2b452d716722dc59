import type { ShapeKind } from './shape/shape.js';

/** A Snowflake type, as metadata and error texts show it. How its values are stored is `Physical`'s business. */
export type SnowType =
  | { readonly kind: 'fixed'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'real' }
  /** 38 digits and an exponent of ten: a decimal number that floats. */
  | { readonly kind: 'decfloat' }
  | {
      readonly kind: 'text';
      readonly length: number;
      /** How its values compare, as COLLATE was given it; absent: by code points. */
      readonly collation?: string;
      /** The collation is that of an expression, which goes before that of a column. */
      readonly explicit?: true;
    }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'time'; readonly scale: number }
  | { readonly kind: TimestampKind; readonly scale: number }
  | { readonly kind: 'variant' }
  | {
      readonly kind: 'object';
      /** OBJECT(name type, …). */
      readonly fields?: readonly StructuredField[];
      /** MAP(key, value): an object whose keys are texts or whole numbers. */
      readonly map?: { readonly key: SnowType; readonly value: StructuredItem };
      /** A GEOGRAPHY or GEOMETRY. */
      readonly shape?: ShapeKind;
    }
  | {
      readonly kind: 'array';
      /** ARRAY(type). */
      readonly element?: StructuredItem;
      /** VECTOR(type, dimension): an array of so many numbers, FLOAT or INT. */
      readonly dimension?: number;
    }
  | { readonly kind: 'binary'; readonly length: number };

/** A part of a structured type. */
export interface StructuredItem {
  readonly type: SnowType;
  readonly nullable: boolean;
}

export interface StructuredField extends StructuredItem {
  readonly name: string;
}

export type TimestampKind = 'timestamp_ntz' | 'timestamp_ltz' | 'timestamp_tz';
export type FixedType = Extract<SnowType, { kind: 'fixed' }>;
export type TextType = Extract<SnowType, { kind: 'text' }>;
export type TimestampType = Extract<SnowType, { kind: TimestampKind }>;

/** Characters of a VARCHAR and bytes of a BINARY that are declared without a length. */
export const MAX_TEXT_LENGTH = 16_777_216;
export const MAX_BINARY_LENGTH = 8_388_608;
/** Bytes that a VARCHAR of so many characters is said to take: four each, up to those of one without a length. */
export const octetLength = (length: number): number => Math.max(length, Math.min(length * 4, MAX_TEXT_LENGTH));
/** Digits of the widest NUMBER. */
export const MAX_PRECISION = 38;

export const fixed = (precision: number, scale = 0): FixedType => ({ kind: 'fixed', precision, scale });
export const text = (length = MAX_TEXT_LENGTH): TextType => ({ kind: 'text', length });
export const binary = (length = MAX_BINARY_LENGTH): SnowType => ({ kind: 'binary', length });
export const time = (scale = 9): SnowType => ({ kind: 'time', scale });
export const timestamp = (kind: TimestampKind, scale = 9): TimestampType => ({ kind, scale });
export const REAL: SnowType = { kind: 'real' };
export const DECFLOAT: SnowType = { kind: 'decfloat' };
export const BOOLEAN: SnowType = { kind: 'boolean' };
export const DATE: SnowType = { kind: 'date' };
export const VARIANT: SnowType = { kind: 'variant' };
export const OBJECT: SnowType = { kind: 'object' };
export const ARRAY: SnowType = { kind: 'array' };

export type VectorType = Extract<SnowType, { kind: 'array' }> & {
  readonly element: StructuredItem;
  readonly dimension: number;
};

export const isVector = (type: SnowType): type is VectorType => type.kind === 'array' && type.dimension !== undefined;

export const isTimestamp = (type: SnowType): type is TimestampType =>
  type.kind === 'timestamp_ntz' || type.kind === 'timestamp_ltz' || type.kind === 'timestamp_tz';

/** VARIANT, OBJECT and ARRAY: held as JSON text. */
export const isSemiStructured = (type: SnowType): boolean =>
  type.kind === 'variant' || type.kind === 'object' || type.kind === 'array';

/** The type in Snowflake's own spelling: `NUMBER(38,0)`, `VARCHAR(16777216)`, `TIMESTAMP_NTZ(9)`. */
export function typeText(type: SnowType): string {
  switch (type.kind) {
    case 'fixed':
      return `NUMBER(${type.precision},${type.scale})`;
    case 'real':
      return 'FLOAT';
    case 'text':
      return `VARCHAR(${type.length})`;
    case 'binary':
      return `BINARY(${type.length})`;
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return `${type.kind.toUpperCase()}(${type.scale})`;
    case 'boolean':
    case 'date':
    case 'variant':
    case 'decfloat':
      return type.kind.toUpperCase();
    case 'array':
      return arrayText(type);
    case 'object':
      return objectText(type);
    default:
      return unreachable(type);
  }
}

function arrayText({ element, dimension }: Extract<SnowType, { kind: 'array' }>): string {
  if (element === undefined) return 'ARRAY';
  if (dimension === undefined) return `ARRAY(${itemText(element)})`;
  return `VECTOR(${element.type.kind === 'real' ? 'FLOAT' : 'INT'}, ${dimension})`;
}

function objectText({ fields, map, shape }: Extract<SnowType, { kind: 'object' }>): string {
  if (shape !== undefined) return shape;
  if (map !== undefined) return `MAP(${typeText(map.key)}, ${itemText(map.value)})`;
  if (fields === undefined) return 'OBJECT';
  return `OBJECT(${fields.map((field) => `${fieldName(field.name)} ${itemText(field)}`).join(', ')})`;
}

const itemText = ({ type, nullable }: StructuredItem): string => `${typeText(type)}${nullable ? '' : ' NOT NULL'}`;

const fieldName = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** The type as it is described: with the collation of a text. */
export const describedType = (type: SnowType): string =>
  type.kind === 'text' && type.collation !== undefined
    ? `${typeText(type)} COLLATE '${type.collation}'`
    : typeText(type);

export const sameType = (left: SnowType, right: SnowType): boolean => typeText(left) === typeText(right);

function unreachable(type: never): never {
  throw new Error(`Unknown type ${JSON.stringify(type)}`);
}
