import type { DuckRunner } from '../../execute/duck.js';
import type { ValueContext } from '../../types/typed.js';
import { unreachable } from '../../unreachable.js';
import { badField, isBad, type LoadColumn } from './columns.js';
import { fieldName, type LoadableFile, type RowError } from './file.js';
import type { LoadSettings, OnError } from './settings.js';

/** What becomes of a file. */
export interface FileVerdict {
  readonly file: LoadableFile;
  readonly errors: number;
  readonly firstError: RowError | null;
  readonly isLoaded: boolean;
}

/** Looks for rows that do not fit the table, and decides by ON_ERROR which files are loaded. */
export async function checkFile(
  file: LoadableFile,
  columns: readonly LoadColumn[],
  { truncate, onError }: LoadSettings,
  values: ValueContext,
  duck: DuckRunner,
): Promise<FileVerdict> {
  const found = await badRows(file, columns, truncate, values, duck);
  const errors = file.errors + found.count;
  const firstError = earlier(file.firstError, found.first);
  return { file, errors, firstError, isLoaded: isLoaded(onError, errors, file.rowsParsed) };
}

/** Rows that do not fit the table, in their order, `most` of them. */
export async function misfits(
  file: LoadableFile,
  columns: readonly LoadColumn[],
  { truncate }: Pick<LoadSettings, 'truncate'>,
  most: number,
  values: ValueContext,
  duck: DuckRunner,
): Promise<readonly RowError[]> {
  const branches = columns.map((column, at) => `WHEN ${isBad(column, truncate, values)} THEN ${at}`);
  const value = columns.map((column, at) => `WHEN ${at} THEN ${fieldName(column.field)}`);
  const rows = await duck.rows(
    `SELECT file_row_number, line, bad, CASE bad ${value.join(' ')} END
     FROM (SELECT *, CASE ${branches.join(' ')} END AS bad FROM ${file.relation}) WHERE bad IS NOT NULL
     ORDER BY file_row_number LIMIT ${most}`,
  );
  return rows.flatMap(([row, line, bad, text]): readonly RowError[] => {
    const column = columns[Number(bad)];
    if (column === undefined) return [];
    const problem = badField(column.target.type, text === null || text === undefined ? null : String(text));
    return [{ ...problem, line: Number(line), character: 1, row: Number(row), column: column.target.name }];
  });
}

async function badRows(
  file: LoadableFile,
  columns: readonly LoadColumn[],
  truncate: boolean,
  values: ValueContext,
  duck: DuckRunner,
): Promise<{ count: number; first: RowError | null }> {
  const branches = columns.map((column, at) => `WHEN ${isBad(column, truncate, values)} THEN ${at}`);
  const value = columns.map((column, at) => `WHEN ${at} THEN ${fieldName(column.field)}`);
  const [row] = await duck.rows(
    `SELECT count(*), min(file_row_number), arg_min(line, file_row_number), arg_min(bad, file_row_number),
            arg_min({'v': CASE bad ${value.join(' ')} END}, file_row_number).v
     FROM (SELECT *, CASE ${branches.join(' ')} END AS bad FROM ${file.relation}) WHERE bad IS NOT NULL`,
  );
  const [count, rowNumber, line, bad, text] = row ?? [];
  const column = columns[Number(bad)];
  if (Number(count ?? 0) === 0 || column === undefined) return { count: 0, first: null };
  const problem = badField(column.target.type, text === null || text === undefined ? null : String(text));
  return {
    count: Number(count),
    first: { ...problem, line: Number(line), character: 1, row: Number(rowNumber), column: column.target.name },
  };
}

/** The error that stands first in the file. */
export const earlier = (left: RowError | null, right: RowError | null): RowError | null => {
  if (left === null || right === null) return left ?? right;
  return left.row <= right.row ? left : right;
};

/** Whether a file with this many rows that do not fit is loaded: its other rows, that is. */
export function isLoaded(onError: OnError, errors: number, rows: number): boolean {
  switch (onError.kind) {
    case 'abort':
      return errors === 0;
    case 'continue':
      return true;
    case 'skip_file': {
      const limit = onError.percent ? (rows * onError.errors) / 100 : onError.errors;
      return errors === 0 || errors < limit;
    }
    default:
      return unreachable(onError);
  }
}
