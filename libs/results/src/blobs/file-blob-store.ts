import { webcrypto } from 'node:crypto';
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isMissing, makeFolder, writeDurably } from '../files/durable-file.js';
import { FirstFailure } from '../files/first-failure.js';
import { pathComponent } from '../place.js';
import { BlobDamaged, BlobMissing, type BlobStore, type Digest } from './blob-store.js';

const DIGEST = /^[0-9a-f]{64}$/;

/** Blobs as files: `<root>/<tenant>/<first two digits>/<digest>`. */
export class FileBlobStore implements BlobStore {
  readonly #now: () => number;

  constructor(
    private readonly root: string,
    options: { readonly now?: () => number } = {},
  ) {
    this.#now = options.now ?? Date.now;
  }

  async put(tenant: string, content: Buffer): Promise<Digest> {
    const digest = await digestOf(content);
    const path = this.#path(tenant, digest);
    if (await touch(path, this.#now())) return digest;
    await makeFolder(dirname(path));
    await writeDurably(path, content);
    await touch(path, this.#now());
    return digest;
  }

  async get(tenant: string, digest: Digest): Promise<Buffer> {
    let content: Buffer;
    try {
      content = await readFile(this.#path(tenant, digest));
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new BlobMissing(`The blob ${digest} of tenant ${tenant} is not stored.`, { cause: error });
    }
    if ((await digestOf(content)) !== digest)
      throw new BlobDamaged(
        `The blob ${digest} of tenant ${tenant} has other content: ${relative(this.root, this.#path(tenant, digest))} is cut off or garbled.`,
      );
    return content;
  }

  async sweep(
    putBefore: number,
    isReferenced: (tenant: string, digest: Digest) => Promise<boolean>,
    signal?: AbortSignal,
  ): Promise<number> {
    let removed = 0;
    const failures = new FirstFailure();
    const sweepOne = async (tenant: string, folder: string, name: string): Promise<number> => {
      const path = join(folder, name);
      if (!(await isOld(path, putBefore)) || (DIGEST.test(name) && (await isReferenced(tenant, name)))) return 0;
      if (!(await isOld(path, putBefore))) return 0; // put again while we asked
      await rm(path, { force: true });
      return 1;
    };
    for (const tenant of await names(this.root)) {
      for (const prefix of (await failures.past(names(join(this.root, tenant)))) ?? []) {
        const folder = join(this.root, tenant, prefix);
        for (const name of (await failures.past(names(folder))) ?? []) {
          signal?.throwIfAborted();
          removed += (await failures.past(sweepOne(tenant, folder, name))) ?? 0;
        }
      }
    }
    failures.tell('Blobs');
    return removed;
  }

  #path(tenant: string, digest: Digest): string {
    if (!DIGEST.test(digest)) throw new RangeError(`"${digest.slice(0, 80)}" is not a SHA-256 digest.`);
    return join(this.root, pathComponent('tenant', tenant), digest.slice(0, 2), digest);
  }
}

/** In a thread of the system's, not on the event loop: a plan has some megabytes. */
const digestOf = async (content: Buffer): Promise<Digest> =>
  Buffer.from(await webcrypto.subtle.digest('SHA-256', Uint8Array.from(content))).toString('hex');

/** Gives whether the file is there. */
async function touch(path: string, now: number): Promise<boolean> {
  try {
    await utimes(path, now / 1_000, now / 1_000);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function isOld(path: string, before: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < before;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
