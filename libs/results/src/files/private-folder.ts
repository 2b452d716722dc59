import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Files and folders of data are for their owner alone: rows, statements and plans are nobody else's business. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/** What the operating system's codes mean for a folder of data. */
const CAUSES: ReadonlyMap<string, string> = new Map([
  ['EEXIST', 'a file stands in its place, or in that of a folder above it'],
  ['EACCES', 'this user may not write there; make it the owner of the folder'],
  ['EPERM', 'this user may not write there; make it the owner of the folder'],
  ['EROFS', 'its file system is mounted for reading only; mount a volume there that can be written'],
  ['ENOENT', 'no folder can be made there'],
  ['ENOSPC', 'its disk is full'],
]);

/**
 * Makes a folder for data, or narrows one that others can enter; what lies in it is then out of their reach too.
 *
 * @throws Error saying why, where it is no folder, cannot be written to, or belongs to somebody else who keeps it open
 */
export function ensurePrivateFolder(path: string): void {
  const folder = resolve(path);
  try {
    makeFolder(folder);
    narrow(folder);
    // Rights alone do not tell: the file system may be read-only, full, or another machine's with rules of its own.
    rmdirSync(mkdtempSync(join(folder, '.writable-')));
  } catch (error) {
    throw new Error(`${folder} cannot be used for data: ${causeOf(error)}`, { cause: error });
  }
}

/** Level by level: Node's own recursive form never returns where the system answers ENOENT below a folder that is there. */
function makeFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: PRIVATE_FOLDER });
  } catch (error) {
    // Another process, which starts at the same moment, may have made it.
    if (!(existsSync(folder) && statSync(folder).isDirectory())) throw error;
  }
}

function narrow(folder: string): void {
  const mode = statSync(folder).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  try {
    chmodSync(folder, mode & PRIVATE_FOLDER);
  } catch (error) {
    throw new Error(
      `it is open to other users (mode ${mode.toString(8)}) and cannot be narrowed; make its owner run "chmod 700" on it`,
      { cause: error },
    );
  }
}

function causeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return CAUSES.get(code) ?? (error instanceof Error ? error.message : String(error));
}
