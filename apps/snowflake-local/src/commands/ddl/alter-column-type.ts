import { duckIdentifier } from '../../catalog/duck-name.js';
import type { ColumnEntry, TableEntry } from '../../catalog/entries.js';
import { compilationError } from '../../errors.js';
import type { DuckRunner } from '../../execute/duck.js';
import { duckType } from '../../types/physical.js';
import { type FixedType, type SnowType, typeText } from '../../types/snow-type.js';
import type { DdlPlan } from './ddl.js';

/**
 * A column with another declared type. Snowflake allows only changes that no stored value contradicts: a longer
 * text, more digits before the point, or fewer where they are enough.
 *
 * @throws SqlError 040050 for a shorter text, 002108 for any other change.
 */
export function changeColumnType(
  { duckName }: TableEntry,
  column: ColumnEntry,
  type: SnowType,
): { entry: ColumnEntry; sql: NonNullable<DdlPlan['sql']> } {
  const alter = `ALTER TABLE ${duckName} ALTER ${duckIdentifier(column.name)}`;
  if (type.kind === 'fixed' && column.type.kind === 'fixed' && type.scale === column.type.scale) {
    const change = `${alter} SET DATA TYPE ${duckType(type, column.physical)}`;
    if (type.precision < column.type.precision) {
      return { entry: { ...column, type }, sql: [(duck) => fitting(duckName, column, type, change, duck)] };
    }
  }
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

/** The change, where each stored value has no more digits than that. */
async function fitting(
  duckName: string,
  { name, type: before }: ColumnEntry,
  type: FixedType,
  change: string,
  duck: DuckRunner,
): Promise<string> {
  const limit = `1${'0'.repeat(type.precision - type.scale)}`;
  const larger = `SELECT 1 FROM ${duckName} WHERE abs(CAST(${duckIdentifier(name)} AS DECIMAL(38,${type.scale}))) >= ${limit} LIMIT 1`;
  if ((await duck.rows(larger)).length === 0) return change;
  const detail = `cannot change column ${name} from type ${typeText(before)} to ${typeText(type)} because it holds a larger value`;
  throw compilationError('002108', '22000', detail);
}

function holdsAllOf(wider: SnowType, narrower: SnowType): boolean {
  if (wider.kind === 'text' && narrower.kind === 'text') return wider.length >= narrower.length;
  if (wider.kind === 'binary' && narrower.kind === 'binary') return wider.length >= narrower.length;
  if (wider.kind === 'fixed' && narrower.kind === 'fixed') {
    return wider.scale === narrower.scale && wider.precision >= narrower.precision;
  }
  return typeText(wider) === typeText(narrower);
}
