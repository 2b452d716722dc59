import type { FormatOptions } from '../catalog/entries.js';
import { unsupported } from '../errors.js';
import { type CsvFormat, csvFormat } from './csv-format.js';
import { type JsonFormat, jsonFormat } from './json-format.js';
import { type ParquetFormat, parquetFormat } from './parquet-format.js';

/** How staged files are read. */
export type StagedFormat =
  | { readonly type: 'CSV'; readonly csv: CsvFormat }
  | { readonly type: 'JSON'; readonly json: JsonFormat }
  | { readonly type: 'PARQUET'; readonly parquet: ParquetFormat };

/**
 * Reads the options of a file format, names in upper case.
 *
 * @throws SqlError 001420 for an option or value that the type does not have, 000002 for a type that is not supported.
 */
export function stagedFormat(options: FormatOptions): StagedFormat {
  const type = String(options.TYPE ?? 'CSV').toUpperCase();
  switch (type) {
    case 'CSV':
      return { type, csv: csvFormat(options) };
    case 'JSON':
      return { type, json: jsonFormat(options) };
    case 'PARQUET':
      return { type, parquet: parquetFormat(options) };
    default:
      throw unsupported(`TYPE = ${type}`);
  }
}

/** Options of `above` over those of `below`, which only count where both are of one type. */
export const overFormat = (below: FormatOptions, above: FormatOptions): FormatOptions =>
  above.TYPE !== undefined && String(above.TYPE).toUpperCase() !== String(below.TYPE ?? 'CSV').toUpperCase()
    ? above
    : { ...below, ...above };
