import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';

/** Folders of data and logs are for their owner alone; one that others can enter is narrowed. */
export function ensurePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700);
}

/** A file that is written on, made before for everybody to read, is narrowed. */
export function narrowFile(path: string): void {
  if (existsSync(path)) chmodSync(path, 0o600);
}

/** Starts something whose files and folders are all for their owner alone, whatever modes it asks for. */
export function withPrivateFiles<T>(start: () => T): T {
  const before = process.umask(0o077);
  try {
    return start();
  } finally {
    process.umask(before);
  }
}
