import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.js';
import { isMissing, UNFINISHED } from './stage-files.js';

/** The folders of stages and tables that are in no catalog: what a crash has left behind. */
export async function leftFolders(stages: string, catalog: Catalog): Promise<readonly string[]> {
  const known = new Set(catalog.objectIds().map(String));
  const found: string[] = [];
  for (const kind of ['named', 'table']) {
    for (const folder of await entriesOf(join(stages, kind))) {
      if (!known.has(folder)) found.push(join(stages, kind, folder));
    }
  }
  return found;
}

/** Removes what statements and uploads of runs that were killed had begun to write. @param before when this run began, in epoch milliseconds */
export async function removeUnfinished(stages: string, before: number): Promise<void> {
  for (const name of await entriesOf(stages, { recursive: true })) {
    // Inside of a folder that goes as a whole, or none of ours.
    if (!name.includes(UNFINISHED) || name.lastIndexOf(UNFINISHED) < name.length - UNFINISHED.length) continue;
    const path = join(stages, name);
    if (await isOlder(path, before)) await rm(path, { recursive: true, force: true });
  }
}

async function isOlder(path: string, before: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < before;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function entriesOf(folder: string, options: { readonly recursive?: boolean } = {}): Promise<readonly string[]> {
  try {
    return await readdir(folder, { ...options, encoding: 'utf8' });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
