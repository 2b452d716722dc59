import { join } from 'node:path';
import { encodeName } from '../catalog/duck-name.js';
import type { CatalogEntry } from '../catalog/entries.js';

/** Where the files of a stage are: a folder of its own under the stages folder. */
export const namedStageFolder = (stages: string, objectId: number): string => join(stages, 'named', String(objectId));
export const tableStageFolder = (stages: string, objectId: number): string => join(stages, 'table', String(objectId));
export const userStageFolder = (stages: string, user: string): string =>
  join(stages, 'user', encodeURIComponent(encodeName(user)));

/** Folders of stages, and of tables' own stages, that have been dropped. No identifier is used twice, so that nothing can meet them. */
export const droppedStageFolders = (stages: string, dropped: readonly CatalogEntry[]): readonly string[] =>
  dropped.flatMap((entry) => folderOf(stages, entry) ?? []);

function folderOf(stages: string, entry: CatalogEntry): string | undefined {
  if (entry.kind === 'stage') return namedStageFolder(stages, entry.objectId);
  if (entry.kind === 'permanent' || entry.kind === 'transient' || entry.kind === 'temporary') {
    return tableStageFolder(stages, entry.objectId);
  }
  return undefined;
}
