import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { canonicalLine, readCanonical } from '../canonical-csv.js';
import type { CsvFormat } from '../csv-format.js';
import { readCsv } from '../read-csv.js';
import type { StagedFile } from '../stage-files.js';

/** Why a row of a file cannot be loaded. */
export interface RowError {
  readonly code: string;
  readonly sqlState: string;
  readonly message: string;
  /** Counts from 1, of the file. */
  readonly line: number;
  /** Counts from 1, within the record. */
  readonly character: number;
  /** Counts from 1, header left out. */
  readonly row: number;
  readonly column: string;
}

/** A staged file whose rows DuckDB can read. */
export interface LoadableFile {
  readonly staged: StagedFile;
  /** MD5 of the file: with it COPY knows a file that it has loaded before. */
  readonly etag: string;
  readonly rowsParsed: number;
  /** Rows that are no row: what could not be parsed, or has the wrong number of fields. */
  readonly errors: number;
  readonly firstError: RowError | null;
  /** On disk, to be removed after the statement. */
  readonly file: string;
  /** A DuckDB table function with f1 to fn (`fieldName`), `file_row_number` and `line`. */
  readonly relation: string;
}

export interface LoadShape {
  /** Fields of a row that are read. */
  readonly fields: number;
  /** Names of the columns they go to, for messages; empty for a transformation, which may leave fields out. */
  readonly columns: readonly string[];
  /** How the file's header names these columns; null: fields are theirs by place. */
  readonly byName: 'sensitive' | 'insensitive' | null;
  readonly format: CsvFormat;
  /** Told of every row that is none. */
  readonly onError?: (error: RowError) => void;
}

/** Reads a staged file once, and leaves its rows in `folder` in the form that DuckDB reads. */
export async function loadableFile(
  staged: StagedFile,
  etag: string,
  shape: LoadShape,
  folder: string,
  signal: AbortSignal,
): Promise<LoadableFile> {
  const file = join(folder, `load-${randomUUID()}.csv`);
  const counts = { rows: 0, errors: 0, first: null as RowError | null };
  const fail = (error: RowError): void => {
    counts.errors += 1;
    counts.first ??= error;
    shape.onError?.(error);
  };
  // A header that says what is where is a record like any other to the reader.
  const format = shape.byName === null ? shape.format : { ...shape.format, parseHeader: false };
  let header: Header | null = null;
  async function* lines(): AsyncGenerator<string> {
    for await (const records of readCsv(staged, format, signal)) {
      let text = '';
      for (const record of records) {
        if (shape.byName !== null && header === null && record.kind !== 'error') {
          header = headerOf(record.fields, shape);
          continue;
        }
        counts.rows += 1;
        const { line } = record;
        const row = counts.rows;
        if (record.kind === 'error') {
          const { message, character, field } = record;
          fail({ code: '100016', sqlState: '22000', message, line, character, row, column: columnName(shape, field) });
          continue;
        }
        const mismatch = wrongFieldCount(record.fields.length, header?.width ?? shape.columns.length, shape);
        if (mismatch !== null) {
          fail({ ...mismatch, line, character: record.length + 1, row });
          continue;
        }
        const fields = Array.from({ length: shape.fields }, (_, at) => record.fields[header?.places[at] ?? at] ?? null);
        text += canonicalLine([...fields, String(row), String(line)]);
      }
      if (text !== '') yield text;
    }
  }
  await mkdir(folder, { recursive: true });
  await pipeline(Readable.from(lines()), createWriteStream(file), { signal });
  const names = Array.from({ length: shape.fields }, (_, at) => [fieldName(at + 1), 'VARCHAR'] as const);
  const relation = readCanonical(file, [...names, ['file_row_number', 'BIGINT'], ['line', 'BIGINT']]);
  return { staged, etag, rowsParsed: counts.rows, errors: counts.errors, firstError: counts.first, file, relation };
}

/** A field as a column of a loadable file. Not c1 to cn: those are the names of what is computed from it. */
export const fieldName = (field: number): string => `f${field}`;

const columnName = ({ columns }: LoadShape, field: number): string => columns[field - 1] ?? `$${field}`;

interface Header {
  readonly width: number;
  /** Where the field of each column stands, -1 for one that the file has not. */
  readonly places: readonly number[];
}

function headerOf(names: readonly (string | null)[], { columns, byName }: LoadShape): Header {
  const key = (name: string | null): string => (byName === 'sensitive' ? (name ?? '') : (name ?? '').toUpperCase());
  const places = new Map(names.map((name, at) => [key(name), at]));
  return { width: names.length, places: columns.map((name) => places.get(key(name)) ?? -1) };
}

function wrongFieldCount(
  found: number,
  wanted: number,
  { columns, format }: LoadShape,
): Pick<RowError, 'code' | 'sqlState' | 'message' | 'column'> | null {
  if (wanted === 0 || found === wanted || !format.errorOnColumnCountMismatch) return null;
  const cure = 'use file format option error_on_column_count_mismatch=false to ignore this error';
  return {
    code: '100080',
    sqlState: '22000',
    message: `Number of columns in file (${found}) does not match that of the corresponding table (${wanted}), ${cure}`,
    column: columns[Math.min(found, columns.length) - 1] ?? '',
  };
}
