import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TenantName } from '@firn/contract';
import { z } from 'zod';
import { readJsonFile } from './json-file.js';

/** One API key. Only its digest is kept: whoever reads memory or the file cannot call the API with it. */
export interface ApiKey {
  readonly id: string;
  /** SHA-256 of the key, lower-case hex. */
  readonly sha256: string;
  readonly tenant: string;
  readonly requestsPerMinute: number;
}

const Entry = z
  .strictObject({
    id: z.string().regex(/^[\w.-]{1,64}$/, { error: 'must be 1 to 64 letters, digits, dots, dashes or underscores' }),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { error: 'must be the SHA-256 of the key in lower-case hex' })
      .optional(),
    file: z.string().min(1).optional(),
    tenant: TenantName,
    requestsPerMinute: z.int().min(1).max(10_000_000).optional(),
  })
  .refine((entry) => (entry.sha256 === undefined) !== (entry.file === undefined), {
    error: 'needs either "sha256", the digest of the key, or "file", a file that holds the key',
  });
const KeysFile = z.strictObject({ keys: z.array(Entry).min(1, { error: 'needs at least one key' }) });

export const digestOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Reads the keys file. A key's `file` is found from the folder of the keys file. @throws FileError naming the entry. */
export function readKeysFile(path: string, defaultRequestsPerMinute: number): readonly ApiKey[] {
  const { keys } = readJsonFile(path, KeysFile);
  const seen = new Set<string>();
  return keys.map(({ id, sha256, file, tenant, requestsPerMinute }) => {
    if (seen.has(id)) throw new Error(`${path}: two keys have the id ${id}`);
    seen.add(id);
    return Object.freeze({
      id,
      sha256: sha256 ?? digestOfKey(readKey(resolve(dirname(path), file ?? ''), id)),
      tenant,
      requestsPerMinute: requestsPerMinute ?? defaultRequestsPerMinute,
    });
  });
}

function readKey(path: string, id: string): string {
  const key = readFileSync(path, 'utf8').trim();
  if (key.length < 16)
    throw new Error(`${path}: the key ${id} is shorter than 16 characters; make one with openssl rand -base64 24`);
  return key;
}
