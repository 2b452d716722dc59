import type { ColumnEntry, TableEntry } from '../../catalog/entries.js';
import { incomingRows, needsWidening } from '../../dml/insert-rows.js';
import { countMismatch } from '../../dml/insert-source.js';
import { compilationError, invalidIdentifier, positionAt, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest, StatementOutcome } from '../../execute/statement.js';
import type {
  CopyIntoTable,
  Expression,
  ExpressionItem,
  FromItem,
  Query,
  Select,
  StageLocation,
} from '../../parse/ast.js';
import { type LoadColumn, loadedValue, transformedFields } from '../../stage/load/columns.js';
import { fileReport, LOAD_COLUMNS } from '../../stage/load/report.js';
import { type LoadSettings, loadSettings, type Validation } from '../../stage/load/settings.js';
import { stageSource } from '../../stage/stage-source.js';
import { StagedReads } from '../../stage/staged-reads.js';
import { isSemiStructured } from '../../types/snow-type.js';
import { BoundSource } from '../bound-source.js';
import { relationLock } from '../ddl/locks.js';
import { namedObject, writableTable } from '../ddl/required.js';
import { boundOptions } from '../options.js';
import { type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, statusOutcome } from '../status.js';
import { type LoadItems, loadRows } from './load-rows.js';
import { type LoadRun, loadFiles, loadQuery, waitingFiles } from './load-table.js';
import { validateFiles, validateQuery, validationColumns } from './validate-load.js';

/** COPY INTO table from a stage: files as they are, or a query over them. */
export function prepareCopyIntoTable(ast: CopyIntoTable, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  const name = namedObject(ast.target, context, 'COPY INTO');
  const table = writableTable(name, context.catalog);
  const { settings, targets } = loadOf(ast, table, context);
  const { validation } = settings;
  if (validation !== null && ast.source.kind === 'query') {
    const detail = 'VALIDATION_MODE does not go together with a query over the files.';
    throw compilationError('001420', '22023', detail, positionAt(context.text, ast.source.query.start));
  }
  return commandStatement(STATEMENT_TYPE.copyIntoTable, {
    columns: validation === null ? LOAD_COLUMNS : validationColumns(validation, targets),
    transaction: 'write',
    needsWarehouse: true,
    locks: [relationLock(name, table.sessionId, lockMode(ast, table, context))],
    run: async (execution) => {
      const now = statementContext(request, execution.catalog.view);
      const current = writableTable(name, now.catalog);
      const load = loadOf(ast, current, now);
      const run: LoadRun = { table: current, ...load, values: now.values, execution };
      const files = await waitingFiles(run);
      if (files.length === 0) return statusOutcome('Copy executed with 0 files processed.');
      if (load.settings.validation !== null) return validate(ast, files, load.settings.validation, run, load, request);
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

function validate(
  ast: CopyIntoTable,
  files: Parameters<typeof loadQuery>[0],
  validation: Validation,
  run: LoadRun,
  { columns }: Load,
  request: PrepareRequest,
): Promise<StatementOutcome> {
  if (columns !== null) return validateFiles(files, validation, run, columns);
  const only = { format: run.settings.format, files: files.map(({ staged }) => staged) };
  const reads = new StagedReads(request.engine.folders, only);
  const context = statementContext(request, run.execution.catalog.view, reads);
  const query = queryOver(ast, run.targets, run.settings, context);
  if (query === null) throw new Error('a plain load has columns');
  return validateQuery(validation, run, BoundSource.of(query, context), context);
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
  const settings = loadSettings(boundOptions(ast.options, context.binds), source.fileFormat, context);
  const targets = targetColumns(ast, table, context);
  if (settings.format.type === 'CSV' && settings.byName !== null && !settings.format.csv.parseHeader) {
    const detail = 'MATCH_BY_COLUMN_NAME of CSV files needs a file format with PARSE_HEADER = TRUE.';
    throw compilationError('001420', '22023', detail, positionAt(context.text, ast.start));
  }
  if (ast.source.kind === 'query' && settings.byName !== null) {
    const detail = 'MATCH_BY_COLUMN_NAME does not go together with a query over the files.';
    throw compilationError('001420', '22023', detail, positionAt(context.text, ast.source.query.start));
  }
  const query = queryOver(ast, targets, settings, context);
  if (ast.source.kind === 'stage' && query === null) {
    const columns = targets.map((target, at) => ({ target, field: at + 1, via: null }));
    return { source, settings, targets, columns, isDirect: true };
  }
  if (query === null) throw new Error('a COPY reads a stage or a query');
  const fields = settings.format.type === 'CSV' ? transformedFields(query, context) : null;
  const given = fields?.length ?? BoundSource.of(query, boundBy(settings, context)).query.columns.length;
  if (given !== targets.length) throw countMismatch(targets.length, given);
  if (fields === null && settings.onError.kind !== 'abort') itemsOf(query, context);
  const columns =
    fields &&
    targets.flatMap((target, at) => {
      const field = fields[at];
      return field === undefined ? [] : [{ target, ...field }];
    });
  return { source, settings, targets, columns, isDirect: false };
}

/** The files are of the format that the COPY names, whatever the stage says. */
const boundBy = ({ format }: LoadSettings, context: StatementContext): StatementContext => ({
  ...context,
  stages: new StagedReads(context.request.engine.folders, { format, files: [] }),
});

/** What is read of the files: the COPY's own query, or one that takes the values of JSON and Parquet files. */
function queryOver(
  { source, start, end }: CopyIntoTable,
  targets: readonly ColumnEntry[],
  { format, byName }: LoadSettings,
  { text }: StatementContext,
): Query | null {
  if (source.kind === 'query') return source.query;
  if (format.type === 'CSV') return null;
  const value = { kind: 'position', qualifier: [], index: 1, start, end } as const;
  const [target] = targets;
  if (byName === null && (targets.length > 1 || target === undefined || !isSemiStructured(target.type))) {
    const detail = `${format.type} file format can produce one and only one column of variant, object, or array type. Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option or copy with transformation.`;
    throw compilationError('002134', '42601', detail, positionAt(text, start));
  }
  const named = (name: string): Expression =>
    byName === 'sensitive'
      ? { kind: 'path', operand: value, steps: [{ kind: 'key', key: name }], start, end }
      : {
          kind: 'call',
          name: [{ name: 'GET_IGNORE_CASE', quoted: false, start, end }],
          parentheses: true,
          distinct: false,
          args: [
            { kind: 'value', value, start, end },
            { kind: 'value', value: { kind: 'text', value: name, start, end }, start, end },
          ],
          start,
          end,
        };
  const items = targets.map(
    ({ name }): ExpressionItem => ({
      kind: 'expression',
      expression: byName === null ? value : named(name),
      start,
      end,
    }),
  );
  const from: FromItem = { kind: 'stage', location: source.location, options: [], start, end };
  const body: Select = { kind: 'select', distinct: false, items, into: [], from: [from], start, end };
  return { kind: 'query_expression', with: [], body, orderBy: [], start, end };
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
  const query = queryOver(ast, targets, settings, context);
  const given =
    columns === null && query !== null
      ? BoundSource.of(query, boundBy(settings, context)).query.columns
      : (columns ?? []).map((column) => loadedValue(column, settings.truncate, context.values));
  const incoming = incomingRows(
    table,
    targets.map(({ name }) => name),
    given,
    context,
    null,
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
  const only = { format: run.settings.format, files: files.map(({ staged }) => staged) };
  const contextOf = (reads: StagedReads): StatementContext =>
    statementContext(request, run.execution.catalog.view, reads);
  const reads = new StagedReads(request.engine.folders, only);
  const context = contextOf(reads);
  const query = queryOver(ast, run.targets, run.settings, context);
  if (query === null) throw new Error('a plain load has columns');
  if (run.settings.onError.kind !== 'abort') return loadRows(files, run, itemsOf(query, context), contextOf);
  return loadQuery(files, run, BoundSource.of(query, context), reads);
}

/** What a query takes of each row, where it does no more than that. */
function itemsOf({ body, with: common, limit, start }: Query, { text }: StatementContext): LoadItems {
  const isPlain =
    body.kind === 'select' &&
    common.length === 0 &&
    limit === undefined &&
    !body.distinct &&
    body.where === undefined &&
    body.groupBy === undefined &&
    body.having === undefined &&
    body.qualify === undefined;
  const [source]: readonly (FromItem | undefined)[] = body.kind === 'select' ? body.from : [];
  const expressions =
    body.kind === 'select' ? body.items.flatMap((item) => (item.kind === 'expression' ? [item.expression] : [])) : [];
  if (isPlain && source?.kind === 'stage' && expressions.length === body.items.length) return { source, expressions };
  throw unsupported('ON_ERROR with a query that does more than compute columns', positionAt(text, start));
}
