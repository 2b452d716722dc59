import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SqlError } from '../../errors.js';
import type { ExecutionContext } from '../../execute/statement.js';
import { UNFINISHED } from '../stage-files.js';
import { fileOfPath } from '../stage-path.js';
import type { StageSource } from '../stage-source.js';
import { unloadedName } from './file-name.js';
import type { UnloadedRows, WrittenFile } from './rows.js';
import type { UnloadSettings } from './settings.js';
import { writeParquet } from './write-parquet.js';
import { writeTexts } from './write-texts.js';

export interface UnloadedFile extends Pick<WrittenFile, 'rows' | 'inputBytes' | 'outputBytes'> {
  /** Inside the stage. */
  readonly path: string;
}

/**
 * Writes rows to files of a stage. They appear under their names together, once all rows are written; a statement that
 * fails or is cancelled leaves none.
 */
export async function unload(
  rows: UnloadedRows,
  target: StageSource,
  settings: UnloadSettings,
  context: ExecutionContext,
): Promise<readonly UnloadedFile[]> {
  if (!settings.isPartitioned) {
    await refuseExisting(target, unloadedName(target.path, undefined, settings, context.queryId, 0), settings);
  }
  const folder = join(target.folder, `${context.queryId}${UNFINISHED}`);
  await mkdir(folder, { recursive: true });
  try {
    const write = settings.format.type === 'PARQUET' ? writeParquet : writeTexts;
    const written = named(await write(rows, folder, settings, context), target, settings, context);
    for (const { path } of written) await refuseExisting(target, path, settings);
    for (const { file, path } of written) {
      const place = fileOfPath(target.folder, path);
      await mkdir(dirname(place), { recursive: true });
      await rename(file, place);
    }
    return written;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Files are counted in each partition. */
function named(
  files: readonly WrittenFile[],
  { path }: StageSource,
  settings: UnloadSettings,
  { queryId }: ExecutionContext,
): readonly (WrittenFile & UnloadedFile)[] {
  const counts = new Map<string | null | undefined, number>();
  return files.map((file) => {
    const index = counts.get(file.partition) ?? 0;
    counts.set(file.partition, index + 1);
    return { ...file, path: unloadedName(path, file.partition, settings, queryId, index) };
  });
}

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
