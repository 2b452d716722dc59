import { join } from 'node:path';
import type { ExecutionContext } from '../../execute/statement.js';
import { unreachable } from '../../unreachable.js';
import type { Compression } from '../compression.js';
import { headerLine, lineExpression } from './csv-line.js';
import { FileSink } from './file-sink.js';
import { jsonLine } from './json-line.js';
import { singleTooLarge, type UnloadedRows, type WrittenFile } from './rows.js';
import type { UnloadSettings } from './settings.js';
import { spooledRows } from './spooled-rows.js';

interface TextShape {
  /** DuckDB's text of a row. */
  readonly line: string;
  readonly delimiter: string;
  /** What every file begins with. */
  readonly head: string;
  readonly compression: Compression;
}

function shapeOf({ columns, values }: UnloadedRows, { format, header }: UnloadSettings): TextShape {
  switch (format.type) {
    case 'CSV': {
      const delimiter = format.csv.recordDelimiter ?? '\n';
      const head = header ? `${headerLine(columns, format.csv)}${delimiter}` : '';
      const line = lineExpression(columns, format.csv, values);
      return { line, delimiter, head, compression: format.csv.compression };
    }
    case 'JSON':
      return { line: jsonLine(columns, values), delimiter: '\n', head: '', compression: format.json.compression };
    case 'PARQUET':
      throw new Error('Parquet files have no lines');
    default:
      return unreachable(format);
  }
}

/** Writes rows as lines of CSV or JSON into files of `folder`, those of one partition behind each other. */
export async function writeTexts(
  rows: UnloadedRows,
  folder: string,
  settings: UnloadSettings,
  context: ExecutionContext,
): Promise<readonly WrittenFile[]> {
  const { line, delimiter, head, compression } = shapeOf(rows, settings);
  const written: WrittenFile[] = [];
  let sink: FileSink | null = null;
  let current: string | null | undefined;
  const finish = async (): Promise<void> => {
    if (sink === null) return;
    const outputBytes = await sink.close();
    written.push({ file: sink.path, partition: current, rows: sink.rows, inputBytes: sink.inputBytes, outputBytes });
    sink = null;
  };
  try {
    for await (const { partition, lines } of runs(rows, line, context)) {
      context.signal.throwIfAborted();
      if (partition !== current) await finish();
      current = partition;
      if (sink === null) {
        sink = new FileSink(join(folder, String(written.length)), compression);
        await sink.write(head, 0);
      }
      await sink.write(lines.map((each) => `${each}${delimiter}`).join(''), lines.length);
      if (sink.outputBytes < settings.maxFileBytes) continue;
      if (settings.single) throw singleTooLarge(settings.maxFileBytes);
      await finish();
    }
    await finish();
    return written;
  } finally {
    sink?.destroy();
  }
}

interface Run {
  readonly partition: string | null | undefined;
  readonly lines: readonly string[];
}

/** Lines written at once: a file is looked at after each, and may be that much larger than it should be. */
const LINES_AT_ONCE = 500;

/** Lines that belong together, in order. */
async function* runs({ sql, partition }: UnloadedRows, line: string, context: ExecutionContext): AsyncGenerator<Run> {
  const isPartitioned = partition !== null;
  const query = isPartitioned
    ? `SELECT ${partition} AS part, ${line} AS line, row_number() OVER () AS row FROM (${sql}) ORDER BY part, row`
    : `SELECT ${line} AS line FROM (${sql})`;
  const columns = isPartitioned ? ['line', 'part'] : ['line'];
  for await (const batch of spooledRows(query, columns, context)) {
    let lines: string[] = [];
    let current: string | null | undefined;
    for (const [text, part] of batch) {
      if (lines.length === LINES_AT_ONCE || (lines.length > 0 && part !== current)) {
        yield { partition: current, lines };
        lines = [];
      }
      current = part;
      lines.push(text ?? '');
    }
    if (lines.length > 0) yield { partition: current, lines };
  }
}
