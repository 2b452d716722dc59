import { positionAt } from '../errors.js';
import type { DataType } from '../parse/ast.js';
import type { SnowType, TimestampKind } from '../types/snow-type.js';
import { typeFromName } from '../types/type-name.js';
import type { BindContext } from './context.js';
import { placed } from './placed.js';

/** The type that was written. What a bare TIMESTAMP is, a session parameter decides. */
export function snowType(type: DataType, context: Pick<BindContext, 'text' | 'values'>): SnowType {
  return placed(
    () => positionAt(context.text, type.start),
    () => typeFromName(type.name, type.args, mapping(context)),
  );
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
