import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BindContext, Inference, StageFiles, StageLookup } from '../bind/context.js';
import type { Relation } from '../bind/relation.js';
import { readOptions, textOption } from '../commands/options.js';
import { SqlError } from '../errors.js';
import type { Engine, ExecutionContext } from '../execute/statement.js';
import type { FunctionContext } from '../functions/registry.js';
import type { Option, StageLocation } from '../parse/ast.js';
import { parseObjectPath } from '../parse/parse.js';
import { quoteText } from '../types/duck-text.js';
import { unreachable } from '../unreachable.js';
import { canonicalLine, readCanonical } from './canonical-csv.js';
import type { CsvFormat } from './csv-format.js';
import { DIRECTORY_COLUMNS, DIRECTORY_FIELDS, directoryLines, directorySelect } from './directory.js';
import { fileFormatOptions, namedFormat } from './file-format.js';
import { inferredColumns } from './infer-schema.js';
import type { JsonFormat } from './json-format.js';
import type { RowError } from './load/file.js';
import { parquetRows } from './parquet-rows.js';
import { readCsv } from './read-csv.js';
import { readJson } from './read-json.js';
import { type StagedFile, stagedFiles } from './stage-files.js';
import { type StageSource, stageSource } from './stage-source.js';
import { overFormat, type StagedFormat, stagedFormat } from './staged-format.js';

interface StagedRead {
  readonly source: StageSource;
  readonly format: StagedFormat;
  readonly pattern: string | undefined;
  readonly columns: number;
  readonly values: FunctionContext;
  /** Set where what the files hold is wanted, and not their rows. */
  readonly inference?: Inference;
  /** Set where the files themselves are. */
  readonly isDirectory?: true;
  /** Where the files' rows are put for DuckDB to read. */
  readonly file: string;
}

const INFERRED = [
  ['column_name', 'VARCHAR'],
  ['type', 'VARCHAR'],
  ['nullable', 'BOOLEAN'],
  ['expression', 'VARCHAR'],
  ['filenames', 'VARCHAR'],
  ['order_id', 'BIGINT'],
] as const;

/**
 * The staged files that one statement reads. Binding only notes them, so that a statement can be described without a
 * file being there; `convert` makes their rows readable before the statement's SQL runs.
 */
export class StagedReads implements StageLookup {
  private readonly reads: StagedRead[] = [];
  /** Rows read so far, by path. */
  readonly rowsRead = new Map<string, number>();

  /** `only`: what COPY INTO table says of the files instead of the query itself. */
  constructor(
    private readonly folders: Engine['folders'],
    private readonly only?: {
      readonly format: StagedFormat;
      readonly files: readonly StagedFile[];
      /** Told of rows that cannot be read, which are then left out; without it they end the statement. */
      readonly onUnreadable?: (error: RowError) => void;
    },
  ) {}

  get isEmpty(): boolean {
    return this.reads.length === 0;
  }

  open(location: StageLocation, options: readonly Option[], context: BindContext): StageFiles {
    const source = stageSource(location, context, this.folders.stages);
    let format = this.only?.format ?? stagedFormat(source.fileFormat);
    let pattern: string | undefined;
    readOptions(
      options,
      {
        FILE_FORMAT: (value) => {
          format = stagedFormat(overFormat(source.fileFormat, fileFormatOptions(value, context)));
        },
        PATTERN: (value, name) => {
          pattern = textOption(value, name);
        },
      },
      'staged file',
      context.text,
    );
    const read = { source, format, pattern, values: context.values };
    return {
      kind: format.type === 'CSV' ? 'text' : 'variant',
      rows: (columns) => this.note({ ...read, columns }),
    };
  }

  infer(location: StageLocation, inference: Inference, context: BindContext): string {
    const source = stageSource(location, context, this.folders.stages);
    const named = inference.format === null ? null : namedFormat(parseObjectPath(inference.format), context);
    const format = stagedFormat(named ?? source.fileFormat);
    const file = join(this.folders.spill, `staged-${randomUUID()}.csv`);
    this.reads.push({ source, format, pattern: undefined, columns: 0, values: context.values, inference, file });
    const items = INFERRED.map(([name], at) => `${name} AS c${at}`);
    return `SELECT ${items.join(', ')} FROM ${readCanonical(file, INFERRED)}`;
  }

  directory(location: StageLocation, context: BindContext): Relation {
    const source = stageSource(location, context, this.folders.stages);
    if (source.directory === null) throw noDirectory(source.shown);
    const file = join(this.folders.spill, `staged-${randomUUID()}.csv`);
    const read = { source, format: stagedFormat({}), pattern: undefined, columns: 0, values: context.values, file };
    this.reads.push({ ...read, isDirectory: true });
    return { sql: directorySelect(readCanonical(file, DIRECTORY_FIELDS)), columns: DIRECTORY_COLUMNS };
  }

  /** Reads the noted files once, however often the statement is tried. */
  async convert(context: ExecutionContext): Promise<void> {
    for (const read of this.reads.splice(0)) {
      context.afterStatement(() => rm(read.file, { force: true }));
      await mkdir(this.folders.spill, { recursive: true });
      const files = this.only?.files ?? (await stagedFiles(read.source, read.pattern));
      if (read.inference === undefined && read.format.type === 'PARQUET' && files.length > 0) {
        await this.convertParquet(read, files, read.format.parquet.binaryAsText, context);
        continue;
      }
      await pipeline(Readable.from(this.content(read, files, context)), createWriteStream(read.file), {
        signal: context.signal,
      });
    }
  }

  /** What is wanted of the files. */
  private content(read: StagedRead, files: readonly StagedFile[], context: ExecutionContext): AsyncIterable<string> {
    if (read.isDirectory) return directoryLines(files, read.source, read.values.account, context.signal);
    if (read.inference !== undefined) return inferredColumns(files, read.format, read.inference, context);
    return this.lines(read, files, context.signal);
  }

  /** DuckDB itself reads these. */
  private async convertParquet(
    { file, values }: StagedRead,
    files: readonly StagedFile[],
    binaryAsText: boolean,
    { duck }: ExecutionContext,
  ): Promise<void> {
    const selects: string[] = [];
    for (const each of files) {
      const { sql, rows } = await parquetRows(each, binaryAsText, values, duck);
      selects.push(`SELECT *, ${quoteText(lastModified(each))} FROM (${sql})`);
      this.rowsRead.set(each.path, rows);
    }
    const options = `FORMAT csv, HEADER false, QUOTE '"', ESCAPE '"', FORCE_QUOTE *, NULLSTR ''`;
    await duck.run(`COPY (${selects.join(' UNION ALL ')}) TO '${file.replaceAll("'", "''")}' (${options})`);
  }

  private note(read: Omit<StagedRead, 'file'>): string {
    const file = join(this.folders.spill, `staged-${randomUUID()}.csv`);
    const columnCount = read.format.type === 'CSV' ? read.columns : 1;
    this.reads.push({ ...read, columns: columnCount, file });
    const names = Array.from({ length: columnCount }, (_, at) => `c${at + 1}`);
    const columns = [
      ...names.map((name) => [name, 'VARCHAR'] as const),
      ['filename', 'VARCHAR'] as const,
      ['file_row_number', 'BIGINT'] as const,
      ['last_modified', 'TIMESTAMP'] as const,
    ];
    const values = read.format.type === 'CSV' ? names : ['CAST(c1 AS JSON) AS c1'];
    return `SELECT ${[...values, 'filename', 'file_row_number', 'last_modified'].join(', ')} FROM ${readCanonical(file, columns)}`;
  }

  /** The rows of all files of a read: its columns, the file's path, and the row's number in it. */
  private async *lines(read: StagedRead, files: readonly StagedFile[], signal: AbortSignal): AsyncGenerator<string> {
    for (const file of files) {
      let row = 0;
      const modified = lastModified(file);
      for await (const records of recordsOf(file, read, this.only?.onUnreadable, signal)) {
        let text = '';
        for (const fields of records) {
          row += 1;
          if (fields === null) continue;
          text += canonicalLine([...fields, file.path, String(row), modified]);
        }
        if (text !== '') yield text;
      }
      this.rowsRead.set(file.path, row);
    }
  }
}

const noDirectory = (stage: string): SqlError =>
  new SqlError(
    '093023',
    '55000',
    `Stage '${stage}' has no directory table: ALTER STAGE … SET DIRECTORY = (ENABLE = TRUE) gives it one.`,
  );

/** As DuckDB reads a TIMESTAMP. */
const lastModified = ({ modifiedAt }: StagedFile): string =>
  new Date(modifiedAt).toISOString().replace('T', ' ').replace('Z', '');

/** null: a row that cannot be read. */
type Fields = readonly (string | null)[] | null;
type OnUnreadable = ((error: RowError) => void) | undefined;

async function* recordsOf(
  file: StagedFile,
  read: StagedRead,
  onUnreadable: OnUnreadable,
  signal: AbortSignal,
): AsyncGenerator<readonly Fields[]> {
  const { format } = read;
  switch (format.type) {
    case 'CSV':
      yield* csvRecords(file, format.csv, read.columns, onUnreadable, signal);
      return;
    case 'JSON':
      yield* jsonRecords(file, format.json, onUnreadable, signal);
      return;
    case 'PARQUET':
      return;
    default:
      return unreachable(format);
  }
}

/** Behind what is no JSON nothing tells where the next value begins: the rest of the file cannot be read. */
async function* jsonRecords(
  file: StagedFile,
  format: JsonFormat,
  onUnreadable: OnUnreadable,
  signal: AbortSignal,
): AsyncGenerator<readonly Fields[]> {
  let row = 0;
  try {
    for await (const values of readJson(file, format, signal)) {
      row += values.length;
      yield values.map((value) => [value]);
    }
  } catch (error) {
    if (onUnreadable === undefined || !(error instanceof SqlError) || error.code !== '100069') throw error;
    const at = row + 1;
    onUnreadable({
      ...{ code: error.code, sqlState: error.sqlState, message: error.message },
      ...{ row: at, line: at, character: 1, column: '$1' },
    });
    yield [null];
  }
}

async function* csvRecords(
  file: StagedFile,
  format: CsvFormat,
  columns: number,
  onUnreadable: OnUnreadable,
  signal: AbortSignal,
): AsyncGenerator<readonly Fields[]> {
  let row = 0;
  for await (const records of readCsv(file, format, signal)) {
    yield records.map((record) => {
      row += 1;
      if (record.kind === 'error') {
        if (onUnreadable === undefined) throw unreadable(record, file.path, row);
        const { message, line, character, field } = record;
        onUnreadable({ code: '100016', sqlState: '22000', message, line, character, row, column: `$${field}` });
        return null;
      }
      return Array.from({ length: columns }, (_, at) => record.fields[at] ?? null);
    });
  }
}

function unreadable(
  { message, line, character, field }: { message: string; line: number; character: number; field: number },
  path: string,
  row: number,
): SqlError {
  return new SqlError(
    '100016',
    '22000',
    `${message}\n  File '${path}', line ${line}, character ${character}\n  Row ${row}, column $${field}`,
  );
}
