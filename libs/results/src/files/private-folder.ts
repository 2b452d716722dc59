import { chmodSync, mkdirSync, statSync } from 'node:fs';

/** Files and folders of data are for their owner alone: rows, statements and plans are nobody else's business. */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/**
 * Makes a folder for data, or narrows one that others can enter; what lies in it is then out of their reach too.
 *
 * @throws Error where it is no folder, or belongs to somebody else who keeps it open
 */
export function ensurePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  try {
    chmodSync(path, mode & PRIVATE_FOLDER);
  } catch (error) {
    throw new Error(
      `${path} is open to other users (mode ${mode.toString(8)}) and cannot be narrowed: make its owner run "chmod 700" on it`,
      { cause: error },
    );
  }
}
