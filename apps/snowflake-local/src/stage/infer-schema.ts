import type { Inference } from '../bind/context.js';
import type { ExecutionContext } from '../execute/statement.js';
import { isArray, isObject, type Json, JsonNumber, Tagged } from '../types/json-text/json-value.js';
import { readStored } from '../types/json-text/parse.js';
import { readMoment } from '../types/time-text/detect.js';
import { unreachable } from '../unreachable.js';
import { canonicalLine } from './canonical-csv.js';
import type { CsvFormat } from './csv-format.js';
import { parquetColumns } from './parquet-rows.js';
import { readCsv } from './read-csv.js';
import { readJson } from './read-json.js';
import type { StagedFile } from './stage-files.js';
import type { StagedFormat } from './staged-format.js';

/** What is known of a column's values so far. */
interface Inferred {
  kind:
    | 'none'
    | 'number'
    | 'real'
    | 'boolean'
    | 'date'
    | 'time'
    | 'timestamp'
    | 'text'
    | 'object'
    | 'array'
    | 'variant';
  /** Digits before and behind the point. */
  whole: number;
  scale: number;
  /** A type that a file states itself. */
  stated: string | null;
  nullable: boolean;
  readonly files: string[];
}

/** The columns of staged files as canonical lines: name, type, nullable, expression, files, order. */
export async function* inferredColumns(
  files: readonly StagedFile[],
  format: StagedFormat,
  settings: Inference,
  context: ExecutionContext,
): AsyncGenerator<string> {
  const chosen = files
    .filter(({ path }) => settings.files === null || settings.files.some((name) => path.endsWith(name)))
    .slice(0, settings.maxFiles);
  const columns = new Map<string, Inferred>();
  for (const file of chosen) await look(file, format, settings, columns, context);
  let order = 0;
  for (const [name, column] of columns) {
    const shown = settings.ignoreCase ? name.toUpperCase() : name;
    const type = column.stated ?? typeOf(column);
    const at =
      format.type === 'CSV' ? `$${order + 1}` : settings.ignoreCase ? `GET_IGNORE_CASE ($1, '${shown}')` : `$1:${name}`;
    yield canonicalLine([
      shown,
      type,
      String(column.nullable),
      `${at}::${type}`,
      column.files.join(', '),
      String(order),
    ]);
    order += 1;
  }
}

async function look(
  file: StagedFile,
  format: StagedFormat,
  settings: Inference,
  columns: Map<string, Inferred>,
  context: ExecutionContext,
): Promise<void> {
  const column = (name: string): Inferred => {
    const known = columns.get(name);
    if (known !== undefined) {
      if (!known.files.includes(file.path)) known.files.push(file.path);
      return known;
    }
    const made: Inferred = { kind: 'none', whole: 0, scale: 0, stated: null, nullable: true, files: [file.path] };
    columns.set(name, made);
    return made;
  };
  switch (format.type) {
    case 'CSV':
      return lookAtCsv(file, format.csv, settings.maxRecords, column, context.signal);
    case 'JSON': {
      let seen = 0;
      for await (const values of readJson(file, format.json, context.signal)) {
        for (const value of values) {
          const row = value === null ? null : readStored(value);
          if (isObject(row)) for (const [name, item] of row) noteJson(column(name), item);
          seen += 1;
          if (seen >= settings.maxRecords) return;
        }
      }
      return;
    }
    case 'PARQUET':
      for (const { name, value } of await parquetColumns(file, format.parquet.binaryAsText, context.duck)) {
        column(name).stated = statedType(value.type);
      }
      return;
    default:
      return unreachable(format);
  }
}

async function lookAtCsv(
  file: StagedFile,
  format: CsvFormat,
  maxRecords: number,
  column: (name: string) => Inferred,
  signal: AbortSignal,
): Promise<void> {
  const names: (string | null)[] = [];
  let seen = 0;
  // The header is a record like any other, unless it is asked to be read away.
  const plain = { ...format, parseHeader: false, skipHeader: format.parseHeader ? 0 : format.skipHeader };
  for await (const records of readCsv(file, plain, signal)) {
    for (const record of records) {
      if (record.kind === 'error') continue;
      if (format.parseHeader && names.length === 0) {
        names.push(...record.fields);
        for (const [at, name] of names.entries()) column(name ?? `c${at + 1}`);
        continue;
      }
      record.fields.forEach((field, at) => {
        const found = column(names[at] ?? `c${at + 1}`);
        if (field !== null) noteText(found, field, format);
      });
      seen += 1;
      if (seen >= maxRecords) return;
    }
  }
}

type Formats = Pick<CsvFormat, 'dateFormat' | 'timeFormat' | 'timestampFormat'>;

function noteText(column: Inferred, field: string, formats: Formats): void {
  const written = momentOf(field, formats);
  const digits = /^[+-]?(\d+)(?:\.(\d+))?$/.exec(field.trim());
  if (written !== undefined) combine(column, written);
  else if (digits !== null && field.replace(/\D/g, '').length <= 38) {
    noteNumber(column, (digits[1] ?? '').replace(/^0+(?=\d)/, '').length, (digits[2] ?? '').length);
  } else if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(field.trim())) combine(column, 'real');
  else if (/^(true|false)$/i.test(field.trim())) combine(column, 'boolean');
  else combine(column, unlessGiven(momentKind(field), formats));
}

/** What does not follow the format that is given would not load either. */
function unlessGiven(kind: Inferred['kind'], { dateFormat, timeFormat, timestampFormat }: Formats): Inferred['kind'] {
  const format = kind === 'date' ? dateFormat : kind === 'time' ? timeFormat : timestampFormat;
  return (kind === 'date' || kind === 'time' || kind === 'timestamp') && isGiven(format) ? 'text' : kind;
}

const isGiven = (format: string): boolean => format.toUpperCase() !== 'AUTO';

/** What a format that the files are said to have makes of a field, digits alone too; undefined: nothing. */
function momentOf(field: string, { dateFormat, timeFormat, timestampFormat }: Formats): Inferred['kind'] | undefined {
  if (isGiven(timestampFormat) && readMoment(field, 'timestamp', timestampFormat) !== null) return 'timestamp';
  if (isGiven(dateFormat) && readMoment(field, 'date', dateFormat) !== null) return 'date';
  return isGiven(timeFormat) && readMoment(field, 'time', timeFormat) !== null ? 'time' : undefined;
}

function momentKind(field: string): Inferred['kind'] {
  if (!/\d/.test(field)) return 'text';
  if (/^\d{1,2}:\d{2}/.test(field)) return readMoment(field, 'time', 'AUTO') === null ? 'text' : 'time';
  if (readMoment(field, 'timestamp', 'AUTO') === null) return 'text';
  return /[:T]/.test(field) ? 'timestamp' : 'date';
}

function noteNumber(column: Inferred, whole: number, scale: number): void {
  combine(column, 'number');
  column.whole = Math.max(column.whole, whole);
  column.scale = Math.max(column.scale, scale);
}

function noteJson(column: Inferred, value: Json): void {
  if (value === null) return;
  if (value instanceof JsonNumber) {
    const [whole = '', fraction = ''] = value.digits.replace('-', '').split('.');
    noteNumber(column, whole.length, fraction.length);
  } else if (value instanceof Tagged) combine(column, value.tag === 'f' ? 'real' : 'variant');
  else if (typeof value === 'boolean') combine(column, 'boolean');
  else if (typeof value === 'string') combine(column, momentKind(value));
  else combine(column, isArray(value) ? 'array' : 'object');
}

/** Two kinds that differ are a text, unless one of them holds the other. */
function combine(column: Inferred, kind: Inferred['kind']): void {
  const { kind: before } = column;
  if (before === 'none' || before === kind) column.kind = kind;
  else if (isEither(before, kind, 'number', 'real')) column.kind = 'real';
  else if (isEither(before, kind, 'date', 'timestamp')) column.kind = 'timestamp';
  else if ([before, kind].some((each) => each === 'object' || each === 'array' || each === 'variant'))
    column.kind = 'variant';
  else column.kind = 'text';
}

const isEither = (a: string, b: string, one: string, other: string): boolean =>
  (a === one && b === other) || (a === other && b === one);

function typeOf({ kind, whole, scale }: Inferred): string {
  switch (kind) {
    case 'number':
      return whole + scale > 38 ? 'REAL' : `NUMBER(${Math.max(1, whole + scale)}, ${scale})`;
    case 'timestamp':
      return 'TIMESTAMP_NTZ';
    case 'none':
    case 'text':
      return 'TEXT';
    case 'real':
    case 'boolean':
    case 'date':
    case 'time':
    case 'object':
    case 'array':
    case 'variant':
      return kind.toUpperCase();
    default:
      return unreachable(kind);
  }
}

function statedType(type: Awaited<ReturnType<typeof parquetColumns>>[number]['value']['type']): string {
  switch (type.kind) {
    case 'fixed':
      return `NUMBER(${type.precision}, ${type.scale})`;
    case 'real':
    case 'decfloat':
    case 'text':
    case 'boolean':
    case 'date':
    case 'time':
    case 'timestamp_ntz':
    case 'timestamp_ltz':
    case 'timestamp_tz':
    case 'variant':
    case 'object':
    case 'array':
    case 'binary':
      return type.kind.toUpperCase();
    default:
      return unreachable(type);
  }
}
