import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  empty(): void;
  readOnly(is: boolean): void;
  remove(): void;
}

const mount = (...args: readonly string[]) => execFileSync('mount', [...args], { stdio: 'pipe' });

/** Whether this user may mount a disk here. */
export const canMount = ((): boolean => {
  try {
    smallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
})();

/** A disk of so many megabytes, in memory. */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'firn-disk-'));
  try {
    mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize));
      } catch (error) {
        // Somebody else has written meanwhile: it is full all the same.
        if (!String(error).includes('ENOSPC')) throw error;
      }
    },
    empty: () => rmSync(filler),
    readOnly: (is) => void mount('-o', `remount,${is ? 'ro' : 'rw'}`, folder),
    remove: () => {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
