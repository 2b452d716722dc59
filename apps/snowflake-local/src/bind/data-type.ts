import { compilationError, duplicateColumn, positionAt, SqlError } from '../errors.js';
import type { DataType } from '../parse/ast.js';
import { fixed, REAL, type SnowType, type TimestampKind, typeText } from '../types/snow-type.js';
import { BadWidth, typeFromName } from '../types/type-name.js';
import type { BindContext } from './context.js';
import { placed } from './placed.js';

/** The type that was written. What a bare TIMESTAMP is, a session parameter decides. */
export function snowType(type: DataType, context: Pick<BindContext, 'text' | 'values'>): SnowType {
  return placed(
    () => positionAt(context.text, type.start),
    () => (type.parts === undefined ? plainType(type, context) : structuredType(type, context)),
  );
}

function plainType(type: DataType, context: Pick<BindContext, 'text' | 'values'>): SnowType {
  try {
    return typeFromName(type.name, type.args, mapping(context));
  } catch (error) {
    if (!(error instanceof BadWidth)) throw error;
    const { code, sqlState, detail, message, argument } = error;
    const position = positionAt(context.text, argument === null ? type.start : widthAt(type, argument, context.text));
    if (argument === null) throw new SqlError(code, sqlState, message, position);
    throw compilationError(code, sqlState, detail, position);
  }
}

/** Where a type's argument stands: it is the number of that place behind the parenthesis. */
function widthAt({ start, end }: DataType, argument: number, text: string): number {
  const open = text.indexOf('(', start);
  const numbers = open < 0 || open > end ? [] : [...text.slice(open, end).matchAll(/\d+/g)];
  return open + (numbers[argument]?.index ?? start - open);
}

const MOST_DIMENSIONS = 4_096;

function vectorType({ parts = [], args: [dimension = 0] }: DataType): SnowType {
  const word = parts[0]?.type.name ?? '';
  const isFloat = ['FLOAT', 'FLOAT4', 'FLOAT8'].includes(word);
  if (!isFloat && word !== 'INT' && word !== 'INTEGER') {
    throw compilationError('002040', '42601', `Unsupported vector element type '${word}'.`);
  }
  if (dimension < 1 || dimension > MOST_DIMENSIONS) {
    throw compilationError(
      '002040',
      '42601',
      `Invalid vector dimension: ${dimension}. Must be between 1 and ${MOST_DIMENSIONS}.`,
    );
  }
  return { kind: 'array', element: { type: isFloat ? REAL : fixed(10), nullable: false }, dimension };
}

function structuredType(of: DataType, context: Pick<BindContext, 'text' | 'values'>): SnowType {
  const { name, parts = [] } = of;
  if (name === 'VECTOR') return vectorType(of);
  const items = parts.map((part) => ({ type: snowType(part.type, context), nullable: !part.notNull }));
  const [first, second] = items;
  if (name === 'ARRAY' && first !== undefined) return { kind: 'array', element: first };
  if (name === 'MAP' && first !== undefined && second !== undefined) {
    const { kind } = first.type;
    if (kind === 'text' || (first.type.kind === 'fixed' && first.type.scale === 0)) {
      return { kind: 'object', map: { key: first.type, value: second } };
    }
    throw compilationError(
      '002040',
      '42601',
      `invalid key of MAP: ${typeText(first.type)} is no VARCHAR and no whole NUMBER.`,
    );
  }
  const fields = items.map((item, at) => ({ name: parts[at]?.name ?? '', ...item }));
  const repeated = fields.find((field, at) => fields.findIndex((other) => other.name === field.name) !== at);
  if (repeated !== undefined) throw duplicateColumn(repeated.name);
  return { kind: 'object', fields };
}

function mapping(context: Pick<BindContext, 'values'>): TimestampKind {
  switch (context.values.parameter('TIMESTAMP_TYPE_MAPPING')?.toUpperCase()) {
    case 'TIMESTAMP_LTZ':
      return 'timestamp_ltz';
    case 'TIMESTAMP_TZ':
      return 'timestamp_tz';
    default:
      return 'timestamp_ntz';
  }
}
