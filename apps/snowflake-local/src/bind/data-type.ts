import { compilationError, duplicateColumn, positionAt } from '../errors.js';
import type { DataType } from '../parse/ast.js';
import { type SnowType, type TimestampKind, typeText } from '../types/snow-type.js';
import { typeFromName } from '../types/type-name.js';
import type { BindContext } from './context.js';
import { placed } from './placed.js';

/** The type that was written. What a bare TIMESTAMP is, a session parameter decides. */
export function snowType(type: DataType, context: Pick<BindContext, 'text' | 'values'>): SnowType {
  return placed(
    () => positionAt(context.text, type.start),
    () =>
      type.parts === undefined ? typeFromName(type.name, type.args, mapping(context)) : structuredType(type, context),
  );
}

function structuredType({ name, parts = [] }: DataType, context: Pick<BindContext, 'text' | 'values'>): SnowType {
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
