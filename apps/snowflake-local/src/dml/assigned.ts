import type { ColumnEntry } from '../catalog/entries.js';
import { compilationError, SqlError } from '../errors.js';
import { coerceTo } from '../types/cast/cast.js';
import { type SnowType, typeText } from '../types/snow-type.js';
import { type Emitted, isNullLiteral, type ValueContext } from '../types/typed.js';
import { namingColumn, type WrittenTable } from './failed-column.js';

/** A value as it goes into a column of `table`. @throws SqlError 002023 where its type never does. */
export const assigned = (value: Emitted, column: ColumnEntry, table: WrittenTable, context: ValueContext): Emitted =>
  namingColumn(converted(value, column, context), table, column.name);

function converted(value: Emitted, column: ColumnEntry, context: ValueContext): Emitted {
  if (column.type.kind === 'variant' && !isNullLiteral(value) && NEVER_VARIANT.has(value.type.kind)) {
    throw mismatch(value, column);
  }
  try {
    return coerceTo({ ...value, nullable: value.nullable || column.nullable }, column.type, context);
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== '001007') throw error;
    throw mismatch(value, column);
  }
}

/** What becomes a VARIANT only where it is told to: a text might have been meant as JSON. */
const NEVER_VARIANT: ReadonlySet<string> = new Set<SnowType['kind']>([
  'text',
  'binary',
  'date',
  'time',
  'timestamp_ntz',
  'timestamp_ltz',
  'timestamp_tz',
]);

function mismatch(value: Emitted, column: ColumnEntry): SqlError {
  const types = `expecting ${typeText(column.type)} but got ${typeText(value.type)}`;
  const detail = `Expression type does not match column data type, ${types} for column ${column.name}`;
  return compilationError('002023', '22000', detail);
}
