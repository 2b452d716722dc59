import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathPattern } from './path-pattern.js';
import { severalAtOnce } from './several-at-once.js';
import { fileOfPath, pathOfFile } from './stage-path.js';
import type { StageSource } from './stage-source.js';

export interface StagedFile {
  /** Inside the stage, parts separated by slashes. */
  readonly path: string;
  /** On disk. */
  readonly file: string;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/**
 * The files of a place in a stage, sorted by path: those whose path starts with the place's, as Snowflake matches
 * them. `pattern`: a regular expression that the whole path must match.
 */
export async function stagedFiles(source: StageSource, pattern?: string): Promise<readonly StagedFile[]> {
  const matches = pattern === undefined ? () => true : pathPattern(pattern);
  const paths = await pathsUnder(source.folder);
  const wanted = paths.filter((path) => path.startsWith(source.path) && matches(path)).sort();
  const files = await severalAtOnce(wanted, (path) => describeFile(source.folder, path));
  return files.filter((file) => file !== null);
}

async function pathsUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => pathOfFile(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes(UNFINISHED));
}

/** The end of the name of a folder whose files are still being written; no statement sees them. */
export const UNFINISHED = '.unfinished\u0001';

/** null: gone between listing and looking. */
async function describeFile(folder: string, path: string): Promise<StagedFile | null> {
  const file = fileOfPath(folder, path);
  const found = await stat(file).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  // A driver puts files there itself, with the rights of its own.
  if (found !== null && (found.mode & 0o077) !== 0) await chmod(file, 0o600).catch(() => undefined);
  return found && { path, file, bytes: found.size, modifiedAt: found.mtimeMs };
}

export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
