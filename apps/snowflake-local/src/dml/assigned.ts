import type { ColumnEntry } from '../catalog/entries.js';
import { compilationError, SqlError } from '../errors.js';
import { coerceTo } from '../types/cast.js';
import { typeText } from '../types/snow-type.js';
import type { Emitted, ValueContext } from '../types/typed.js';

/** A value as it goes into a column. @throws SqlError 002023 where its type never does. */
export function assigned(value: Emitted, column: ColumnEntry, context: ValueContext): Emitted {
  try {
    return coerceTo(value, column.type, context);
  } catch (error) {
    if (!(error instanceof SqlError) || error.code !== '001007') throw error;
    const types = `expecting ${typeText(column.type)} but got ${typeText(value.type)}`;
    const detail = `Expression type does not match column data type, ${types} for column ${column.name}`;
    throw compilationError('002023', '22000', detail);
  }
}
