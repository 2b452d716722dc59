import type { OutColumn } from '../../bind/query.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CopyIntoLocation, FromItem, Query, SelectItem } from '../../parse/ast.js';
import { stageSource } from '../../stage/stage-source.js';
import { requireJsonColumn } from '../../stage/unload/json-line.js';
import type { UnloadedRows } from '../../stage/unload/rows.js';
import { type UnloadSettings, unloadSettings } from '../../stage/unload/settings.js';
import { unload } from '../../stage/unload/unload.js';
import { coerceTo } from '../../types/cast/cast.js';
import { fixed, text } from '../../types/snow-type.js';
import { BoundSource } from '../bound-source.js';
import { namedObject } from '../ddl/required.js';
import { boundOptions } from '../options.js';
import { isCurrent, type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, textOutput } from '../status.js';
import { consuming } from '../stream/consume.js';

const count = (name: string): OutColumn => ({ name, type: fixed(19, 0), physical: 'bigint', nullable: true });

const TOTALS = [count('rows_unloaded'), count('input_bytes'), count('output_bytes')];
const DETAILS = [textOutput('FILE_NAME'), count('FILE_SIZE'), count('ROW_COUNT')];

/** COPY INTO @stage: the rows of a table or query as files. */
export function prepareCopyIntoLocation(ast: CopyIntoLocation, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  const target = stageSource(ast.location, context, request.engine.folders.stages);
  const { version } = request.engine.catalog;
  const options = boundOptions(ast.options, context.binds);
  const settings = unloadSettings(options, ast.partitionBy !== undefined, target.fileFormat, context);
  const first = checkedSource(ast, settings, context);
  const columns = settings.detailedOutput ? DETAILS : TOTALS;
  const statement = commandStatement(STATEMENT_TYPE.copyIntoLocation, {
    columns,
    transaction: 'read',
    needsWarehouse: true,
    run: async (execution) => {
      const source = isCurrent(version, execution)
        ? first
        : checkedSource(ast, settings, statementContext(request, execution.catalog.view));
      const rows = unloadedRows(source, await source.ready(execution), settings, context);
      const written = await unload(rows, target, settings, execution);
      const total = (of: (file: (typeof written)[number]) => number): string =>
        String(written.reduce((sum, file) => sum + of(file), 0));
      const cells = settings.detailedOutput
        ? written.map((file) => [`${target.label}${file.path}`, String(file.outputBytes), String(file.rows)])
        : [[total((file) => file.rows), total((file) => file.inputBytes), total((file) => file.outputBytes)]];
      return { columns, rows: { kind: 'values', cells } };
    },
  });
  return consuming(statement, context.streams);
}

function checkedSource(ast: CopyIntoLocation, settings: UnloadSettings, context: StatementContext): BoundSource {
  const source = sourceOf(ast, context);
  if (settings.format.type === 'JSON') requireJsonColumn(unloadedColumns(source, settings));
  return source;
}

/** The source's columns; what PARTITION BY gives is the last one of its query. */
const unloadedColumns = ({ query }: BoundSource, { isPartitioned }: UnloadSettings): readonly OutColumn[] =>
  isPartitioned ? query.columns.slice(0, -1) : query.columns;

function unloadedRows(
  source: BoundSource,
  sql: string,
  settings: UnloadSettings,
  { values }: StatementContext,
): UnloadedRows {
  const columns = unloadedColumns(source, settings);
  const part = settings.isPartitioned ? source.query.columns.at(-1) : undefined;
  const partition = part === undefined ? null : coerceTo({ ...part, sql: `c${columns.length}` }, text(), values).sql;
  return { sql, columns, partition, values };
}

function sourceOf(ast: CopyIntoLocation, context: StatementContext): BoundSource {
  const { source, partitionBy } = ast;
  if (source.kind === 'query' && partitionBy === undefined) return BoundSource.of(source.query, context);
  if (source.kind === 'table') namedObject(source.name, context, 'COPY INTO');
  const { start, end } = source.kind === 'table' ? source.name : source.query;
  const span = { start, end };
  const from: FromItem =
    source.kind === 'table'
      ? { kind: 'table', name: source.name, ...span }
      : { kind: 'subquery', lateral: false, query: source.query, ...span };
  const items: SelectItem[] = [
    { kind: 'star', qualifier: [], exclude: [], replace: [], rename: [], ...span },
    ...(partitionBy === undefined ? [] : [{ kind: 'expression', expression: partitionBy, ...span } as const]),
  ];
  const query: Query = {
    kind: 'query_expression',
    with: [],
    orderBy: [],
    ...span,
    body: { kind: 'select', distinct: false, items, into: [], from: [from], ...span },
  };
  return BoundSource.of(query, context);
}
