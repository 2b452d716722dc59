import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { StagedFile } from './stage-files.js';

/** The MD5 of a file's bytes, as hexadecimal digits. */
export async function md5Of({ file }: StagedFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}
