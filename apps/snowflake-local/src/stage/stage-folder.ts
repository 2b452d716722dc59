import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeName } from '../catalog/duck-name.js';
import type { CatalogEntry } from '../catalog/entries.js';

/** Where the files of a stage are: a folder of its own under the stages folder. */
export const namedStageFolder = (stages: string, objectId: number): string => join(stages, 'named', String(objectId));
export const tableStageFolder = (stages: string, objectId: number): string => join(stages, 'table', String(objectId));
export const userStageFolder = (stages: string, user: string): string =>
  join(stages, 'user', encodeURIComponent(encodeName(user)));

/**
 * Removes the files of stages, and of tables' own stages, that have been dropped. In the background: no identifier is
 * used twice, so that nothing can meet what is still there, and the next start sweeps what a crash left.
 */
export function removeStageFolders(stages: string, dropped: readonly CatalogEntry[]): void {
  for (const entry of dropped) {
    const folder = folderOf(stages, entry);
    if (folder !== undefined) void rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function folderOf(stages: string, entry: CatalogEntry): string | undefined {
  if (entry.kind === 'stage') return namedStageFolder(stages, entry.objectId);
  if (entry.kind === 'permanent' || entry.kind === 'transient' || entry.kind === 'temporary') {
    return tableStageFolder(stages, entry.objectId);
  }
  return undefined;
}
