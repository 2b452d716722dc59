import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutColumn } from '../../bind/query.js';
import { quoteName } from '../../catalog/duck-name.js';
import { duplicateColumn, SqlError, unsupported } from '../../errors.js';
import type { ExecutionContext } from '../../execute/statement.js';
import type { FunctionContext } from '../../functions/registry.js';
import { quoteText } from '../../types/duck-text.js';
import { hasNanos, micros, rest } from '../../types/forms.js';
import type { Emitted } from '../../types/typed.js';
import { unreachable } from '../../unreachable.js';
import { compactJson } from './json-line.js';
import { singleTooLarge, type UnloadedRows, type WrittenFile } from './rows.js';
import type { UnloadSettings } from './settings.js';

/** Writes rows as Parquet into files of `folder`: DuckDB does. */
export async function writeParquet(
  rows: UnloadedRows,
  folder: string,
  settings: UnloadSettings,
  context: ExecutionContext,
): Promise<readonly WrittenFile[]> {
  if (settings.format.type !== 'PARQUET') throw new Error(`${settings.format.type} is not Parquet`);
  const items = parquetItems(rows.columns, settings.header, rows.values);
  const { compression } = settings.format.parquet;
  if (rows.partition === null) {
    const query = `SELECT ${items.join(', ')} FROM (${rows.sql})`;
    return parquetFiles(query, undefined, join(folder, 'all'), compression, settings, context);
  }
  // The rows are computed once, in the order of their partitions, so that each of these is a part of the file.
  const spill = join(context.engine.folders.spill, `unload-${randomUUID()}.parquet`);
  context.afterStatement(() => rm(spill, { force: true }));
  await mkdir(context.engine.folders.spill, { recursive: true });
  const ranked = `SELECT ${rows.partition} AS part, row_number() OVER () AS row, * FROM (${rows.sql})`;
  const ordered = `SELECT dense_rank() OVER (ORDER BY part) AS rank, * FROM (${ranked}) ORDER BY rank, row`;
  await context.duck.run(`COPY (${ordered}) TO ${quoteText(spill)} (FORMAT parquet, COMPRESSION zstd)`);
  const partitions = await context.duck.rows(
    `SELECT rank, any_value(part) FROM read_parquet(${quoteText(spill)}) GROUP BY rank ORDER BY rank`,
  );
  const written: WrittenFile[] = [];
  for (const [rank, part] of partitions) {
    const query = `SELECT ${items.join(', ')} FROM read_parquet(${quoteText(spill)}) WHERE rank = ${String(rank)}`;
    const partition = part === null || part === undefined ? null : String(part);
    const place = join(folder, String(rank));
    written.push(...(await parquetFiles(query, partition, place, compression, settings, context)));
  }
  return written;
}

async function parquetFiles(
  query: string,
  partition: string | null | undefined,
  folder: string,
  compression: string,
  { maxFileBytes, single }: UnloadSettings,
  { duck, signal }: ExecutionContext,
): Promise<readonly WrittenFile[]> {
  signal.throwIfAborted();
  const options = `FORMAT parquet, COMPRESSION ${compression}, FILE_SIZE_BYTES ${Math.max(1, maxFileBytes)}, FILENAME_PATTERN '{i}'`;
  await duck.run(`COPY (${query}) TO ${quoteText(folder)} (${options})`);
  const names = (await readdir(folder)).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  if (single && names.length > 1) throw singleTooLarge(maxFileBytes);
  const written: WrittenFile[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const [[rows, bytes, size] = []] = await duck.rows(
      `SELECT any_value(num_rows), (SELECT sum(total_uncompressed_size) FROM parquet_metadata(${quoteText(file)})), any_value(file_size_bytes)
       FROM parquet_file_metadata(${quoteText(file)})`,
    );
    if (Number(rows ?? 0) === 0) continue;
    written.push({ file, partition, rows: Number(rows), inputBytes: Number(bytes), outputBytes: Number(size) });
  }
  return written;
}

/** The columns of the file. Without HEADER they have numbers for names. */
function parquetItems(columns: readonly OutColumn[], header: boolean, values: FunctionContext): readonly string[] {
  const taken = new Map<string, string>();
  return columns.map((column, at) => {
    const name = header ? column.name : `_COL_${at}`;
    const other = taken.get(name.toUpperCase());
    if (other === name) throw duplicateColumn(name);
    if (other !== undefined) throw unsupported(`Parquet columns that differ in case alone, ${other} and ${name},`);
    taken.set(name.toUpperCase(), name);
    return `${parquetValue({ ...column, sql: `c${at}` }, column.name, values)} AS ${quoteName(name)}`;
  });
}

/** The value in the type that the file states for it. */
function parquetValue(value: Emitted, name: string, values: FunctionContext): string {
  const { type, sql, physical } = value;
  switch (type.kind) {
    case 'fixed':
      return `CAST(${sql} AS DECIMAL(${type.precision},${type.scale}))`;
    case 'timestamp_ntz':
      return hasNanos(physical) ? `make_timestamp_ns(epoch_us(${micros(value)}) * 1000 + ${rest(value)})` : sql;
    case 'time':
      if (hasNanos(physical)) throw unsupported(`nanoseconds of TIME column ${name} in TYPE = PARQUET`);
      return sql;
    case 'timestamp_ltz':
    case 'timestamp_tz':
      throw new SqlError(
        '100070',
        '22000',
        `Error encountered when unloading to PARQUET: TIMESTAMP_TZ and LTZ types are not supported for unloading to Parquet. Column ${name}: cast its value to TIMESTAMP_NTZ or VARCHAR.`,
      );
    case 'variant':
    case 'object':
    case 'array':
      return compactJson(value, values);
    case 'decfloat':
      throw unsupported(`DECFLOAT column ${name} in TYPE = PARQUET`);
    case 'real':
    case 'text':
    case 'boolean':
    case 'date':
    case 'binary':
      return sql;
    default:
      return unreachable(type);
  }
}
