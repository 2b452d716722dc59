import type { OutColumn } from '../bind/query.js';
import { narrowForm } from '../types/physical.js';
import { fixed, MAX_PRECISION, type SnowType, text, timestamp } from '../types/snow-type.js';
import { canonicalLine } from './canonical-csv.js';
import { md5Of } from './md5.js';
import type { StagedFile } from './stage-files.js';
import type { StageSource } from './stage-source.js';

const column = (name: string, type: SnowType): OutColumn => ({
  name,
  type,
  physical: narrowForm(type),
  nullable: true,
});

export const DIRECTORY_COLUMNS: readonly OutColumn[] = [
  column('RELATIVE_PATH', text()),
  column('SIZE', fixed(MAX_PRECISION)),
  column('LAST_MODIFIED', timestamp('timestamp_tz', 3)),
  column('MD5', text()),
  column('ETAG', text()),
  column('FILE_URL', text()),
];

/** The columns of a line that `directoryLines` writes, as DuckDB reads them. */
export const DIRECTORY_FIELDS = [
  ['path', 'VARCHAR'],
  ['bytes', 'BIGINT'],
  ['modified', 'TIMESTAMP'],
  ['md5', 'VARCHAR'],
  ['url', 'VARCHAR'],
] as const;

/** c0 to c5 of `DIRECTORY_COLUMNS`, out of `DIRECTORY_FIELDS`. */
export const directorySelect = (from: string): string =>
  `SELECT path AS c0, bytes AS c1, {'at': modified, 'minutes': CAST(0 AS SMALLINT)} AS c2, md5 AS c3, md5 AS c4, url AS c5 FROM ${from}`;

/** A line for each file of the stage, as it is now. */
export async function* directoryLines(
  files: readonly StagedFile[],
  { directory }: StageSource,
  account: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const place = [directory?.database, directory?.schema, directory?.name].map((part) => encodeURIComponent(part ?? ''));
  for (const file of files) {
    const url = `https://${account}.snowflakecomputing.com/api/files/${place.join('/')}/${encodeURIComponent(file.path)}`;
    const modified = new Date(file.modifiedAt).toISOString().replace('T', ' ').replace('Z', '');
    yield canonicalLine([file.path, String(file.bytes), modified, await md5Of(file, signal), url]);
  }
}
