import { narrowForm, type Physical } from '../../types/physical.js';
import { fixed, type SnowType, text, timestamp } from '../../types/snow-type.js';

/** One column of a system view: its name, type, and the DuckDB expression over the catalog's own tables. */
export interface ViewColumn {
  readonly name: string;
  readonly type: SnowType;
  readonly physical: Physical;
  readonly sql: string;
}

const column = (name: string, type: SnowType, sql: string): ViewColumn => ({
  name,
  type,
  physical: narrowForm(type),
  sql,
});

export const textColumn = (name: string, sql: string): ViewColumn => column(name, text(), `CAST(${sql} AS VARCHAR)`);
export const numberColumn = (name: string, sql: string): ViewColumn =>
  column(name, fixed(38, 0), `CAST(${sql} AS BIGINT)`);
/** `sql` is in epoch milliseconds. */
export const timeColumn = (name: string, sql: string): ViewColumn =>
  column(name, timestamp('timestamp_ltz', 3), `make_timestamp(CAST(${sql} AS BIGINT) * 1000)`);

/** Columns that exist for the standard's sake and are always NULL in Snowflake too. */
export const nullColumns = (...names: readonly string[]): readonly ViewColumn[] =>
  names.map((name) => textColumn(name, 'NULL'));
