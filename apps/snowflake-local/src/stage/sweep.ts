import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/catalog.js';

/** Removes, at start, the folders of stages and tables that are in no catalog: what a crash has left behind. */
export async function sweepStages(stages: string, catalog: Catalog): Promise<void> {
  const known = new Set(catalog.objectIds().map(String));
  for (const kind of ['named', 'table']) {
    const folders = await readdir(join(stages, kind)).catch(() => []);
    const left = folders.filter((folder) => !known.has(folder));
    await Promise.all(left.map((folder) => rm(join(stages, kind, folder), { recursive: true, force: true })));
  }
}
