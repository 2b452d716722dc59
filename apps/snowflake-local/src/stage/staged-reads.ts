import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BindContext, StageFiles, StageLookup } from '../bind/context.js';
import { readOptions, textOption } from '../commands/options.js';
import { SqlError } from '../errors.js';
import type { Engine, ExecutionContext } from '../execute/statement.js';
import type { Option, StageLocation } from '../parse/ast.js';
import { canonicalLine, readCanonical } from './canonical-csv.js';
import { type CsvFormat, csvFormat } from './csv-format.js';
import { fileFormatOptions } from './file-format.js';
import { readCsv } from './read-csv.js';
import { type StagedFile, stagedFiles } from './stage-files.js';
import { type StageSource, stageSource } from './stage-source.js';

interface StagedRead {
  readonly source: StageSource;
  readonly format: CsvFormat;
  readonly pattern: string | undefined;
  readonly columns: number;
  /** Where the files' rows are put for DuckDB to read. */
  readonly file: string;
}

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
    private readonly only?: { readonly format: CsvFormat; readonly files: readonly StagedFile[] },
  ) {}

  get isEmpty(): boolean {
    return this.reads.length === 0;
  }

  open(location: StageLocation, options: readonly Option[], context: BindContext): StageFiles {
    const source = stageSource(location, context, this.folders.stages);
    let format = this.only?.format ?? csvFormat(source.fileFormat);
    let pattern: string | undefined;
    readOptions(
      options,
      {
        FILE_FORMAT: (value) => {
          format = csvFormat({ ...source.fileFormat, ...fileFormatOptions(value, context) });
        },
        PATTERN: (value, name) => {
          pattern = textOption(value, name);
        },
      },
      'staged file',
      context.text,
    );
    return { kind: 'text', rows: (columns) => this.note({ source, format, pattern, columns }) };
  }

  /** Reads the noted files once, however often the statement is tried. */
  async convert(context: ExecutionContext): Promise<void> {
    for (const read of this.reads.splice(0)) {
      context.afterStatement(() => rm(read.file, { force: true }));
      await mkdir(this.folders.spill, { recursive: true });
      await pipeline(Readable.from(this.lines(read, context.signal)), createWriteStream(read.file), {
        signal: context.signal,
      });
    }
  }

  private note(read: Omit<StagedRead, 'file'>): string {
    const file = join(this.folders.spill, `staged-${randomUUID()}.csv`);
    this.reads.push({ ...read, file });
    const names = Array.from({ length: read.columns }, (_, at) => `c${at + 1}`);
    const columns = [
      ...names.map((name) => [name, 'VARCHAR'] as const),
      ['filename', 'VARCHAR'] as const,
      ['file_row_number', 'BIGINT'] as const,
    ];
    return `SELECT ${columns.map(([name]) => name).join(', ')} FROM ${readCanonical(file, columns)}`;
  }

  /** The rows of all files of a read: its columns, the file's path, and the row's number in it. */
  private async *lines(read: StagedRead, signal: AbortSignal): AsyncGenerator<string> {
    for (const file of this.only?.files ?? (await stagedFiles(read.source, read.pattern))) {
      let row = 0;
      for await (const records of readCsv(file, read.format, signal)) {
        let text = '';
        for (const record of records) {
          row += 1;
          if (record.kind === 'error') throw unreadable(record, file.path, row);
          const fields = Array.from({ length: read.columns }, (_, at) => record.fields[at] ?? null);
          text += canonicalLine([...fields, file.path, String(row)]);
        }
        if (text !== '') yield text;
      }
      this.rowsRead.set(file.path, row);
    }
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
