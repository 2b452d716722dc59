import type { OutColumn } from '../../bind/query.js';
import type { TableEntry } from '../../catalog/entries.js';
import { fixed, text } from '../../types/snow-type.js';
import { unreachable } from '../../unreachable.js';
import type { RowError } from './file.js';
import type { LoadRecord } from './history.js';
import type { LoadSettings } from './settings.js';

const textColumn = (name: string): OutColumn => ({ name, type: text(), physical: 'varchar', nullable: true });
const countColumn = (name: string): OutColumn => ({ name, type: fixed(38, 0), physical: 'bigint', nullable: true });

/** What COPY INTO table answers: one row a file. */
export const LOAD_COLUMNS: readonly OutColumn[] = [
  ...['file', 'status'].map(textColumn),
  ...['rows_parsed', 'rows_loaded', 'error_limit', 'errors_seen'].map(countColumn),
  textColumn('first_error'),
  ...['first_error_line', 'first_error_character'].map(countColumn),
  textColumn('first_error_column_name'),
];

export interface FileReport {
  /** Stage and path, as LIST shows them. */
  readonly shown: string;
  readonly status: LoadRecord['status'];
  readonly rowsParsed: number;
  readonly rowsLoaded: number;
  readonly errors: number;
  readonly firstError: RowError | null;
  /** The table whose name and place stand beside a column's. */
  readonly table: Pick<TableEntry, 'name' | 'columns'>;
}

export function fileReport(report: FileReport, settings: LoadSettings): readonly (string | null)[] {
  const { shown, status, rowsParsed, rowsLoaded, errors, firstError, table } = report;
  return [
    ...[
      shown,
      status,
      String(rowsParsed),
      String(rowsLoaded),
      String(errorLimit(settings, rowsParsed)),
      String(errors),
    ],
    ...(firstError === null
      ? [null, null, null, null]
      : [
          firstError.message,
          String(firstError.line),
          String(firstError.character),
          columnShown(table, firstError.column),
        ]),
  ];
}

/** `"T"["B":2]`: a column with its place in the table, which what is no column of it has none of. */
export function columnShown({ name, columns }: Pick<TableEntry, 'name' | 'columns'>, column: string): string {
  const at = columns.findIndex((each) => each.name === column);
  return `"${name}"["${column}"${at < 0 ? '' : `:${at + 1}`}]`;
}

function errorLimit({ onError }: LoadSettings, rowsParsed: number): number {
  switch (onError.kind) {
    case 'abort':
      return 1;
    case 'continue':
      return rowsParsed;
    case 'skip_file':
      return onError.percent ? Math.ceil((rowsParsed * onError.errors) / 100) : onError.errors;
    default:
      return unreachable(onError);
  }
}
