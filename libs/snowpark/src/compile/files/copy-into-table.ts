import { UsageError } from '../../errors.js';
import { loadOptions, VALIDATION_MODE } from '../../io/load-options.js';
import { readFormatOptions } from '../../io/read-options.js';
import type { CopyIntoTable } from '../../plan/action.js';
import type { Expr, Field, Files } from '../../plan/plan.js';
import { rewriteExpr } from '../../plan/walk.js';
import { expression } from '../../sql/expression.js';
import { EMPTY, type Fragment, joined, list, sql, text } from '../../sql/fragment.js';
import { objectSql, quotedName, shownName } from '../../sql/identifier.js';
import { quoteText } from '../../sql/literal.js';
import { optionTexts } from '../../sql/option-texts.js';
import { type Build, tableSql } from '../build.js';
import { literally } from '../literally.js';
import type { Write } from '../save-as-table.js';
import { columnType, columnValue } from './column-value.js';
import { METADATA_TYPES } from './from-files.js';

/**
 * Loads staged files into a table. Where the read has a schema, a table that is missing is made by it first.
 *
 * COPY takes no binds: the values of transformations are written into its text.
 */
export function copyIntoTable(action: CopyIntoTable, { context }: Build): Write {
  const { plan } = action;
  if (plan.kind !== 'files') throw new UsageError('invalid_argument', NO_FILES);
  const { fields } = plan;
  const table = tableSql(action.table, context.temporary);
  const load = copy(action, plan, table);
  if (fields === undefined || action.validationMode !== undefined) return { statements: [load], atomicFrom: null };
  const columns = [
    ...plan.metadata.map((name) => `${quotedName(name)} ${METADATA_TYPES[name]}`),
    ...fields.map(
      ({ name, type, nullable }) => `${quotedName(name)} ${columnType(type)}${nullable ? '' : ' NOT NULL'}`,
    ),
  ];
  const make = text(`CREATE TABLE IF NOT EXISTS ${table} (${columns.join(', ')})`);
  return { statements: [make, load], atomicFrom: null };
}

export const NO_FILES =
  'copyIntoTable(table): the rows are of no files. Write session.read.schema(…).csv(path).copyIntoTable(table).';

function copy(action: CopyIntoTable, plan: Files, table: string): Fragment {
  const { files, validationMode } = action;
  const options = loadOptions(action.copyOptions);
  const values = transformed(action, plan, options.MATCH_BY_COLUMN_NAME !== undefined);
  const columns = action.columns ?? (values === null ? undefined : targets(action, plan));
  const into = columns === undefined ? '' : ` (${columns.map(quotedName).join(', ')})`;
  const location = quoteText(files === undefined ? plan.location : plan.location.replace(/\/?$/, '/'));
  const from = values === null ? text(location) : sql`(SELECT ${list(values)} FROM ${text(location)})`;
  const clauses = [
    sql`COPY INTO ${text(`${table}${into}`)} FROM ${from}`,
    files === undefined ? EMPTY : text(`FILES = (${files.map(quoteText).join(', ')})`),
    plan.pattern === undefined ? EMPTY : text(`PATTERN = ${quoteText(plan.pattern)}`),
    text(`FILE_FORMAT = (${formatOf(plan)})`),
    ...optionTexts(options).map(text),
    validationMode === undefined ? EMPTY : text(`VALIDATION_MODE = ${VALIDATION_MODE.exec(validationMode)?.[0] ?? ''}`),
  ];
  return joined(
    clauses.filter((clause) => clause.parts.length > 0),
    ' ',
  );
}

function formatOf({ formatName, type, formatOptions }: Files): string {
  if (formatName !== undefined) return `FORMAT_NAME = ${objectSql(formatName)}`;
  return [`TYPE = ${type.toUpperCase()}`, ...optionTexts(readFormatOptions(type, formatOptions))].join(' ');
}

/**
 * What is loaded for each row; null where the file's own columns go into those of the table, by position or by name. That they cannot
 * where a column is of the file itself, or lies within a VARIANT.
 */
function transformed(action: CopyIntoTable, plan: Files, isByName: boolean): readonly Fragment[] | null {
  const { fields = [], metadata } = plan;
  const value = columnValue(plan, readFormatOptions(plan.type, plan.formatOptions));
  if (action.transformations !== undefined) {
    return action.transformations.map((expr) => literally(expression(withValues(expr, plan, value), noQuery)));
  }
  const isPlain = metadata.length === 0 && (plan.type === 'csv' || fields.length === 0);
  if (isPlain || isByName) return null;
  return [...metadata.map((name) => text(name)), ...fields.map((field, at) => text(value(field, at)))];
}

/** The columns that `transformed` gives values for, where the action names none. */
const targets = (
  { transformations }: CopyIntoTable,
  { fields = [], metadata }: Files,
): readonly string[] | undefined =>
  transformations === undefined ? [...metadata, ...fields.map(({ name }) => name)] : undefined;

/** Columns of the read as what they are in a file: `$1`, `$1:"name"::type`. */
function withValues(expr: Expr, plan: Files, value: (field: Field, at: number) => string): Expr {
  const { fields = [], metadata } = plan;
  return rewriteExpr(expr, (inner) => {
    if (inner.kind !== 'column') return inner;
    const at = fields.findIndex(({ name }) => name === inner.name);
    const field = fields[at];
    if (field !== undefined) return { kind: 'sql', text: value(field, at) };
    if (/^\$[1-9]\d*$/.test(inner.name) || metadata.some((name) => name === inner.name)) {
      return { kind: 'sql', text: inner.name };
    }
    const names = [...metadata, ...fields.map(({ name }) => shownName(name)), '$1, $2 and so on'].join(', ');
    throw new UsageError(
      'invalid_argument',
      `There is no column ${shownName(inner.name)} in the files. There are ${names}.`,
    );
  });
}

const noQuery = (): never => {
  throw new UsageError('invalid_argument', 'A transformation of files reads no other rows.');
};
