import { rm } from 'node:fs/promises';
import { relative } from 'node:path';
import type { ColumnEntry, TableEntry } from '../../catalog/entries.js';
import { insertRows } from '../../dml/insert-rows.js';
import { SqlError } from '../../errors.js';
import type { ExecutionContext } from '../../execute/statement.js';
import { checkFile, type FileVerdict } from '../../stage/load/check.js';
import { attemptedValue, isBad, type LoadColumn, loadedValue, withInputFormats } from '../../stage/load/columns.js';
import { loadableFile, type RowError } from '../../stage/load/file.js';
import { historyKey, loadedBefore, recordLoads } from '../../stage/load/history.js';
import { columnShown, type FileReport } from '../../stage/load/report.js';
import type { LoadSettings } from '../../stage/load/settings.js';
import { md5Of } from '../../stage/md5.js';
import { severalAtOnce } from '../../stage/several-at-once.js';
import { type StagedFile, stagedFiles } from '../../stage/stage-files.js';
import { normaliseStagePath } from '../../stage/stage-path.js';
import type { StageSource } from '../../stage/stage-source.js';
import type { StagedReads } from '../../stage/staged-reads.js';
import type { Emitted, ValueContext } from '../../types/typed.js';
import type { BoundSource } from '../bound-source.js';

/** One COPY INTO table while it runs. */
export interface LoadRun {
  readonly table: TableEntry;
  readonly targets: readonly ColumnEntry[];
  readonly source: StageSource;
  readonly settings: LoadSettings;
  readonly isDirect: boolean;
  readonly values: ValueContext;
  readonly execution: ExecutionContext;
}

export interface WaitingFile {
  readonly staged: StagedFile;
  readonly etag: string;
}

/**
 * The files that are to be loaded: those of the location that FILES and PATTERN choose, without those that this table
 * has loaded before, unless FORCE wants them again.
 */
export async function waitingFiles({ table, source, settings, execution }: LoadRun): Promise<readonly WaitingFile[]> {
  const found = await chosenFiles(source, settings);
  const before =
    settings.force || (settings.validation?.kind === 'errors' && settings.validation.loaded)
      ? new Set<string>()
      : await loadedBefore(table.objectId, execution.duck);
  const waiting: WaitingFile[] = [];
  for await (const { staged, etag } of withEtags(found, settings.sizeLimit, execution.signal)) {
    if (!before.has(historyKey(historyName(staged, execution), etag))) waiting.push({ staged, etag });
    // At least one file is loaded; the one that reaches the limit is the last.
    if (settings.sizeLimit !== null && sizeOf(waiting) >= settings.sizeLimit) break;
  }
  return waiting;
}

/** A limit may need a few files of many: then each is read when its turn comes. */
async function* withEtags(
  files: readonly StagedFile[],
  sizeLimit: number | null,
  signal: AbortSignal,
): AsyncGenerator<WaitingFile> {
  const withEtag = async (staged: StagedFile) => ({ staged, etag: await md5Of(staged, signal) });
  if (sizeLimit === null) yield* await severalAtOnce(files, withEtag);
  else for (const staged of files) yield await withEtag(staged);
}

const sizeOf = (files: readonly WaitingFile[]): number => files.reduce((sum, { staged }) => sum + staged.bytes, 0);

async function chosenFiles(source: StageSource, { files, pattern }: LoadSettings): Promise<readonly StagedFile[]> {
  const all = await stagedFiles(source, pattern);
  if (files === null) return all;
  const byPath = new Map(all.map((file) => [file.path, file]));
  return files.map((name) => {
    const found = byPath.get(normaliseStagePath(`${source.path}${name}`));
    if (found !== undefined) return found;
    throw new SqlError(
      '091016',
      '02000',
      `Remote file '${source.shown}${name}' was not found. There are several potential root causes. The file might not exist.`,
    );
  });
}

/** Stage and path; the stage by its own identifier, so that a new stage of the same name starts afresh. */
const historyName = (file: StagedFile, { engine }: ExecutionContext): string =>
  relative(engine.folders.stages, file.file);

/** Loads files field by field. */
export async function loadFiles(
  files: readonly WaitingFile[],
  run: LoadRun,
  columns: readonly LoadColumn[],
): Promise<readonly FileReport[]> {
  const { settings, execution, table } = run;
  const { format } = settings;
  if (format.type !== 'CSV') throw new Error('Only CSV files have fields');
  const values = withInputFormats(format.csv, run.values);
  const fields = Math.max(...columns.map((column) => column.field));
  const names = run.isDirect ? columns.map((column) => column.target.name) : [];
  const verdicts: FileVerdict[] = [];
  for (const { staged, etag } of files) {
    const shape = { fields, columns: names, byName: settings.byName, format: format.csv };
    const file = await loadableFile(staged, etag, shape, execution.engine.folders.spill, execution.signal);
    execution.afterStatement(() => rm(file.file, { force: true }));
    const verdict = await checkFile(file, columns, settings, values, execution.duck);
    if (settings.onError.kind === 'abort' && verdict.firstError !== null) {
      throw abortError(verdict.firstError, staged, table);
    }
    verdicts.push(verdict);
  }
  for (const verdict of verdicts) if (verdict.isLoaded) await insertFile(verdict, columns, values, run);
  const reports = verdicts.map(({ file, errors, firstError, isLoaded }) =>
    fileOutcome(file.staged, { rowsParsed: file.rowsParsed, errors, firstError }, isLoaded, run),
  );
  await remember(
    verdicts.map(({ file }) => file),
    reports,
    run,
  );
  return reports;
}

async function insertFile(
  { file, errors }: FileVerdict,
  columns: readonly LoadColumn[],
  values: ValueContext,
  { settings, execution, table, targets }: LoadRun,
): Promise<void> {
  const isClean = errors === file.errors;
  const read = (column: LoadColumn): Emitted =>
    isClean ? loadedValue(column, settings.truncate, values) : attemptedValue(column, settings.truncate, values);
  const given = columns.map(read);
  const items = given.map(({ sql }, at) => `${sql} AS c${at}`);
  const bad = columns.map((column) => isBad(column, settings.truncate, values));
  const kept = isClean ? '' : ` WHERE NOT (${bad.join(' OR ')})`;
  const sql = `SELECT ${items.join(', ')} FROM ${file.relation}${kept}`;
  await insertRows(
    table,
    targets.map((target) => target.name),
    { sql, columns: given },
    execution,
  );
}

/** What became of a file, as COPY answers it. */
export function fileOutcome(
  staged: StagedFile,
  { rowsParsed, errors, firstError }: Pick<FileReport, 'rowsParsed' | 'errors' | 'firstError'>,
  isLoaded: boolean,
  { source, table }: LoadRun,
): FileReport {
  const rowsLoaded = isLoaded ? rowsParsed - errors : 0;
  const status = errors === 0 ? 'LOADED' : rowsLoaded > 0 ? 'PARTIALLY_LOADED' : 'LOAD_FAILED';
  return {
    shown: `${source.label}${staged.path}`,
    status,
    rowsParsed,
    rowsLoaded,
    errors,
    firstError,
    table,
  };
}

/** Loads what a query makes of the files; what it cannot compute ends the statement. */
export async function loadQuery(
  files: readonly WaitingFile[],
  run: LoadRun,
  query: BoundSource,
  reads: StagedReads,
): Promise<readonly FileReport[]> {
  const { execution, table, targets } = run;
  const sql = await query.ready(execution);
  await insertRows(
    table,
    targets.map((target) => target.name),
    { sql, columns: query.query.columns },
    execution,
  );
  const reports = files.map(({ staged }): FileReport => {
    const rowsParsed = reads.rowsRead.get(staged.path) ?? 0;
    return fileOutcome(staged, { rowsParsed, errors: 0, firstError: null }, true, run);
  });
  await remember(files, reports, run);
  return reports;
}

/** Writes the load history, and removes loaded files where PURGE asks for it. */
export async function remember(
  files: readonly WaitingFile[],
  reports: readonly FileReport[],
  { table, settings, execution }: LoadRun,
): Promise<void> {
  const loads = files.flatMap(({ staged, etag }, at) => {
    const report = reports[at];
    if (report === undefined) return [];
    const { rowsLoaded, rowsParsed, status, firstError } = report;
    const file = historyName(staged, execution);
    return [{ file, etag, rowsLoaded, rowsParsed, status, firstError: firstError?.message ?? null }];
  });
  await recordLoads(table.objectId, loads, execution.duck);
  if (!settings.purge) return;
  const loaded = files.filter((_, at) => reports[at]?.status === 'LOADED');
  execution.afterCommit(() => {
    execution.engine.removals.add(loaded.map(({ staged }) => staged.file));
  });
}

export function abortError(error: RowError, file: StagedFile, table: TableEntry): SqlError {
  return new SqlError(
    error.code,
    error.sqlState,
    [
      error.message,
      `  File '${file.path}', line ${error.line}, character ${error.character}`,
      `  Row ${error.row}, column ${columnShown(table, error.column)}`,
      "  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please run 'info loading_data' in a SQL client.",
    ].join('\n'),
  );
}
