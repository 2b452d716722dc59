import { chmodSync, existsSync } from 'node:fs';

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
