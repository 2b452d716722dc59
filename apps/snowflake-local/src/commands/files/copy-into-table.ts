import type { ColumnEntry, TableEntry } from '../../catalog/entries.js';
import { incomingRows, needsWidening } from '../../dml/insert-rows.js';
import { invalidIdentifier, positionAt, SqlError, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest, StatementOutcome } from '../../execute/statement.js';
import type { CopyIntoTable, FromItem, StageLocation } from '../../parse/ast.js';
import { csvFormat } from '../../stage/csv-format.js';
import { type LoadColumn, loadedValue, transformedFields } from '../../stage/load-columns.js';
import { fileReport, LOAD_COLUMNS } from '../../stage/load-report.js';
import { type LoadSettings, loadSettings } from '../../stage/load-settings.js';
import { stageSource } from '../../stage/stage-source.js';
import { StagedReads } from '../../stage/staged-reads.js';
import { BoundSource } from '../bound-source.js';
import { relationLock } from '../ddl/locks.js';
import { namedObject, requiredTable } from '../ddl/required.js';
import { type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';
import { type LoadRun, loadFiles, loadQuery, waitingFiles } from './load-table.js';

/** COPY INTO table from a stage: files as they are, or a query over them. */
export function prepareCopyIntoTable(ast: CopyIntoTable, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  const name = namedObject(ast.target, context, 'COPY INTO');
  const table = requiredTable(name, context.catalog);
  const { settings } = loadOf(ast, table, context);
  return commandStatement(STATEMENT_TYPE.copyIntoTable, {
    columns: LOAD_COLUMNS,
    transaction: 'write',
    needsWarehouse: true,
    locks: [relationLock(name, table.sessionId, lockMode(ast, table, context))],
    run: async (execution) => {
      const now = statementContext(request, execution.catalog.view);
      const current = requiredTable(name, now.catalog);
      const load = loadOf(ast, current, now);
      const run: LoadRun = { table: current, ...load, values: now.values, execution };
      const files = await waitingFiles(run);
      if (files.length === 0) return statusOutcome('Copy executed with 0 files processed.');
      const reports =
        load.columns === null
          ? await loadTransformed(ast, files, run, request)
          : await loadFiles(files, run, load.columns);
      const shown = settings.failedOnly ? reports.filter(({ status }) => status !== 'LOADED') : reports;
      return outcome(
        shown.map((report) => fileReport(report, settings)),
        reports,
      );
    },
  });
}

function outcome(
  cells: readonly (readonly (string | null)[])[],
  reports: readonly { readonly rowsLoaded: number }[],
): StatementOutcome {
  const loaded = reports.reduce((sum, { rowsLoaded }) => sum + rowsLoaded, 0);
  return { columns: LOAD_COLUMNS, rows: { kind: 'values', cells }, stats: { numRowsInserted: loaded } };
}

interface Load {
  readonly source: ReturnType<typeof stageSource>;
  readonly settings: LoadSettings;
  /** Names of the columns that are filled, in the order of the fields. */
  readonly targets: readonly ColumnEntry[];
  /** null: a query that does more than pick and cast fields. */
  readonly columns: readonly LoadColumn[] | null;
  /** A row must have exactly as many fields as there are columns. */
  readonly isDirect: boolean;
}

function loadOf(ast: CopyIntoTable, table: TableEntry, context: StatementContext): Load {
  const source = stageSource(stageOf(ast, context), context, context.request.engine.folders.stages);
  const settings = loadSettings(ast.options, csvFormat(source.fileFormat), context);
  const targets = targetColumns(ast, table, context);
  if (ast.source.kind === 'stage') {
    const columns = targets.map((target, at) => ({ target, field: at + 1, via: null }));
    return { source, settings, targets, columns, isDirect: true };
  }
  const fields = transformedFields(ast.source.query, context);
  const given = fields?.length ?? BoundSource.of(ast.source.query, context).query.columns.length;
  if (given !== targets.length) {
    throw new SqlError(
      '002020',
      '21S01',
      `SQL compilation error:\nInsert value list does not match column list expecting ${targets.length} but got ${given}`,
    );
  }
  if (fields === null && settings.onError.kind !== 'abort') {
    throw unsupported(
      'ON_ERROR with a query that does more than pick and cast fields',
      positionAt(context.text, ast.source.query.start),
    );
  }
  const columns =
    fields &&
    targets.flatMap((target, at) => {
      const field = fields[at];
      return field === undefined ? [] : [{ target, ...field }];
    });
  return { source, settings, targets, columns, isDirect: false };
}

function targetColumns(ast: CopyIntoTable, table: TableEntry, context: StatementContext): readonly ColumnEntry[] {
  if (ast.columns.length === 0) return table.columns;
  return ast.columns.map(({ name, start }) => {
    const found = table.columns.find((column) => column.name === name);
    if (found === undefined) throw invalidIdentifier(name, positionAt(context.text, start));
    return found;
  });
}

/** Rows that may need a wider form of storage take the table for themselves. */
function lockMode(ast: CopyIntoTable, table: TableEntry, context: StatementContext): 'shared' | 'exclusive' {
  const { columns, targets, settings } = loadOf(ast, table, context);
  const given =
    columns === null && ast.source.kind === 'query'
      ? BoundSource.of(ast.source.query, context).query.columns
      : (columns ?? []).map((column) => loadedValue(column, settings.truncate, context.values));
  const incoming = incomingRows(
    table,
    targets.map(({ name }) => name),
    given,
    context,
  );
  return needsWidening(incoming) ? 'exclusive' : 'shared';
}

/** The one stage that a COPY reads. */
function stageOf({ source }: CopyIntoTable, context: StatementContext): StageLocation {
  if (source.kind === 'stage') return source.location;
  const { body } = source.query;
  const [item]: readonly (FromItem | undefined)[] = body.kind === 'select' ? body.from : [];
  if (item?.kind === 'stage' && body.kind === 'select' && body.from.length === 1) return item.location;
  throw unsupported(
    'COPY INTO table from a query that is not over one stage',
    positionAt(context.text, source.query.start),
  );
}

/** The general transformation: the query itself runs over the files that are to be loaded. */
function loadTransformed(
  ast: CopyIntoTable,
  files: Parameters<typeof loadQuery>[0],
  run: LoadRun,
  request: PrepareRequest,
): ReturnType<typeof loadQuery> {
  if (ast.source.kind !== 'query') throw new Error('a plain load has columns');
  const only = { format: run.settings.format, files: files.map(({ staged }) => staged) };
  const reads = new StagedReads(request.engine.folders, only);
  const context = statementContext(request, run.execution.catalog.view, reads);
  return loadQuery(files, run, BoundSource.of(ast.source.query, context), reads);
}
