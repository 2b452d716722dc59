import { StagedRow } from '../../bind/staged-row.js';
import { assigned } from '../../dml/assigned.js';
import { insertRows } from '../../dml/insert-rows.js';
import { SqlError } from '../../errors.js';
import type { Expression, StageSource } from '../../parse/ast.js';
import { mapExpressions } from '../../parse/query/map-expressions.js';
import { earlier, isLoaded } from '../../stage/load/check.js';
import { badField } from '../../stage/load/columns.js';
import type { RowError } from '../../stage/load/file.js';
import type { FileReport } from '../../stage/load/report.js';
import { StagedReads } from '../../stage/staged-reads.js';
import { coerceTo } from '../../types/cast/cast.js';
import { text } from '../../types/snow-type.js';
import { isNullLiteral } from '../../types/typed.js';
import type { StatementContext } from '../statement-context.js';
import { fileOutcome, type LoadRun, remember, type WaitingFile } from './load-table.js';

/** What a COPY takes of each row of its files: an expression for every column that is filled. */
export interface LoadItems {
  readonly source: StageSource;
  readonly expressions: readonly Expression[];
}

/**
 * Loads files row by row, with ON_ERROR: rows that cannot be computed, or do not fit the table, are counted and left
 * out, or their files are.
 *
 * @param contextOf the statement's context over the files that it is to read
 */
export async function loadRows(
  files: readonly WaitingFile[],
  run: LoadRun,
  items: LoadItems,
  contextOf: (reads: StagedReads) => StatementContext,
): Promise<readonly FileReport[]> {
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await loadFile(file, run, items, contextOf));
  await remember(files, reports, run);
  return reports;
}

async function loadFile(
  { staged }: WaitingFile,
  run: LoadRun,
  items: LoadItems,
  contextOf: (reads: StagedReads) => StatementContext,
): Promise<FileReport> {
  const { execution, settings, table, targets } = run;
  const unreadable: RowError[] = [];
  let count = 0;
  const reads = new StagedReads(execution.engine.folders, {
    format: settings.format,
    files: [staged],
    onUnreadable: (error) => {
      count += 1;
      if (unreadable.length === 0) unreadable.push(error);
    },
  });
  const context = contextOf(reads);
  const row = new StagedRow(items.source, context);
  const columns = items.expressions.flatMap((expression, at) => {
    const target = targets[at];
    if (target === undefined) return [];
    const { literal: _, ...value } = assigned(row.bind(expression), target, null, context.values);
    return [{ target, value, shown: shownText(expression, row, context) }];
  });
  const number = row.number(items.source);
  const from = row.fromText();
  await reads.convert(execution);
  const tried = columns.map(({ value }) => `TRY({'v': ${value.sql}})`);
  const bad = columns.map(({ target }, at) => {
    const missing = target.nullable ? '' : ` OR struct_extract(t${at}, 'v') IS NULL`;
    return `WHEN t${at} IS NULL${missing} THEN ${at}`;
  });
  const checked = [
    ...tried.map((sql, at) => `${sql} AS t${at}`),
    `${number} AS row`,
    `[${columns.map(({ shown }) => shown).join(', ')}] AS shown`,
  ];
  const judged = `SELECT *, CASE ${bad.join(' ')} END AS bad FROM (SELECT ${checked.join(', ')} FROM ${from})`;
  const [[errors, firstRow, firstBad, firstValue] = []] = await execution.duck.rows(
    `SELECT count(*), min(row), arg_min(bad, row), arg_min({'v': list_extract(shown, bad + 1)}, row).v FROM (${judged}) WHERE bad IS NOT NULL`,
  );
  const target = columns[Number(firstBad ?? -1)]?.target;
  const found =
    target === undefined
      ? null
      : {
          ...badField(target.type, firstValue === null || firstValue === undefined ? null : String(firstValue)),
          row: Number(firstRow),
          line: Number(firstRow),
          character: 1,
          column: target.name,
        };
  const allErrors = Number(errors ?? 0) + count;
  const parsed = reads.rowsRead.get(staged.path) ?? 0;
  const verdict = { rowsParsed: parsed, errors: allErrors, firstError: earlier(unreadable[0] ?? null, found) };
  const loads = isLoaded(settings.onError, allErrors, parsed);
  if (loads) {
    const values = columns.map((_, at) => `struct_extract(t${at}, 'v') AS c${at}`);
    await insertRows(
      table,
      targets.map(({ name }) => name),
      {
        sql: `SELECT ${values.join(', ')} FROM (${judged}) WHERE bad IS NULL`,
        columns: columns.map(({ value }) => value),
      },
      execution,
    );
  }
  return fileOutcome(staged, verdict, loads, run);
}

/**
 * The text of what cannot be cast, as it was before, for messages: of the expression's own casts, the inner ones first, and of the
 * one to the type of the column. NULL where something else is wrong.
 */
function shownText(expression: Expression, row: StagedRow, context: StatementContext): string {
  const casts: Extract<Expression, { kind: 'cast' }>[] = [];
  mapExpressions(expression, (part) => {
    if (part.kind === 'cast') casts.unshift(part);
    return undefined;
  });
  const suspects = casts.map((cast) => [asShown(cast.operand, row, context), `TRY(${row.bind(cast).sql})`]);
  const shown = suspects.map(([text, made]) => `CASE WHEN ${made} IS NULL THEN ${text} END`);
  return `coalesce(${[...shown, asShown(expression, row, context)].join(', ')})`;
}

function asShown(expression: Expression, row: StagedRow, context: StatementContext): string {
  const value = row.bind(expression);
  if (isNullLiteral(value)) return 'NULL::VARCHAR';
  try {
    return `TRY(${coerceTo(value, text(), context.values).sql})`;
  } catch (error) {
    if (error instanceof SqlError) return 'NULL::VARCHAR';
    throw error;
  }
}
