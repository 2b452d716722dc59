import { quoteName } from '../catalog/duck-name.js';
import type { DuckRunner } from '../execute/duck.js';
import { callFunction, lookupFunction } from '../functions/lookup.js';
import type { FunctionContext } from '../functions/registry.js';
import { quoteText } from '../types/duck-text.js';
import { nanosStruct, unlessNull } from '../types/forms.js';
import { textLiteral } from '../types/literal.js';
import { narrowForm } from '../types/physical.js';
import {
  BOOLEAN,
  binary,
  DATE,
  fixed,
  REAL,
  type SnowType,
  text,
  time,
  timestamp,
  VARIANT,
} from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import type { StagedFile } from './stage-files.js';

/** A column of a Parquet file: its name, its Snowflake type, and the DuckDB text that reads it in the type's narrow form. */
export interface ParquetColumn {
  readonly name: string;
  readonly value: Emitted;
}

const source = (file: StagedFile): string => `read_parquet(${quoteText(file.file)})`;

export async function parquetColumns(
  file: StagedFile,
  binaryAsText: boolean,
  duck: DuckRunner,
): Promise<readonly ParquetColumn[]> {
  const rows = await duck.rows(`DESCRIBE SELECT * FROM ${source(file)}`);
  return rows.map(([name, type]) => {
    const column = quoteName(String(name));
    return { name: String(name), value: readValue(column, String(type), binaryAsText) };
  });
}

/** The rows of a file as OBJECTs of their columns, NULLs left out, with the file's path and their numbers. */
export async function parquetRows(
  file: StagedFile,
  binaryAsText: boolean,
  values: FunctionContext,
  duck: DuckRunner,
): Promise<{ readonly sql: string; readonly rows: number }> {
  const columns = await parquetColumns(file, binaryAsText, duck);
  const spec = lookupFunction('OBJECT_CONSTRUCT');
  if (spec === undefined) throw new Error('OBJECT_CONSTRUCT is a function');
  const args = columns.flatMap(({ name, value }) => [textLiteral(name), value]);
  const object = callFunction(spec, { name: 'OBJECT_CONSTRUCT', args }, values).sql;
  const [count] = await duck.rows(`SELECT count(*) FROM ${source(file)}`);
  const sql = `SELECT CAST(${object} AS VARCHAR), ${quoteText(file.path)}, row_number() OVER () FROM ${source(file)}`;
  return { sql, rows: Number(count?.[0] ?? 0) };
}

function readValue(column: string, type: string, binaryAsText: boolean): Emitted {
  const made = (snow: SnowType, sql = column): Emitted => {
    const physical = snow.kind === 'fixed' && snow.scale === 0 && snow.precision > 18 ? 'decimal' : narrowForm(snow);
    return { sql, type: snow, physical, nullable: true };
  };
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(type);
  if (decimal !== null) {
    const snow = fixed(Number(decimal[1]), Number(decimal[2]));
    return made(snow, snow.scale === 0 && snow.precision <= 18 ? `CAST(${column} AS BIGINT)` : column);
  }
  switch (type) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
      return { sql: `CAST(${column} AS BIGINT)`, type: fixed(38), physical: 'bigint', nullable: true };
    case 'BIGINT':
    case 'UBIGINT':
    case 'HUGEINT':
      return made(fixed(38), `CAST(${column} AS DECIMAL(38,0))`);
    case 'FLOAT':
    case 'DOUBLE':
      return made(REAL, `CAST(${column} AS DOUBLE)`);
    case 'BOOLEAN':
      return made(BOOLEAN);
    case 'VARCHAR':
      return made(text());
    case 'DATE':
      return made(DATE);
    case 'TIME':
      return made(time());
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
      return made(timestamp('timestamp_ntz'), `CAST(${column} AS TIMESTAMP)`);
    case 'TIMESTAMP_NS': {
      const rest = `((epoch_ns(${column}) % 1000 + 1000) % 1000)`;
      const micros = `make_timestamp((epoch_ns(${column}) - ${rest}) // 1000)`;
      const sql = `(${unlessNull(column, nanosStruct(micros, rest))})`;
      return { sql, type: timestamp('timestamp_ntz'), physical: 'timestamp_nanos', nullable: true };
    }
    case 'TIMESTAMP WITH TIME ZONE':
      return made(timestamp('timestamp_ltz'), `CAST(${column} AS TIMESTAMP)`);
    case 'BLOB':
      return binaryAsText ? made(text(), `sf_utf8(${column})`) : made(binary());
    default:
      return made(VARIANT, `CAST(to_json(${column}) AS JSON)`);
  }
}
