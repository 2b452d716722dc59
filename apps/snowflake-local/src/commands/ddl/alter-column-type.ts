import type { ColumnEntry } from '../../catalog/entries.js';
import { SqlError } from '../../errors.js';
import { duckType } from '../../types/physical.js';
import { type SnowType, typeText } from '../../types/snow-type.js';

/**
 * A column with another declared type. Snowflake allows only changes that no stored value can contradict: a longer
 * text, more digits before the point.
 *
 * @throws SqlError 002108 for any other change.
 */
export function changeColumnType(
  alter: string,
  column: ColumnEntry,
  type: SnowType,
): { entry: ColumnEntry; sql: readonly string[] } {
  if (!holdsAllOf(type, column.type)) {
    throw new SqlError(
      '002108',
      '22000',
      `SQL compilation error:\ncannot change column ${column.name} from type ${typeText(column.type)} to ${typeText(type)}`,
    );
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
