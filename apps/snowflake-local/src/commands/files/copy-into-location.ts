import type { OutColumn } from '../../bind/query.js';
import { positionAt, unsupported } from '../../errors.js';
import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { CopyIntoLocation, Query } from '../../parse/ast.js';
import { csvFormat } from '../../stage/csv-format.js';
import { fileFormatOptions } from '../../stage/file-format.js';
import { stageSource } from '../../stage/stage-source.js';
import { type UnloadSettings, unload } from '../../stage/unload.js';
import { lineExpression } from '../../stage/unload-line.js';
import { fixed } from '../../types/snow-type.js';
import { BoundSource } from '../bound-source.js';
import { namedObject } from '../ddl/required.js';
import { countOption, flagOption, readOptions, withoutEffect } from '../options.js';
import { isCurrent, type StatementContext, statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE, textOutput } from '../status.js';

const count = (name: string): OutColumn => ({ name, type: fixed(19, 0), physical: 'bigint', nullable: true });

const TOTALS = [count('rows_unloaded'), count('input_bytes'), count('output_bytes')];
const DETAILS = [textOutput('FILE_NAME'), count('FILE_SIZE'), count('ROW_COUNT')];

/** COPY INTO @stage: the rows of a table or query as CSV files. */
export function prepareCopyIntoLocation(ast: CopyIntoLocation, request: PrepareRequest): PreparedStatement {
  const context = statementContext(request);
  if (ast.partitionBy !== undefined) {
    throw unsupported('PARTITION BY', positionAt(request.text, ast.partitionBy.start));
  }
  const target = stageSource(ast.location, context, request.engine.folders.stages);
  const { version } = request.engine.catalog;
  const first = sourceOf(ast, context);
  const settings = unloadSettings(ast, csvFormat(target.fileFormat), context);
  const columns = settings.detailedOutput ? DETAILS : TOTALS;
  return commandStatement(STATEMENT_TYPE.copyIntoLocation, {
    columns,
    transaction: 'read',
    needsWarehouse: true,
    run: async (execution) => {
      const source = isCurrent(version, execution)
        ? first
        : sourceOf(ast, statementContext(request, execution.catalog.view));
      const query = await source.ready(execution);
      const line = lineExpression(source.query.columns, settings.format, context.values);
      const lines = `SELECT ${line} AS line FROM (${query})`;
      const written = await unload(lines, source.query.columns, target, settings, execution);
      const cells = settings.detailedOutput
        ? written.files.map((file) => [`${target.label}${file.path}`, String(file.outputBytes), String(file.rows)])
        : [[String(written.rows), String(written.inputBytes), String(written.outputBytes)]];
      return { columns, rows: { kind: 'values', cells } };
    },
  });
}

function sourceOf({ source }: CopyIntoLocation, context: StatementContext): BoundSource {
  if (source.kind === 'query') return BoundSource.of(source.query, context);
  // A table is unloaded as the query over all of its columns.
  namedObject(source.name, context, 'COPY INTO');
  const { start, end } = source.name;
  const span = { start, end };
  const query: Query = {
    kind: 'query_expression',
    with: [],
    orderBy: [],
    ...span,
    body: {
      kind: 'select',
      distinct: false,
      items: [{ kind: 'star', qualifier: [], exclude: [], replace: [], rename: [], ...span }],
      into: [],
      from: [{ kind: 'table', name: source.name, ...span }],
      ...span,
    },
  };
  return BoundSource.of(query, context);
}

function unloadSettings(
  ast: CopyIntoLocation,
  preset: UnloadSettings['format'],
  context: StatementContext,
): UnloadSettings {
  let settings: UnloadSettings = {
    format: preset,
    single: false,
    overwrite: false,
    header: false,
    maxFileBytes: 16_777_216,
    detailedOutput: false,
    includeQueryId: false,
  };
  const set = (change: Partial<UnloadSettings>): void => {
    settings = { ...settings, ...change };
  };
  readOptions(
    ast.options,
    {
      FILE_FORMAT: (value) => set({ format: csvFormat(fileFormatOptions(value, context)) }),
      SINGLE: (value, name) => set({ single: flagOption(value, name) }),
      OVERWRITE: (value, name) => set({ overwrite: flagOption(value, name) }),
      HEADER: (value, name) => set({ header: flagOption(value, name) }),
      MAX_FILE_SIZE: (value, name) => set({ maxFileBytes: countOption(value, name) }),
      DETAILED_OUTPUT: (value, name) => set({ detailedOutput: flagOption(value, name) }),
      INCLUDE_QUERY_ID: (value, name) => set({ includeQueryId: flagOption(value, name) }),
      ENCRYPTION: withoutEffect,
      VALIDATION_MODE: () => {
        throw unsupported('VALIDATION_MODE');
      },
    },
    'COPY INTO location',
    context.text,
  );
  if (settings.includeQueryId && settings.single) throw unsupported('INCLUDE_QUERY_ID together with SINGLE');
  if (settings.includeQueryId && settings.overwrite) throw unsupported('INCLUDE_QUERY_ID together with OVERWRITE');
  return settings;
}
