import { rm } from 'node:fs/promises';
import type { OutColumn } from '../../bind/query.js';
import { incomingRows } from '../../dml/insert-rows.js';
import { unsupported } from '../../errors.js';
import type { StatementOutcome } from '../../execute/statement.js';
import { checkFile, misfits } from '../../stage/load/check.js';
import { type LoadColumn, loadedValue, withInputFormats } from '../../stage/load/columns.js';
import { type LoadableFile, loadableFile, type RowError } from '../../stage/load/file.js';
import { columnShown } from '../../stage/load/report.js';
import type { Validation } from '../../stage/load/settings.js';
import { fixed, text } from '../../types/snow-type.js';
import type { BoundSource } from '../bound-source.js';
import type { StatementContext } from '../statement-context.js';
import { abortError, type LoadRun, type WaitingFile } from './load-table.js';

/** More errors than this are not listed. */
const MOST_ERRORS = 10_000;

const textColumn = (name: string): OutColumn => ({ name, type: text(), physical: 'varchar', nullable: true });
const countColumn = (name: string): OutColumn => ({ name, type: fixed(38, 0), physical: 'bigint', nullable: true });

/** What VALIDATION_MODE = RETURN_ERRORS answers: a row for each row of the files that cannot be loaded. */
const ERROR_COLUMNS: readonly OutColumn[] = [
  ...['ERROR', 'FILE'].map(textColumn),
  ...['LINE', 'CHARACTER', 'BYTE_OFFSET'].map(countColumn),
  textColumn('CATEGORY'),
  countColumn('CODE'),
  ...['SQL_STATE', 'COLUMN_NAME'].map(textColumn),
  ...['ROW_NUMBER', 'ROW_START_LINE'].map(countColumn),
  textColumn('REJECTED_RECORD'),
];

export const validationColumns = (validation: Validation, targets: LoadRun['targets']): readonly OutColumn[] =>
  validation.kind === 'errors'
    ? ERROR_COLUMNS
    : targets.map(({ name, type, physical, nullable }) => ({ name, type, physical, nullable }));

/** COPY INTO table with VALIDATION_MODE over files of fields: nothing is loaded. */
export async function validateFiles(
  files: readonly WaitingFile[],
  validation: Validation,
  run: LoadRun,
  columns: readonly LoadColumn[],
): Promise<StatementOutcome> {
  return validation.kind === 'errors' ? errorsOf(files, run, columns) : rowsOf(files, validation.rows, run, columns);
}

/** The same over files whose values a query takes. */
export async function validateQuery(
  validation: Validation,
  run: LoadRun,
  query: BoundSource,
  context: StatementContext,
): Promise<StatementOutcome> {
  if (validation.kind === 'errors') throw unsupported('VALIDATION_MODE = RETURN_ERRORS of files without fields');
  const names = run.targets.map(({ name }) => name);
  const incoming = incomingRows(run.table, names, query.query.columns, context, null);
  const taken = incoming.filter(({ column }) => names.includes(column.name));
  const shown = taken.map(
    ({ column, value }): OutColumn => ({ ...value, name: column.name, nullable: column.nullable }),
  );
  const items = taken.map(({ value }, at) => `${value.sql} AS c${at}`);
  const sql = `SELECT ${items.join(', ')} FROM (${await query.ready(run.execution)}) LIMIT ${validation.rows}`;
  return { columns: shown, rows: { kind: 'relation', sql } };
}

async function errorsOf(
  files: readonly WaitingFile[],
  run: LoadRun,
  columns: readonly LoadColumn[],
): Promise<StatementOutcome> {
  const { settings, execution, table, source } = run;
  const cells: (string | null)[][] = [];
  for (const file of files) {
    const unread: RowError[] = [];
    const loadable = await readable(file, run, columns, (error) => {
      if (unread.length < MOST_ERRORS) unread.push(error);
    });
    const unfit = await misfits(loadable, columns, settings, MOST_ERRORS, valuesOf(run), execution.duck);
    const all = [
      ...unread.map((error) => ({ error, category: 'parsing' })),
      ...unfit.map((error) => ({ error, category: 'conversion' })),
    ].sort((left, right) => left.error.row - right.error.row);
    for (const { error, category } of all.slice(0, MOST_ERRORS - cells.length)) {
      const { message, line, character, code, sqlState, column, row } = error;
      cells.push([
        ...[message, `${source.label}${file.staged.path}`, String(line), String(character), null, category],
        ...[String(Number(code)), sqlState, columnShown(table, column), String(row), String(line), null],
      ]);
    }
  }
  return { columns: ERROR_COLUMNS, rows: { kind: 'values', cells } };
}

async function rowsOf(
  files: readonly WaitingFile[],
  most: number,
  run: LoadRun,
  columns: readonly LoadColumn[],
): Promise<StatementOutcome> {
  const { settings, execution, table } = run;
  const values = valuesOf(run);
  const read = columns.map((column) => loadedValue(column, settings.truncate, values));
  const selects: string[] = [];
  for (const file of files) {
    const loadable = await readable(file, run, columns);
    const { firstError } = await checkFile(loadable, columns, settings, values, execution.duck);
    if (firstError !== null && firstError.row <= most) throw abortError(firstError, file.staged, table);
    const items = read.map(({ sql }, at) => `${sql} AS c${at}`);
    // Rows behind the last that is shown may be wrong.
    selects.push(
      `(SELECT ${items.join(', ')} FROM (FROM ${loadable.relation} ORDER BY file_row_number LIMIT ${most}))`,
    );
  }
  const shown = columns.map(({ target }, at): OutColumn => {
    const { type = target.type, physical = target.physical } = read[at] ?? {};
    return { name: target.name, type, physical, nullable: target.nullable };
  });
  return {
    columns: shown,
    rows: { kind: 'relation', sql: `SELECT * FROM (${selects.join(' UNION ALL ')}) LIMIT ${most}` },
  };
}

function valuesOf({ settings: { format }, values }: LoadRun): LoadRun['values'] {
  if (format.type !== 'CSV') throw new Error('Only CSV files have fields');
  return withInputFormats(format.csv, values);
}

async function readable(
  { staged, etag }: WaitingFile,
  { settings: { format, byName }, execution, isDirect }: LoadRun,
  columns: readonly LoadColumn[],
  onError?: (error: RowError) => void,
): Promise<LoadableFile> {
  if (format.type !== 'CSV') throw new Error('Only CSV files have fields');
  const shape = {
    fields: Math.max(...columns.map((column) => column.field)),
    columns: isDirect ? columns.map((column) => column.target.name) : [],
    byName,
    format: format.csv,
    ...(onError !== undefined && { onError }),
  };
  const file = await loadableFile(staged, etag, shape, execution.engine.folders.spill, execution.signal);
  execution.afterStatement(() => rm(file.file, { force: true }));
  return file;
}
