import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { StagedFile } from './stage-files.js';

/** What is no longer is read at once, which costs a third of a stream. */
const SHORT_BYTES = 262_144;

/** The MD5 of a file's bytes, as hexadecimal digits. */
export async function md5Of({ file, bytes }: StagedFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  if (bytes <= SHORT_BYTES) hash.update(await readFile(file, { signal }));
  else await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}
