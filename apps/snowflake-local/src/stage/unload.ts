import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OutColumn } from '../bind/query.js';
import { SqlError } from '../errors.js';
import type { ExecutionContext } from '../execute/statement.js';
import { compressionExtension } from './compression.js';
import type { CsvFormat } from './csv-format.js';
import { FileSink } from './file-sink.js';
import { spooledLines } from './spooled-lines.js';
import { UNFINISHED } from './stage-files.js';
import { fileOfPath } from './stage-path.js';
import type { StageSource } from './stage-source.js';
import { headerLine } from './unload-line.js';

export interface UnloadSettings {
  readonly format: CsvFormat;
  /** One file, named exactly as the path says. */
  readonly single: boolean;
  readonly overwrite: boolean;
  readonly header: boolean;
  /** Bytes at which the next file begins. */
  readonly maxFileBytes: number;
  readonly detailedOutput: boolean;
  readonly includeQueryId: boolean;
}

export interface UnloadedFile {
  /** Inside the stage. */
  readonly path: string;
  readonly rows: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

export interface Unloaded {
  readonly files: readonly UnloadedFile[];
  readonly rows: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/**
 * Writes the one text column of `lines` to files of a stage. They appear under their names together, once all rows
 * are written; a statement that fails or is cancelled leaves none.
 */
export async function unload(
  lines: string,
  columns: readonly OutColumn[],
  target: StageSource,
  settings: UnloadSettings,
  context: ExecutionContext,
): Promise<Unloaded> {
  const name = (index: number): string => fileName(target.path, settings, context.queryId, index);
  await refuseExisting(target, name(0), settings);
  const written: UnloadedFile[] = [];
  try {
    await writeFiles(lines, columns, target, settings, context, { name, written });
    for (const { path } of written) await refuseExisting(target, path, settings);
    for (const { path } of written) await rename(unfinished(target, path, context), fileOfPath(target.folder, path));
  } catch (error) {
    await Promise.all(written.map(({ path }) => rm(unfinished(target, path, context), { force: true })));
    throw error;
  }
  const total = (of: (file: UnloadedFile) => number): number => written.reduce((sum, file) => sum + of(file), 0);
  return {
    files: written,
    rows: total((file) => file.rows),
    inputBytes: total((file) => file.inputBytes),
    outputBytes: total((file) => file.outputBytes),
  };
}

interface Writing {
  readonly name: (index: number) => string;
  /** Files begun so far, so that whatever happens they can be removed. */
  readonly written: UnloadedFile[];
}

async function writeFiles(
  lines: string,
  columns: readonly OutColumn[],
  target: StageSource,
  settings: UnloadSettings,
  context: ExecutionContext,
  { name, written }: Writing,
): Promise<void> {
  const delimiter = settings.format.recordDelimiter ?? '\n';
  const head = settings.header ? `${headerLine(columns, settings.format)}${delimiter}` : '';
  let sink: FileSink | null = null;
  const finish = async (): Promise<void> => {
    if (sink === null) return;
    const { rows, inputBytes } = sink;
    const outputBytes = await sink.close();
    const file = written.at(-1);
    if (file !== undefined) written[written.length - 1] = { ...file, rows, inputBytes, outputBytes };
    sink = null;
  };
  try {
    for await (const batch of slices(spooledLines(lines, context))) {
      context.signal.throwIfAborted();
      if (sink === null) {
        const path = name(written.length);
        written.push({ path, rows: 0, inputBytes: 0, outputBytes: 0 });
        const file = unfinished(target, path, context);
        await mkdir(dirname(file), { recursive: true });
        sink = new FileSink(file, settings.format.compression);
        await sink.write(head, 0);
      }
      await sink.write(batch.map((line) => `${line}${delimiter}`).join(''), batch.length);
      if (sink.outputBytes < settings.maxFileBytes) continue;
      if (settings.single) throw singleTooLarge(settings.maxFileBytes);
      await finish();
    }
    await finish();
  } finally {
    sink?.destroy();
  }
}

/** Lines written at once: a file is looked at after each, and may be that much larger than it should be. */
const LINES_AT_ONCE = 500;

async function* slices(batches: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
  for await (const batch of batches) {
    for (let at = 0; at < batch.length; at += LINES_AT_ONCE) yield batch.slice(at, at + LINES_AT_ONCE);
  }
}

/** `path_0_0_<n>.csv.gz`, or the path alone for a single file. Without a name in the path it is `data`. */
function fileName(
  path: string,
  { single, includeQueryId, format }: UnloadSettings,
  queryId: string,
  index: number,
): string {
  const base = path === '' || path.endsWith('/') ? `${path}data` : path;
  if (single) return base;
  const extension =
    format.fileExtension === null
      ? `.csv${compressionExtension(format.compression)}`
      : `.${format.fileExtension.replace(/^\./, '')}`;
  return `${base}_${includeQueryId ? `${queryId}_` : ''}0_0_${index}${extension}`;
}

const unfinished = (target: StageSource, path: string, { queryId }: ExecutionContext): string =>
  `${fileOfPath(target.folder, path)}.${queryId}${UNFINISHED}`;

async function refuseExisting(target: StageSource, path: string, settings: UnloadSettings): Promise<void> {
  if (settings.overwrite) return;
  const exists = await access(fileOfPath(target.folder, path)).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  throw new SqlError(
    '001030',
    '22000',
    `SQL execution error:\nFiles already existing at the unload destination: ${target.shown}. Use overwrite option to force unloading.`,
  );
}

const singleTooLarge = (bytes: number): SqlError =>
  new SqlError(
    '100083',
    '22000',
    `Max file size (${bytes}) exceeded for unload single file mode. Please increase MAX_FILE_SIZE copy option.`,
  );
