import type { Dirent } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Manifest } from '@firn/contract';
import type { ResultPlace } from '../place.js';
import {
  PAGE_LIMITS,
  type PageLimits,
  ResultDamaged,
  ResultMissing,
  type ResultStore,
  type ResultWriter,
  type StoredPage,
} from '../store.js';
import { isMissing, makeFolder } from './durable-file.js';
import { FirstFailure } from './first-failure.js';
import { openPage } from './open-page.js';
import { PageWriter } from './page-writer.js';
import { manifestIn, ResultFolders } from './result-folder.js';

/** Manifests that are kept at hand: of results that are being read, page after page. */
const MOST_MANIFESTS = 32;

/** Results in a folder that API and workers share: a disk, or a network file system with atomic rename. */
export class FileResultStore implements ResultStore {
  readonly #folders: ResultFolders;
  readonly #now: () => number;
  readonly #manifests = new Map<string, Manifest>();

  constructor(root: string, options: { readonly now?: () => number } = {}) {
    this.#folders = new ResultFolders(root);
    this.#now = options.now ?? Date.now;
  }

  async write(place: ResultPlace, limits: Partial<PageLimits> = {}): Promise<ResultWriter> {
    const complete = { ...PAGE_LIMITS, ...limits };
    if (!(complete.rows >= 1) || !(complete.bytes >= 1)) {
      throw new RangeError(`A page of at most ${complete.rows} rows and ${complete.bytes} bytes holds nothing.`);
    }
    await this.discard(place);
    await makeFolder(this.#folders.epoch(place));
    return new PageWriter(this.#folders, place, complete, this.#now);
  }

  async manifest(place: ResultPlace): Promise<Manifest | null> {
    const path = this.#folders.manifest(place);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
    return parseManifest(text, relative(this.#folders.root, path), place);
  }

  async finished(place: ResultPlace): Promise<Manifest | null> {
    const path = this.#folders.manifest(place);
    const manifest = this.#manifests.get(path) ?? (await this.manifest(place));
    this.#manifests.delete(path);
    if (manifest !== null) this.#manifests.set(path, manifest);
    const [oldest] = this.#manifests.keys();
    if (this.#manifests.size > MOST_MANIFESTS && oldest !== undefined) this.#manifests.delete(oldest);
    return manifest;
  }

  async page(place: ResultPlace, index: number): Promise<StoredPage> {
    const path = this.#folders.page(place, index);
    const manifest = await this.finished(place);
    try {
      const entry = manifest?.pages[index];
      if (manifest !== null && entry === undefined) throw notStored(place, index);
      return await openPage(path, entry, relative(this.#folders.root, path));
    } catch (error) {
      if (!isMissing(error)) throw error;
      // A discard takes the manifest first: while it is there, its pages have to be.
      if (manifest !== null && (await this.manifest(place)) !== null)
        throw new ResultDamaged(`${relative(this.#folders.root, path)} is missing.`, { cause: error });
      throw notStored(place, index, error);
    }
  }

  async discard(place: ResultPlace): Promise<void> {
    this.#manifests.delete(this.#folders.manifest(place));
    await removeEpoch(this.#folders.epoch(place));
  }

  async discardJob(tenant: string, jobId: string): Promise<void> {
    const folder = this.#folders.job(tenant, jobId);
    for (const epoch of await subfolders(folder)) await removeEpoch(join(folder, epoch));
    await rm(folder, { recursive: true, force: true });
  }

  async sweep(createdBefore: number, signal?: AbortSignal): Promise<number> {
    let removed = 0;
    const failures = new FirstFailure();
    for (const tenant of await subfolders(this.#folders.root)) {
      const tenantFolder = join(this.#folders.root, tenant);
      for (const job of (await failures.past(subfolders(tenantFolder))) ?? []) {
        signal?.throwIfAborted();
        removed += (await failures.past(sweepJob(join(tenantFolder, job), createdBefore))) ?? 0;
      }
    }
    failures.tell('Folders of results');
    return removed;
  }
}

function parseManifest(text: string, path: string, place: ResultPlace): Manifest {
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (error) {
    const what = `The manifest of job ${place.jobId}, epoch ${place.epoch}, cannot be read: ${path} is cut off or garbled.`;
    throw new ResultDamaged(what, { cause: error });
  }
}

const notStored = ({ jobId, epoch }: ResultPlace, index: number, cause?: unknown): ResultMissing =>
  new ResultMissing(`Page ${index} of job ${jobId}, epoch ${epoch}, is not stored.`, { cause });

async function removeEpoch(folder: string): Promise<void> {
  await rm(manifestIn(folder), { force: true });
  await rm(folder, { recursive: true, force: true });
}

async function sweepJob(folder: string, createdBefore: number): Promise<number> {
  let removed = 0;
  let kept = 0;
  for (const epoch of await subfolders(folder)) {
    const epochFolder = join(folder, epoch);
    if ((await lastWritten(epochFolder)) >= createdBefore) {
      kept += 1;
      continue;
    }
    await removeEpoch(epochFolder);
    removed += 1;
  }
  if (kept === 0) await removeIfOld(folder, createdBefore);
  return removed;
}

/** Epoch milliseconds of the manifest, or of the latest file where there is none; 0 for a folder that has gone. */
async function lastWritten(folder: string): Promise<number> {
  const manifest = await modified(manifestIn(folder));
  if (manifest !== null) return manifest;
  let latest = (await modified(folder)) ?? 0;
  for (const entry of await entries(folder)) latest = Math.max(latest, (await modified(join(folder, entry.name))) ?? 0);
  return latest;
}

/** A job's folder that holds nothing; a writer that is just making its epoch inside keeps it young. */
async function removeIfOld(folder: string, before: number): Promise<void> {
  if (((await modified(folder)) ?? 0) >= before) return;
  await rm(folder, { recursive: true, force: true });
}

async function modified(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function entries(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function subfolders(folder: string): Promise<readonly string[]> {
  return (await entries(folder)).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
