import { hash } from 'node:crypto';
import type { ApiKey } from '../config/keys-file.js';

/** The keys this process knows, found by digest: the time a look-up takes says nothing about a key. */
export class ApiKeys {
  private readonly byDigest: ReadonlyMap<string, ApiKey>;

  constructor(keys: readonly ApiKey[]) {
    this.byDigest = new Map(keys.map((key) => [key.sha256, key]));
  }

  find(presented: string): ApiKey | undefined {
    return this.byDigest.get(hash('sha256', presented));
  }
}

/** The key in an Authorization header, or null when it has another form. The scheme's name has no case (RFC 9110). */
export function bearerOf(header: string | undefined): string | null {
  const match = /^bearer +([\w.~+/-]+=*) *$/i.exec(header ?? '');
  return match?.[1] ?? null;
}
