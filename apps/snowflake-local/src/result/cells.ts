import type { OutColumn } from '../bind/query.js';
import type { DuckRow } from '../execute/duck.js';
import { Parameters, type ParameterValue } from '../session/parameters.js';
import { type CellStyle, cellExpression, DEFAULT_STYLE } from '../types/cell.js';
import { quoteText } from '../types/duck-text.js';
import { fromCell } from '../types/from-cell.js';
import { MARKED } from '../types/json-text/tagged.js';
import { duckType } from '../types/physical.js';
import { isShape, shapeFormat } from '../types/shape/cast-shape.js';
import { MAX_STORED_BYTES, type SizedKind, withinLimit } from '../types/sized.js';
import { isSemiStructured, MAX_BINARY_LENGTH, MAX_TEXT_LENGTH } from '../types/snow-type.js';
import { variantStyle } from '../types/variant-style.js';
import type { ResultBody, WireRow } from './stored.js';

/**
 * `sql` with every column cast to the form its metadata promises. A HUGEINT sum becomes DECIMAL(38,0) here, with an
 * error past 38 digits; DuckDB would write it to Parquet as DOUBLE, in silence.
 */
export const inPhysicalForm = (sql: string, columns: readonly OutColumn[]): string =>
  `SELECT ${columns
    .map(({ type, physical }, index) => `CAST(c${index} AS ${duckType(type, physical)}) AS c${index}`)
    .join(', ')} FROM (${sql})`;

/** The same, of values that Snowflake can hold: what is longer than its limit stops the statement. */
export function inStorableForm(sql: string, columns: readonly OutColumn[]): string {
  const form = inPhysicalForm(sql, columns);
  const kinds = columns.map(({ type }) => sizedKindOf(type));
  if (kinds.every((kind) => kind === null)) return form;
  const values = kinds.map((kind, at) => (kind === null ? `c${at}` : `${withinLimit(kind, `c${at}`)} AS c${at}`));
  return `SELECT ${values.join(', ')} FROM (${form})`;
}

/** null where the type itself is a limit. */
function sizedKindOf(type: OutColumn['type']): SizedKind | null {
  switch (type.kind) {
    case 'text':
      return type.length < MAX_TEXT_LENGTH ? null : 'text';
    case 'binary':
      return type.length < MAX_BINARY_LENGTH ? null : 'binary';
    default:
      return isSemiStructured(type) ? 'variant' : null;
  }
}

/** How a session that has set `parameters` sees semi-structured values. */
export function cellStyle(parameters: Readonly<Record<string, ParameterValue>>): CellStyle {
  const all = Parameters.of(parameters);
  const moments = variantStyle({ timezone: all.text('TIMEZONE'), parameter: (name) => all.text(name) });
  const parameter = (name: string) => all.text(name);
  return {
    moments,
    indent: all.number('JSON_INDENT', DEFAULT_STYLE.indent),
    shapes: { GEOGRAPHY: shapeFormat('GEOGRAPHY', parameter), GEOMETRY: shapeFormat('GEOMETRY', parameter) },
  };
}

const cellsOf = (columns: readonly OutColumn[], style: CellStyle): readonly string[] =>
  columns.map(({ type, physical }, index) => cellExpression(`c${index}`, type, physical, style));

/** Each column of `relation` as wire text. */
export const cellSelect = (relation: string, columns: readonly OutColumn[], style: CellStyle): string =>
  `SELECT ${cellsOf(columns, style)
    .map((cell, index) => `${cell} AS c${index}`)
    .join(', ')} FROM (${relation})`;

const semiColumns = (columns: readonly OutColumn[]): readonly number[] =>
  columns.flatMap(({ type }, index) => (isSemiStructured(type) ? [index] : []));

/** As `cellSelect`, and behind the cells the stored texts of the semi-structured columns: for `inlineBody`. */
export function inlineSelect(relation: string, columns: readonly OutColumn[], style: CellStyle): string {
  const cells = cellsOf(columns, style).map((cell, index) => `${cell} AS c${index}`);
  const kept = semiColumns(columns).map((index) => `CAST(c${index} AS VARCHAR) AS k${index}`);
  return `SELECT ${[...cells, ...kept].join(', ')} FROM (${relation})`;
}

export function inlineBody(rows: readonly DuckRow[], columns: readonly OutColumn[]): ResultBody {
  const wire = rows.map((row) => wireRow(row.slice(0, columns.length)));
  const kept = rows.map((row) => wireRow(row.slice(columns.length)));
  // GeoJSON shows no SRID.
  const isWhole =
    !columns.some(({ type }) => isShape(type)) &&
    kept.every((row) => row.every((text) => text?.includes(MARKED) !== true));
  return isWhole ? { kind: 'inline', rows: wire } : { kind: 'inline', rows: wire, kept };
}

/** Bytes of each row's wire text, and what its JSON adds where nothing needs escapes. */
export const cellBytes = (relation: string, columns: readonly OutColumn[], style: CellStyle): string =>
  `SELECT ${rowBytes(columns)} FROM (${cellSelect(relation, columns, style)})`;

/** Cells that are to be read into this process: longer ones only while it has room for them. */
export const cellsWithRoom = (cells: string, columns: readonly OutColumn[]): string => {
  // To measure each row costs a short statement as much as the rest of it.
  if (columns.reduce((bytes, { type }) => bytes + mostBytes(type), 0) <= SHORT_ROW) return cells;
  const bytes = rowBytes(columns);
  return `SELECT * FROM (${cells}) WHERE CASE WHEN ${bytes} <= ${SHORT_ROW} THEN true ELSE sf_room(least(${bytes}, ${MAX_STORED_BYTES}), 1, 'text') END`;
};

const SHORT_ROW = 65_536;

const BYTES_OF_A_CHARACTER = 4;

/** Bytes that a cell of the type has at most; those of numbers, dates and truth values are few, and count for none. */
function mostBytes(type: OutColumn['type']): number {
  switch (type.kind) {
    case 'text':
      return type.length * BYTES_OF_A_CHARACTER;
    case 'binary':
      return type.length * 2;
    default:
      return isSemiStructured(type) ? MAX_STORED_BYTES : 0;
  }
}

/** A sum of a list, not a chain of additions: DuckDB plans a chain of constants in cubic time. */
const rowBytes = (columns: readonly OutColumn[]): string => {
  const lengths = columns.map((_, index) => `strlen(CAST(c${index} AS VARCHAR))`);
  return `CAST(coalesce(list_sum([${lengths.join(', ')}]), 0) + ${3 * columns.length} AS BIGINT)`;
};

/** Each row as the JSON text of an array of wire cells: an expression over c0 to cn. */
export const rowJson = (columns: readonly OutColumn[], style: CellStyle): string =>
  `CAST(to_json(CAST([${cellsOf(columns, style).join(', ')}] AS VARCHAR[])) AS VARCHAR)`;

/** The texts of a range of stored rows, a comma behind each. `numbered` gives the rows with their `file_row_number`. */
export const rowTexts = (
  numbered: string,
  columns: readonly OutColumn[],
  style: CellStyle,
  { firstRow, rows }: { readonly firstRow: number; readonly rows: number },
): string =>
  `SELECT ${rowJson(columns, style)} || ',' AS row FROM (${numbered})
   WHERE file_row_number >= ${firstRow} AND file_row_number < ${firstRow + rows}`;

/** Bytes of the text of a number, a date or a truth value, with what JSON adds. */
const SCALAR_BYTES = 48;

/**
 * A SELECT of the bytes that the texts of `relation` have together, or nearly: escapes may add some, and most cells are shorter. null:
 * nothing but writing them tells, since how deep a value is nested says how it is set.
 */
export function nearBytes(relation: string, columns: readonly OutColumn[]): string | null {
  if (columns.some(({ type }) => isSemiStructured(type))) return null;
  const lengths = columns.map(({ type }, index) => {
    if (type.kind === 'text') return `coalesce(strlen(c${index}), 0)`;
    return type.kind === 'binary' ? `2 * coalesce(octet_length(c${index}), 0)` : String(SCALAR_BYTES);
  });
  return `SELECT coalesce(sum(list_sum([${lengths.join(', ')}])), 0) FROM (${relation})`;
}

/** Cells that DuckDB has already made text. */
export const wireRow = (row: DuckRow): WireRow => row.map((cell) => (cell === null ? null : String(cell)));

/** Stored rows as a relation in the physical forms of `columns`. */
export function relationOfCells(
  rows: readonly WireRow[],
  columns: readonly OutColumn[],
  kept: readonly WireRow[] = [],
): string {
  const semi = kept.length === 0 ? [] : semiColumns(columns);
  const values = columns
    .map(({ type, physical }, index) =>
      semi.includes(index)
        ? `CAST(c${index} AS JSON) AS c${index}`
        : `${fromCell(`c${index}`, type, physical)} AS c${index}`,
    )
    .join(', ');
  const names = columns.map((_, index) => `c${index}`).join(', ');
  if (rows.length === 0) {
    const nulls = columns.map((_, index) => `CAST(NULL AS VARCHAR) AS c${index}`).join(', ');
    return `SELECT ${values} FROM (SELECT ${nulls} WHERE false)`;
  }
  const literals = rows.map((row, at) => {
    const cells = row.map((cell, index) => (semi.includes(index) ? (kept[at]?.[semi.indexOf(index)] ?? null) : cell));
    return `(${cells.map((cell) => (cell === null ? 'CAST(NULL AS VARCHAR)' : quoteText(cell))).join(', ')})`;
  });
  return `SELECT ${values} FROM (VALUES ${literals.join(', ')}) AS stored(${names})`;
}
