import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Call } from './call.js';

/** As long as the real service signs its own. */
const URL_LIFE_MS = 6 * 3_600_000;

/** URLs that hold their own permission: drivers send no token with them. Good for some hours, and until the server stops. */
export class SignedUrls {
  private readonly key = randomBytes(32);

  /** An absolute URL: Node crashes on a relative one. `owner`: whom it was given to, which the URL does not show. */
  url(origin: string, path: string, fields: Readonly<Record<string, string>>, owner: string, now: number): string {
    const query = new URLSearchParams({ ...fields, until: String(now + URL_LIFE_MS) });
    query.set('sig', this.signature(path, query, owner));
    return `${origin}${path}?${query}`;
  }

  isSigned({ path, query, now }: Call, owner: string): boolean {
    const given = Buffer.from(query.get('sig') ?? '');
    const expected = Buffer.from(this.signature(path, query, owner));
    return Number(query.get('until')) >= now && given.length === expected.length && timingSafeEqual(given, expected);
  }

  private signature(path: string, query: URLSearchParams, owner: string): string {
    // Drivers may add fields of their own, such as a request's number.
    const signed = SIGNED.map((name) => query.get(name));
    return createHmac('sha256', this.key)
      .update(JSON.stringify([path, owner, ...signed]))
      .digest('hex');
  }
}

const SIGNED = ['format', 'file', 'for', 'until'] as const;
