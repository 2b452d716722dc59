import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from './private-folder.js';

/** Begins the name of a file that is not complete yet; nothing that begins with a dot is ever read. */
const TEMPORARY = '.tmp-';

/** A file that appears under its name complete, or not at all. */
export class DurableFile {
  #bytes = 0;

  private constructor(
    private readonly path: string,
    private readonly temporary: string,
    private readonly handle: FileHandle,
  ) {}

  /** The folder must exist. */
  static async create(path: string): Promise<DurableFile> {
    const temporary = join(dirname(path), `${TEMPORARY}${randomBytes(8).toString('hex')}`);
    return new DurableFile(path, temporary, await open(temporary, 'wx', PRIVATE_FILE));
  }

  get bytes(): number {
    return this.#bytes;
  }

  async write(content: Buffer): Promise<void> {
    let written = 0;
    while (written < content.length) {
      const { bytesWritten } = await this.handle.write(content, written);
      written += bytesWritten;
    }
    this.#bytes += content.length;
  }

  /** Puts it in its place, over a file of the same name, once it is on disk. The folder's entry is there only after `syncFolder`. */
  async commit(): Promise<void> {
    await this.settle();
    await this.show();
  }

  /** Puts it in its place at once: for who does not speak of it before it has settled as well. */
  async show(): Promise<void> {
    await rename(this.temporary, this.path);
  }

  /** Its bytes are on disk, and it is closed. */
  async settle(): Promise<void> {
    try {
      await this.handle.sync();
    } finally {
      await this.handle.close();
    }
  }

  async abort(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }
}

/** Writes one small file durably, its name included. */
export async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file = await DurableFile.create(path);
  try {
    await file.write(content);
    await file.commit();
  } catch (error) {
    await file.abort();
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes names that were added to or removed from a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder with its parents, the new names on disk. Gives whether it is new. */
export async function makeFolder(path: string): Promise<boolean> {
  const first = await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER }).catch(async (error: unknown) => {
    if (isMissing(error)) await makeOneByOne(path);
    throw error;
  });
  if (first === undefined) return false;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder)) await syncFolder(dirname(folder));
  return true;
}

/** For the reason alone: Node calls folders that cannot be made on a read-only disk missing. @throws what keeps one from being made */
async function makeOneByOne(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: PRIVATE_FOLDER });
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw error;
    await makeOneByOne(dirname(path));
  }
}

/** By its code, not its class: under a test runner the system's errors come from another realm. */
export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  (error.code === 'ENOENT' || error.code === 'ENOTDIR');
