import { unreachable } from '../../unreachable.js';
import { compressionExtension } from '../compression.js';
import { normaliseStagePath } from '../stage-path.js';
import type { StagedFormat } from '../staged-format.js';
import type { UnloadSettings } from './settings.js';

/** The folder of the rows for which PARTITION BY gives NULL. */
const NULL_PARTITION = '__NULL__';

/**
 * `path_0_0_<n>.csv.gz`, or the path alone for a single file. Without a name in the path it is `data`. With PARTITION BY
 * the path is a folder, and what the expression gives are folders in it.
 *
 * @param partition what PARTITION BY gives; undefined without one
 */
export function unloadedName(
  path: string,
  partition: string | null | undefined,
  settings: UnloadSettings,
  queryId: string,
  index: number,
): string {
  const folder = partition === undefined ? path : `${folderOf(path)}${folderOf(partition ?? NULL_PARTITION)}`;
  const base = folder === '' || folder.endsWith('/') ? `${folder}data` : folder;
  if (settings.single) return base;
  return `${base}_${settings.includeQueryId ? `${queryId}_` : ''}0_0_${index}${extension(settings.format)}`;
}

const folderOf = (path: string): string => {
  const plain = normaliseStagePath(path);
  return plain === '' || plain.endsWith('/') ? plain : `${plain}/`;
};

function extension(format: StagedFormat): string {
  switch (format.type) {
    case 'CSV':
      return given(format.csv.fileExtension) ?? `.csv${compressionExtension(format.csv.compression)}`;
    case 'JSON':
      return given(format.json.fileExtension) ?? `.json${compressionExtension(format.json.compression)}`;
    case 'PARQUET':
      return format.parquet.compression === 'snappy' ? '.snappy.parquet' : '.parquet';
    default:
      return unreachable(format);
  }
}

const given = (written: string | null): string | null => written && `.${written.replace(/^\./, '')}`;
