import type { ColumnEntry } from '../../catalog/entries.js';
import { compilationError } from '../../errors.js';
import { duckType } from '../../types/physical.js';
import { type SnowType, typeText } from '../../types/snow-type.js';

/**
 * A column with another declared type. Snowflake allows only changes that no stored value can contradict: a longer
 * text, more digits before the point.
 *
 * @throws SqlError 040050 for a shorter text, 002108 for any other change.
 */
export function changeColumnType(
  alter: string,
  column: ColumnEntry,
  type: SnowType,
): { entry: ColumnEntry; sql: readonly string[] } {
  if (!holdsAllOf(type, column.type)) {
    const detail = `cannot change column ${column.name} from type ${typeText(column.type)} to ${typeText(type)}`;
    const isShorter = type.kind === 'text' && column.type.kind === 'text';
    throw isShorter
      ? compilationError('040050', '22000', `${detail} because reducing the byte-length of varchar is not supported.`)
      : compilationError('002108', '22000', detail);
  }
  const before = duckType(column.type, column.physical);
  const after = duckType(type, column.physical);
  return {
    entry: { ...column, type },
    sql: before === after ? [] : [`${alter} SET DATA TYPE ${after}`],
  };
}

function holdsAllOf(wider: SnowType, narrower: SnowType): boolean {
  if (wider.kind === 'text' && narrower.kind === 'text') return wider.length >= narrower.length;
  if (wider.kind === 'binary' && narrower.kind === 'binary') return wider.length >= narrower.length;
  if (wider.kind === 'fixed' && narrower.kind === 'fixed') {
    return wider.scale === narrower.scale && wider.precision >= narrower.precision;
  }
  return typeText(wider) === typeText(narrower);
}
